"""Analyses several drafts for one write. Pure, and run by worker processes.

It stands apart from `write.py`, so that a worker process does not load what reads and writes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, count

import numpy as np

from store.ingest.writing.analyse import analyse
from store.ingest.writing.packing import Packed, pack
from store.model import Draft
from store.rows.words import BatchWords, Pair
from store.text.near_keys import near_keys, near_terms

# Words that this process has met before: a word is new to the archive once.
_MET: set[str] = set()
# Words kept at most, of some 100 bytes each.
_MET_AT_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Analyses of several drafts in order, a reason in the place of one that failed.

    Each analysis refers to its words by their place in `vocabulary`.
    """

    done: list[Packed | str]
    vocabulary: BatchWords

    @property
    def analyses(self) -> list[Packed]:
        """The analyses that could be made."""
        return [one for one in self.done if isinstance(one, Packed)]


def analyse_batch(drafts: list[Draft]) -> Batch:
    """Analyse drafts, each by itself, and number the words of all."""
    done: list[Packed | str] = []
    # A word gets the next number when it is first asked for, which C code does.
    place_of: defaultdict[Pair, int] = defaultdict(count().__next__)
    for draft in drafts:
        try:
            analysis = analyse(draft)
            words = chain.from_iterable(analysis.indexed.words)
            places = np.fromiter(map(place_of.__getitem__, words), np.int32)
            done.append(pack(analysis, places))
        except Exception as error:  # noqa: BLE001 - one article's trouble is that article's alone
            done.append(f"could not be analysed: {error!r}")
    near = {word: near_terms(near_keys(word)) for word, _ in place_of if word not in _MET}
    if len(_MET) > _MET_AT_MOST:
        _MET.clear()
    _MET.update(near)
    return Batch(done, BatchWords(tuple(place_of), near))
