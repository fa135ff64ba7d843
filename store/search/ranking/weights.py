"""Reads the learnt weights from `weights.json`: for ranking and confidence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from store.search.ranking.features import NAMES, Features


@dataclass(frozen=True, slots=True)
class Weights:
    """The learnt weights; tuples are in the order of their features.

    `ranking` orders windows. `confidence`, `corrected`, `unlisted` and `constant` make the
    confidence of a window (`ranking.confidence`);
    `translated`, `translated_corrected` and `translated_constant` do where the question is in
    another language.
    """

    ranking: tuple[float, ...]
    confidence: tuple[float, ...]
    corrected: float
    constant: float
    unlisted: float
    translated: tuple[float, ...] = ()
    translated_corrected: float = 0.0
    translated_constant: float = 0.0

    def rank(self, features: Features) -> float:
        """How good a window is among those of its question; unbounded."""
        return float(sum(map(mul, self.ranking, features)))


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
        translated=tuple(float(raw["translated"].get(name, 0.0)) for name in NAMES),
        translated_corrected=float(raw["translated"]["corrected"]),
        translated_constant=float(raw["translated"]["constant"]),
    )
