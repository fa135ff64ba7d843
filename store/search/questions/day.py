"""Tells what happened on a day: sentences that name it, and openings of articles of that day.

"on Wednesday" of Friday's article names the day before last. An index tells which passages name a
day, so that the archive's size does not matter. The story that most articles tell comes first.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rapidfuzz import fuzz

from store.model import EXCERPT_LIMIT, Article, ArticleId, Span
from store.rows.articles import get_articles, quotes_of
from store.rows.days import passages_naming
from store.search.excerpts.excerpt import make_readable, sentences_at
from store.search.lookups import Lookups
from store.search.passages.hit import Found, Hit
from store.search.passages.narrowing import latest_left
from store.search.query import Filters
from store.search.ranking import confidence
from store.text.calendar import day_of_iso, told_days
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.sentences import split_sentences
from store.text.words import find_words

# Passages that name the day, looked at at most.
_PASSAGES = 150
# Articles published on the day, looked at at most.
_PUBLISHED = 60
# An opening must say something: in code points, more than a place and an agency.
_SAYS = 40
_THESE_DAYS = 4
# Score an article gains by each other one on the same story.
_SHARED = 0.01
# Other articles that count for it, at most.
_MOST = 10
# Two headlines with so many words in common are about one story.
_IN_COMMON = 2
_ALIKE = 80


@dataclass(frozen=True, slots=True)
class _Telling:
    """A place that tells of the day."""

    article: Article
    span: Span
    score: float
    names_day: bool


def search_day(lookups: Lookups, day: date, filters: Filters, limit: int) -> Found:
    """Places that tell of the day, the most reported first."""
    db, after = lookups.db, day + timedelta(days=1)
    bounds = replace(filters, since=day.isoformat(), until=after.isoformat(), or_told=False)
    published = latest_left(lookups, bounds, _PUBLISHED)
    named = passages_naming(db, day, _PASSAGES)
    articles = get_articles(db, [article_id for _, article_id, *_ in named])
    tellings = [
        telling
        for _, article_id, start, stop in named
        if article_id in articles
        for telling in _naming(articles[article_id], Span(start, stop), day)
    ]
    tellings += [_opening(article) for article in published if article.text.strip()]
    shared = _shared({t.article.id: t.article for t in tellings})
    ranked = sorted(
        tellings, key=lambda t: (-t.score - _SHARED * min(_MOST, shared[t.article.id]), t.span)
    )
    hits = tuple(
        Hit(t.article.id, _readable(db, t), round(t.score, 4)) for t in _chosen(ranked, limit)
    )
    return Found(hits, (), max((hit.score for hit in hits), default=0.0))


def _naming(article: Article, passage: Span, day: date) -> list[_Telling]:
    """The first sentence of a passage that names the day, if any does."""
    published = day_of_iso(article.published)
    text = passage.of(article.text)
    for told in told_days(text, article.language, published):
        if told.day == day:
            at = Span(passage.start + told.span.start, passage.start + told.span.stop)
            near = published is not None and abs(published - day).days <= _THESE_DAYS
            score = confidence.of_day_named(at.start, is_near=near)
            return [_Telling(article, sentences_at(article.text, at), score, names_day=True)]
    return []


def _opening(article: Article) -> _Telling:
    """The first sentence of an article."""
    sentences = split_sentences(article.text, 0, min(len(article.text), 2 * EXCERPT_LIMIT))
    first = next((s for s in sentences if len(s) >= _SAYS), sentences[0])
    span = sentences_at(article.text, Span(first.start, first.start + 1))
    return _Telling(article, span, confidence.DAY_PUBLISHED, names_day=False)


def _readable(db: sqlite3.Connection, telling: _Telling) -> Span:
    """The sentence with what it needs to be read alone."""
    quotes = quotes_of(db, telling.article.id)
    return make_readable(telling.article.text, telling.span, telling.span, quotes)


def _shared(articles: Mapping[ArticleId, Article]) -> dict[ArticleId, int]:
    """How many other articles each shares its story with, by the words of their headlines."""
    words = {i: _telling_words(article) for i, article in articles.items()}
    holders: dict[str, list[ArticleId]] = {}
    for article_id, told in words.items():
        for word in told:
            holders.setdefault(word, []).append(article_id)
    shared = {}
    for article_id, told in words.items():
        in_common = Counter(other for word in told for other in holders[word])
        shared[article_id] = sum(n >= _IN_COMMON for i, n in in_common.items() if i != article_id)
    return shared


def _telling_words(article: Article) -> set[str]:
    words: Iterable[str] = map(fold, find_words(article.headline))
    return {w for w in words if not is_function_word(w, (article.language,))}


def _chosen(ranked: Sequence[_Telling], limit: int) -> list[_Telling]:
    """The best, one an article and no story twice; of both kinds where there are both."""
    chosen: list[_Telling] = []
    for telling in ranked:
        if len(chosen) == limit:
            break
        if not any(_is_same(telling, other) for other in chosen):
            chosen.append(telling)
    if limit > 1 and chosen and len({t.names_day for t in chosen}) == 1:
        wanted = not chosen[0].names_day
        others = (t for t in ranked if t.names_day is wanted)
        other = next((t for t in others if not any(_is_same(t, c) for c in chosen)), None)
        if other is not None:
            chosen = [*chosen[: limit - 1], other]
    return chosen


def _is_same(one: _Telling, other: _Telling) -> bool:
    return one.article.id == other.article.id or (
        fuzz.token_set_ratio(one.article.headline, other.article.headline) > _ALIKE
    )
