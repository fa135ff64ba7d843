"""How sure the best window is: a logistic regression of whether the archive has the answer.

It sees the window's features and the share of the question that rests on corrected words, never the
question alone: two sources word their questions differently, and a confidence that learnt to tell
the sources would look good here and nowhere else. Both kinds of question count the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.learning.lists import Floats
from benchmarks.learning.sets import Question, search_all
from bot.cli.evaluate import auroc
from store.search.ranking.confidence import is_enough
from store.search.ranking.rank import Ranking
from store.search.ranking.weights import Weights

# Sums of evidence alone: what kind of thing answers says which window is better, not whether one is
# good. The last two columns of a row are the corrected share and the constant.
USED = (
    "covered",
    "around",
    "passage",
    "context",
    "article",
    "headline",
    "sentence",
    "pairs",
    "rare",
    "lacking",
)
# Each set is counted as this many questions before its share, whatever it has: against an L2 pull
# of strength 1.
_COUNTED = 1_000
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Sighting:
    """A question's best window, and whether the archive has the answer."""

    row: tuple[float, ...]
    is_present: bool
    fold: int


def see_best_windows(
    archive: Path, questions: Sequence[Question], weights: Weights, absent: frozenset[str]
) -> list[Sighting]:
    """The best window of each question.

    A question that has some of its articles in the archive and some among the `absent` is left out,
    and so is one that finds nothing.
    """
    asked = [q for q in questions if not q.urls & absent or q.urls <= absent]
    seen = []
    for _, searched in search_all(archive, asked):
        ranked = list(Ranking(searched.asked, searched.candidates, weights))
        if ranked:
            best = ranked[0].features
            row = (*(getattr(best, name) for name in USED), searched.asked.corrected, 1.0)
            urls = searched.question.urls
            seen.append(Sighting(row, bool(urls - absent), searched.question.fold))
    return seen


def learn_confidence(sets: Sequence[tuple[float, Sequence[Sighting]]]) -> Floats:
    """Weights of `USED`, of the corrected share, and the constant.

    Newton's method; L2 of strength 1 on all but the constant.
    """
    rows = np.array([one.row for _, seen in sets for one in seen])
    present = np.array([one.is_present for _, seen in sets for one in seen], dtype=np.float64)
    total = sum(share for share, _ in sets)
    counted = np.concatenate(
        [_balanced(seen) * share / total * len(sets) * _COUNTED for share, seen in sets]
    )
    pull = np.ones(rows.shape[1])
    pull[-1] = 0.0
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-(rows @ weights)))
        slope = pull * weights + rows.T @ (counted * (sure - present))
        bend = np.diag(pull) + (rows.T * (counted * sure * (1 - sure))) @ rows
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def measure_confidence(weights: Floats, seen: Sequence[Sighting]) -> tuple[float, float, float]:
    """The area under the curve, and the shares of wrong yes and wrong no at the bot's threshold.

    Not a number where one of the kinds is missing.
    """
    totals = np.array([one.row for one in seen]) @ weights
    sure = 1 / (1 + np.exp(-totals))
    present = [float(s) for s, one in zip(sure, seen, strict=True) if one.is_present]
    absent = [float(s) for s, one in zip(sure, seen, strict=True) if not one.is_present]
    area = auroc(present, absent)
    return (
        float("nan") if area is None else area,
        _share([is_enough(s) for s in absent]),
        _share([not is_enough(s) for s in present]),
    )


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else float("nan")


def _balanced(seen: Sequence[Sighting]) -> Floats:
    """Weighs each sighting so that each of the two kinds counts half of 1 together."""
    present = np.array([one.is_present for one in seen])
    each = 0.5 / max(1, int(present.sum())), 0.5 / max(1, int((~present).sum()))
    return np.asarray(np.where(present, *each), dtype=np.float64)
