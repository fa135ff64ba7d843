"""Reads and writes the days that passages name; "on Wednesday" by the day of the article."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from store.model import ArticleId, Span


def insert_days(
    db: sqlite3.Connection, passages: Sequence[int], days: Iterable[Collection[date]]
) -> None:
    """Write which days each of the passages names."""
    db.executemany(
        "INSERT INTO told_days VALUES (?, ?)",
        [
            (day.toordinal(), passage)
            for passage, named in zip(passages, days, strict=False)
            for day in named
        ],
    )


def delete_days(db: sqlite3.Connection, article_id: ArticleId) -> None:
    """Forget the days of an article's passages, which must still be there."""
    db.execute(
        "DELETE FROM told_days WHERE passage_id IN (SELECT id FROM passages WHERE article_id = ?)",
        (article_id,),
    )


def passages_naming(
    db: sqlite3.Connection, day: date, limit: int
) -> list[tuple[int, ArticleId, int, int]]:
    """(passage id, article id, start, stop) of passages that name the day.

    Of more than `limit` those written nearest after it.
    """
    return db.execute(
        "SELECT p.id, p.article_id, p.start, p.stop FROM told_days t "
        "JOIN passages p ON p.id = t.passage_id JOIN articles a ON a.id = p.article_id "
        "WHERE t.day = ? ORDER BY julianday(a.published) IS NULL OR julianday(a.published) < "
        "julianday(?), julianday(a.published), p.id LIMIT ?",
        (day.toordinal(), day.isoformat(), limit),
    ).fetchall()


def passages_naming_in(
    db: sqlite3.Connection, ids: Collection[ArticleId], first: int, last: int
) -> dict[ArticleId, list[Span]]:
    """The passages of these articles that name a day of [first, last), as ordinals."""
    marks = ",".join("?" * len(ids))
    rows = db.execute(
        "SELECT DISTINCT p.article_id, p.start, p.stop FROM passages p "  # noqa: S608 - marks only
        "JOIN told_days t ON t.passage_id = p.id "
        f"WHERE p.article_id IN ({marks}) AND t.day >= ? AND t.day < ?",
        (*ids, first, last),
    )
    found: dict[ArticleId, list[Span]] = {}
    for article_id, start, stop in rows:
        found.setdefault(ArticleId(article_id), []).append(Span(start, stop))
    return found
