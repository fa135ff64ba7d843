"""Finds the role beside a name: before it, or set off by commas after it."""

from __future__ import annotations

import re

from store.ingest.people.lexicon import load_lexicon, stem
from store.model import Span

_REACH = 90
_CYRILLIC = "Ѐ"
_RUSSIAN_VERB = re.compile(r"\w{3}(?:[аеиоуыяю](?:л|ла|ло|ли|т|ть)|ут|ют|ат|ят|ся|сь)$")
_MOST_RUSSIAN = 5
_AFTER = re.compile(
    r",\s(?=[a-zа-яё]|[A-Z]+\b|[A-Z][\w.]*\s(?:\w+\s)?(?:of|for|at|with)\b)(?P<role>[^,;()\n“”\"]{3,120}?)"
    r"(?=,|[;:]|\.(?:\s|$|[”\"])|\n|$| (?:who|whose|said|says|told|wrote|added)\b)"
)
_MOST_TO_NOUN = 9
_LAST_WORD = re.compile(r"([\w.'’-]+),? $")
_WORD = re.compile(r"[\w.'’-]+")
_LEADERS = frozenset({"a", "an", "the", "his", "her", "their", "its", "our", "my", "one"})
_NO_ROLE = frozenset("who which said says told and but is was he she it they we i".split())
# Begin a clause or an aside, not what somebody is.
_NO_BEGINNING = frozenset(
    """then also according where while when after before because if although though since until as
    including like such with without in on at from by for to of about over not however meanwhile
    instead along considered known called named described seen born served based believed accused
    you there here this that these those what how why so or nor than another""".split()
)
_PICTURES = frozenset({"images", "getty", "photo", "photos", "via"})


def role_before(text: str, start: int) -> Span | None:
    """The role right before the name at `start`, or None.

    "top U.S. military officer Ann Lee"; with a comma where an article or an owner begins it ("the
    city's mayor, Ann Lee"). Its last word is a known role noun; an article is not taken in.
    """
    last = _word_before(text, start)
    if last is None:
        return None
    if last[0] >= _CYRILLIC:
        return _russian_role(text, start)
    lex = load_lexicon()
    head = last.lower()
    if head not in lex.roles and head.rsplit("-", 1)[-1] not in lex.roles:
        return None
    low = max(0, start - _REACH, text.rfind("\n", 0, start) + 1)
    words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text, low, start)]
    begin, led = words[-1][1], False
    for word, at, stop in reversed(words[:-1]):
        led = word.lower() in _LEADERS or word.endswith(("'s", "’s"))
        if text[stop:begin] != " " or led or _closes(word):
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


def _word_before(text: str, start: int) -> str | None:
    """The word before `start`, a blank and perhaps a comma between; None without one."""
    if not text.endswith(" ", 0, start):
        return None
    before = text[max(0, start - 30) : start]
    word = before[before.rfind(" ", 0, -1) + 1 : -1].removesuffix(",")
    if word.isalnum():
        return word
    last = _LAST_WORD.search(before)
    return last[1] if last is not None else None


def role_after(text: str, stop: int) -> Span | None:
    """The role set off by commas right after the name that ends at `stop`, or None."""
    if text[stop : stop + 1] != ",":
        return None
    found = _AFTER.match(text, stop)
    if found is None:
        return None
    lex = load_lexicon()
    begin, end = found.span("role")
    written = _WORD.findall(found["role"])
    words = [w.lower() for w in written]
    first = words[0] if words else ""
    if first.isdigit() or first in _NO_BEGINNING or first.endswith("ing"):
        return None
    for place, word in enumerate(words[:_MOST_TO_NOUN]):
        if stem(word) in lex.roles or word.rsplit("-", 1)[-1] in lex.roles:
            # ", swimmer Ida Brandt and" begins the next of a list
            follows = written[place + 1 : place + 2]
            is_next = bool(follows) and follows[0][0].isupper() and first not in _LEADERS
            return None if is_next else Span(begin, end)
        if word in _NO_ROLE:
            return None
    return None


def _russian_role(text: str, start: int) -> Span | None:
    """The role before a Russian name: its noun comes first ("министр обороны", "мэр Кравцова")."""
    lex = load_lexicon()
    begin = start
    words = list(_WORD.finditer(text, max(0, start - _REACH), start))
    for word in reversed(words[-_MOST_RUSSIAN:]):
        if text[word.end() : begin] != " " or word[0].endswith("."):
            return None
        begin = word.start()
        if stem(word[0].lower()) in lex.roles:
            return Span(begin, start - 1)
        if _RUSSIAN_VERB.search(word[0]):
            return None
    return None


def _closes(word: str) -> bool:
    """Whether a word ends the sentence before, or the credit of a picture."""
    bare = word[:-1]
    return word.lower() in _PICTURES or (
        word.endswith(".")
        and "." not in bare
        and len(bare) > 1
        and bare.lower() not in load_lexicon().titles
    )
