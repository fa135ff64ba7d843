"""Finds people by words of their names, the most mentioned first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from store.rows.known_people import name_words

# Names read for each person wanted: some have several.
_NAMES_EACH = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A name's folded words, and how often it is mentioned."""

    mention_count: int
    words: frozenset[str]


def people_by_words(
    db: sqlite3.Connection, groups: Sequence[Iterable[str]], limit: int
) -> list[int]:
    """Entries of people one of whose names holds a word of every group, most mentioned first."""
    listed = [list(group) for group in groups]
    if not listed:
        return []
    rows = _most_mentioned_of(db, "entry", listed, limit * _NAMES_EACH)
    return list(dict.fromkeys(entry for (entry,) in rows))[:limit]


def named_by(db: sqlite3.Connection, groups: Sequence[Iterable[str]], limit: int) -> list[Named]:
    """The names that hold a word of every group, most mentioned first."""
    listed = [list(group) for group in groups]
    rows = _most_mentioned_of(db, "mention_count, name", listed, limit)
    return [Named(mention_count, frozenset(name_words(name))) for mention_count, name in rows]


def _most_mentioned_of(
    db: sqlite3.Connection, fields: str, groups: Sequence[Sequence[str]], limit: int
) -> list[tuple[Any, ...]]:
    """`fields` of the names that hold a word of every group, most mentioned first.

    Of a word that very many names hold (a given name) the most mentioned names of all are gone
    through instead, until enough of them hold it: neither way takes long where the other would.
    """
    values = [word for words in groups for word in words]
    if len(groups) == 1 and _are_many(db, groups[0], limit):
        test = "EXISTS (SELECT 1 FROM name_words WHERE person_id = id AND word IN ({}))"
        rows = _by_mentions(db, fields, f"{_OFTEN} AND {_each(test, groups)}", values, limit)
        if len(rows) == limit:
            return rows
    test = "id IN (SELECT person_id FROM name_words WHERE word IN ({}))"
    return _by_mentions(db, fields, _each(test, groups), values, limit)


def _each(test: str, groups: Sequence[Sequence[str]]) -> str:
    return " AND ".join(test.format(",".join("?" * len(words))) for words in groups)


def _by_mentions(
    db: sqlite3.Connection, fields: str, tests: str, values: Sequence[str], limit: int
) -> list[tuple[Any, ...]]:
    return db.execute(
        f"SELECT {fields} FROM people WHERE {tests} "  # noqa: S608 - marks and constants
        "ORDER BY mention_count DESC, id LIMIT ?",
        (*values, limit),
    ).fetchall()


# As the index of them says it, which is not used otherwise.
_OFTEN = "mention_count >= 16"


def _are_many(db: sqlite3.Connection, words: Sequence[str], limit: int) -> bool:
    """Whether `limit` names with one of the words are sooner met by chance than all are read."""
    marks = ",".join("?" * len(words))
    count, last = db.execute(
        f"SELECT (SELECT count(*) FROM name_words WHERE word IN ({marks})), "  # noqa: S608
        "(SELECT max(id) FROM people)",
        words,
    ).fetchone()
    return bool(count**2 > limit * (last or 0))


def most_mentioned(db: sqlite3.Connection, limit: int) -> list[int]:
    """Entries of the people most named."""
    most = limit * _NAMES_EACH
    rows = _by_mentions(db, "entry", _OFTEN, (), most)
    if len(rows) < most:
        rows = _by_mentions(db, "entry", "1", (), most)
    return list(dict.fromkeys(entry for (entry,) in rows))[:limit]


def name_words_among(db: sqlite3.Connection, words: Sequence[str]) -> frozenset[str]:
    """The folded words that are part of somebody's name."""
    marks = ",".join("?" * len(words))
    rows = db.execute(
        f"SELECT DISTINCT word FROM name_words WHERE word IN ({marks})",  # noqa: S608 - marks only
        words,
    )
    return frozenset(word for (word,) in rows)
