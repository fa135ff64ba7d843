"""Knows what is written in several ways: numbers, abbreviations, places, roles, synonyms. Pure.

The words are data (`same_things.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from store.search.words.likeness import Why

# Likeness of what is of a place to the place.
_OF_PLACE = 0.85
# Likeness of a number to itself in words.
_NUMBER = 0.97
# Likeness of a word to itself in the other English.
_SPELT = 0.97
# Likeness of words of one meaning.
_SYNONYM = 0.8
# Likeness of what articles call a leader to what people do.
_ROLE = 0.6
_DIGITS = re.compile(r"[0-9]{4,12}")
_SCALED = re.compile(r"([0-9]{1,4})(k|m|mn|mln|b|bn|tn)")
_SCALES = {
    "k": ("000", "thousand"),
    "m": ("million",),
    "mn": ("million",),
    "mln": ("million",),
    "b": ("billion",),
    "bn": ("billion",),
    "tn": ("trillion",),
}
# Endings of British and American spellings, each way.
_ENDINGS = (
    ("our", "or"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("ouring", "oring"),
    ("re", "er"),
    ("res", "ers"),
    ("ise", "ize"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ising", "izing"),
    ("isation", "ization"),
    ("isations", "izations"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ysing", "yzing"),
    ("ogue", "og"),
    ("ogues", "ogs"),
    ("ence", "ense"),
    ("lled", "led"),
    ("lling", "ling"),
    ("ller", "ler"),
    ("llers", "lers"),
    ("ramme", "ram"),
    ("rammes", "rams"),
)


def same_as(folded: str) -> Iterator[tuple[str, float, Why]]:
    """(folded word, likeness, why) of what stands for the same as one English word."""
    for other in _groups("places").get(folded, ()):
        yield other, _OF_PLACE, Why.PLACE
    for other in _groups("numbers").get(folded, ()):
        yield other, _NUMBER, Why.NUMBER
    for one, other in _ENDINGS:
        for ending, instead in ((one, other), (other, one)):
            if folded.endswith(ending):
                yield folded.removesuffix(ending) + instead, _SPELT, Why.SPELLING
    for other in _groups("synonyms").get(folded, ()):
        yield other, _SYNONYM, Why.SYNONYM
    for other in _roles().get(folded, ()):
        yield other, _ROLE, Why.ROLE


def is_place(folded: str) -> bool:
    """Whether a folded English word is a country or region, its people or what is of it."""
    return folded in _groups("places")


def number_words() -> frozenset[str]:
    """English words for numbers, and numbers in digits that are written so."""
    return frozenset(_groups("numbers"))


def in_words(typed: str, folded: str, has: Callable[[str], bool]) -> Sequence[str]:
    """One typed word in several words, all of which the archive has; () if in none.

    12000 is 12,000; 3m is 3 million; UN is United Nations or U.N.
    """
    for parts in _parted_number(folded):
        if all(map(has, parts)):
            return parts
    for parts in _abbreviations().get(folded, ()):
        if all(map(has, parts)):
            return parts
    is_initials = typed.isupper() or folded in _abbreviations()
    if is_initials and folded.isalpha() and len(folded) > 1 and all(map(has, folded)):
        return tuple(folded)
    return ()


def _parted_number(folded: str) -> Iterator[Sequence[str]]:
    if _DIGITS.fullmatch(folded):
        first = len(folded) % 3 or 3
        yield folded[:first], *(folded[i : i + 3] for i in range(first, len(folded), 3))
    elif scaled := _SCALED.fullmatch(folded):
        for scale in _SCALES[scaled[2]]:
            yield scaled[1], scale


@cache
def _groups(name: str) -> Mapping[str, tuple[str, ...]]:
    """Each word of a group → its other words."""
    made: dict[str, tuple[str, ...]] = {}
    for group in map(str.split, _table()[name].strip().splitlines()):
        for word in group:
            made[word] = (*made.get(word, ()), *(other for other in group if other != word))
    return made


@cache
def _roles() -> Mapping[str, tuple[str, ...]]:
    rows = (line.split() for line in _table()["roles"].strip().splitlines())
    return {role: tuple(others) for role, *others in rows}


@cache
def _abbreviations() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Each abbreviation → the words of each of its meanings, without those that link them."""
    links = {"of", "and", "the", "for", "in"}
    made: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in _table()["abbreviations"].strip().splitlines():
        short, _, rest = line.partition(" ")
        made[short] = tuple(
            tuple(word for word in re.findall(r"\w+", meaning) if word not in links)
            for meaning in rest.split("|")
        )
    return made


@cache
def _table() -> Mapping[str, str]:
    return tomllib.loads((files(__package__) / "same_things.toml").read_text("utf-8"))
