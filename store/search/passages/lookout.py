"""Finds places in texts where a wanted word may begin, by its first three letters. Pure.

A question's passages have 13,000 words; looking up each takes longer than all else. numpy compares
the first letters of all of them at once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

# What a character is: 0 of no word, 1 to 36 a letter or digit of ASCII in either case, then other
# Latin letters, of which some become several when they are folded, and what is not dealt with here.
_OTHER = 37
_STRANGE = 38
_KINDS = 38
_ASCII = {letter: kind for kind, letter in enumerate("abcdefghijklmnopqrstuvwxyz0123456789", 1)}
_LATIN = range(0x250)
# Punctuation and symbols, with the combining marks among them that may be of a word.
_SIGNS = range(0x2010, 0x2C00)
_SOFT_HYPHEN = "\xad"
# Behind the last character, so that each has two after it.
_END = "\n\n"


class Lookout:
    """The first letters of the wanted words. `forms` are folded."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._wanted = _of_other_letters().copy()
        for form in filter(str.isascii, forms):
            first, second, third = (_ASCII.get(form[n : n + 1], 0) for n in range(3))
            key = (first * _KINDS + second) * _KINDS + third
            # Behind a word of one letter anything may stand.
            self._wanted[key : key + (1 if second else _KINDS)] = True

    def look(self, text: str) -> tuple[list[int], list[int]]:
        """(places where a word begins that may be wanted, places of what cannot be told), in order.

        `text` has no characters beyond the basic plane. A word beside what cannot be told may be
        missed.
        """
        packed = f"{text}{_END}".encode("utf-16-le", "surrogatepass")
        kinds = _kinds().take(np.frombuffer(packed, "<u2"))
        of_words = kinds != 0
        begins = of_words.copy()
        begins[1:] &= ~of_words[:-1]
        places = np.flatnonzero(begins)
        keys = kinds[places] * np.int32(_KINDS**2)
        keys += kinds[places + 1] * np.int32(_KINDS)
        keys += kinds[places + 2]
        # Those with what cannot be told have no key of their own.
        seen = places[self._wanted.take(keys, mode="clip")]
        untold = np.flatnonzero(kinds == _STRANGE) if kinds.max() == _STRANGE else places[:0]
        return seen.tolist(), untold.tolist()


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of each character of the basic plane."""
    kinds = np.full(0x10000, _STRANGE, np.uint8)
    for code in _LATIN:
        character = chr(code)
        if character.isalnum():
            kinds[code] = _ASCII.get(character.lower(), _OTHER)
        elif character != _SOFT_HYPHEN:
            kinds[code] = 0
    for code in _SIGNS:
        if unicodedata.category(chr(code))[0] in "PSZ":
            kinds[code] = 0
    return kinds


@cache
def _of_other_letters() -> NDArray[np.bool_]:
    """By key, whether a word begins with a letter that may become any others."""
    keys = np.arange(_KINDS**3)
    letters = np.array([keys // _KINDS**2, keys // _KINDS % _KINDS, keys % _KINDS])
    found: NDArray[np.bool_] = np.any(letters == _OTHER, axis=0)
    return found
