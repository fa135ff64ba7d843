"""Whose quotes are wanted → those quotes, with how well they match. Reads rows, decides purely.

A speaker matches when every word that names the wanted one stands in the speaker's name (exactly,
or as the vocabulary took it). An organisation or an unnamed source matches by its words alike.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.articles import QUOTE_FIELDS, quote_of
from store.model import ArticleId, Quote
from store.people import people_by_words
from store.search.query import Filters
from store.search.terms import Term
from store.text.fold import fold
from store.text.words import find_words

_PEOPLE = 40
# Quotes read of one speaker when no topic narrows them: the newest.
_NEWEST = 60


@dataclass(frozen=True, slots=True)
class Said:
    """A stored quote and the article it stands in."""

    article_id: ArticleId
    quote: Quote


def find_people_ids(db: sqlite3.Connection, terms: Sequence[Term]) -> list[int]:
    """Ids of the people whose names hold a form of every term, most mentioned first."""
    groups = [list(term.forms) for term in terms]
    if not groups or not all(groups):
        return []
    return [row[0] for row in people_by_words(db, groups, _PEOPLE)]


def is_spoken_by(speaker: str | None, terms: Sequence[Term]) -> bool:
    """Whether every term stands in the speaker's name."""
    if not speaker:
        return False
    words = {fold(word) for word in find_words(speaker)}
    return bool(terms) and all(words & term.forms.keys() for term in terms)


def quotes_in_articles(
    db: sqlite3.Connection, ids: Iterable[ArticleId], terms: Sequence[Term]
) -> list[Said]:
    """The quotes in these articles that the wanted speaker said; without terms, everybody's."""
    wanted = list(dict.fromkeys(ids))
    marks = ",".join("?" * len(wanted))
    rows = db.execute(
        f"SELECT article_id, {QUOTE_FIELDS} FROM quotes WHERE article_id IN ({marks}) "  # noqa: S608
        "ORDER BY article_id, start",
        wanted,
    )
    found = [Said(ArticleId(row[0]), quote_of(row[1:])) for row in rows]
    return [s for s in found if not terms or is_spoken_by(s.quote.speaker, terms)]


def newest_quotes(
    db: sqlite3.Connection, people: Sequence[int], filters: Filters, limit: int = _NEWEST
) -> list[Said]:
    """The newest quotes of these people."""
    if not people:
        return []
    marks = ",".join("?" * len(people))
    tests, values = ["1"], list[str | int]()
    for test, value in (
        ("a.published >= ?", filters.since),
        ("a.published < ?", filters.until),
        ("a.id = ?", filters.article_id),
    ):
        if value is not None:
            tests.append(test)
            values.append(value)
    fields = ", ".join(f"q.{name}" for name in QUOTE_FIELDS.split(", "))
    rows = db.execute(
        f"SELECT q.article_id, {fields} FROM quotes q "  # noqa: S608 - marks and constants
        "JOIN articles a ON a.id = q.article_id "
        f"WHERE q.person_id IN ({marks}) AND {' AND '.join(tests)} "
        "ORDER BY a.published DESC, q.is_part, q.article_id DESC, q.start LIMIT ?",
        (*people, *values, limit),
    )
    return [Said(ArticleId(row[0]), quote_of(row[1:])) for row in rows]
