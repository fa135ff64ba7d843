"""What an article calls a person beside the name: before it, or set off by commas after it."""

from __future__ import annotations

import re

from store.ingest.people.lexicon import load_lexicon
from store.model import Span

_REACH = 90
_AFTER = re.compile(
    r",\s(?=[a-z]|[A-Z]+\b|[A-Z][\w.]*\s(?:\w+\s)?(?:of|for|at|with)\b)(?P<role>[^,;()\n“”\"]{3,120}?)"
    r"(?=,|;|\.(?:\s|$|[”\"])|\n|$| (?:who|whose|said|says|told|wrote|added)\b)"
)
_LAST_WORD = re.compile(r"([\w.'’-]+),? $")
_WORD = re.compile(r"[\w.'’-]+")
_LEADERS = frozenset({"a", "an", "the", "his", "her", "their", "its", "our", "my", "one"})
_NO_ROLE = frozenset("who which said says told and but is was he she it they we i".split())


def role_before(text: str, start: int) -> Span | None:
    """The role right before the name at `start`, or None.

    "top U.S. military officer Ann Lee"; with a comma where an article or an owner begins it ("the
    city's mayor, Ann Lee"). Its last word is a known role noun; an article is not taken in.
    """
    last = _LAST_WORD.search(text, max(0, start - 30), start)
    if last is None:
        return None
    lex = load_lexicon()
    head = last[1].lower()
    if head not in lex.roles and head.rsplit("-", 1)[-1] not in lex.roles:
        return None
    low = max(0, start - _REACH, text.rfind("\n", 0, start) + 1)
    words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text, low, start)]
    begin, led = words[-1][1], False
    for word, at, stop in reversed(words[:-1]):
        led = word.lower() in _LEADERS or word.endswith(("'s", "’s"))
        if text[stop:begin] != " " or led:
            break
        if not (
            word[0].isupper()
            or word.lower() in lex.modifying
            or word.lower() in lex.roles
            or "-" in word
        ):
            break
        if word[0].isupper() and word.lower() in lex.openers:
            break
        begin = at
    end = words[-1][2]
    return Span(begin, end) if led or end == start - 1 else None


def role_after(text: str, stop: int) -> Span | None:
    """The role set off by commas right after the name that ends at `stop`, or None."""
    if text[stop : stop + 1] != ",":
        return None
    found = _AFTER.match(text, stop)
    if found is None:
        return None
    lex = load_lexicon()
    begin, end = found.span("role")
    words = [w.lower() for w in _WORD.findall(found["role"])]
    if words and words[0].isdigit():
        return None
    for word in words[:9]:
        if word in lex.roles or word.rsplit("-", 1)[-1] in lex.roles:
            return Span(begin, end)
        if word in _NO_ROLE:
            return None
    return None
