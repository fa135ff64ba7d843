"""Reads the quotes of a wanted speaker.

A speaker matches when every word that names the wanted one stands in the speaker's name (exactly,
or as the vocabulary took it), or, without a name, when the article describes the speaker so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from store.model import ArticleId, Quote
from store.rows.articles import QUOTE_FIELDS, quote_of
from store.rows.people import role_words
from store.search.lookups import Lookups
from store.search.passages.narrowing import LISTED, article_tests, few_articles
from store.search.query import Filters
from store.search.reading import Wanted
from store.search.words.terms import Term
from store.text.fold import fold
from store.text.words import find_words

# Quotes read of one speaker when no topic narrows them: the newest, or the oldest.
NEWEST = 60
# Quotes of one person beyond which they are not all read.
OFTEN = 500

_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A stored quote and the article it stands in."""

    article_id: ArticleId
    quote: Quote


def _hold(words: set[str], terms: Iterable[Term]) -> bool:
    return all(words & term.forms.keys() for term in terms)


def quotes_in_articles(
    db: sqlite3.Connection, ids: Iterable[ArticleId], wanted: Wanted
) -> list[StoredQuote]:
    """The quotes in these articles that the wanted speaker said.

    If any speaker has both the name and the description, only their quotes count. Without a name
    the description decides: it must stand in the speaker's name, or in the role the article gives.
    """
    articles = list(dict.fromkeys(ids))
    marks = ",".join("?" * len(articles))
    rows = db.execute(
        f"SELECT article_id, {QUOTE_FIELDS} FROM quotes WHERE article_id IN ({marks}) "  # noqa: S608
        "ORDER BY article_id, start",
        articles,
    ).fetchall()
    return [StoredQuote(ArticleId(row[0]), quote_of(row[1:])) for row in _said_by(db, rows, wanted)]


def _said_by(db: sqlite3.Connection, rows: Sequence[_Row], wanted: Wanted) -> Sequence[_Row]:
    """Keep the rows, (article id, start, stop, speaker, …), that the wanted speaker said."""
    if wanted.is_anyone:
        return rows
    words = {
        speaker: {fold(word) for word in find_words(speaker)}
        for speaker in {row[3] for row in rows if row[3]}
    }
    spoken = [row for row in rows if row[3]]

    def named(terms: Sequence[Term]) -> list[_Row]:
        speakers = {speaker for speaker, names in words.items() if _hold(names, terms)}
        return [row for row in spoken if row[3] in speakers]

    exact = named((*wanted.names, *wanted.roles))
    if exact or wanted.names:
        return exact or named(wanted.names)
    roles = role_words(db, dict.fromkeys(ArticleId(row[0]) for row in rows))
    return [row for row in spoken if _hold(roles.get((row[0], row[3]), set()), wanted.roles)]


def newest_quotes(
    lookups: Lookups,
    people: Sequence[int],
    filters: Filters,
    *,
    oldest: bool = False,
    often: int = OFTEN,
    most: int = LISTED,
) -> list[StoredQuote]:
    """The newest quotes of these people, or the oldest.

    All quotes of a person with up to `often` of them are read and put in order. Of others the
    articles that name them are gone through in order, until there are enough; or those that a
    filter leaves, if these are at most `most`.
    """
    db = lookups.db
    marks = ",".join("?" * len(people))
    often_quoted = {
        row[0]
        for row in db.execute(
            f"SELECT id FROM people WHERE id IN ({marks}) AND quote_count > ?",  # noqa: S608
            (*people, often),
        )
    }
    seldom = [person for person in people if person not in often_quoted]
    rows = _quotes(db, seldom, filters, _SORTED, oldest=oldest) if seldom else []
    if often_quoted:
        # What a filter leaves is gone through instead, where it leaves few articles.
        undated = replace(filters, since=None, until=None, or_told=False)
        published = replace(filters, or_told=False)
        few = None if undated.is_empty else few_articles(lookups, published, most)
        for person in people:
            if person in often_quoted:
                way = _IN_ORDER if few is None else _listed(few)
                rows += _quotes(db, [person], filters, way, oldest=oldest)
    found = {row[2:5]: row for row in rows}
    ordered = sorted(found.values(), key=_oldest_first if oldest else _newest_first)
    return [StoredQuote(ArticleId(row[2]), quote_of(row[3:])) for row in ordered[:NEWEST]]


def _newest_first(row: _Row) -> _Row:
    # (instant of the article, is part, article id, then the fields of a quote, its start first)
    instant, is_part, article_id, start, *_ = row
    return instant is None, -(instant or 0.0), is_part, -article_id, start


def _oldest_first(row: _Row) -> _Row:
    # What is undated counts as the oldest of all.
    instant, is_part, article_id, start, *_ = row
    return instant is not None, instant or 0.0, is_part, article_id, start


# Two ways to their quotes: where from, and the instant by which they are in order. (A third one
# goes through the articles that a filter leaves.)
_SORTED = (
    "quotes q JOIN articles a ON a.id = q.article_id WHERE q.person_id IN ({})",
    "julianday(a.published)",
)
_IN_ORDER = (
    (
        "appearances p CROSS JOIN articles a ON a.id = p.article_id "
        "CROSS JOIN quotes q ON q.article_id = p.article_id AND q.person_id = p.person_id "
        "WHERE p.person_id IN ({})"
    ),
    "p.published",
)


def _listed(articles: Sequence[int]) -> tuple[str, str]:
    """The way to their quotes through these articles."""
    listed = ",".join(map(str, articles))
    source = (
        "articles a CROSS JOIN quotes q ON q.article_id = a.id "
        f"WHERE a.id IN ({listed}) AND +q.person_id IN ({{}})"
    )
    return source, "julianday(a.published)"


def _quotes(
    db: sqlite3.Connection,
    people: Sequence[int],
    filters: Filters,
    way: tuple[str, str],
    *,
    oldest: bool,
) -> list[_Row]:
    """The first of their quotes, found one `way`."""
    source, instant = way
    tests, values = article_tests(filters)
    # An appearance has the instant of its article, in the index that it is found by.
    tests = [test.replace("julianday(a.published)", instant) for test in tests]
    order = "ASC" if oldest else "DESC"
    fields = ", ".join(f"q.{name}" for name in QUOTE_FIELDS.split(", "))
    return db.execute(
        f"SELECT {instant}, q.is_part, q.article_id, {fields} FROM "  # noqa: S608
        f"{' AND '.join([source.format(','.join('?' * len(people))), *tests])} "
        f"ORDER BY {instant} {order}, q.is_part, q.article_id {order}, q.start LIMIT ?",
        # One article may name somebody in two ways: each of the quotes comes twice then.
        (*people, *values, 2 * NEWEST),
    ).fetchall()
