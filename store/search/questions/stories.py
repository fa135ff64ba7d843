"""Finds articles that are about something, not the sentences that say it.

An article is about what its headline and first lines say; the body only confirms it.
"""

from __future__ import annotations

from dataclasses import replace

from store.model import EXCERPT_LIMIT, Article, ArticleId, Span
from store.rows.articles import get_articles
from store.search.excerpts.excerpt import sentences_at
from store.search.excerpts.stories_once import stories_once
from store.search.lookups import Lookups
from store.search.passages.candidates import find_candidates
from store.search.passages.hit import Found, Hit
from store.search.passages.narrowing import LISTED, few_articles, latest_left
from store.search.query import Order
from store.search.ranking import confidence
from store.search.reading import Reading
from store.search.words.terms import Term
from store.text.instants import by_age
from store.text.sentences import split_sentences

# Weight of the share of the topic that the headline holds.
_HEADLINE = 0.5
# Weight of the share that headline and lead hold.
_LEAD = 0.3
# Weight of the share that the whole article holds.
_BODY = 0.2
# Factor of the best story's score for an article to be about the topic and not only mention it.
_ABOUT = 0.5
# Articles read for each story shown of the newest, for some are copies.
_COPIES = 4
# Passages looked at to count the articles that hold a topic.
_COUNTED = 400
# An opening must say something: in code points, more than a place and an agency.
_SAYS = 40


def search_stories(lookups: Lookups, reading: Reading, limit: int, *, newest_first: bool) -> Found:
    """Articles about the query's words: best first, or the newest of the good ones first.

    With the query's order `OLDEST` the oldest of the good ones come first instead.
    """
    db, terms = lookups.db, reading.terms
    oldest_first = reading.query.order is Order.OLDEST
    if not terms:
        filters = reading.query.filters
        newest = latest_left(lookups, filters, _COPIES * limit, oldest_first=oldest_first)
        by_time = newest_first or oldest_first
        every = (Hit(article.id, None, confidence.SURE) for article in newest if by_time)
        latest = stories_once(db, every, limit)
        return Found(latest, (), confidence.SURE if latest else 0.0)
    mass = sum(term.idf for term in terms)
    scores: dict[ArticleId, tuple[float, float]] = {}
    for candidate in find_candidates(lookups, reading):
        headline = _share(terms, candidate.headline, mass)
        context = _share(terms, candidate.context, mass)
        everything = _share(terms, candidate.article, mass)
        score = _HEADLINE * headline + _LEAD * context + _BODY * everything
        known = scores.get(candidate.article_id, (0.0, 0.0))
        scores[candidate.article_id] = max(known, (score, everything))
    ranked = sorted(scores.items(), key=lambda item: (-item[1][0], item[0]))
    if (newest_first or oldest_first) and ranked:
        articles = get_articles(db, [article_id for article_id, _ in ranked])
        good = _about(ranked)
        good.sort(key=lambda r: by_age(articles[r[0]].published), reverse=True)
        if oldest_first:
            good.reverse()
            good.sort(key=lambda r: articles[r[0]].published is None)
        ranked = good
    found = (Hit(article_id, None, min(1.0, score[1])) for article_id, score in ranked)
    hits = stories_once(db, found, limit)
    return Found(hits, terms, hits[0].score if hits else 0.0)


def open_articles(lookups: Lookups, found: Found) -> Found:
    """The hits with the first sentences of their articles, as many as an excerpt may hold."""
    articles = get_articles(lookups.db, [hit.article_id for hit in found.hits])
    opened = [
        replace(hit, span=opening_of(articles[hit.article_id]))
        for hit in found.hits
        if hit.article_id in articles and articles[hit.article_id].text.strip()
    ]
    return replace(found, hits=tuple(opened))


def opening_of(article: Article) -> Span:
    """The first sentences of an article that fit into an excerpt, from one that says something."""
    sentences = split_sentences(article.text, 0, min(len(article.text), 3 * EXCERPT_LIMIT))
    first = next((s for s in sentences if len(s) >= _SAYS), sentences[0])
    span = sentences_at(article.text, Span(first.start, first.start + 1))
    fitting = (s.stop for s in sentences if s.stop - span.start <= EXCERPT_LIMIT)
    return Span(span.start, max(span.stop, *fitting, span.stop))


def count_stories(lookups: Lookups, reading: Reading) -> tuple[int, bool]:
    """Count the articles that hold the query's words, and tell whether there may be more.

    Without words, how many the query's filters leave.
    """
    filters = reading.query.filters
    if not reading.terms:
        if filters.is_empty:
            return lookups.facts.articles, False
        few = few_articles(lookups, filters)
        return (LISTED, True) if few is None else (len(few), False)
    if not all(term.is_known for term in reading.terms):
        return 0, False
    candidates = find_candidates(lookups, reading, _COUNTED)
    every = {c.article_id for c in candidates if _holds_all(reading.terms, c.article)}
    return len(every), len(candidates) == _COUNTED


def _holds_all(terms: tuple[Term, ...], weights: dict[int, float]) -> bool:
    return all(n in weights for n in range(len(terms)))


_Ranked = list[tuple[ArticleId, tuple[float, float]]]


def _about(ranked: _Ranked) -> _Ranked:
    """The articles that are about the topic and do not only mention it."""
    best, most = ranked[0][1]
    return [
        (article_id, (score, held))
        for article_id, (score, held) in ranked
        if score >= _ABOUT * best and confidence.is_near_best_story(held, most)
    ]


def _share(terms: tuple[Term, ...], weights: dict[int, float], mass: float) -> float:
    return sum(terms[n].idf * w for n, w in weights.items()) / mass
