"""Lists of options, some of them right: what is learnt from, and how often the best is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Options:
    """One question's options: a row of features each, and which are right; `fold` is 0 or 1."""

    features: Floats
    right: NDArray[np.bool_]
    fold: int

    @property
    def tells(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.right.any() and not self.right.all())


@dataclass(frozen=True, slots=True)
class Rows:
    """Options of many questions below each other; those of question i begin at `starts[i]`."""

    features: Floats
    starts: NDArray[np.intp]

    @classmethod
    def stack(cls, parts: Sequence[Floats]) -> Rows:
        """Put them below each other, ready to be read by columns."""
        sizes = [len(part) for part in parts]
        return cls(np.asfortranarray(np.vstack(parts)), np.cumsum([0, *sizes[:-1]]))

    def best(self, scores: Floats) -> Floats:
        """The best score of each question."""
        return np.asarray(np.maximum.reduceat(scores, self.starts), dtype=np.float64)

    def total(self, values: Floats) -> Floats:
        """The sum of each question."""
        return np.asarray(np.add.reduceat(values, self.starts), dtype=np.float64)

    def spread(self, values: Floats) -> Floats:
        """One value a question → one a row."""
        sizes = np.diff([*self.starts, len(self.features)])
        return np.repeat(values, sizes)


@dataclass(frozen=True, slots=True)
class Lists:
    """Many questions: the right options and the wrong ones, in the same order of questions."""

    right: Rows
    wrong: Rows

    @classmethod
    def of(cls, options: Sequence[Options]) -> Lists:
        """Take those questions that have both."""
        telling = [one for one in options if one.tells]
        return cls(
            Rows.stack([one.features[one.right] for one in telling]),
            Rows.stack([one.features[~one.right] for one in telling]),
        )

    def __len__(self) -> int:
        return len(self.right.starts)

    def rate(self, weights: Floats) -> float:
        """The share of the questions whose best option is right."""
        right = self.right.best(self.right.features @ weights)
        wrong = self.wrong.best(self.wrong.features @ weights)
        return float((right >= wrong - 1e-9).mean())
