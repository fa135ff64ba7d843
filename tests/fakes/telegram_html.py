"""Telegram's HTML, parsed as strictly as its servers do and a little more.

What the servers mend in silence (a link they cannot use, code inside bold) is an error here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_TAG = re.compile(r"<(/?)([a-z][a-z-]*)((?:\s+[a-z_-]+(?:=\"[^\"<>]*\")?)*)\s*>")
_ATTRIBUTE = re.compile(r"([a-z_-]+)(?:=\"([^\"]*)\")?")
_REFERENCE = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_KINDS = {
    "b": "bold",
    "i": "italic",
    "u": "underline",
    "s": "strikethrough",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-time": "date_time",
}
_CONTINUOUS = {"text_link", "date_time"}


class ParseError(Exception):
    """What Telegram would answer."""


@dataclass(frozen=True)
class Entity:
    kind: str
    start: int  # code points
    stop: int
    url: str = ""
    unix_time: int = 0


@dataclass(frozen=True)
class Parsed:
    text: str
    entities: tuple[Entity, ...]

    def of(self, kind: str) -> list[str]:
        """The texts of all entities of a kind."""
        return [self.text[e.start : e.stop] for e in self.entities if e.kind == kind]

    @property
    def quoted(self) -> list[str]:
        """The texts of the block quotations, folded or not."""
        kinds = {"blockquote", "expandable_blockquote"}
        return [self.text[e.start : e.stop] for e in self.entities if e.kind in kinds]

    def live(self) -> list[str]:
        """What in the text Telegram would ping or link by itself."""
        shielded = [e for e in self.entities if e.kind in {"code", "pre", "text_link"}]
        return [
            match[0]
            for match in _LIVE.finditer(self.text)
            if not any(match.start() < e.stop and e.start < match.end() for e in shielded)
        ]


# An independent, plainer reading of what Telegram makes live.
_LIVE = re.compile(
    r"(?<!\w)@[A-Za-z0-9_]{4,32}\b|(?<!\w)#\w*[^\W\d_]\w*|(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?![\w/<>])"
    r"|https?://\S+|(?<![\w@.])(?:[\w-]+\.)+(?:com|org|net|info|io|example|uk|de|ru|es)\b",
)


def parse(html: str) -> Parsed:
    """The text and its entities.

    Raises:
        ParseError: Telegram would refuse it, or mend it.
    """
    text = ""
    entities: list[Entity] = []
    stack: list[tuple[str, str, int, dict[str, str]]] = []
    position = 0
    while position < len(html):
        character = html[position]
        if character == "<":
            match = _TAG.match(html, position)
            if match is None:
                raise ParseError(f"Unsupported start tag at byte offset {position}")
            position = match.end()
            closing, tag, attributes = match[1], match[2], _attributes(match[3])
            if tag not in _KINDS:
                raise ParseError(f'Unsupported start tag "{tag}" at byte offset {position}')
            if closing:
                if not stack or stack[-1][0] != tag:
                    raise ParseError(f'Unmatched end tag at byte offset {position}: "{tag}"')
                _, kind, start, opened = stack.pop()
                _close(entities, text, kind, start, opened)
                continue
            kind = _KINDS[tag]
            if tag == "blockquote" and "expandable" in attributes:
                kind = "expandable_blockquote"
            _nest([entry[1] for entry in stack], kind)
            stack.append((tag, kind, len(text), attributes))
        elif character == "&":
            match = _REFERENCE.match(html, position)
            if match is None:
                raise ParseError(f"bare ampersand at byte offset {position}")
            name = match[1]
            text += _NAMED.get(name) or chr(
                int(f"0{name[1:]}", 0) if name.startswith("#x") else int(name[1:])
            )
            position = match.end()
        elif character == ">":
            raise ParseError(f"bare > at byte offset {position}")
        else:
            text += character
            position += 1
    if stack:
        raise ParseError(f'Can\'t find end tag corresponding to start tag "{stack[-1][0]}"')
    return Parsed(text, tuple(sorted(entities, key=lambda e: (e.start, -e.stop))))


def is_url(url: str) -> bool:
    """Whether Telegram would take `url` for a link or a button."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if re.search(r"[\s<>\"]", url) or len(url) > 4096:
        return False
    return parts.scheme in {"http", "https", "tg"} and bool(host) and "." in host.strip(".")


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        found[name] = _REFERENCE.sub(lambda m: _NAMED.get(m[1], m[0]), value)
    return found


def _nest(parents: list[str], kind: str) -> None:
    quotes = {"blockquote", "expandable_blockquote"}
    if {"code", "pre"} & set(parents):
        raise ParseError(f"{kind} inside code")
    if kind in {"code", "pre"} and set(parents) - quotes:
        raise ParseError(f"{kind} inside {parents}")
    if kind in quotes and set(parents) & (quotes | _CONTINUOUS):
        raise ParseError(f"{kind} inside {parents}")
    if kind in _CONTINUOUS and set(parents) & _CONTINUOUS:
        raise ParseError(f"{kind} inside {parents}")


def _close(
    entities: list[Entity], text: str, kind: str, start: int, attributes: dict[str, str]
) -> None:
    if start == len(text) or not text[start:].strip():
        raise ParseError(f"{kind} of nothing")
    url, unix_time = "", 0
    if kind == "text_link":
        url = attributes.get("href", "")
        if not is_url(url):
            raise ParseError(f"a link nobody can open: {url}")
    if kind == "date_time":
        unix_time = int(attributes["unix"])
        if attributes.get("format") not in {"r", "d", "D", "t", "T", "wd", "wD", "dt", "DT"}:
            raise ParseError("unknown date format")
    entities.append(Entity(kind, start, len(text), url, unix_time))
