"""Pairs of numbers in order, as arrays and as bytes: what waits to be filed. Pure.

An array has a row for the first numbers and one for the second, so that each lies in one piece.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64]


def none() -> Pairs:
    """No pairs."""
    return np.empty((2, 0), np.int64)


def pairs_of(numbers: Collection[tuple[int, int]]) -> Pairs:
    """The pairs in order."""
    flat = np.fromiter(chain.from_iterable(numbers), np.int64, 2 * len(numbers))
    return _ordered(flat.reshape(-1, 2).T)


def pack(pairs: Pairs) -> bytes:
    """Pairs → blob, one pair after the other."""
    return np.ascontiguousarray(pairs.T, "<i8").tobytes()


def unpack(blob: bytes) -> Pairs:
    """Blob → pairs, as they were packed."""
    return np.ascontiguousarray(np.frombuffer(blob, "<i8").reshape(-1, 2).T, np.int64)


def merge(some: Iterable[Pairs]) -> Pairs:
    """All pairs in order."""
    return _ordered(_joined(some))


def add_up(some: Iterable[Pairs]) -> Pairs:
    """The first numbers in order, each once, with the sum of its second ones."""
    pairs = _joined(some)
    pairs = pairs[:, pairs[0].argsort()]
    if not pairs.size:
        return pairs
    firsts, begins = np.unique(pairs[0], return_index=True)
    return np.stack((firsts, np.add.reduceat(pairs[1], begins)))


def cut(pairs: Pairs, parts: int) -> list[Pairs]:
    """So many parts, about as long as each other; all pairs of one first number are in one part."""
    firsts = pairs[0]
    places = [len(firsts) * part // parts for part in range(1, parts)]
    begins = [int(firsts.searchsorted(firsts[place])) if len(firsts) else 0 for place in places]
    return np.split(pairs, begins, axis=1)


def seconds_of(some: Iterable[Pairs], wanted: Iterable[int]) -> defaultdict[int, list[int]]:
    """Wanted first number → the second ones of its pairs, where it has any."""
    keys = np.unique(np.fromiter(wanted, np.int64))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for firsts, seconds in some:
        if not len(firsts):
            continue
        # Most are a part of all: no other keys need to be looked for in it.
        asked = keys[keys.searchsorted(firsts[0]) : keys.searchsorted(firsts[-1], "right")]
        begins, ends = firsts.searchsorted(asked), firsts.searchsorted(asked, "right")
        for place in np.flatnonzero(begins < ends):
            found[int(asked[place])] += seconds[begins[place] : ends[place]].tolist()
    return found


def _joined(some: Iterable[Pairs]) -> Pairs:
    return np.concatenate([none(), *some], axis=1)


def _ordered(pairs: Pairs) -> Pairs:
    return pairs[:, np.lexsort((pairs[1], pairs[0]))]
