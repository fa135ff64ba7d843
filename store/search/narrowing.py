"""Filters → the articles and passages they leave: listed where they are few, tested where many.

Few are found by an index (of publishers, of addresses, of instants) and looked up among what a
search finds. Of many it does not pay: what a search finds is tested instead, the best first, until
there is enough of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from store.articles import latest_articles, newest_of
from store.connection import memory_of
from store.model import Article
from store.search.query import Filters
from store.text.calendar import day_of_iso

# Articles that are listed, and the most of their passages.
LISTED = 4_000
_PASSAGES = 60_000
# Publishers, and hosts of addresses, that are gone through for those of whom a filter speaks.
_DIFFERENT = 2_000
# Passages that are tested at once, and numbers that one statement takes.
_TESTED, _AT_ONCE = 250, 5_000

# The host of an article's address, "" where there is no address.
_HOST = (
    "substr(a.url, instr(a.url, '//') + 2, "
    "instr(substr(a.url, instr(a.url, '//') + 2) || '/', '/') - 1)"
)


def article_tests(filters: Filters) -> tuple[list[str], list[str | int]]:
    """SQL tests of an article named `a`, and their values in order; none for no filter."""
    tests: list[str] = []
    values: list[str | int] = []
    for test, value in (
        ("julianday(a.published) >= julianday(?)", filters.since),
        ("julianday(a.published) < julianday(?)", filters.until),
        (f"(a.publisher LIKE ?1 OR {_HOST} LIKE ?1)", _part(filters.publisher)),
        ("a.byline LIKE ?", _part(filters.byline)),
        ("a.id = ?", filters.article_id),
    ):
        if value is not None:
            tests.append(test.replace("?1", "?"))
            values += [value] * tests[-1].count("?")
    return tests, values


def _part(words: str | None) -> str | None:
    return words and f"%{words}%"


def told_range(filters: Filters) -> tuple[int, int] | None:
    """The days that a passage may name instead, [first, last) as ordinals; None for no such."""
    if not filters.or_told or not (filters.since or filters.until):
        return None
    first, last = day_of_iso(filters.since), day_of_iso(filters.until)
    return (first or date.min).toordinal(), (last or date.max).toordinal()


def few_articles(db: sqlite3.Connection, filters: Filters, most: int = LISTED) -> list[int] | None:
    """Ids of the articles a filter leaves, in no order; None where they may be more than `most`.

    Of `or_told` nothing is known here: the dates are the articles' own.
    """
    memory = memory_of(db)
    key = (few_articles, filters, most)
    if key not in memory:
        memory[key] = _few_articles(db, filters, most)
    found: list[int] | None = memory[key]
    return found


def _few_articles(db: sqlite3.Connection, filters: Filters, most: int) -> list[int] | None:
    ids, rest = _first_listed(db, filters, most)
    tests, values = article_tests(rest)
    if ids is None or not tests:
        return ids
    return [
        article_id
        for some in _batches(ids, _AT_ONCE)
        for (article_id,) in db.execute(
            # The unary plus: these are looked up one by one, whatever else there is an index of.
            f"SELECT a.id FROM articles a WHERE a.id IN ({_marks(some)}) AND "  # noqa: S608
            + " AND ".join(test.replace("a.", "+a.", 1) for test in tests),
            (*some, *values),
        )
    ]


def _first_listed(
    db: sqlite3.Connection, filters: Filters, most: int
) -> tuple[list[int] | None, Filters]:
    """What one part of the filters leaves, if that is few; and the parts that are left to test."""
    if filters.article_id is not None:
        return [filters.article_id], filters  # which may be gone
    if filters.publisher:
        ids = _published_by(db, f"%{filters.publisher}%", most)
        if ids is not None:
            return ids, replace(filters, publisher=None)
    if filters.since or filters.until:
        tests, values = article_tests(Filters(filters.since, filters.until))
        rows = db.execute(
            f"SELECT a.id FROM articles a WHERE {' AND '.join(tests)} LIMIT ?",  # noqa: S608
            (*values, most + 1),
        ).fetchall()
        if len(rows) <= most:
            return [article_id for (article_id,) in rows], replace(filters, since=None, until=None)
    return None, filters


def _published_by(db: sqlite3.Connection, part: str, most: int) -> list[int] | None:
    """Articles whose publisher or host is LIKE `part`; None for more, or where it would take long.

    Each publisher and each host is met once in its index, however many articles it has.
    """
    ids: set[int] = set()
    # (index, its range) of all articles of each.
    for different, condition, bounds in _ranges(db, part):
        if different > _DIFFERENT:
            return None
        if bounds:
            ids.update(
                article_id
                for (article_id,) in db.execute(
                    f"SELECT id FROM articles WHERE {condition} LIMIT ?",  # noqa: S608
                    (*bounds, most + 1),
                )
            )
        if len(ids) > most:
            return None
    return list(ids)


def _ranges(db: sqlite3.Connection, part: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """(how many different ones were met, SQL condition of an article, its values).

    First of every publisher, then of every host; no values for one that is not LIKE `part`.
    """
    different, last = 0, ""
    condition = "publisher >= ?"
    while row := db.execute(
        f"SELECT publisher, publisher LIKE ? FROM articles WHERE {condition} "  # noqa: S608
        "ORDER BY publisher LIMIT 1",
        (part, last),
    ).fetchone():
        last, is_meant = row
        different, condition = different + 1, "publisher > ?"
        yield different, "publisher = ?", (last,) if is_meant else ()
    different, last = 0, ""
    while row := db.execute(
        f"SELECT a.url, {_HOST}, {_HOST} LIKE ? FROM articles a WHERE a.url >= ? "  # noqa: S608
        "ORDER BY a.url LIMIT 1",
        (part, last),
    ).fetchone():
        url, host, is_meant = row
        different += 1
        first = f"{url[: url.find('//') + 2]}{host}/"
        if "//" in url and url.startswith(first):
            last = f"{first[:-1]}0"  # the character after "/"
            yield different, "url >= ? AND url < ?", (first, last) if is_meant else ()
        else:
            last = f"{url}\1"
            yield different, "url = ?", (url,) if is_meant else ()


def articles_left(db: sqlite3.Connection, filters: Filters) -> tuple[list[str], list[str | int]]:
    """SQL tests that an `article_id` is of what a filter leaves, and their values in order."""
    if filters.is_empty:
        return [], []
    few = few_articles(db, filters)
    if few is not None:
        return ["article_id IN (SELECT value FROM json_each(?))"], [json.dumps(few)]
    tests, values = article_tests(filters)
    test = " AND ".join(["a.id = article_id", *tests])
    return [f"EXISTS (SELECT 1 FROM articles a WHERE {test})"], values  # noqa: S608 - constants


def latest_left(db: sqlite3.Connection, filters: Filters, limit: int) -> list[Article]:
    """The newest articles that a filter leaves, undated ones last."""
    undated = replace(filters, since=None, until=None, or_told=False)
    # Dates alone are a stretch of the index that the newest are read from anyway.
    few = None if undated.is_empty else few_articles(db, replace(filters, or_told=False))
    if few is None:
        return latest_articles(db, limit, *article_tests(filters))
    return newest_of(db, few, limit)


def few_passages(db: sqlite3.Connection, filters: Filters, most: int = LISTED) -> list[int] | None:
    """Ids of the passages a filter leaves, where they are those of few articles.

    None where they may be many, or it leaves all there are.
    """
    if filters.is_empty:
        return None
    memory = memory_of(db)
    key = (few_passages, filters, most)
    if key not in memory:
        memory[key] = _few_passages(db, filters, most)
    found: list[int] | None = memory[key]
    return found


def _few_passages(db: sqlite3.Connection, filters: Filters, most: int) -> list[int] | None:
    days = told_range(filters)
    if days is None:
        articles = few_articles(db, filters, most)
        return None if articles is None else _passages_of(db, articles)
    undated = replace(filters, since=None, until=None, or_told=False)
    if not undated.is_empty:
        articles = few_articles(db, undated, most)
        passages = None if articles is None else _passages_of(db, articles)
        return None if passages is None else list(let_through(db, filters, passages))
    articles = few_articles(db, replace(filters, or_told=False), most)
    passages = None if articles is None else _passages_of(db, articles)
    told = db.execute(
        "SELECT DISTINCT passage_id FROM told_days WHERE day >= ? AND day < ? LIMIT ?",
        (*days, _PASSAGES + 1),
    ).fetchall()
    if passages is None or len(told) > _PASSAGES:
        return None
    return list({*passages, *(passage_id for (passage_id,) in told)})


def _passages_of(db: sqlite3.Connection, articles: Sequence[int]) -> list[int] | None:
    """The passages of articles; None where they are too many to be listed."""
    found: list[int] = []
    for some in _batches(articles, _AT_ONCE):
        found += (
            passage_id
            for (passage_id,) in db.execute(
                f"SELECT id FROM passages WHERE article_id IN ({_marks(some)})",  # noqa: S608
                some,
            )
        )
        if len(found) > _PASSAGES:
            return None
    return found


def let_through(db: sqlite3.Connection, filters: Filters, passages: Sequence[int]) -> Iterator[int]:
    """Those of the passages that a filter lets through, in their order, tested as they are asked.

    A few are read at once, so that who wants only the first does not pay for all.
    """
    days = told_range(filters)
    tests, values = article_tests(filters)
    if days is not None:
        tests, values = article_tests(replace(filters, since=None, until=None))
        published, bounds = article_tests(Filters(filters.since, filters.until))
        tests.append(
            f"({' AND '.join(published)} "  # noqa: S608 - constants
            "OR EXISTS (SELECT 1 FROM told_days t "
            "WHERE t.passage_id = p.id AND t.day >= ? AND t.day < ?))"
        )
        values += [*bounds, *days]
    for some in _batches(passages, _TESTED):
        rows = db.execute(
            "SELECT p.id FROM passages p CROSS JOIN articles a ON a.id = p.article_id "  # noqa: S608
            f"WHERE p.id IN ({_marks(some)}) AND {' AND '.join(tests or ['TRUE'])}",
            (*some, *values),
        )
        passed = {passage_id for (passage_id,) in rows}
        yield from (passage_id for passage_id in some if passage_id in passed)


def _batches(values: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)
