"""Typed words, each with what it may be → the words of the name that fits them best.

Names are read for a word, or for two together, once; and words that nobody's name holds together
are nobody's name with a third beside them. How alike two words are is worked out only of those
that their letters do not part.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log1p

from rapidfuzz import process
from rapidfuzz.distance import Indel, JaroWinkler

from store.rows.names import Named, named_by
from store.text.near_keys import has_sound
from store.text.scripts import to_latin
from store.text.sound import least_alike, name_similarity

# The least a word of a name may be like the one typed: with both, and where only one is certain.
NEAR, _NEARLY_SAME = 0.62, 0.85
_SURE = 0.88
# What the same letters in a row are worth less than the same sound.
_LETTERS = 0.04
_ROUNDING = 1e-9
# Names looked at for one person: with every word, and with one.
_WITH_ALL, _WITH_ONE = 40, 400
# Readings of names that are kept.
_KEPT = 100


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """One typed word, folded, how Latin letters spell it, and what it may be.

    A word `is_certain` that the archive has as it was typed: it stands for itself alone. `near` are
    the words of names that sound like it, and how much; all of them where it `has_sound`.
    """

    folded: str
    spellings: tuple[str, ...]
    near: Mapping[str, float]
    is_certain: bool
    has_sound: bool

    @property
    def sure(self) -> frozenset[str]:
        """What it is nearly certainly."""
        return frozenset(word for word, likeness in self.near.items() if likeness >= _SURE)


class Namesakes:
    """Who is called so, in one archive; what was read of it lately is kept."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, frozenset[frozenset[str]]], list[Named]] = {}

    def best_name(self, db: sqlite3.Connection, run: Sequence[Typed]) -> tuple[str, ...] | None:
        """The words of the best name for a run, in its order; None where nobody is called so."""
        certain = [frozenset((word.folded,)) for word in run if word.is_certain]
        if not self._are_together(db, certain):
            return None
        spelt = [frozenset(word.near) for word in run if len(word.folded) > 1]
        best = None
        if spelt and all(spelt) and self._are_together(db, spelt):
            best = _best(run, self._named(db, spelt, _WITH_ALL), NEAR)
        if best is None:
            for word in run:
                if sure := word.sure:
                    fit = _best(run, self._named(db, [sure], _WITH_ONE), _NEARLY_SAME)
                    best = max(filter(None, (best, fit)), key=lambda f: f.score, default=None)
        return best.words if best is not None else None

    def _are_together(self, db: sqlite3.Connection, groups: Sequence[frozenset[str]]) -> bool:
        """Whether of any two neighbouring groups words stand in one name."""
        return all(self._named(db, pair, _WITH_ALL) for pair in pairwise(groups))

    def _named(
        self, db: sqlite3.Connection, groups: Sequence[frozenset[str]], limit: int
    ) -> list[Named]:
        key = limit, frozenset(groups)
        known = self._read.get(key)
        if known is None:
            if len(self._read) >= _KEPT:
                self._read.clear()
            known = self._read[key] = named_by(db, groups, limit)
        return known


@dataclass(frozen=True, slots=True)
class _Fit:
    """A name's words in the order of the words typed, and how well they fit."""

    words: tuple[str, ...]
    score: float


def _best(run: Sequence[Typed], names: Iterable[Named], least: float) -> _Fit | None:
    certain = {word.folded for word in run if word.is_certain}
    fitting = [name for name in names if len(name.words) >= len(run) and certain <= name.words]
    if not fitting:
        return None
    every = frozenset[str]().union(*(name.words for name in fitting))
    alike = [_alike(word, every, least) for word in run]
    if not all(alike):
        return None
    fits = (_fit(alike, name) for name in fitting)
    return max(filter(None, fits), key=lambda fit: fit.score, default=None)


def _fit(alike: Sequence[Mapping[str, float]], name: Named) -> _Fit | None:
    left = set(name.words)
    chosen: list[str] = []
    total = 0.0
    for likenesses in alike:
        likeness, word = max(
            ((likenesses[word], word) for word in left if word in likenesses), default=(0.0, "")
        )
        if not likeness:
            return None
        left.remove(word)
        chosen.append(word)
        total += likeness
    return _Fit(tuple(chosen), (total / len(alike)) ** 3 * log1p(log1p(name.mention_count)))


def _alike(typed: Typed, words: Collection[str], least: float) -> dict[str, float]:
    """Those of the words of names that are alike enough to be the typed one, and how much."""
    if typed.is_certain:
        return {typed.folded: 1.0}
    alike: dict[str, float] = {}
    others: list[str] = []
    for word in words:
        likeness = typed.near.get(word)
        if likeness is None:
            others.append(word)
        elif likeness >= least:
            alike[word] = likeness
    if len(typed.folded) == 1:
        return alike | {
            word: _SURE
            for word in others
            if any(word.startswith(letter) for letter in typed.spellings if letter)
        }
    for word in _likely(typed, others, least):
        likeness = _likeness(typed, word)
        if likeness >= least:
            alike[word] = likeness
    return alike


def _likely(typed: Typed, words: Sequence[str], least: float) -> set[str]:
    """Those of the words, none of which sounds the same, whose letters may be alike enough."""
    if not typed.has_sound:
        return set(words)
    plain = [word for word in words if word.isascii() and has_sound(word)]
    likely = set(words).difference(plain)
    for spelling in typed.spellings:
        for measure, enough in (
            (JaroWinkler.similarity, least + _LETTERS),
            (Indel.normalized_similarity, least_alike(least)),
        ):
            found = process.extract(
                spelling, plain, scorer=measure, score_cutoff=enough - _ROUNDING, limit=None
            )
            likely.update(word for word, _, _ in found)
    return likely


def _likeness(typed: Typed, word: str) -> float:
    latin = (word,) if word.isascii() else to_latin(word)
    return max(
        (
            max(name_similarity(a, b), JaroWinkler.similarity(a, b) - _LETTERS)
            for a in typed.spellings
            for b in latin
        ),
        default=0.0,
    )
