"""Weights that mark the answer inside an excerpt: a softmax over its chunks.

The loss is that of ListNet (Cao and others, "Learning to rank: from pairwise approach to listwise
approach", 2007) for right and wrong alone; here the probabilities themselves are used, as what is
likely enough to be marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.learning.lists import Floats, Lists, Options
from benchmarks.learning.sets import Question, search_all
from bot.cli.evaluate import points_at
from store.model import Span
from store.rows.articles import get_articles
from store.search.excerpts.highlight import ChunkFeatures, likeliest_chunks, weigh_chunks
from store.search.excerpts.showing import show_hits
from store.search.ranking.rank import Ranking
from store.search.ranking.weights import Weights

# Steps of the descent, its rate, and the pull towards 0.
_STEPS = 400
_RATE = 0.05
_PULL = 0.001


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunks of the first excerpt shown for a question, and where they stand in it."""

    options: Options
    spans: tuple[Span, ...]

    @property
    def fold(self) -> int:
        """Tells the half that a question belongs to."""
        return self.options.fold


def list_chunks(archive: Path, questions: Sequence[Question], weights: Weights) -> list[Chunks]:
    """Lists the chunks that could be marked in the first excerpt of each question."""
    listed = []
    for db, searched in search_all(archive, list(questions)):
        ranked = list(Ranking(searched.asked, searched.candidates, weights))
        for hit in show_hits(db, searched.asked, ranked, 1):
            text = get_articles(db, [hit.article_id])[hit.article_id].text
            excerpt = hit.span.of(text) if hit.span is not None else ""
            chunks = list(weigh_chunks(searched.asked, excerpt))
            answers = searched.question.answers
            right = [points_at(answers, span.of(excerpt)) for _, span in chunks]
            features = np.array([f for f, _ in chunks], dtype=np.float64)
            options = Options(
                features.reshape(-1, len(ChunkFeatures._fields)),
                np.array(right, dtype=np.bool_),
                searched.question.fold,
            )
            listed.append(Chunks(options, tuple(span for _, span in chunks)))
    return listed


def learn_marking(sets: Sequence[tuple[float, Sequence[Chunks]]]) -> Floats:
    """Weights in the order of the chunk's features, by Adam."""
    told = [(share, Lists.of([chunks.options for chunks in listed])) for share, listed in sets]
    total = sum(share * len(lists) for share, lists in told)
    weights = np.zeros(len(ChunkFeatures._fields))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        slope = _PULL * weights
        for share, lists in told:
            slope = slope + share / total * slope_of(lists, weights)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        steady = np.sqrt(second / (1 - 0.99**step)) + 1e-8
        weights = weights - _RATE * (first / (1 - 0.9**step)) / steady
    return weights


def measure_marking(weights: Floats, listed: Sequence[Chunks]) -> tuple[float]:
    """The share of all questions in whose first excerpt an answer is marked."""
    marked = 0
    for chunks in listed:
        scores = chunks.options.features @ weights
        scored = [(float(s), span) for s, span in zip(scores, chunks.spans, strict=True)]
        right = {s for s, r in zip(chunks.spans, chunks.options.right, strict=True) if r}
        marked += not right.isdisjoint(likeliest_chunks(scored))
    return (marked / max(1, len(listed)),)


def slope_of(lists: Lists, weights: Floats) -> Floats:
    """The sum over the questions of the slope of -log(probability of a right chunk)."""
    right = lists.right.features @ weights
    wrong = lists.wrong.features @ weights
    top = np.maximum(lists.right.best(right), lists.wrong.best(wrong))
    right = np.exp(right - lists.right.spread(top))
    wrong = np.exp(wrong - lists.wrong.spread(top))
    of_right = lists.right.total(right)
    of_all = of_right + lists.wrong.total(wrong)
    pushed = right / lists.right.spread(of_all) - right / lists.right.spread(of_right)
    pushed_back = wrong / lists.wrong.spread(of_all)
    return np.asarray(pushed @ lists.right.features + pushed_back @ lists.wrong.features)
