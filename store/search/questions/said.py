"""Finds quotes of a wanted speaker, those on the topic first.

A quote's evidence for the topic is its own words, then the sentences beside it, then the headline:
journalists name the subject before the quote as often as inside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from store.model import Article, ArticleId, Span
from store.rows.articles import get_articles
from store.rows.days import passages_naming_in
from store.search.excerpts.excerpt import quote_window
from store.search.excerpts.stories_once import hits_once
from store.search.excerpts.telling import by_speaker, over_time
from store.search.lookups import Lookups
from store.search.passages.hit import Found, Hit
from store.search.passages.matcher import Matcher
from store.search.passages.narrowing import latest_left, let_through, passages_quoting, told_range
from store.search.passages.retrieve import article_ids, retrieve_passages
from store.search.passages.speakers import (
    NEWEST,
    StoredQuote,
    newest_quotes,
    quotes_in_articles,
)
from store.search.query import Filters, Order, Query
from store.search.ranking import confidence
from store.search.reading import ANYONE, Reading
from store.search.words.terms import Term
from store.text.calendar import day_of_iso
from store.text.instants import by_age

_CANDIDATES = 80
# Articles looked through when neither a speaker nor a topic is given.
_NEWEST = 20
# Weight of a topic's word beside the quote.
_BESIDE = 0.7
# Weight of a topic's word in the headline.
_HEADLINE = 0.45
# Share of the topic's weight that a quote of these very words holds itself.
_IN_OWN_WORDS = 0.75
# Words of a topic from which they are somebody's words recalled, rather than a subject.
_RECALLED = 3
# Code points on each side of the quote that are beside it.
_NEARBY = 350
# Of quotes as much on the topic, those of an article about it come first.
_ABOUT = 0.25
# Of an article's quotes the longer tells more, up to this many code points.
_TELLING = 160
# Hits looked at for each one shown, for some repeat others.
_SPARE = 3


def search_quotes(lookups: Lookups, reading: Reading, limit: int) -> Found:
    """Quotes of `query.speaker` (everybody's when empty) on the rest of the query's words.

    In the query's order; of everybody's first those of different speakers.
    """
    db, query, terms = lookups.db, reading.query, reading.terms
    speaker, topic, wanted = reading.speaker, reading.topic, reading.wanted
    if not wanted.is_known or (speaker and wanted.is_anyone):
        return Found((), terms, 0.0)
    pool = _pool(lookups, reading) if terms else _newest(lookups, query)
    articles = get_articles(db, {said.article_id for said in pool})
    hits = _rank(pool, articles, topic)
    if not hits and speaker and topic:
        pool = _on_topic_of_theirs(lookups, reading)
        articles = get_articles(db, {said.article_id for said in pool})
        hits = _rank(pool, articles, topic)
        hits = [hit for hit in hits if confidence.is_plainly_on_topic(hit.score)]
    if query.order is Order.OLDEST:
        hits = over_time(hits, articles, limit)
    elif topic and not speaker:
        hits = _by_words(hits, articles, topic)
    hits = hits[: _SPARE * limit]
    if not topic:
        hits = [_in_window(hit, articles[hit.article_id]) for hit in hits]
    told = hits_once(db, hits, limit)
    return Found(told, terms, max((h.score for h in told), default=0.0))


def _by_words(
    hits: Sequence[Hit], articles: Mapping[ArticleId, Article], topic: Sequence[Term]
) -> list[Hit]:
    """First the quotes that hold the topic in their own words, by how much, whoever says them.

    Then those beside which the topic is named: of different speakers first. A topic of few words
    stands in many quotes, so these are told by their speakers too.
    """
    matcher = Matcher(topic)
    mass = sum(term.idf for term in topic) or 1.0
    own = {
        hit: _held(hit.quote.span.of(articles[hit.article_id].text), topic, matcher) / mass
        for hit in hits
        if hit.quote is not None
    }
    holding = [hit for hit in hits if own.get(hit, 0.0) >= _IN_OWN_WORDS]
    rest = [hit for hit in hits if own.get(hit, 0.0) < _IN_OWN_WORDS]
    if len(topic) >= _RECALLED:
        holding.sort(key=lambda hit: -own[hit])
    else:
        holding = by_speaker(holding)
    return [*holding, *by_speaker(rest)]


def _in_window(hit: Hit, article: Article) -> Hit:
    """A hit of the bare words of its quote, with what stands beside them."""
    if hit.quote is None:
        return hit
    return replace(hit, span=quote_window(article.text, hit.quote))


def _pool(lookups: Lookups, reading: Reading) -> list[StoredQuote]:
    db, query, wanted = lookups.db, reading.query, reading.wanted
    days = told_range(query.filters)
    bounds = query.filters if days is None else _with_the_week_after(query.filters)
    pool = newest_quotes(lookups, wanted.people, bounds)
    # Without a topic the newest come first, and of somebody often quoted they are all there.
    is_newest = query.order is not Order.OLDEST and not reading.topic
    if not is_newest or days is not None or len(pool) < NEWEST:
        found = retrieve_passages(lookups, reading.terms, query.filters, _CANDIDATES)
        ids = article_ids(db, [passage_id for passage_id, _ in found])
        pool += quotes_in_articles(db, ids, wanted) if ids else []
    if query.order is Order.OLDEST:
        pool += newest_quotes(lookups, wanted.people, bounds, oldest=True)
    pool = list({(s.article_id, s.quote.span): s for s in pool}.values())
    return pool if days is None else _said_in(db, pool, query.filters, days)


def _on_topic_of_theirs(lookups: Lookups, reading: Reading) -> list[StoredQuote]:
    """Quotes out of those passages of articles that quote the speaker which hold the topic best.

    Of somebody whom thousands of articles name, the passages that hold name and topic best are
    mostly others' words about them.
    """
    db, filters = lookups.db, reading.query.filters
    theirs = passages_quoting(db, reading.wanted.people)
    if not filters.is_empty:
        theirs = list(let_through(db, filters, theirs))
    if not theirs:
        return []
    found = retrieve_passages(lookups, reading.topic, filters, _CANDIDATES, among=theirs)
    ids = article_ids(db, [passage_id for passage_id, _ in found])
    pool = quotes_in_articles(db, ids, reading.wanted) if ids else []
    days = told_range(filters)
    return pool if days is None else _said_in(db, pool, filters, days)


def _with_the_week_after(filters: Filters) -> Filters:
    """Extend the filters by a week: articles write for some days about what was said on one."""
    until = day_of_iso(filters.until)
    if until is None:
        return filters
    return replace(filters, until=(until + timedelta(days=7)).isoformat())


def _said_in(
    db: sqlite3.Connection, pool: Sequence[StoredQuote], filters: Filters, days: tuple[int, int]
) -> list[StoredQuote]:
    """Keep quotes published on these days, or standing where one of the days is named."""
    ids = {said.article_id for said in pool}
    published = {
        article.id
        for article in get_articles(db, ids).values()
        if (filters.since or "") <= (article.published or "") < (filters.until or "~")
    }
    named = passages_naming_in(db, ids, *days)
    return [
        said
        for said in pool
        if said.article_id in published
        or any(span.holds(said.quote.span) for span in named.get(said.article_id, ()))
    ]


def _newest(lookups: Lookups, query: Query) -> list[StoredQuote]:
    """The quotes of the newest articles, by any speaker."""
    newest = latest_left(lookups, query.filters, _NEWEST)
    return quotes_in_articles(lookups.db, [article.id for article in newest], ANYONE)


def _rank(
    pool: Sequence[StoredQuote], articles: Mapping[ArticleId, Article], topic: Sequence[Term]
) -> list[Hit]:
    # Without a topic no words are weighed, and a window is for those that are shown.
    matcher = Matcher(topic)
    mass = sum(term.idf for term in topic)
    about = {
        article.id: _held(article.headline, topic, matcher) / (mass or 1.0)
        for article in articles.values()
    }
    openings: dict[ArticleId, dict[int, float]] = {}
    best: dict[tuple[int, int], tuple[tuple[float, bool, float, int], Hit]] = {}
    for said in pool:
        article = articles.get(said.article_id)
        if article is None:
            continue
        window = said.quote.span
        share = None
        if topic:
            window = quote_window(article.text, said.quote)
            if article.id not in openings:
                opening = f"{article.headline}\n{article.text[:400]}"
                openings[article.id] = matcher.weights_in(opening)
            share = _on_topic(article, window, topic, matcher, openings[article.id]) / mass
            if not confidence.is_on_topic(share):
                continue
        score = confidence.of_quote(share, is_part=said.quote.is_part)
        hit = Hit(article.id, window, min(1.0, score), quote=said.quote)
        told = min(len(said.quote.span), _TELLING)
        rank = (
            score + _ABOUT * about.get(article.id, 0.0),
            not said.quote.is_part,
            by_age(article.published),
            told,
        )
        statement = (article.id, said.quote.group)
        if statement not in best or rank > best[statement][0]:
            best[statement] = (rank, hit)
    ranked = sorted(best.values(), key=lambda pair: pair[0], reverse=True)
    return _different([hit for _, hit in ranked], articles)


def _on_topic(
    article: Article,
    window: Span,
    topic: Sequence[Term],
    matcher: Matcher,
    opening: Mapping[int, float],
) -> float:
    around = Span(max(0, window.start - _NEARBY), min(len(article.text), window.stop + _NEARBY))
    layers = (
        (matcher.weights_in(window.of(article.text)), 1.0),
        (matcher.weights_in(around.of(article.text)), _BESIDE),
        (opening, _HEADLINE),
    )
    best: dict[int, float] = {}
    for weights, share in layers:
        for number, weight in weights.items():
            best[number] = max(best.get(number, 0.0), weight * share)
    return sum(topic[number].idf * weight for number, weight in best.items())


def _held(text: str, topic: Sequence[Term], matcher: Matcher) -> float:
    """The weight of the topic's words that a text holds."""
    weights = matcher.weights_in(text)
    return sum(topic[number].idf * weight for number, weight in weights.items())


def _different(hits: Sequence[Hit], articles: Mapping[ArticleId, Article]) -> list[Hit]:
    """One hit for one set of words, however many articles carry them."""
    seen: dict[str, int] = {}
    kept: list[Hit] = []
    for hit in hits:
        if hit.quote is None:
            continue
        words = " ".join(hit.quote.span.of(articles[hit.article_id].text).casefold().split())
        at = seen.get(words)
        if at is None:
            seen[words] = len(kept)
            kept.append(hit)
        elif kept[at].article_id != hit.article_id:
            kept[at] = replace(kept[at], also=(*kept[at].also, hit.article_id))
    return kept
