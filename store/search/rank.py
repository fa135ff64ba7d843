"""Candidates → ranked windows. Pure.

First every sentence gets a cheap score (what it holds, and what stands near it); windows are built
around the best of them, scored in full, and the best window of each sentence competes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.model import Span
from store.search.evidence import Candidate
from store.search.features import Asked, Features, Passage
from store.search.weights import Weights
from store.search.windows import windows_around

# Sentences around which windows are built.
_SENTENCES = 32
# What the neighbours of a sentence, and its article's beginning, count in the cheap score.
_BESIDE, _CONTEXT, _PASSAGE = 0.4, 0.3, 0.3


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
        return Span(sentences[self.first].span.start, sentences[self.last].span.stop)

    def meets(self, other: Ranked) -> bool:
        """Whether the two windows share a sentence."""
        return (
            self.candidate.passage_id == other.candidate.passage_id
            and self.first <= other.last
            and other.first <= self.last
        )


def rank_windows(asked: Asked, candidates: Sequence[Candidate], weights: Weights) -> list[Ranked]:
    """The best window around each promising sentence, best first; windows do not overlap."""
    ranked = []
    for passage, number in promising_sentences(asked, candidates):
        options = [
            Ranked(passage.candidate, first, last, weights.rank(features), features)
            for first, last in windows_around(passage.candidate, number)
            for features in (passage.features(first, last),)
        ]
        ranked.append(max(options, key=lambda r: r.score))
    ranked.sort(key=lambda r: -r.score)
    kept: list[Ranked] = []
    for one in ranked:
        if not any(one.meets(other) for other in kept):
            kept.append(one)
    return kept


def promising_sentences(asked: Asked, candidates: Sequence[Candidate]) -> list[tuple[Passage, int]]:
    """The sentences that hold most, each with its passage."""
    scored: list[tuple[float, int, int]] = []
    passages = [Passage(asked, candidate) for candidate in candidates]
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
