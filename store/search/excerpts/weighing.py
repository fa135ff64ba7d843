"""Weighs how likely each run of words is the answer, by learnt weights (`marks.npz`). Pure.

A run's score is a network with one hidden layer over its rows (`runs.py`) and what the question
asks for (`kind_asked.py`); a second one scores that no run is the answer. A softmax over both makes
likelihoods. The weights are learnt by `benchmarks/learn.py --marks`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from store.search.excerpts.kind_asked import Floats
from store.search.excerpts.runs import Runs


@dataclass(frozen=True, slots=True, eq=False)
class MarkWeights:
    """The weights of both networks; the last axis of all but the last layers is the hidden layer.

    `words` has a matrix each for the word before a run, its first, all of its words on average, its
    last, and the word after it.
    """

    words: Floats
    runs: Floats
    kind_asked: Floats
    bias: Floats
    run_out: Floats
    none: Floats
    none_out: Floats
    none_bias: Floats

    @classmethod
    def read(cls, path: Path) -> MarkWeights:
        """The weights in a file of NumPy's."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(*(stored[field.name].astype(np.float32) for field in fields(cls)))

    def write(self, path: Path) -> None:
        """Write the weights to such a file, with half the digits."""
        small = {field.name: getattr(self, field.name) for field in fields(self)}
        np.savez_compressed(path, **{name: w.astype(np.float16) for name, w in small.items()})

    def likelihoods(self, runs: Runs) -> Floats:
        """The likelihood of each run, in [0, 1]; the rest of 1 is for none of them.

        A run that cannot be of the kind asked for is no answer.
        """
        first, last = runs.first, runs.last
        before, begin, inside, end, after = runs.words @ self.words
        total = np.cumsum(inside, 0)
        length = (last - first + 1)[:, None]
        hidden = (
            before[first]
            + begin[first + 1]
            + (total[last + 1] - total[first]) / length
            + end[last + 1]
            + after[last + 2]
            + runs.runs @ self.runs
            + (runs.kind_asked.features @ self.kind_asked + self.bias)
        )
        scores = np.maximum(hidden, 0) @ self.run_out
        about = np.concatenate((runs.kind_asked.features, runs.excerpt, np.ones(1, np.float32)))
        none = float(np.maximum(about @ self.none, 0) @ self.none_out + self.none_bias[0])
        top = max(none, float(scores.max()))
        parts = np.exp(scores - top) * runs.is_of_kind
        likely: Floats = parts / (parts.sum() + np.exp(none - top))
        return likely


@cache
def load_mark_weights() -> MarkWeights:
    """The shipped weights."""
    return MarkWeights.read(Path(str(files(__package__) / "marks.npz")))
