"""Measures how alike two words are, and says why one may stand for the other. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log1p

from rapidfuzz.distance import OSA, JaroWinkler

from store.text.scripts import to_latin
from store.text.sound import name_similarity

# Added to the length of a word: one edit in a short word still leaves it alike.
_LENGTH = 2
# Weight of Jaro-Winkler beside the number of edits: it tells words of as many edits apart.
_JARO_WINKLER = 0.1
# Jaro-Winkler similarity that changes nothing.
_USUAL = 0.9
# Words of names: what the same letters in a row are worth less than the same sound.
SAME_LETTERS = 0.04


class Why(StrEnum):
    """Why a word of the archive may stand for a typed one; a later kind gets a member here."""

    TYPED = "typed"  # it is the word, or an inflection of it
    SPELLING = "spelling"  # one or two letters differ
    NUMBER = "number"  # it is the same number, written otherwise
    PLACE = "place"  # it is of the same place: its people, its language
    ROLE = "role"  # it is what articles call who has the role
    SYNONYM = "synonym"  # it means nearly the same, or is short for it
    TRANSLATION = "translation"  # it means the same in another language
    SOUND = "sound"  # it sounds alike, perhaps in another script
    SPLIT = "split"  # it is one of two words that were typed as one
    NAME = "name"  # it is a word of the name of somebody who may be meant

    def as_told(self, typed: str) -> str:
        """The kind as people are told: a sound is a spelling, of another script perhaps."""
        if self is Why.SOUND or (self is Why.NAME and not typed.isascii()):
            return "spelling" if typed.isascii() else "script"
        return "spelling" if self is Why.SPLIT else self.value


@dataclass(frozen=True, slots=True)
class Alternative:
    """A word of the archive that may stand for a typed one.

    `form` is folded, `stem` its index entry, `passage_count` the passages that hold it. `likeness`
    lies in (0, 1].
    """

    form: str
    stem: str
    passage_count: int
    likeness: float
    why: Why

    @property
    def promise(self) -> float:
        """How likely it is what was meant: likeness first, then how common it is."""
        return self.likeness**3 * log1p(self.passage_count)


def edits_between(one: str, other: str, most: int | None = None) -> int:
    """Edits from one word to another, a swap of neighbours being one; `most` + 1 if more."""
    return OSA.distance(one, other, score_cutoff=most)


def spelling_likeness(typed: str, meant: str, edits: int) -> float:
    """The likeness of two folded words that are so many edits apart, at most 1."""
    likeness = 1 - edits / (len(typed) + _LENGTH)
    likeness += _JARO_WINKLER * (JaroWinkler.similarity(typed, meant) - _USUAL)
    return min(1.0, likeness)


def spellings_of(word: str, folded: str) -> Sequence[str]:
    """The word in Latin letters: itself, folded, or all ways to write it."""
    return (folded,) if folded.isascii() else to_latin(word)


def sound_likeness(spellings: Iterable[str], word: str) -> float:
    """How alike a folded word sounds to the best of Latin `spellings`, in [0, 1]."""
    latin = spellings_of(word, word)
    return max((name_similarity(a, b) for a in spellings for b in latin), default=0.0)


def name_likeness(spellings: Iterable[str], word: str) -> float:
    """How alike a word of a name is to the best of Latin `spellings`, by sound or by letters."""
    latin = spellings_of(word, word)
    return max(
        (
            max(name_similarity(a, b), JaroWinkler.similarity(a, b) - SAME_LETTERS)
            for a in spellings
            for b in latin
        ),
        default=0.0,
    )
