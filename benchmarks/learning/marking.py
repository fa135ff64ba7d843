"""Learns which run of words in an excerpt is the answer: the weights of `excerpts/weighing.py`.

The loss is -log of the likelihood that the right runs have together, or of "none" where the excerpt
does not hold the answer. Runs that hold the answer with much beside it count neither way. Steps are
Adam's (Kingma and Ba, 2015), with the weights decayed apart from the slope.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.learning.sets import Question, search_all
from bot.cli.evaluate import points_at
from store.rows.articles import get_articles
from store.search.excerpts.highlight import find_marks
from store.search.excerpts.kind_asked import NAMES, Floats
from store.search.excerpts.runs import EXCERPT, RUN, WORD, Runs, find_runs
from store.search.excerpts.showing import Showing
from store.search.excerpts.weighing import MarkWeights
from store.search.ranking.rank import Ranking
from store.search.ranking.weights import Weights
from store.text.words import find_words

# Units of each hidden layer.
_HIDDEN = 32
# Passes over all excerpts, then over whole excerpts alone, without single sentences.
_PASSES = 3
_LAST_PASSES = 2
# Excerpts of one step.
_BATCH = 96
# Length of a step at first; the last passes take shorter ones.
_RATE = 0.004
_LAST_RATE = 0.001
# Steps over which the first ones grow.
_WARM_UP = 50
# Part of a weight that a step of length 1 takes away.
_DECAY = 0.01
# Share of the hidden units left out of a step.
_DROPPED = 0.1
# Words of a right run for each of the answer's, and one more; beyond that the run is loose.
_LOOSE = 2
# Weights of the layers are drawn from normal distributions of these widths.
_WIDTH = 0.15
_OUT_WIDTH = 0.3
_NONE_WIDTH = 0.01

# The kinds of a run that is the answer, and of one that holds it with much beside it.
RIGHT = 1
_LOOSELY = 2


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """The runs of an excerpt and whether each is the answer.

    `kinds` is 1 for a right run, 2 for one that holds the answer loosely. `may_lack`: it came by a
    search, so it may lack the answer. `fold` is 0 or 1, by its article.
    """

    text: str
    runs: Runs
    kinds: npt.NDArray[np.int8]
    answers: tuple[str, ...]
    may_lack: bool
    fold: int


def list_excerpts(
    archive: Path, questions: Sequence[Question], weights: Weights
) -> Iterator[Excerpt]:
    """The excerpt that ranks first for each question."""
    for db, searched in search_all(archive, list(questions)):
        ranking = Ranking(searched.asked, searched.candidates, weights)
        showing = Showing(db, searched.asked, ranking)
        for hit in showing.first(3)[:1]:
            text = get_articles(db, [hit.article_id])[hit.article_id].text
            excerpt = hit.span.of(text) if hit.span is not None else ""
            runs = find_runs(searched.asked, excerpt, showing.lead(hit))
            if runs is not None:
                question = searched.question
                yield excerpt_of(excerpt, runs, question.answers, question.fold, may_lack=True)


def excerpt_of(
    text: str, runs: Runs, answers: tuple[str, ...], fold: int, *, may_lack: bool
) -> Excerpt:
    """An excerpt with its right runs told."""
    kinds = np.zeros(len(runs.first), np.int8)
    longest = max(len(find_words(answer)) for answer in answers)
    for run in range(len(kinds)):
        marked = runs.span(run).of(text)
        if points_at(answers, marked):
            is_loose = len(find_words(marked)) > _LOOSE * longest + 1
            kinds[run] = _LOOSELY if is_loose else RIGHT
    return Excerpt(text, runs, kinds, answers, may_lack, fold)


def measure_marking(weights: MarkWeights, excerpts: Sequence[Excerpt]) -> tuple[float, float]:
    """Shares in [0, 1]: excerpts with an answer marked, and of those with any mark."""
    marked = right = 0
    for one in excerpts:
        spans = find_marks(weights, one.runs, one.text)
        marked += bool(spans)
        right += any(points_at(one.answers, span.of(one.text)) for span in spans)
    return right / max(1, len(excerpts)), right / max(1, marked)


def learn_marking(excerpts: Sequence[Excerpt], seed: int = 0) -> MarkWeights:
    """The weights learnt from excerpts; the same ones lead to the same weights."""
    descent = _Descent(seed)
    whole = [one for one in excerpts if one.may_lack]
    descent.walk([*excerpts], _PASSES, _RATE)
    descent.walk(whole, _LAST_PASSES, _LAST_RATE)
    return descent.weights


class _Descent:
    """Walks down the slope, batch by batch."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self.weights = draw_weights(self._rng)
        self._first = _zeros(self.weights)
        self._second = _zeros(self.weights)

    def walk(self, excerpts: list[Excerpt], passes: int, rate: float) -> None:
        """Go over the excerpts, with steps that grow, then shrink to nothing."""
        order = np.arange(len(excerpts))
        starts = range(0, len(order), _BATCH)
        self._first, self._second = _zeros(self.weights), _zeros(self.weights)
        taken = 0
        for _ in range(passes):
            self._rng.shuffle(order)
            for start in starts:
                batch = Batch([excerpts[i] for i in order[start : start + _BATCH]])
                kept = self._rng.random(_HIDDEN) >= _DROPPED
                _, slope = batch.loss(self.weights, kept.astype(np.float32) / (1 - _DROPPED))
                taken += 1
                pace = min(1.0, taken / _WARM_UP) * (1 - taken / (passes * len(starts) + 1))
                self._step(slope, rate * pace, taken)

    def _step(self, slope: MarkWeights, rate: float, taken: int) -> None:
        changed = {}
        for field in fields(slope):
            name = field.name
            value, down = getattr(self.weights, name), getattr(slope, name)
            first, second = getattr(self._first, name), getattr(self._second, name)
            first += 0.1 * (down - first)
            second += 0.01 * (down**2 - second)
            steady = np.sqrt(second / (1 - 0.99**taken)) + 1e-8
            step = first / (1 - 0.9**taken) / steady
            if value.ndim > 1:
                step = step + _DECAY * value
            changed[name] = (value - rate * step).astype(np.float32)
        self.weights = replace(self.weights, **changed)


class Batch:
    """The rows of several excerpts below each other."""

    def __init__(self, excerpts: Sequence[Excerpt]) -> None:
        runs = [one.runs for one in excerpts]
        sizes = [len(one.first) for one in runs]
        offsets = np.cumsum([0, *(len(one.words) for one in runs[:-1])])
        moved = list(zip(runs, offsets, strict=True))
        self._count = len(runs)
        self._own = np.repeat(np.arange(self._count), sizes)
        self._starts = np.cumsum([0, *sizes[:-1]])
        self._words = np.concatenate([one.words for one in runs])
        self._first = np.concatenate([one.first + offset + 1 for one, offset in moved])
        self._last = np.concatenate([one.last + offset + 1 for one, offset in moved])
        self._runs = np.concatenate([one.runs for one in runs])
        self._kind_asked = np.stack([one.kind_asked.features for one in runs])
        ones = np.ones((self._count, 1), np.float32)
        self._about = np.hstack((self._kind_asked, np.stack([one.excerpt for one in runs]), ones))
        self._kinds = np.concatenate([one.kinds for one in excerpts])
        self._may_lack = np.array([one.may_lack for one in excerpts], np.float32)
        self._length = (self._last - self._first + 1).astype(np.float32)[:, None]

    def loss(self, weights: MarkWeights, kept: Floats) -> tuple[float, MarkWeights]:
        """The mean loss and its slope; `kept` weighs the hidden units of the runs' network."""
        parts = self._words @ weights.words
        inside = _before(parts[2])
        hidden = (
            parts[0][self._first - 1]
            + parts[1][self._first]
            + (inside[self._last + 1] - inside[self._first]) / self._length
            + parts[3][self._last]
            + parts[4][self._last + 1]
            + self._runs @ weights.runs
            + (self._kind_asked @ weights.kind_asked + weights.bias)[self._own]
        )
        hidden = np.maximum(hidden, 0) * kept
        scores = hidden @ weights.run_out
        about = np.maximum(self._about @ weights.none, 0)
        lacks = about @ weights.none_out + weights.none_bias[0]
        top = np.maximum(np.maximum.reduceat(scores, self._starts), lacks)
        likely = np.exp(scores - top[self._own]) * (self._kinds != _LOOSELY)
        none = np.exp(lacks - top) * self._may_lack
        total = np.maximum(np.add.reduceat(likely, self._starts) + none, 1e-30)
        right = likely * (self._kinds == RIGHT)
        held = np.add.reduceat(right, self._starts)
        has_answer = held > 0
        meant = np.where(has_answer, held, none)
        lost = float(-np.log(np.maximum(meant / total, 1e-12)).mean())
        of_right = right / np.maximum(held, 1e-30)[self._own]
        by_run = ((likely / total[self._own] - of_right) / self._count).astype(np.float32)
        by_none = (none / total - ~has_answer * self._may_lack) / self._count
        return lost, self._slope(weights, kept, hidden, about, by_run, by_none.astype(np.float32))

    def _slope(
        self,
        weights: MarkWeights,
        kept: Floats,
        hidden: Floats,
        about: Floats,
        by_run: Floats,
        by_none: Floats,
    ) -> MarkWeights:
        """The slope, by that of each run's score and that of each excerpt's score of none."""
        back = by_run[:, None] * weights.run_out * (hidden > 0) * kept
        count = len(self._words)
        spread = back / self._length
        inside = np.cumsum(
            _sums(self._first, spread, count + 1) - _sums(self._last + 1, spread, count + 1), 0
        )[:-1]
        by_word = (
            _sums(self._first - 1, back, count),
            _sums(self._first, back, count),
            inside,
            _sums(self._last, back, count),
            _sums(self._last + 1, back, count),
        )
        by_excerpt = np.add.reduceat(back, self._starts, 0)
        none_back = by_none[:, None] * weights.none_out * (about > 0)
        return MarkWeights(
            words=np.stack([self._words.T @ one for one in by_word]),
            runs=self._runs.T @ back,
            kind_asked=self._kind_asked.T @ by_excerpt,
            bias=by_excerpt.sum(0),
            run_out=hidden.T @ by_run,
            none=self._about.T @ none_back,
            none_out=about.T @ by_none,
            none_bias=by_none.sum(keepdims=True),
        )


def draw_weights(rng: np.random.Generator) -> MarkWeights:
    """Weights to begin with."""

    def draw(width: float, *shape: int) -> Floats:
        return rng.normal(0, width, shape).astype(np.float32)

    about = len(NAMES) + len(EXCERPT) + 1
    return MarkWeights(
        words=draw(_WIDTH, 5, len(WORD), _HIDDEN),
        runs=draw(_WIDTH, len(RUN), _HIDDEN),
        kind_asked=draw(_WIDTH, len(NAMES), _HIDDEN),
        bias=draw(0.0, _HIDDEN),
        run_out=draw(_OUT_WIDTH, _HIDDEN),
        none=draw(_NONE_WIDTH, about, _HIDDEN),
        none_out=draw(_OUT_WIDTH, _HIDDEN),
        none_bias=draw(0.0, 1),
    )


def _zeros(weights: MarkWeights) -> MarkWeights:
    return MarkWeights(*(np.zeros_like(getattr(weights, f.name)) for f in fields(weights)))


def _before(rows: Floats) -> Floats:
    """The sum of the rows before each place, and before the end."""
    zero = np.zeros((1, rows.shape[1]))
    return np.concatenate((zero, np.cumsum(rows, 0, dtype=np.float64))).astype(np.float32)


def _sums(places: npt.NDArray[np.intp], rows: Floats, count: int) -> Floats:
    """The sum of the rows that belong to each of `count` places."""
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    sums = np.zeros((count, rows.shape[1]), np.float32)
    sums[ordered[starts]] = np.add.reduceat(rows[order], starts, 0)
    return sums
