"""Finds the name that fits typed words best, out of the names that hold words like them.

Words that nobody's name holds together are nobody's name with a third word beside them. Likeness
is worked out only for words whose letters are alike enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log1p

from rapidfuzz import process
from rapidfuzz.distance import Indel, JaroWinkler

from store.rows.names import Named, named_by
from store.search.lookups import Lookups
from store.search.words.alternatives import NAME_LIKENESS
from store.search.words.likeness import SAME_LETTERS, name_likeness
from store.text.near_keys import has_sound
from store.text.sound import least_alike

# The least likeness of a word to that of a name which is found by one of its words alone.
_NEARLY_SAME = 0.85
# Likeness from which a name is found by this word alone.
_SURE = 0.88
# Tolerance for rounding in a comparison of similarities.
_ROUNDING = 1e-9
# Names looked at that hold all words.
_WITH_ALL = 40
# Names looked at that hold one of them.
_WITH_ONE = 400


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """One typed word, folded, with its spellings in Latin letters and the words it may be.

    `is_certain`: the archive has it as it was typed, so that it stands for itself alone. `near`
    maps words of names that sound like it to their likeness; all such words if it `has_sound`.
    """

    folded: str
    spellings: tuple[str, ...]
    near: Mapping[str, float]
    is_certain: bool
    has_sound: bool

    @property
    def sure(self) -> frozenset[str]:
        """The words that it is nearly certainly."""
        return frozenset(word for word, likeness in self.near.items() if likeness >= _SURE)


def best_name(lookups: Lookups, run: Sequence[Typed]) -> tuple[str, ...] | None:
    """The words of the best name for a run, in its order; None if nobody is called so."""
    certain = [frozenset((word.folded,)) for word in run if word.is_certain]
    if not _are_together(lookups, certain):
        return None
    spelt = [frozenset(word.near) for word in run if len(word.folded) > 1]
    best = None
    if spelt and all(spelt) and _are_together(lookups, spelt):
        best = _best(run, _named(lookups, spelt, _WITH_ALL), NAME_LIKENESS)
    if best is None:
        for word in run:
            if sure := word.sure:
                fit = _best(run, _named(lookups, [sure], _WITH_ONE), _NEARLY_SAME)
                best = max(filter(None, (best, fit)), key=lambda f: f.score, default=None)
    return best.words if best is not None else None


def _are_together(lookups: Lookups, groups: Sequence[frozenset[str]]) -> bool:
    """Whether words of any two neighbouring groups stand in one name."""
    return all(_named(lookups, pair, _WITH_ALL) for pair in pairwise(groups))


def _named(lookups: Lookups, groups: Sequence[frozenset[str]], limit: int) -> list[Named]:
    # In any order the groups have the same names.
    key = tuple(sorted({tuple(sorted(group)) for group in groups}))
    return lookups.once(named_by, key, limit)


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
    """The words of names that are alike enough to be the typed one, with their likeness."""
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
        likeness = name_likeness(typed.spellings, word)
        if likeness >= least:
            alike[word] = likeness
    return alike


def _likely(typed: Typed, words: Sequence[str], least: float) -> set[str]:
    """Filters words that do not sound the same by whether their letters may be alike enough."""
    if not typed.has_sound:
        return set(words)
    plain = [word for word in words if word.isascii() and has_sound(word)]
    likely = set(words).difference(plain)
    for spelling in typed.spellings:
        for measure, enough in (
            (JaroWinkler.similarity, least + SAME_LETTERS),
            (Indel.normalized_similarity, least_alike(least)),
        ):
            found = process.extract(
                spelling, plain, scorer=measure, score_cutoff=enough - _ROUNDING, limit=None
            )
            likely.update(word for word, _, _ in found)
    return likely
