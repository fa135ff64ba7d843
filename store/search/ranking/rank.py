"""Ranks the windows of candidates. Pure.

Every sentence gets a cheap score from the terms in it and near it. Windows are built around the
best sentences and scored in full; the best window of each sentence competes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count
from operator import mul

from store.model import ArticleId, Span
from store.search.passages.evidence import Candidate
from store.search.ranking.features import (
    Asked,
    Features,
    SentenceMemory,
    WeighedPassage,
    most_by_kind,
)
from store.search.ranking.weights import Weights
from store.search.ranking.windows import windows_around

# Sentences around which windows are built.
_SENTENCES = 32
# Weight, in the cheap score, of what the neighbouring sentences hold.
_BESIDE = 0.4
# Weight of what the headline and lead hold.
_CONTEXT = 0.3
# Weight of what the rest of the passage holds.
_PASSAGE = 0.3
# Difference of two scores that floating-point rounding alone may cause.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Ranked:
    """A window with its score (unbounded, larger is better) and the features behind it."""

    candidate: Candidate
    first: int
    last: int
    score: float
    features: Features

    @property
    def span(self) -> Span:
        """The window's span in the article."""
        sentences = self.candidate.sentences
        return Span(sentences[self.first].start, sentences[self.last].stop)

    def meets(self, other: Ranked) -> bool:
        """Whether the two windows share a sentence."""
        return (
            self.candidate.passage_id == other.candidate.passage_id
            and self.first <= other.last
            and other.first <= self.last
        )


class Ranking:
    """Yields the best window around each promising sentence, best first, without overlaps.

    Windows are scored as they are needed: the terms in a window bound its score, and possible
    answers are searched for only in windows that may come next. A second pass costs nothing.
    `is_wanted` filters windows.
    """

    def __init__(
        self,
        asked: Asked,
        candidates: Sequence[Candidate],
        weights: Weights,
        is_wanted: Callable[[Ranked], bool] = lambda _: True,
    ) -> None:
        self._weights = weights
        self._is_wanted = is_wanted
        self._promising = promising_sentences(asked, candidates)
        gains = map(mul, weights.ranking, most_by_kind(asked))
        self._gain = sum(gain for gain in gains if gain > 0) + _ROUNDING
        self._found: list[Ranked] = []
        self._others = self._in_order()

    @property
    def article_ids(self) -> set[ArticleId]:
        """The articles the windows stand in, and perhaps some more."""
        return {passage.candidate.article_id for passage, _ in self._promising}

    def __iter__(self) -> Iterator[Ranked]:
        for place in count():
            if place == len(self._found):
                # Another iterator may have found more meanwhile.
                one = next(self._others, None)
                if one is None:
                    return
                self._found.append(one)
            yield self._found[place]

    def _in_order(self) -> Iterator[Ranked]:
        options: list[list[tuple[float, int, int]]] = []
        # (minus the score or its upper bound, the sentence's number, its window once it is weighed)
        waiting: list[tuple[float, int, Ranked | None]] = []
        for number, (passage, sentence) in enumerate(self._promising):
            options.append(
                [
                    (self._weights.rank(passage.held(first, last)) + self._gain, first, last)
                    for first, last in windows_around(passage.candidate, sentence)
                ]
            )
            waiting.append((-max(options[-1])[0], number, None))
        heapify(waiting)
        kept: list[Ranked] = []
        while waiting:
            _, number, one = heappop(waiting)
            if one is None:
                one = self._best(self._promising[number][0], options[number])
                heappush(waiting, (-one.score, number, one))
            elif not any(one.meets(other) for other in kept):
                kept.append(one)
                if self._is_wanted(one):
                    yield one

    def _best(self, passage: WeighedPassage, options: Sequence[tuple[float, int, int]]) -> Ranked:
        _, *alone = options[0]
        best = self._weighed(passage, *alone)
        for most, first, last in options[1:]:
            if most > best.score:
                best = max(best, self._weighed(passage, first, last), key=lambda r: r.score)
        return best

    def _weighed(self, passage: WeighedPassage, first: int, last: int) -> Ranked:
        features = passage.features(first, last)
        return Ranked(passage.candidate, first, last, self._weights.rank(features), features)


def promising_sentences(
    asked: Asked, candidates: Sequence[Candidate]
) -> list[tuple[WeighedPassage, int]]:
    """The best sentences by the cheap score, each with its passage."""
    scored: list[tuple[float, int, int]] = []
    sentences = SentenceMemory()
    passages = [WeighedPassage(asked, candidate, sentences) for candidate in candidates]
    for index, passage in enumerate(passages):
        masses = passage.masses
        beyond = _CONTEXT * (passage.context - passage.whole)
        for number, mass in enumerate(masses):
            if not mass:
                continue
            beside = max(masses[max(0, number - 1) : number + 2])
            score = mass + _BESIDE * (beside - mass) + beyond + _PASSAGE * (passage.whole - mass)
            scored.append((score, index, number))
    scored.sort(key=lambda s: (-s[0], s[1], s[2]))
    return [(passages[index], number) for _, index, number in scored[:_SENTENCES]]
