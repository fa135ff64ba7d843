"""The learnt numbers, read once from `weights.json`: how windows rank, how sure the best one is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from operator import mul

from store.search.ranking.features import NAMES, Features


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights in the order of the features.

    `ranking` orders windows, `highlight` the chunks of an excerpt; the rest makes a confidence (a
    logistic regression: Platt, "Probabilistic outputs for support vector machines", 1999).
    """

    ranking: tuple[float, ...]
    confidence: tuple[float, ...]
    corrected: float
    constant: float
    unlisted: float
    highlight: tuple[float, ...]

    def rank(self, features: Features) -> float:
        """How good a window is among those of its question; unbounded."""
        return float(sum(map(mul, self.ranking, features)))

    def confide(self, features: Features, corrected: float, *, knows_common: bool) -> float:
        """How surely a window answers, in [0, 1]; looks at nothing of the question alone.

        `corrected` is the share of the question's mass that rests on corrected words.
        """
        total = sum(map(mul, self.confidence, features)) + self.corrected * corrected
        if not knows_common:
            # Common words are known as such in English alone; elsewhere they weigh too much, and
            # what is covered looks like less than it is.
            total += self.unlisted
        return 1 / (1 + exp(-(total + self.constant)))


@cache
def load_weights() -> Weights:
    """The shipped weights."""
    raw = json.loads((files(__package__) / "weights.json").read_text("utf-8"))
    return Weights(
        ranking=tuple(float(raw["ranking"].get(name, 0.0)) for name in NAMES),
        confidence=tuple(float(raw["confidence"].get(name, 0.0)) for name in NAMES),
        corrected=float(raw["corrected"]),
        constant=float(raw["constant"]),
        unlisted=float(raw["unlisted"]),
        highlight=tuple(map(float, raw["highlight"].values())),
    )
