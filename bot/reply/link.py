"""Links that open a page at the words shown.

A text fragment (https://wicg.github.io/scroll-to-text-fragment/) names the words to scroll to:
`#:~:text=start,end`. Browsers match each part inside one block of the page and only at whole
words, so a part here is made of whole words of one line of the excerpt.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# Excerpts up to this many code points are named whole, longer ones by their first and last words.
WHOLE_LIMIT_CHARS = 100
# The first and last words are this long at least: enough to stand once on a page of news.
PART_CHARS = 40
# Longer addresses are cut or refused on the way (mail, chat, proxies): the plain one is better.
LINK_LIMIT_CHARS = 2000

_TELEGRAM = frozenset({"t.me", "telegram.me", "telegram.dog"})
_SCHEMES = frozenset({"http", "https"})
_DIRECTIVE = ":~:"
# A unit is what a browser takes for one word at least: up to a space, or, where a script writes no
# spaces, up to a punctuation mark.
_CLAUSE_END = "\u3002\u3001\uff0c\uff01\uff1f\uff1a\uff1b\u0964"  # full-width and Indic marks
_UNIT = re.compile(rf"[^\s{_CLAUSE_END}]+[{_CLAUSE_END}]*\s*|[{_CLAUSE_END}]+\s*")


def is_web_address(url: str | None) -> bool:
    """Whether a browser and Telegram would open `url`: http(s), a host with a dot, no spaces."""
    if url is None or re.search(r"[\s<>\"]", url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and "." in host.strip(".")


def is_message_link(url: str) -> bool:
    """Whether an address is that of a message in Telegram, which no bot can open."""
    parts = urlsplit(url)
    return (parts.hostname or "").lower() in _TELEGRAM and parts.path.count("/") > 1


def text_fragment(url: str, excerpt_text: str) -> str:
    """The address `url` with a fragment that opens the page at `excerpt_text`.

    Other schemes than http(s) come back unchanged. A fragment that is there already is kept, an
    older text directive in it is not.
    """
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return url
    lines = [" ".join(line.split()) for line in excerpt_text.splitlines()]
    lines = [line for line in lines if line]
    if scheme not in _SCHEMES or not lines:
        return url
    address, _, fragment = url.partition("#")
    kept = fragment.partition(_DIRECTIVE)[0]
    link = f"{address}#{kept}{_DIRECTIVE}text={_directive(lines)}"
    return link if len(link) <= LINK_LIMIT_CHARS else url


def _directive(lines: list[str]) -> str:
    if len(lines) == 1 and len(lines[0]) <= WHOLE_LIMIT_CHARS:
        return _encode(lines[0])
    units_first = [match[0] for match in _UNIT.finditer(lines[0])]
    units_last = [match[0] for match in _UNIT.finditer(lines[-1])]
    start = _take(units_first)
    end = _take(units_last[::-1], backwards=True)
    if len(lines) == 1 and len(start) + len(end) >= len(lines[0]):
        return _encode(lines[0])
    return f"{_encode(start)},{_encode(end)}"


def _take(units: list[str], *, backwards: bool = False) -> str:
    """The first units that are `PART_CHARS` long together, all of them where they are shorter."""
    taken: list[str] = []
    length = 0
    for unit in units:
        taken.append(unit)
        length += len(unit)
        if length >= PART_CHARS:
            break
    return "".join(taken[::-1] if backwards else taken).strip()


def _encode(words: str) -> str:
    """Percent-encode, also '-' (a prefix or suffix to browsers); ',' and '&' are never safe."""
    return quote(words, safe="", errors="replace").replace("-", "%2D")
