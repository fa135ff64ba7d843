"""Terms → candidate passages, out of the full-text index, as `planning` says. Bounded work."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from store.model import ArticleId
from store.rows import unpack_beginning
from store.search.planning import plan_retrieval, quoted
from store.search.query import Filters
from store.search.terms import Term
from store.text.calendar import day_of_iso

# How much a word of the headline counts beside one of the body.
_HEADLINE_WEIGHT = 2.0
# Code points with which an article begins that are read with each of its passages.
_LEAD = 400
# Passages of common words of which some are looked for that a filter lets through.
_LOOKED_AT = 5_000
# Articles that a filter by dates may leave to be listed.
_LISTED = 4_000
_ALL = -1


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a passage must hold word for word, and what it must not hold.

    Each phrase is the stems of its words.
    """

    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()


def retrieve_passages(
    db: sqlite3.Connection,
    terms: Sequence[Term],
    filters: Filters,
    limit: int,
    bounds: Bounds = Bounds(),
) -> list[tuple[int, float]]:
    """(passage id, BM25 ≥ 0) of at most `limit` passages, best first."""
    is_narrow = _leaves_few(db, filters)
    plan = plan_retrieval(terms, _passages(db), few_scored=is_narrow)
    if plan is None:
        return []
    where, values = _conditions(filters)
    found: dict[int, float] = {}
    for expression in plan.expressions:
        bounded = _bounded(expression, bounds)
        if plan.is_scored and is_narrow:
            tests, told = article_tests(filters)
            rows = db.execute(
                # The unary plus: the few are listed once, and each find is looked up among them.
                "SELECT rowid, bm25(passages_fts, ?, 1.0) AS badness FROM passages_fts "  # noqa: S608
                "WHERE passages_fts MATCH ? AND +rowid IN (SELECT p.id FROM articles a "
                f"JOIN passages p ON p.article_id = a.id WHERE {' AND '.join(tests)}) "
                "ORDER BY badness LIMIT ?",
                (_HEADLINE_WEIGHT, bounded, *told, limit),
            )
            found |= {rowid: max(0.0, -badness) for rowid, badness in rows}
        elif plan.is_scored:
            rows = db.execute(
                # Put in order first: the filter then asks of the best alone, and only till it has
                # enough of them.
                "SELECT rowid, badness FROM ("  # noqa: S608
                "SELECT rowid, bm25(passages_fts, ?, 1.0) AS badness FROM passages_fts "
                "WHERE passages_fts MATCH ? ORDER BY badness LIMIT ?) AS passages_fts "
                f"WHERE TRUE {where} LIMIT ?",
                (_HEADLINE_WEIGHT, bounded, _ALL if where else limit, *values, limit),
            )
            found |= {rowid: max(0.0, -badness) for rowid, badness in rows}
        else:
            rows = db.execute(
                "SELECT rowid FROM (SELECT rowid FROM passages_fts "  # noqa: S608
                "WHERE passages_fts MATCH ? ORDER BY rowid DESC LIMIT ?) AS passages_fts "
                f"WHERE TRUE {where} LIMIT ?",
                (bounded, _LOOKED_AT if where else limit, *values, limit),
            )
            for (rowid,) in rows:
                found.setdefault(rowid, 1.0)
        if len(found) >= limit:
            break
    return list(found.items())[:limit]


def _leaves_few(db: sqlite3.Connection, filters: Filters) -> bool:
    """Whether a filter by dates leaves so few articles that they can be listed."""
    if not (filters.since or filters.until) or filters.or_told:
        return False
    tests, values = article_tests(Filters(filters.since, filters.until))
    (count,) = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM articles a "  # noqa: S608 - constants
        f"WHERE {' AND '.join(tests)} LIMIT ?)",
        (*values, _LISTED + 1),
    ).fetchone()
    return int(count) <= _LISTED


def _bounded(expression: str, bounds: Bounds) -> str:
    for phrase in bounds.phrases:
        expression = f"({expression}) AND {quoted(' '.join(phrase))}"
    for stem in bounds.without:
        expression = f"({expression}) NOT {quoted(stem)}"
    return expression


def _passages(db: sqlite3.Connection) -> int:
    row = db.execute("SELECT value FROM archive_facts WHERE name = 'passages'").fetchone()
    return 0 if row is None else int(row[0])


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Phrases (stems in a row) of one passage, in this order, at most `apart` words between."""

    phrases: tuple[Phrase, ...]
    apart: int = 0


def passages_with_phrases(
    db: sqlite3.Connection, wanted: Sequence[Together], limit: int, people: Sequence[int] = ()
) -> list[int]:
    """Ids of passages that hold any of `wanted`, the last that came in first.

    They are not ranked: FTS5 would look for each phrase once more in all there is. With `people`,
    only passages of articles that quote one of them.
    """
    if not wanted:
        return []
    expression = "body : (" + " OR ".join(map(_near, wanted)) + ")"
    where = ""
    if people:
        marks = ",".join("?" * len(people))
        where = (
            "AND EXISTS (SELECT 1 FROM passages p JOIN quotes q ON q.article_id = p.article_id "  # noqa: S608
            f"WHERE p.id = passages_fts.rowid AND q.person_id IN ({marks}))"
        )
    rows = db.execute(
        f"SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? {where} "  # noqa: S608
        "ORDER BY rowid DESC LIMIT ?",
        (expression, *people, limit),
    )
    return [row[0] for row in rows]


def _near(wanted: Together) -> str:
    near = " ".join(quoted(" ".join(phrase)) for phrase in wanted.phrases)
    return near if len(wanted.phrases) == 1 else f"NEAR({near}, {wanted.apart})"


def read_places(db: sqlite3.Connection, ids: Sequence[int]) -> list[tuple[ArticleId, int, int]]:
    """(article id, start, stop) of passages, in the order of `ids`."""
    marks = ",".join("?" * len(ids))
    rows = db.execute(
        f"SELECT id, article_id, start, stop FROM passages WHERE id IN ({marks})",  # noqa: S608
        list(ids),
    ).fetchall()
    places = {row[0]: (ArticleId(row[1]), row[2], row[3]) for row in rows}
    return [places[one] for one in dict.fromkeys(ids) if one in places]


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


def _conditions(filters: Filters) -> tuple[str, list[str | int]]:
    """The tests of what the full-text index finds.

    Asked of each find, for a list of the passages of years would be read whole before anything.
    """
    if filters.is_empty:
        return "", []
    days = told_range(filters)
    if days is None:
        tests, values = article_tests(filters)
    else:
        tests, values = article_tests(replace(filters, since=None, until=None))
        published, bounds = article_tests(Filters(filters.since, filters.until))
        tests.append(
            f"({' AND '.join(published)} "  # noqa: S608 - constants
            "OR EXISTS (SELECT 1 FROM told_days t "
            "WHERE t.passage_id = p.id AND t.day >= ? AND t.day < ?))"
        )
        values += [*bounds, *days]
    where = (
        "AND EXISTS (SELECT 1 FROM passages p JOIN articles a ON a.id = p.article_id "  # noqa: S608
        f"WHERE p.id = passages_fts.rowid AND {' AND '.join(tests)})"
    )
    return where, values


def told_range(filters: Filters) -> tuple[int, int] | None:
    """The days that a passage may name instead, [first, last) as ordinals; None for no such."""
    if not filters.or_told or not (filters.since or filters.until):
        return None
    first, last = day_of_iso(filters.since), day_of_iso(filters.until)
    return (first or date.min).toordinal(), (last or date.max).toordinal()


def read_candidates(
    db: sqlite3.Connection, ids: Sequence[int]
) -> list[tuple[int, int, int, bytes, str, str, str]]:
    """(passage id, article id, start, sentences, its text, headline, the article's first words)."""
    marks = ",".join("?" * len(ids))
    rows = db.execute(
        "SELECT id, article_id, start, stop, sentences FROM passages "  # noqa: S608 - marks only
        f"WHERE id IN ({marks})",
        list(ids),
    ).fetchall()
    # How much of each article is wanted: its beginning, and up to the last of its passages.
    wanted: dict[int, int] = {}
    for _, article_id, _, stop, _ in rows:
        wanted[article_id] = max(stop, wanted.get(article_id, _LEAD))
    marks = ",".join("?" * len(wanted))
    articles = {
        article_id: (headline, unpack_beginning(packed, wanted[article_id]))
        for article_id, headline, packed in db.execute(
            f"SELECT id, headline, packed_text FROM articles WHERE id IN ({marks})",  # noqa: S608
            list(wanted),
        )
    }
    found = []
    for passage_id, article_id, start, stop, sentences in rows:
        headline, text = articles[article_id]
        found.append(
            (passage_id, article_id, start, sentences, text[start:stop], headline, text[:_LEAD])
        )
    return found


def article_ids(db: sqlite3.Connection, passages: Sequence[int]) -> list[ArticleId]:
    """The articles the passages stand in, in the order of the passages."""
    marks = ",".join("?" * len(passages))
    owner: dict[int, int] = dict(
        db.execute(
            f"SELECT id, article_id FROM passages WHERE id IN ({marks})",  # noqa: S608
            list(passages),
        ).fetchall()
    )
    return [ArticleId(i) for i in dict.fromkeys(owner[p] for p in passages if p in owner)]
