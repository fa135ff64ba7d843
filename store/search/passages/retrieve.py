"""Retrieves candidate passages from the full-text index, as `planning` says. Bounded work."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from store.model import ArticleId
from store.rows.packing import unpack_beginning
from store.search.lookups import Lookups
from store.search.passages.narrowing import LISTED, few_passages, let_through
from store.search.passages.planning import LIMITS, RetrievalLimits, plan_retrieval, quoted
from store.search.query import Filters
from store.search.reading import UNBOUNDED, Bounds
from store.search.words.terms import Term

# How much a word of the headline counts beside one of the body.
HEADLINE_WEIGHT = 2.0
# Code points with which an article begins that are read with each of its passages.
_LEAD = 400
# Unscored passages taken beyond those wanted, at most: to find more, lists are read further.
_SPARED = 50
# A broad filter is tested on the best passages only; on all of them if fewer than this pass.
_FEW = 10
_ALL = -1


def retrieve_passages(
    lookups: Lookups,
    terms: Sequence[Term],
    filters: Filters,
    limit: int,
    bounds: Bounds = UNBOUNDED,
    among: Sequence[int] | None = None,
    spare: int = 0,
    limits: RetrievalLimits = LIMITS,
) -> list[tuple[int, float]]:
    """(passage id, BM25 ≥ 0) of at most `limit` passages, best first; only of those `among` these.

    What is given there the filters let through. `spare`: so many more may be taken, of common
    words' passages, which are not scored, only a few.
    """
    db, facts = lookups.db, lookups.facts
    # Up to this many articles, the best passages would hardly hold enough of theirs.
    most = max(LISTED, facts.articles * limit // limits.best)
    most = most if limits.listed is None else limits.listed
    listed = few_passages(lookups, filters, most) if among is None else among
    plan = plan_retrieval(terms, facts.passages, few_scored=listed is not None, limits=limits)
    if plan is None:
        return []
    ask = _scored if plan.is_scored else _newest
    limit += spare if plan.is_scored else min(spare, _SPARED)
    found: dict[int, float] = {}
    for expression in plan.expressions:
        bounded = _bounded(expression, bounds)
        if filters.is_empty or listed is not None:
            rows = dict(ask(db, bounded, limit, listed))
        else:
            rows = _let_through(db, ask, bounded, filters, limit, limits)
        for passage_id, score in rows.items():
            found.setdefault(passage_id, score)
        if len(found) >= limit:
            break
    return list(found.items())[:limit]


def _scored(
    db: sqlite3.Connection, expression: str, limit: int, listed: Sequence[int] | None = None
) -> Iterable[tuple[int, float]]:
    """(passage id, BM25) of what matches, the best first."""
    among, values = _among(listed)
    rows = db.execute(
        "SELECT rowid, bm25(passages_fts, ?, 1.0) AS badness FROM passages_fts "  # noqa: S608
        f"WHERE passages_fts MATCH ? {among} ORDER BY badness LIMIT ?",
        (HEADLINE_WEIGHT, expression, *values, limit),
    )
    return ((passage_id, max(0.0, -badness)) for passage_id, badness in rows)


def _newest(
    db: sqlite3.Connection, expression: str, limit: int, listed: Sequence[int] | None = None
) -> Iterable[tuple[int, float]]:
    """(passage id, 1.0) of what matches, what came in last first."""
    among, values = _among(listed)
    rows = db.execute(
        f"SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? {among} "  # noqa: S608
        "ORDER BY rowid DESC LIMIT ?",
        (expression, *values, limit),
    )
    return ((passage_id, 1.0) for (passage_id,) in rows)


def _among(listed: Sequence[int] | None) -> tuple[str, tuple[str, ...]]:
    """SQL condition that a passage is one of these, and its value."""
    if listed is None:
        return "", ()
    # The unary plus: each find is looked up in the list. Without it FTS5 would be asked anew for
    # every one of them.
    return "AND +rowid IN (SELECT value FROM json_each(?))", (json.dumps(listed),)


def _let_through(
    db: sqlite3.Connection,
    ask: Callable[[sqlite3.Connection, str, int], Iterable[tuple[int, float]]],
    expression: str,
    filters: Filters,
    limit: int,
    limits: RetrievalLimits,
) -> dict[int, float]:
    """The first `limit` passages that match and pass a filter that leaves many.

    Of the best all that pass; some of the others only if these are fewer than `_FEW`.
    """
    looked_at = limits.newest if ask is _newest else limits.best
    found = dict(ask(db, expression, looked_at))
    passed = {i: found[i] for i in islice(let_through(db, filters, list(found)), limit)}
    few = min(limit, _FEW)
    if len(found) == looked_at and len(passed) < few and ask is _scored:
        others = dict(ask(db, expression, _ALL))
        left = [i for i in others if i not in found]
        passed |= {i: others[i] for i in islice(let_through(db, filters, left), few - len(passed))}
    return passed


def _bounded(expression: str, bounds: Bounds) -> str:
    # One pair of brackets each, for FTS5 parses some 90 inside each other.
    phrases = [quoted(" ".join(phrase)) for phrase in bounds.phrases]
    if phrases:
        expression = " AND ".join((f"({expression})", *phrases))
    if bounds.without:
        expression = " NOT ".join((f"({expression})", *map(quoted, bounds.without)))
    return expression


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


class CandidateRow(NamedTuple):
    """A passage as it is read: its text, where it begins, its sentences as they are stored.

    `lead` is the article's first words.
    """

    passage_id: int
    article_id: int
    start: int
    sentences: bytes
    text: str
    headline: str
    lead: str


def read_candidates(db: sqlite3.Connection, ids: Sequence[int]) -> list[CandidateRow]:
    """The passages with these ids, in no order."""
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
        passage, lead = text[start:stop], text[:_LEAD]
        found.append(
            CandidateRow(passage_id, article_id, start, sentences, passage, headline, lead)
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
