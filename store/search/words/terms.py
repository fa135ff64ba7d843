"""Defines a term: one word of a query, with the words of the archive that stand for it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from store.search.words.likeness import Why

# Passages of English news counted beside the archive's own, for a small archive cannot say how
# common a word is. In a large archive they weigh nothing.
_BESIDE = 1_000


@dataclass(frozen=True, slots=True)
class Term:
    """One word asked for.

    `forms` maps folded words of the archive to how well they stand for it, in (0, 1]; `stems` are
    the index entries behind them. `passage_count` is how many passages hold any of them, roughly.
    `used` is the archive's word if it is not the one typed (a correction), else None; `why` says
    what kind of correction it is.
    """

    typed: str
    forms: dict[str, float]
    stems: dict[str, float]
    passage_count: int
    idf: float
    is_name: bool = False
    is_speaker: bool = False
    used: str | None = None
    why: Why = Why.TYPED

    @property
    def is_known(self) -> bool:
        """Whether the archive has any word for it."""
        return bool(self.stems)


def idf(
    passage_count: int, passages: int, stems: Iterable[str] = (), *, english: bool = False
) -> float:
    """How much a word tells: BM25's inverse document frequency, always positive.

    `english`: the words may be English, so that their `stems` can be looked up among common ones.
    """
    common = max((background().get(stem, 0.0) for stem in stems), default=0.0) if english else 0.0
    total = passages + _BESIDE
    held = min(passage_count, passages) + common * _BESIDE
    return math.log(1 + (total - held + 0.5) / (held + 0.5))


@cache
def background() -> dict[str, float]:
    """The share of English news passages that hold a common word, by stem."""
    text = (files(__package__) / "background_en.txt").read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {stem: int(per_mille) / 1000 for stem, per_mille in rows}
