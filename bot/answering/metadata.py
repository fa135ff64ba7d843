"""Answers questions about stored articles themselves: who wrote it, when, how many there are."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.answer import Count
from bot.answering.leaning import seek_shown
from bot.asking.memory import Memory
from bot.asking.question import Question
from bot.language.intents import Aspect, Intent
from store.model import ArticleId
from store.search.passages.hit import Found, Hit
from store.search.query import Order, Query
from store.search.ranking.confidence import SURE, is_enough
from store.search.snapshot import Snapshot
from store.text.function_words import is_function_word, written_words

_NOTHING = Found((), (), 0.0)
# Letters of the shortest part of a writer's or publisher's name.
_SHORTEST = 3


def seek_articles(
    snapshot: Snapshot, question: Question, aspect: Aspect, limit: int
) -> tuple[Found, Count | None] | None:
    """The articles that were asked about, the best first, and how many where that was asked.

    None where no article is like that: the message may be a plain question after all.
    """
    if aspect in (Aspect.TRUE, Aspect.SPEAKER):
        again = seek_shown(snapshot, question.after)
        if again is not None or aspect is Aspect.TRUE:
            return (again, None) if again is not None else None
    query = _placed(snapshot, question)
    if query is None:
        return None
    count = None
    match aspect:
        case Aspect.COUNT:
            count = Count(*snapshot.count_stories(query))
            found = _in_time(snapshot, query, limit) if count.articles else _NOTHING
        case Aspect.SOURCES:
            found = _of_each_publisher(snapshot, limit)
        case Aspect.NEWEST | Aspect.OLDEST | Aspect.WRITTEN:
            order = Order.OLDEST if aspect is Aspect.OLDEST else Order.BEST
            found = _in_time(snapshot, replace(query, order=order), limit)
        case Aspect.NEWER:
            found = _newest_of_it(snapshot, query, question.after, limit)
        case Aspect.SPEAKER:
            found = _whose(snapshot, question, limit)
        case _:
            found = _one(snapshot, query, limit)
    if aspect is Aspect.GIST:
        found = snapshot.open_articles(found)
    return (found, count) if found.hits and is_enough(found.confidence) else None


def _placed(snapshot: Snapshot, question: Question) -> Query | None:
    """The query with the writer and the publisher asked for; None where nobody is either.

    "From Finland" may name a publisher or what it is about.
    """
    query = question.query
    if question.person:
        by = _by(snapshot, query, question.person)
        if by is None:
            return None
        query = by
    if question.source:
        published = replace(query.filters, publisher=_named(question.source))
        within = replace(query, filters=published)
        if _is_long(published.publisher) and _in_time(snapshot, within, 1).hits:
            return within
        return replace(query, text=f"{query.text} {question.source}".strip())
    return query


def _by(snapshot: Snapshot, query: Query, name: str) -> Query | None:
    """The query of what somebody wrote, or else of what a publisher of that name published."""
    name = _named(name)
    if not _is_long(name):
        return None
    for filters in (
        replace(query.filters, byline=name),
        replace(query.filters, publisher=name),
    ):
        within = replace(query, filters=filters)
        if _in_time(snapshot, replace(within, text=""), 1).hits:
            return within
    return None


def _named(words: str) -> str:
    """The words from the first that is no article ("the Courier" is "Courier")."""
    first, _, rest = words.partition(" ")
    is_little = is_function_word(first.lower(), written_words())
    return rest if rest and is_little else words


def _is_long(name: str | None) -> bool:
    return len(name or "") >= _SHORTEST or not (name or "").isascii()


def _in_time(snapshot: Snapshot, query: Query, limit: int) -> Found:
    newest_first = query.order is not Order.OLDEST
    return snapshot.search_stories(query, limit, newest_first=newest_first)


def _one(snapshot: Snapshot, query: Query, limit: int) -> Found:
    """The article of the turn before, the best on the topic, or the only one there is."""
    article_id = query.filters.article_id
    if article_id is not None and not query.text:
        hit = Hit(ArticleId(article_id), None, SURE)
        return Found((hit,), (), SURE) if snapshot.article(hit.article_id) else _NOTHING
    if query.text:
        return snapshot.search_stories(query, limit)
    newest = _in_time(snapshot, query, 2)
    return newest if len(newest.hits) == 1 else _NOTHING


def _newest_of_it(snapshot: Snapshot, query: Query, after: Memory | None, limit: int) -> Found:
    """The newest quote of whoever was asked for, or the newest article on the same; or of all."""
    if after is None:
        return _in_time(snapshot, query, limit)
    if after.intent is Intent.QUOTE and after.person:
        theirs = replace(query, text=after.person, speaker=after.person)
        quoted = snapshot.search_quotes(theirs, limit)
        if is_enough(quoted.confidence):
            return quoted
    on_it = replace(query, text=after.topic or after.root or after.question)
    newest = _in_time(snapshot, on_it, limit)
    if is_enough(newest.confidence) or after.person is None:
        return newest
    return _in_time(snapshot, replace(query, text=after.person), limit)


def _whose(snapshot: Snapshot, question: Question, limit: int) -> Found:
    """Find quotes on what was asked in the article that was shown, else take the article itself."""
    query = question.query
    if query.filters.article_id is None:
        return _NOTHING
    quoted = snapshot.search_quotes(replace(query, text=question.topic), limit)
    return quoted if is_enough(quoted.confidence) else _one(snapshot, query, limit)


def _of_each_publisher(snapshot: Snapshot, limit: int) -> Found:
    """The newest article of each publisher, the largest publisher first."""
    hits: list[Hit] = []
    for name in snapshot.publishers()[:limit]:
        query = Query("")
        query = replace(query, filters=replace(query.filters, publisher=name))
        hits += _in_time(snapshot, query, 1).hits[:1]
    return Found(tuple(hits), (), SURE if hits else 0.0)
