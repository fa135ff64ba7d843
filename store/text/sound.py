"""How a name sounds: one key for its many spellings, and how alike two spellings are. Pure.

A consonant skeleton in the manner of Soundex and Metaphone (Philips, "Hanging on the Metaphone",
Computer Language 7/12, 1990), made for names that went through another alphabet and came back: the
letters that alphabets mix share a class, and a vowel counts at the beginning alone. The rules are
data: `sound.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import Indel, JaroWinkler

from store.text.fold import fold

_NOT_LATIN = re.compile(r"[^a-z]+")
_VOWEL = tuple("aeiouy")
_NO_VOWEL = str.maketrans("", "", "aeiouy")
_SYLLABLE = re.compile(r"([^aeiouy]?)([aeiouy]*)")
# What a difference between two runs of vowels costs, a syllable being worth 1. The measure hardly
# changes when any of these is halved or doubled.
_SAME_SOUND = 0.03
_MORE_SOUNDS = 0.1  # times the share of their readings they do not have in common
_SAME_FIRST = 0.3
_UNLIKE = 0.5
_MUTE_END = 0.04  # an e at the end
_ENDING = 0.2  # any other vowel at the end: a case ending
_MUTE_INSIDE = 0.25  # e or y
_SPELLING_SHARE = 0.15  # of the letters themselves in the similarity
_OTHER_SKELETON = 0.9  # the most that names with different consonants can be alike


def sound_key(name: str) -> str:
    """The key shared by spellings of a name in Latin letters, folded or not.

    Consonant classes after "A" for a vowel at the beginning; empty where `name` has no Latin
    letter.
    """
    sounds = _sounds(name)
    consonants = sounds.translate(_NO_VOWEL)
    return "A" + consonants if sounds.startswith(_VOWEL) else consonants


def name_similarity(name: str, other: str) -> float:
    """How alike two Latin spellings of a name sound, in [0, 1]; 1 for the same letters."""
    letters, others = _letters(name), _letters(other)
    if letters == others:
        return 1.0
    spelling = Indel.normalized_similarity(letters, others)
    sounds, skeleton, vowels = _heard(letters)
    other_sounds, other_skeleton, other_vowels = _heard(others)
    if skeleton != other_skeleton:
        sound = JaroWinkler.similarity(sounds, other_sounds)
        return _OTHER_SKELETON * (sound + spelling) / 2
    last = len(vowels) - 1
    cost = sum(
        _vowel_cost(one, another, is_last=place == last)
        for place, (one, another) in enumerate(zip(vowels, other_vowels, strict=True))
    )
    sound = 1 - cost / max(len(vowels), 1)
    return (1 - _SPELLING_SHARE) * sound + _SPELLING_SHARE * spelling


def least_alike(similarity: float) -> float:
    """How alike two names are by their letters at least, in [0, 1], that are not of one sound.

    For their `name_similarity` to be as large; the measure is rapidfuzz's normalized Indel.
    """
    return 2 * similarity / _OTHER_SKELETON - 1


def _letters(name: str) -> str:
    folded = fold(name)
    return folded if folded.isascii() and folded.isalpha() else _NOT_LATIN.sub("", folded)


def _sounds(name: str) -> str:
    sounds = _letters(name)
    # A word meets few of the rules, and to look for their letters takes a tenth of a search.
    for letters, replace, sound in _consonants():
        if letters in sounds:
            sounds = replace(sound, sounds)
    return sounds


@lru_cache(maxsize=50_000)
def _heard(letters: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The sounds of some letters; the consonant class of each syllable, and the vowels after it.

    The first syllable may have no consonant. Remembered: one name is held against many.
    """
    sounds = _sounds(letters)
    syllables: list[tuple[str, str]] = _SYLLABLE.findall(sounds)[:-1]
    return sounds, tuple([c for c, _ in syllables]), tuple([v for _, v in syllables])


def _vowel_cost(vowels: str, others: str, *, is_last: bool) -> float:
    if vowels == others:
        return 0.0
    if not vowels or not others:
        present = vowels or others
        if is_last:
            return _MUTE_END if present == "e" else _ENDING
        return _MUTE_INSIDE if present in {"e", "y"} else _UNLIKE
    sounds = _vowel_sounds().get(vowels, frozenset((vowels,)))
    other_sounds = _vowel_sounds().get(others, frozenset((others,)))
    if common := sounds & other_sounds:
        return _SAME_SOUND + _MORE_SOUNDS * (1 - len(common) / len(sounds | other_sounds))
    return _SAME_FIRST if vowels[0] == others[0] else _UNLIKE


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("sound.toml").read_text(encoding="utf-8"))


@cache
def _consonants() -> tuple[tuple[str, Callable[[str, str], str], str], ...]:
    return tuple(
        (letters, re.compile(pattern).sub, sound)
        for pattern, sound, letters in _rules()["consonants"]
    )


@cache
def _vowel_sounds() -> Mapping[str, frozenset[str]]:
    return {
        run: frozenset(sounds.split())
        for runs, sounds in _rules()["vowels"].items()
        for run in runs.split()
    }
