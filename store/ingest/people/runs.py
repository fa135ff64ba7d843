"""Runs of capitalised words, and what of each run can be a person's name.

A run is read without its surroundings, so that one reading serves every place it stands in: titles
and openers are taken off its front ("But President Barack Obama" names "Barack Obama").
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import lru_cache

from store.ingest.people.lexicon import Gender, Lexicon, load_lexicon, stem

_UPPER = "".join(chr(c) for c in range(0x41, 0x530) if chr(c).isupper() or chr(c).istitle())
_BLANK = "[ \u00a0]"
# What follows the first letter of "Mr.", "Sen.", "Gov." and their like: a run is found by its first
# capital alone, which keeps the search fast.
_ABBREVIATED = (
    "r|rs|s|x|rof|en|ens|ep|eps|ov|ovs|t|ol|aj|apt|mdr|dm|gt|ev|on|res|mb|tty|upt|pl|vt|rig|llr"
    "|ipl|ng|me|ra"
)
_REST = rf"(?:\.(?:[{_UPPER}]\.)*|(?:{_ABBREVIATED})\.|\w*(?:['’](?!s\b)\w+|[-‑]\w+)*)"
_PARTICLE = (
    r"(?:de|da|del|della|di|do|dos|das|du|la|le|van|von|der|den|ter|bin|bint|ibn|al|el|zu|af|of)"
)
_INSIDE = rf"(?:(?:al|el|as|ad)[-‑]|[dl]['’])?[{_UPPER}]{_REST}"
RUN = re.compile(
    rf"[{_UPPER}](?<![\w@#&/.][{_UPPER}]){_REST}(?:{_BLANK}(?:{_PARTICLE}{_BLANK}){{0,2}}{_INSIDE})*"
    rf"(?:,{_BLANK}(?:Jr|Sr)\b\.?)?"
)
_TOKEN = re.compile(r"[^ \u00a0]+")
_PARTY = re.compile(r"[DRI]-[A-Z]")
_COMPOUNDS = (
    "-based",
    "-born",
    "-led",
    "-area",
    "-era",
    "-backed",
    "-owned",
    "-style",
    "-run",
    "-day",
)
_PARTICIPLE = re.compile(r"-[a-z]+(?:ing|ed)$")
_DIGIT = re.compile(r"\d")
_MOST_WORDS = 5
_ROMAN = frozenset({"ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Name:
    """What a run names, offsets from the run's start.

    `words` are its name's words, particles included and the suffix apart. `title` is the stretch of
    titles before the name, None where there is none. `given` is the gender the first word tells,
    None where it is no known given name.
    """

    start: int
    stop: int
    words: tuple[str, ...]
    keys: tuple[str, ...]
    suffix: str
    title: tuple[int, int] | None
    title_words: tuple[str, ...]
    given: Gender | None

    @property
    def is_full(self) -> bool:
        """Whether it has more than one word."""
        return len(self.words) > 1


@lru_cache(maxsize=1 << 15)
def read_run(run: str, *, opens_sentence: bool) -> Name | None:
    """The name in a run of capitals, or None where it names no person.

    `opens_sentence` tells that the run's first word has its capital from its place.
    """
    lex = load_lexicon()
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(run)]
    low = [stem(_bare(t[0])) for t in tokens]
    title_at, last = _trimmed(low, lex, opens_sentence=opens_sentence)
    if title_at >= last or " ".join(low[title_at:last]) in lex.lookalikes:
        return None
    first = _after_titles(low, title_at, last, lex)
    while title_at < first < last - 1 and low[first] in lex.openers:
        first += 1
    last = _cut(low, first, last, lex)
    if first >= last:
        return None
    title = low[title_at:first]
    if "of" in title and last - first == 1 and title[-1] in lex.institutions:
        return None
    suffix = ""
    if last - first > 1 and low[last - 1] in lex.suffixes:
        suffix = tokens[last - 1][0]
        last -= 1
    words = [t[0].rstrip(",") for t in tokens[first:last]]
    if not _can_be_name(words, low[first:last], lex):
        return None
    # "Billionaire Lee": before one word, a role tells less than an office
    has_title = bool(title) and (len(words) > 1 or not lex.titles.isdisjoint(title))
    return Name(
        start=tokens[first][1],
        stop=tokens[last][2] if suffix else tokens[last - 1][1] + len(words[-1]),
        words=tuple(sys.intern(w) for w in words),
        keys=tuple(sys.intern(k) for k in low[first:last]),
        suffix=suffix,
        title=(tokens[title_at][1], tokens[first - 1][2]) if has_title else None,
        title_words=tuple(title),
        given=lex.gender_of_given(low[first]),
    )


def _trimmed(low: list[str], lex: Lexicon, *, opens_sentence: bool) -> tuple[int, int]:
    """The tokens of a run without openers at its front and days and peoples at its end."""
    first, last = 0, len(low)
    while last and low[last - 1] in lex.other and low[last - 1] not in _ROMAN:
        last -= 1
    while first < last and low[first] in lex.openers:
        if not opens_sentence and low[first] in lex.given and last - first > 1:
            break
        first += 1
    return first, last


def _cut(low: list[str], first: int, last: int, lex: Lexicon) -> int:
    """Where a name ends before the run does: "Jeb Lee of Ohio", "Woman Who Accused Lee"."""
    for i in range(first, last):
        if low[i] == "of":
            return i
        if i > first and low[i] in lex.openers and low[i] not in lex.given and len(low[i]) > 2:
            return i
    return last


def _bare(word: str) -> str:
    return word.rstrip(".,").lower().replace("’", "'")


def _after_titles(low: list[str], first: int, last: int, lex: Lexicon) -> int:
    """Where the name begins: after the last title, or at a known given name after descriptions."""
    name_at = first
    in_office = False  # inside "Secretary of State"
    reading = True
    for i in range(first, last - 1):
        word = low[i]
        if word in lex.titles or _is_compound_title(word, lex) or _is_role(word, lex):
            if reading or lex.given.get(low[i + 1]) is not None:
                name_at = i + 1
        elif word == "of":
            in_office = first < name_at == i
        elif in_office and (
            word in lex.modifiers or word in lex.places or word in lex.institutions
        ):
            name_at = i + 1
        elif word not in lex.modifiers and word not in lex.places and word not in lex.other:
            reading = False
    while first < name_at < last - 2 and low[name_at] in lex.places:
        name_at += 1  # "Президент США Дональд Трамп"
    if name_at == first and lex.given.get(low[first]) is None:
        for i in range(first + 1, last - 1):
            known = all(
                w in lex.modifiers
                or w in lex.places
                or w in lex.other
                or w in lex.institutions
                or w == "of"
                for w in low[first:i]
            )
            if known and lex.given.get(low[i]) is not None:
                return i
    return name_at


def _is_role(word: str, lex: Lexicon) -> bool:
    """Whether a capital word is what someone does ("Billionaire"), not a given name."""
    return word in lex.roles and word not in lex.given


def _is_compound_title(word: str, lex: Lexicon) -> bool:
    """German "SPD-Chef", "Bundesaußenminister"; English "co-chairman"."""
    return ("-" in word and word.rsplit("-", 1)[1] in lex.titles) or (
        len(word) > 8 and word.endswith(lex.compound_heads)
    )


def _can_be_name(words: list[str], low: list[str], lex: Lexicon) -> bool:
    if len(words) > _MOST_WORDS or low[0] in lex.other or any(map(_is_foreign, words)):
        return False
    if len(words) == 1:
        return _can_stand_alone(words[0], low[0], lex)
    if not lex.institutions.isdisjoint(low[1:]) or words[-1].isupper():
        return False
    if _is_role(low[-1], lex) or (low[-1] in lex.openers and len(low[-1]) > 2):
        return False
    known = lex.given.get(low[0]) is not None
    return known or not (
        low[0] in lex.institutions
        or any(word in lex.places for word in low)
        or any(word in lex.other for word in low[1:])
    )


def _can_stand_alone(word: str, low: str, lex: Lexicon) -> bool:
    return not (
        word.isupper()
        or low in lex.institutions
        or low in lex.openers
        or low in lex.titles
        or low in lex.modifiers
    )


def _is_foreign(word: str) -> bool:
    """Whether a word is none of a name: an acronym, a number, "Tampa-based", "D-Ohio"."""
    return (
        (len(word) > 3 and word.isupper() and "." not in word)
        or _DIGIT.search(word) is not None
        or _PARTY.match(word) is not None
        or word.endswith(_COMPOUNDS)
        or _PARTICIPLE.search(word) is not None
    )
