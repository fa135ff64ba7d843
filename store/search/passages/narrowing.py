"""Narrows a search to the articles and passages that a filter leaves.

If a filter leaves few, they are listed by an index (of publishers, identities, instants, bylines).
If it leaves many, the passages that a search finds are tested instead, best first, until enough
pass.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from store.model import Article
from store.rows.articles import latest_articles, newest_of
from store.search.lookups import Lookups
from store.search.query import Filters
from store.text.calendar import day_of_iso

# Articles that are listed at most.
LISTED = 4_000
# Their passages that are listed at most.
_PASSAGES = 60_000
# Publishers and hosts that are compared with a filter's publisher at most.
_DIFFERENT = 2_000
# Passages that one statement tests.
_TESTED = 250
# Numbers that one statement takes.
_AT_ONCE = 5_000

# The host in an address of canonical form; "" where it is none.
_BEHIND = "substr({0}, instr({0}, '//') + 2)"
_HOST = (
    "CASE instr({0}, '//') WHEN 0 THEN '' ELSE "
    f"substr({_BEHIND}, 1, instr(replace({_BEHIND}, '?', '/') || '/', '/') - 1) END"
)
# What an article is published by: its name, its host, or a host that it was met at beside.
_PUBLISHED_BY = (
    f"(a.publisher LIKE ? OR {_HOST.format('a.identity')} LIKE ? OR EXISTS "  # noqa: S608
    f"(SELECT 1 FROM addresses d WHERE d.article_id = a.id AND {_HOST.format('d.address')} LIKE ?))"
)
_HOST_IN = re.compile(r".*?//(?P<host>[^/?]*)(?P<end>[/?]?)", re.DOTALL)
# The identity of an article without an address: in the index all of a collection stand together.
_NO_ADDRESS = re.compile(r"(?:in \d+: )?content:")
# Of hosts these beginnings are no part of the canonical form (`store.ingest.story.canonical`).
_VARIANT = re.compile(r"^(?:(?:www\d?|m|mobile|amp|wap|touch)\.)+(?=[^.]+\.[^.]+)")


def article_tests(filters: Filters) -> tuple[list[str], list[str | int]]:
    """SQL tests of an article named `a`, and their values in order; none for no filter."""
    tests: list[str] = []
    values: list[str | int] = []
    for test, value in (
        ("julianday(a.published) >= julianday(?)", filters.since),
        ("julianday(a.published) < julianday(?)", filters.until),
        ("a.byline LIKE ?", filters.byline and f"%{filters.byline}%"),
        ("a.id = ?", filters.article_id),
    ):
        if value is not None:
            tests.append(test)
            values.append(value)
    if filters.publisher is not None:
        of_name, of_host = _parts(filters.publisher)
        tests.append(_PUBLISHED_BY)
        values += [of_name, of_host, of_host]
    return tests, values


def _parts(publisher: str) -> tuple[str, str]:
    """LIKE patterns of a publisher's name, and of a host in canonical form."""
    host = _VARIANT.sub("", publisher.lower())
    with suppress(UnicodeError):
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    return f"%{publisher}%", f"%{host}%"


def told_range(filters: Filters) -> tuple[int, int] | None:
    """Days that a passage may name instead, [first, last) as ordinals; None without `or_told`."""
    if not filters.or_told or not (filters.since or filters.until):
        return None
    first, last = day_of_iso(filters.since), day_of_iso(filters.until)
    return (first or date.min).toordinal(), (last or date.max).toordinal()


def few_articles(lookups: Lookups, filters: Filters, most: int = LISTED) -> list[int] | None:
    """Ids of the articles a filter leaves, in no order; None where they may be more than `most`.

    `or_told` is ignored: the dates are the articles' own.
    """
    return lookups.once(_few_articles, filters, most)


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
    """List the articles one part of the filters leaves, if few; return the parts left to test."""
    if filters.article_id is not None and most:
        return [filters.article_id], filters  # which may be gone
    if filters.publisher:
        ids = _published_by(db, filters.publisher, most)
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
    if filters.byline:
        rows = db.execute(
            "SELECT id FROM articles WHERE byline NOT NULL AND byline LIKE ? LIMIT ?",
            (f"%{filters.byline}%", most + 1),
        ).fetchall()
        if len(rows) <= most:
            return [article_id for (article_id,) in rows], replace(filters, byline=None)
    return None, filters


def _published_by(db: sqlite3.Connection, publisher: str, most: int) -> list[int] | None:
    """Articles whose publisher or host holds the word; None for more, or where it takes long.

    Each publisher and each host is met once in its index, however many articles it has.
    """
    ids: set[int] = set()
    for met, (condition, values) in enumerate(_ranges(db, publisher)):
        if met >= _DIFFERENT:
            return None
        if values:
            ids.update(
                article_id
                for (article_id,) in db.execute(
                    f"SELECT id FROM articles WHERE {condition} LIMIT ?",  # noqa: S608
                    (*values, most + 1),
                )
            )
        if len(ids) > most:
            return None
    return list(ids)


_Range = tuple[str, tuple[str, ...]]


def _ranges(db: sqlite3.Connection, publisher: str) -> Iterator[_Range]:
    """(SQL condition of an article, its values) of each publisher, then of each host.

    No values where it does not hold the word.
    """
    of_name, of_host = _parts(publisher)
    last, condition = "", "publisher >= ?"
    while row := db.execute(
        f"SELECT publisher, publisher LIKE ? FROM articles WHERE {condition} "  # noqa: S608
        "ORDER BY publisher LIMIT 1",
        (of_name, last),
    ).fetchone():
        last, is_meant = row
        condition = "publisher > ?"
        yield "publisher = ?", (last,) if is_meant else ()
    for table, column, articles in (
        ("articles", "identity", "{}"),
        ("addresses", "address", "id IN (SELECT article_id FROM addresses WHERE {})"),
    ):
        first = ""
        stretch = articles.format(f"{column} >= ? AND {column} < ?")
        while row := db.execute(
            f"SELECT {column} FROM {table} WHERE {column} >= ? ORDER BY 1 LIMIT 1",  # noqa: S608
            (first,),
        ).fetchone():
            first, after, host = _stretch(row[0])
            (is_meant,) = db.execute("SELECT ? LIKE ?", (host, of_host)).fetchone()
            yield stretch, (first, after) if is_meant else ()
            first = after


def _stretch(identity: str) -> tuple[str, str, str]:
    """The stretch of identities, [first, after), that share the host of one of them; and the host.

    An address with nothing behind its host is a stretch of its own.
    """
    found = _HOST_IN.match(identity)
    none = _NO_ADDRESS.match(identity)
    if none is not None:
        first, host = none[0], ""
    elif found is not None and found["end"]:
        first, host = found[0], found["host"]
    else:
        return identity, f"{identity}\1", found["host"] if found is not None else ""
    return first, f"{first[:-1]}{chr(ord(first[-1]) + 1)}", host


def articles_left(
    lookups: Lookups, filters: Filters, most: int = LISTED
) -> tuple[list[str], list[str | int]]:
    """SQL tests that an `article_id` is of what a filter leaves, and their values in order.

    At most `most` articles are listed; if it leaves more, each is tested.
    """
    if filters.is_empty:
        return [], []
    few = few_articles(lookups, filters, most)
    if few is not None:
        return ["article_id IN (SELECT value FROM json_each(?))"], [json.dumps(few)]
    tests, values = article_tests(filters)
    test = " AND ".join(["a.id = article_id", *tests])
    return [f"EXISTS (SELECT 1 FROM articles a WHERE {test})"], values  # noqa: S608 - constants


def latest_left(
    lookups: Lookups, filters: Filters, limit: int, *, oldest_first: bool = False
) -> list[Article]:
    """The newest articles that a filter leaves, or the oldest; undated ones last."""
    undated = replace(filters, since=None, until=None, or_told=False)
    # Dates alone are a stretch of the index that the newest are read from anyway.
    few = None if undated.is_empty else few_articles(lookups, replace(filters, or_told=False))
    if few is None:
        tests, values = article_tests(filters)
        return latest_articles(lookups.db, limit, tests, values, oldest_first=oldest_first)
    return newest_of(lookups.db, few, limit, oldest_first=oldest_first)


def few_passages(lookups: Lookups, filters: Filters, most: int = LISTED) -> list[int] | None:
    """Ids of the passages a filter leaves, where they are those of few articles.

    None where they may be many, or it leaves all there are.
    """
    return None if filters.is_empty else lookups.once(_few_passages, filters, most)


def _few_passages(db: sqlite3.Connection, filters: Filters, most: int) -> list[int] | None:
    days = told_range(filters)
    if days is None:
        articles = _few_articles(db, filters, most)
        return None if articles is None else _passages_of(db, articles)
    undated = replace(filters, since=None, until=None, or_told=False)
    if not undated.is_empty:
        articles = _few_articles(db, undated, most)
        passages = None if articles is None else _passages_of(db, articles)
        return None if passages is None else list(let_through(db, filters, passages))
    articles = _few_articles(db, replace(filters, or_told=False), most)
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


def passages_quoting(db: sqlite3.Connection, people: Sequence[int]) -> list[int]:
    """Ids of the passages of articles that quote any of these people, by the rows of their names.

    Of a person with more than `LISTED` quotes, those that came in last count.
    """
    articles: set[int] = set()
    for person in people:
        rows = db.execute(
            "SELECT article_id FROM quotes WHERE person_id = ? ORDER BY id DESC LIMIT ?",
            (person, LISTED),
        )
        articles.update(article_id for (article_id,) in rows)
    return _passages_of(db, sorted(articles, reverse=True)[:LISTED]) or []


def let_through(db: sqlite3.Connection, filters: Filters, passages: Sequence[int]) -> Iterator[int]:
    """The passages that a filter lets through, in their order.

    They are tested a few at a time, so that a caller who wants the first does not pay for all.
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
