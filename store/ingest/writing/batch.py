"""Several drafts → what is written of them. Pure, and what worker processes run.

Apart from `write.py`, so that a worker process need not load what reads and writes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain

from store.ingest.writing.analyse import analyse
from store.ingest.writing.packing import Packed, pack
from store.model import Draft
from store.text.near_keys import near_keys, near_terms


@dataclass(frozen=True, slots=True)
class Batch:
    """Analyses of several drafts, the reason in the place of one that could not be analysed.

    `counts` says in how many passages of all of them each (folded word, stem) stands. `near` has
    the near keys of words that may be new, as they are stored.
    """

    done: list[Packed | str]
    counts: dict[tuple[str, str], int]
    near: dict[str, str]

    @property
    def analyses(self) -> list[Packed]:
        """Those that could be made."""
        return [one for one in self.done if isinstance(one, Packed)]


def analyse_batch(drafts: list[Draft]) -> Batch:
    """Analyse drafts, each by itself, and count the words of all."""
    done: list[Packed | str] = []
    counts: Counter[tuple[str, str]] = Counter()
    for draft in drafts:
        try:
            analysis = analyse(draft)
            done.append(pack(analysis))
        except Exception as error:  # noqa: BLE001 - one article's trouble is that article's alone
            done.append(f"could not be analysed: {error!r}")
        else:
            # Not from counts of each article: a counter counts what it is given one by one in C.
            counts.update(chain.from_iterable(analysis.indexed.words))
    near = {word: near_terms(near_keys(word)) for word, _ in counts if word not in _MET}
    if len(_MET) > _MET_AT_MOST:
        _MET.clear()
    _MET.update(near)
    return Batch(done, dict(counts), near)


# Words that this process has met before: a word is new to the archive once.
_MET: set[str] = set()
_MET_AT_MOST = 100_000
