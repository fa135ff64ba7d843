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
_ABBREVIATED = (
    "Mr|Mrs|Ms|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Govs|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Rev|Hon|Pres"
    "|Jr|Sr|St|Amb|Atty|Supt|Cpl|Pvt|Brig|Cllr|Dipl|Ing|Mme|Sra|Dra"
)
_WORD = rf"(?:(?:[{_UPPER}]\.)+|(?:{_ABBREVIATED})\.|[{_UPPER}]\w*(?:['’](?!s\b)\w+|[-‑]\w+)*)"
_PARTICLE = (
    r"(?:de|da|del|della|di|do|dos|das|du|la|le|van|von|der|den|ter|bin|bint|ibn|al|el|zu|af|of)"
)
_INSIDE = rf"(?:(?:al|el|as|ad)[-‑]|[dl]['’])?{_WORD}"
RUN = re.compile(
    rf"(?<![\w@#&/.])(?:al-|el-)?{_WORD}(?:{_BLANK}(?:{_PARTICLE}{_BLANK}){{0,2}}{_INSIDE})*"
    rf"(?:,{_BLANK}(?:Jr|Sr)\b\.?)?"
)
_TOKEN = re.compile(r"[^ \u00a0]+")
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


@lru_cache(maxsize=1 << 16)
def read_run(run: str, *, opens_sentence: bool) -> Name | None:
    """The name in a run of capitals, or None where it names no person.

    `opens_sentence` tells that the run's first word has its capital from its place.
    """
    lex = load_lexicon()
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(run)]
    low = [stem(_bare(t[0])) for t in tokens]
    first, last = 0, len(tokens)
    while last and low[last - 1] in lex.other and low[last - 1] not in _ROMAN:
        last -= 1
    while first < last and low[first] in lex.openers:
        if not opens_sentence and low[first] in lex.given and last - first > 1:
            break
        first += 1
    if first >= last:
        return None
    title_at = first
    first = _after_titles(low, first, last, lex)
    has_title = first > title_at
    for i in range(first + 1, last):  # "Woman Who Accused Lee": a headline
        if low[i] in lex.openers and low[i] not in lex.given:
            last = i
            break
    if "of" in low[first:last]:  # "Jeb Bush of Florida"
        last = low.index("of", first)
        if first >= last:
            return None
    suffix = ""
    if last - first > 1 and low[last - 1] in lex.suffixes:
        suffix = tokens[last - 1][0]
        last -= 1
    words = [t[0].rstrip(",") for t in tokens[first:last]]
    keys = [stem(w) for w in low[first:last]]
    if not words or not _can_be_name(words, low[first:last], lex, has_title=has_title):
        return None
    stop = tokens[last][2] if suffix else tokens[last - 1][1] + len(words[-1])
    return Name(
        start=tokens[first][1],
        stop=stop,
        words=tuple(sys.intern(w) for w in words),
        keys=tuple(sys.intern(k) for k in keys),
        suffix=suffix,
        title=(tokens[title_at][1], tokens[first - 1][2]) if has_title else None,
        title_words=tuple(low[title_at:first]),
        given=lex.gender_of_given(low[first]),
    )


def _bare(word: str) -> str:
    return word.rstrip(".,").lower().replace("’", "'")


def _after_titles(low: list[str], first: int, last: int, lex: Lexicon) -> int:
    """Where the name begins: after the last title, or at a known given name after descriptions."""
    name_at = first
    in_office = False  # inside "Secretary of State"
    for i in range(first, last - 1):
        if low[i] in lex.titles or _is_compound_title(low[i], lex):
            name_at = i + 1
        elif low[i] == "of":
            in_office = name_at > first
        elif in_office and (
            low[i] in lex.modifiers or low[i] in lex.places or low[i] in lex.institutions
        ):
            name_at = i + 1
        elif low[i] not in lex.modifiers and low[i] not in lex.places and low[i] not in lex.other:
            break
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


def _is_compound_title(word: str, lex: Lexicon) -> bool:
    """German "SPD-Chef", "Bundesaußenminister"; English "co-chairman"."""
    return ("-" in word and word.rsplit("-", 1)[1] in lex.titles) or (
        len(word) > 8 and word.endswith(lex.compound_heads)
    )


def _can_be_name(words: list[str], low: list[str], lex: Lexicon, *, has_title: bool) -> bool:
    count = len(words)
    if count > 5:
        return False
    if any(w in lex.institutions for w in low[1:]) or low[0] in lex.other:
        return False
    if " ".join(low) in lex.lookalikes:
        return False
    for word in words:
        if len(word) > 3 and word.isupper() and "." not in word:
            return False
        if any(c.isdigit() for c in word):
            return False
    if count == 1:
        word = low[0]
        if (
            word in lex.institutions
            or word in lex.openers
            or word in lex.titles
            or words[0].isupper()
        ):
            return False
        return True
    if low[0] in lex.institutions and lex.given.get(low[0]) is None:
        return False
    if low[0] in lex.places and lex.given.get(low[0]) is None:
        return False
    if words[-1].isupper() or low[-1] in lex.openers:
        return False
    return not (
        any(w in lex.places or w in lex.other for w in low[1:]) and lex.given.get(low[0]) is None
    )
