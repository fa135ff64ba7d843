"""A term: one word of a query and the words of the archive that are taken for it."""

from __future__ import annotations

import math
from dataclasses import dataclass

# A small archive says little about how common a word is: below this many passages, as if there
# were this many.
_FEWEST = 400


@dataclass(frozen=True, slots=True)
class Term:
    """One word asked for.

    `forms` maps folded words of the archive to how well they stand for it, in (0, 1]; `stems` are
    the index entries behind them. `passage_count` is how many passages hold any of them, roughly.
    `used` is the archive's word where it is not the one typed (a correction), else None.
    """

    typed: str
    forms: dict[str, float]
    stems: dict[str, float]
    passage_count: int
    idf: float
    is_name: bool = False
    is_speaker: bool = False
    used: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether the archive has any word for it."""
        return bool(self.stems)


def idf(passage_count: int, passages: int) -> float:
    """How much a word tells: BM25's inverse document frequency, always positive."""
    total = max(passages, _FEWEST)
    rare = min(passage_count, total)
    return math.log(1 + (total - rare + 0.5) / (rare + 0.5))
