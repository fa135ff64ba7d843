"""Weights that put a right window first.

Coordinate ascent (Metzler and Croft, "Linear feature-based models for information retrieval", 2007)
on the margin between each question's best right and best wrong window, smoothed by a sigmoid, and
pulled towards weights set by hand. Losses over whole lists (listwise softmax) measured worse on
questions they had not seen: they spend their weights on windows that nobody is shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.learning.lists import Floats, Lists, Options
from benchmarks.learning.sets import Question, Searched, search_all
from bot.cli.evaluate import holds
from store.model import ArticleId, Span
from store.rows.articles import get_article
from store.search.excerpts.showing import fit_window
from store.search.passages.matcher import Matcher
from store.search.ranking.features import NAMES
from store.search.ranking.rank import promising_sentences
from store.search.ranking.windows import windows_around
from store.text.sentences import split_paragraphs

# What is right before anything is learnt: what the window holds, and less what stands around it.
_BY_HAND = {
    "covered": 1.0,
    "sentence": 0.5,
    "around": 0.5,
    "pairs": 0.3,
    "passage": 0.3,
    "context": 0.3,
    "bm25": 0.3,
    "length": 0.1,
}
# The pull towards them.
_PULL = 0.012
# The width of the sigmoid.
_SMOOTH = 0.02
# The size of the first steps.
_STEP = 0.15
_ROUNDS = 10
_LEAST_GAIN = 1e-5


def weights_by_hand() -> Floats:
    """Gives the weights at which learning begins and towards which it is pulled."""
    return np.array([_BY_HAND.get(name, 0.0) for name in NAMES])


def list_windows(archive: Path, questions: Sequence[Question]) -> list[Options]:
    """Every window that could be shown for each question.

    One is right when its article and paragraph are and an answer stands in it.
    """
    return [_windows(db, searched) for db, searched in search_all(archive, list(questions))]


def learn_ranking(sets: Sequence[tuple[float, Sequence[Options]]]) -> Floats:
    """Weights in the order of the features, from sets that count by their shares."""
    told = [(share, Lists.of(options)) for share, options in sets]
    by_hand = weights_by_hand()
    weights = by_hand.copy()
    scores = [(lists.right.features @ weights, lists.wrong.features @ weights) for _, lists in told]
    best = _value(told, scores)
    steps = np.full(len(weights), _STEP)
    order = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        for j in order.permutation(len(weights)):
            for change in (steps[j], -steps[j]):
                tried = [
                    (
                        right + change * lists.right.features[:, j],
                        wrong + change * lists.wrong.features[:, j],
                    )
                    for (_, lists), (right, wrong) in zip(told, scores, strict=True)
                ]
                away = weights[j] - by_hand[j]
                value = _value(told, tried) - _PULL * ((away + change) ** 2 - away**2)
                if value > best + _LEAST_GAIN:
                    weights[j] += change
                    scores, best = tried, value
                    steps[j] *= 1.5
                    break
            else:
                steps[j] *= 0.5
    return weights


def measure_ranking(weights: Floats, options: Sequence[Options]) -> tuple[float]:
    """The share of questions whose best window is right, of those that have a right one."""
    return (Lists.of(options).rate(weights),)


def _value(sets: Sequence[tuple[float, Lists]], scores: Sequence[tuple[Floats, Floats]]) -> float:
    total = 0.0
    for (share, lists), (right, wrong) in zip(sets, scores, strict=True):
        margin = (lists.right.best(right) - lists.wrong.best(wrong)) / _SMOOTH
        total += share * float((1 / (1 + np.exp(-np.clip(margin, -30, 30)))).mean())
    return total


def _windows(db: sqlite3.Connection, searched: Searched) -> Options:
    question, asked = searched.question, searched.asked
    matcher = Matcher(asked.terms)
    gold = _gold(db, searched)
    features: list[tuple[float, ...]] = []
    right: list[bool] = []
    for passage, number in promising_sentences(asked, searched.candidates):
        candidate = passage.candidate
        where = gold.get(candidate.article_id)
        for first, last in windows_around(candidate, number):
            features.append(passage.features(first, last))
            is_right = False
            if where is not None:
                span = fit_window(asked, candidate, first, last, matcher)
                text = candidate.text[span.start - candidate.origin : span.stop - candidate.origin]
                is_right = where.meets(span) and holds(question.answers, text)
            right.append(is_right)
    table = np.array(features, dtype=np.float64).reshape(-1, len(NAMES))
    return Options(table, np.array(right, dtype=np.bool_), question.fold)


def _gold(db: sqlite3.Connection, searched: Searched) -> dict[int, Span]:
    """Finds the places in candidate articles where the answer must stand."""
    gold: dict[int, Span] = {}
    for article_id in {candidate.article_id for candidate in searched.candidates}:
        article = get_article(db, ArticleId(article_id))
        if article.url in searched.question.urls:
            gold[article_id] = _paragraph(article.text, searched.question.paragraph)
    return gold


def _paragraph(text: str, number: int | None) -> Span:
    paragraphs = split_paragraphs(text) if number is not None else []
    if number is not None and number < len(paragraphs):
        return paragraphs[number]
    return Span(0, len(text))
