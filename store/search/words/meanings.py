"""Finds words that mean nearly the same, across languages, in a table of word vectors.

The table (`word_vectors.*`, made by `benchmarks/learning/word_vectors.py`) holds frequent words of
some languages, a unit vector each; words of one meaning lie near each other. A hub is a word that
lies near very many others; its nearness says little, so it is counted against it (cross-domain
similarity local scaling: Conneau et al., "Word translation without parallel data", ICLR 2018).
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from math import ceil

import numpy as np
from numpy.typing import NDArray

from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.stem import Stems

# Vectors are stored as whole numbers, this many to one.
_SCALE = 127.0
# Letters that derivations of one word begin with alike, at least; Korean syllables are letters.
_SAME_BEGINNING = 5
_SAME_BEGINNING_KOREAN = 2
# The same, as a share of the letters.
_SHARE_ALIKE = 0.6
# Stems that begin alike and are taken into a mean, at most.
_ALIKE = 12
# Letters of the shorter part of a compound.
_PART = 4
# What German sets between the parts of a compound.
_LINKS = ("", "s", "es", "n", "en")
# Languages that write compounds as one word.
_COMPOUNDING = frozenset({"de", "nl"})
# Languages whose words are not stemmed in the table: a light stemmer makes too many one.
AS_WRITTEN = frozenset({"ar"})
# What Arabic writes before a word: "and", the article, both.
_PREFIXES = ("ال", "و", "وال", "بال", "لل")
# Letters of the longest word that is looked for in a script without spaces.
_LONGEST_UNSPACED = 8

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Near:
    """A word that means nearly what another does.

    `stem` is the word's in its language. `cosine` lies in [-1, 1], 1 for the same; `promise` is
    what words are ranked by: the cosine, twice, less how near the word lies to any other.
    """

    stem: str
    word: str
    cosine: float
    promise: float


class WordVectors:
    """The table; its files are mapped, so that processes share them."""

    def __init__(self, words: bytes, vectors: NDArray[np.int8], hubs: NDArray[np.int8]) -> None:
        self._words, self._vectors, self._hubs = words, vectors, hubs
        ends = np.flatnonzero(np.frombuffer(words, np.uint8) == ord("\n"))
        self._starts = np.concatenate(([0], ends + 1)).tolist()
        self._blocks: dict[str, range] = {}
        self._floats: dict[str, Vector] = {}
        self._stems: dict[str, Stems] = {}

    def add_languages(self, counts: dict[str, int]) -> None:
        """Say how many words each language has, in the order of the table."""
        first = 0
        for language, count in counts.items():
            self._blocks[language] = range(first, first + count)
            first += count

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the table has, as ISO 639-1 codes."""
        return tuple(self._blocks)

    def has(self, typed: str, language: str) -> bool:
        """Whether the table has a word of this one's stem."""
        return language in self._blocks and self._row(self._stem(typed, language), language) >= 0

    def vector(self, typed: str, language: str) -> Vector | None:
        """The vector of a word: that of its stem, of a compound's parts, or of what begins alike.

        None if the table has none of these.
        """
        if language not in self._blocks:
            return None
        stem = self._stem(typed, language)
        row = self._row(stem, language)
        if row < 0 and language in AS_WRITTEN:
            bare = min((stem.removeprefix(prefix) for prefix in _PREFIXES), key=len)
            row = max(self._row(form, language) for form in (bare, _PREFIXES[0] + bare))
        rows = [row] if row >= 0 else []
        if not rows and language in _COMPOUNDING:
            rows = self._of_parts(fold(typed), language)
        if not rows:
            rows = self._of_beginning(stem, language)
        if not rows:
            return None
        mean: Vector = self._vectors[rows].astype(np.float32).mean(axis=0)
        return mean / np.linalg.norm(mean)

    def nearest(self, vector: Vector, language: str, least: float, most: int) -> list[Near]:
        """At most `most` words of a language of a cosine of at least `least`, likeliest first."""
        block = self._blocks.get(language)
        if block is None:
            return []
        # Not `@`: BLAS wakes threads for it, which wait for each other on a busy machine.
        cosines = np.einsum("wd,d->w", self._block_floats(language), vector)
        rows = np.flatnonzero(cosines >= least)
        promises = 2 * cosines[rows] - self._hubs[block.start : block.stop][rows] / _SCALE
        order = np.argsort(-promises)[:most]
        return [
            Near(*self._entry(block.start + row), float(cosines[row]), float(promise))
            for row, promise in zip(rows[order].tolist(), promises[order].tolist(), strict=True)
        ]

    def segments(self, run: str, language: str) -> Iterator[str]:
        """The table's words in a folded run of a script without spaces, read left to right.

        The longest word at each place is taken. Function words and characters that begin no word
        are passed over.
        """
        start = 0
        while start < len(run):
            for length in range(min(_LONGEST_UNSPACED, len(run) - start), 0, -1):
                piece = run[start : start + length]
                if self.has(piece, language):
                    yield piece
                    break
                if is_function_word(piece, (language,)):
                    break
            start += length

    def _stem(self, typed: str, language: str) -> str:
        if language not in self._stems:
            self._stems[language] = Stems(language if language not in AS_WRITTEN else "und")
        return self._stems[language][typed][1]

    def _row(self, stem: str, language: str) -> int:
        """The row of a stem, -1 if the table has none."""
        block = self._blocks[language]
        row = self._place(stem, block)
        return row if row < block.stop and self._entry(row)[0] == stem else -1

    def _place(self, stem: str, block: range) -> int:
        """The row of the first stem that is not before this one."""
        return bisect_left(block, stem.encode(), key=self._stem_bytes) + block.start

    def _stem_bytes(self, row: int) -> bytes:
        return self._line(row).split(b" ")[0]

    def _line(self, row: int) -> bytes:
        return self._words[self._starts[row] : self._starts[row + 1] - 1]

    def _entry(self, row: int) -> tuple[str, str]:
        """The stem of a row, and its word."""
        stem, word = self._line(row).decode().split(" ")
        return stem, word

    def _of_beginning(self, stem: str, language: str) -> list[int]:
        """The stems that begin as this one does, for as long as can be."""
        block = self._blocks[language]
        fewest = _SAME_BEGINNING_KOREAN if language == "ko" else _SAME_BEGINNING
        least = max(fewest, ceil(_SHARE_ALIKE * len(stem)))
        for length in range(len(stem), least - 1, -1):
            first = self._place(stem[:length], block)
            rows = range(first, min(first + _ALIKE, block.stop))
            if alike := [row for row in rows if self._entry(row)[0].startswith(stem[:length])]:
                return alike
        return []

    def _of_parts(self, folded: str, language: str) -> list[int]:
        """The parts of a compound, as even as can be."""
        middle = len(folded) // 2
        places = range(_PART, len(folded) - _PART + 1)
        for place in sorted(places, key=lambda at: abs(at - middle)):
            last = self._row(self._stem(folded[place:], language), language)
            if last < 0:
                continue
            for link in _LINKS:
                if folded[:place].endswith(link) and place - len(link) >= _PART:
                    start = self._stem(folded[: place - len(link)], language)
                    first = self._row(start, language)
                    if first >= 0:
                        return [first, last]
        return []

    def _block_floats(self, language: str) -> Vector:
        if language not in self._floats:
            block = self._blocks[language]
            rows = self._vectors[block.start : block.stop].astype(np.float32)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            self._floats[language] = rows
        return self._floats[language]


@cache
def load_word_vectors() -> WordVectors:
    """The shipped table."""
    folder = files(__package__)
    words = (folder / "word_vectors.txt").read_bytes()
    counts: dict[str, int] = json.loads((folder / "word_vectors.json").read_text("utf-8"))
    with as_file(folder / "word_vectors.npy") as vectors, as_file(folder / "word_hubs.npy") as hubs:
        table = WordVectors(words, np.load(vectors, mmap_mode="r"), np.load(hubs))
    table.add_languages(counts)
    return table
