"""Keeps private collections, and hides them from connections that may not read them.

An article is public, or belongs to one private collection. Small tables beside the others list what
is private, so an archive without collections pays nothing. A reader who may not read all of it gets
a connection on which a view (`shadow`) takes the place of each table with anything of an article in
it. Every query on that connection sees what may be read and no more.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NewType

from store.database.connection import Connections
from store.errors import CollectionError
from store.model import ArticleId

CollectionId = NewType("CollectionId", int)

# The collection of articles that everybody may read. It has no row in the table.
PUBLIC = CollectionId(0)
PUBLIC_NAME = "public"
_UNMADE = CollectionId(-1)
_NAME = re.compile(r"[^\W_][\w.-]{0,39}")

# A view for each table that holds something of an article.
_SHADOWS = """
CREATE TEMP TABLE readable (collection_id INTEGER PRIMARY KEY);
CREATE TEMP VIEW hidden_articles AS SELECT article_id FROM main.private_articles
    WHERE collection_id NOT IN (SELECT collection_id FROM temp.readable);
CREATE TEMP VIEW hidden_passages AS SELECT passage_id FROM main.private_passages
    WHERE collection_id NOT IN (SELECT collection_id FROM temp.readable);
CREATE TEMP VIEW hidden_words AS SELECT word_id, passage_count FROM main.private_words
    WHERE collection_id NOT IN (SELECT collection_id FROM temp.readable);
CREATE TEMP VIEW articles AS SELECT t.* FROM main.articles t
    WHERE NOT EXISTS (SELECT 1 FROM temp.hidden_articles h WHERE h.article_id = t.id);
CREATE TEMP VIEW passages AS SELECT t.* FROM main.passages t
    WHERE NOT EXISTS (SELECT 1 FROM temp.hidden_passages h WHERE h.passage_id = t.id);
-- With the hidden column that MATCH and bm25() are asked of.
CREATE TEMP VIEW passages_fts AS
    SELECT rowid, headline, body, passages_fts FROM main.passages_fts
    WHERE NOT EXISTS (
        SELECT 1 FROM temp.hidden_passages h WHERE h.passage_id = main.passages_fts.rowid
    );
CREATE TEMP VIEW told_days AS SELECT t.* FROM main.told_days t
    WHERE NOT EXISTS (SELECT 1 FROM temp.hidden_passages h WHERE h.passage_id = t.passage_id);
CREATE TEMP VIEW quotes AS SELECT t.* FROM main.quotes t
    WHERE NOT EXISTS (SELECT 1 FROM temp.hidden_articles h WHERE h.article_id = t.article_id);
CREATE TEMP VIEW copies AS SELECT t.* FROM main.copies t
    WHERE NOT EXISTS (
        SELECT 1 FROM temp.hidden_articles h WHERE h.article_id IN (t.article_id, t.other_id)
    );
CREATE TEMP VIEW story_keys AS SELECT t.* FROM main.story_keys t
    WHERE NOT EXISTS (SELECT 1 FROM temp.hidden_articles h WHERE h.article_id = t.article_id);
CREATE TEMP VIEW versions AS SELECT t.* FROM main.versions t
    WHERE NOT EXISTS (SELECT 1 FROM temp.hidden_articles h WHERE h.article_id = t.article_id);
CREATE TEMP VIEW appearances AS SELECT t.* FROM main.appearances t
    WHERE NOT EXISTS (SELECT 1 FROM temp.hidden_articles h WHERE h.article_id = t.article_id);
CREATE TEMP VIEW people AS SELECT t.* FROM main.people t
    WHERE t.collection_id IN (SELECT collection_id FROM temp.readable);
CREATE TEMP VIEW name_words AS SELECT t.* FROM main.name_words t
    WHERE EXISTS (SELECT 1 FROM temp.people p WHERE p.id = t.person_id);
CREATE TEMP VIEW person_marks AS SELECT t.* FROM main.person_marks t
    WHERE EXISTS (SELECT 1 FROM temp.people p WHERE p.id = t.person_id);
CREATE TEMP VIEW words AS
    SELECT t.id, t.word, t.stem, t.passage_count - coalesce(
        (SELECT sum(h.passage_count) FROM temp.hidden_words h WHERE h.word_id = t.id), 0
    ) AS passage_count
    FROM main.words t
    WHERE t.passage_count > coalesce(
        (SELECT sum(h.passage_count) FROM temp.hidden_words h WHERE h.word_id = t.id), 0
    )
"""


def shadow(db: sqlite3.Connection) -> None:
    """Put a view before each table of a connection; `restrict` says what the views show."""
    for statement in _SHADOWS.split(";\n"):
        db.execute(statement)


def restrict(db: sqlite3.Connection, granted: Iterable[str]) -> None:
    """Let a shadowed connection see what is public and the collections of these names."""
    db.execute("DELETE FROM temp.readable")
    db.execute("INSERT INTO temp.readable VALUES (?)", (PUBLIC,))
    db.executemany(
        "INSERT INTO temp.readable SELECT id FROM main.collections WHERE name = ?",
        [(name,) for name in granted],
    )


def hides_any(db: sqlite3.Connection, granted: Collection[str]) -> bool:
    """Whether there is any collection but these."""
    marks = ",".join("?" * len(granted))
    row = db.execute(
        f"SELECT 1 FROM collections WHERE name NOT IN ({marks}) LIMIT 1",  # noqa: S608
        tuple(granted),
    ).fetchone()
    return row is not None


def collection_of(db: sqlite3.Connection, article_id: ArticleId) -> CollectionId:
    """The collection of an article."""
    row = db.execute(
        "SELECT collection_id FROM private_articles WHERE article_id = ?", (article_id,)
    ).fetchone()
    return PUBLIC if row is None else CollectionId(row[0])


def identity_in(collection: CollectionId, identity: str) -> str:
    """The identity of an article in a collection: the same address may stand in several."""
    return identity if collection == PUBLIC else f"in {collection}: {identity}"


def private_names(db: sqlite3.Connection, ids: Iterable[ArticleId]) -> dict[ArticleId, str]:
    """The collection of each article that is not public, by name."""
    rows = db.execute(
        "SELECT p.article_id, c.name FROM json_each(?) JOIN private_articles p"
        " ON p.article_id = value JOIN collections c ON c.id = p.collection_id",
        (json.dumps(list(ids)),),
    )
    return {ArticleId(article_id): name for article_id, name in rows}


def put_in(db: sqlite3.Connection, article_id: ArticleId, collection: CollectionId) -> None:
    """File an article, whose passages are written, in its collection."""
    if collection == PUBLIC:
        return
    db.execute("INSERT OR REPLACE INTO private_articles VALUES (?, ?)", (article_id, collection))
    db.execute(
        "INSERT INTO private_passages SELECT id, ? FROM passages WHERE article_id = ?",
        (collection, article_id),
    )


def take_from(db: sqlite3.Connection, article_id: ArticleId) -> None:
    """Take an article, whose passages are still written, out of its collection."""
    db.execute(
        "DELETE FROM private_passages WHERE passage_id IN"
        " (SELECT id FROM passages WHERE article_id = ?)",
        (article_id,),
    )
    db.execute("DELETE FROM private_articles WHERE article_id = ?", (article_id,))


def count_private_words(
    db: sqlite3.Connection, counts: Mapping[tuple[str, str], int], collection: CollectionId
) -> None:
    """Add to how many passages of a collection hold each (word, stem) of the vocabulary."""
    if collection == PUBLIC:
        return
    db.executemany(
        "INSERT INTO private_words SELECT id, ?, ? FROM words WHERE word = ? AND stem = ?"
        " ON CONFLICT (word_id, collection_id)"
        " DO UPDATE SET passage_count = passage_count + excluded.passage_count",
        [(collection, n, word, stem) for (word, stem), n in counts.items()],
    )


def discount_private_words(
    db: sqlite3.Connection, counts: Mapping[tuple[str, str], int], collection: CollectionId
) -> None:
    """Take counts away again, before the vocabulary does."""
    if collection == PUBLIC:
        return
    count_private_words(db, {pair: -n for pair, n in counts.items()}, collection)
    db.execute("DELETE FROM private_words WHERE passage_count <= 0")


@dataclass(frozen=True, slots=True)
class PrivateCollection:
    """A private collection and how many articles are in it."""

    id: CollectionId
    name: str
    article_count: int


class Collections:
    """The private collections of an archive. Safe to call from any thread.

    Any method may raise StorageError.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def all(self) -> tuple[PrivateCollection, ...]:
        """Every collection, by name."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT c.id, c.name,"
                " (SELECT count(*) FROM private_articles a WHERE a.collection_id = c.id)"
                " FROM collections c ORDER BY c.name"
            ).fetchall()
        return tuple(PrivateCollection(CollectionId(i), name, count) for i, name, count in rows)

    def named(self, names: Iterable[str]) -> frozenset[CollectionId]:
        """The collections of these names that there are."""
        with self._connections.reading() as db:
            found = [_find(db, name) for name in names]
        return frozenset(one for one in found if one is not None)

    def has_private(self, ids: Iterable[ArticleId]) -> bool:
        """Whether one of these articles is in a private collection."""
        with self._connections.reading() as db:
            return bool(private_names(db, ids))

    def open(self, name: str) -> CollectionId:
        """The collection of that name, made where there is none; case makes no difference.

        Raises:
            CollectionError: no collection can have that name.
        """
        if name.lower() == PUBLIC_NAME:
            return PUBLIC
        if _NAME.fullmatch(name) is None:
            message = f"{name!r} cannot name a collection: 1 to 40 letters, digits, '.', '-', '_'"
            raise CollectionError(message)
        with self._connections.writing() as db:
            known = _find(db, name)
            if known is not None:
                return known
            cursor = db.execute("INSERT INTO collections (name) VALUES (?)", (name,))
            return CollectionId(cursor.lastrowid or 0)

    def planned(self, name: str) -> CollectionId:
        """The collection of that name, or one with nothing in it where there is none; not made."""
        try:
            return self.find(name)
        except CollectionError:
            return _UNMADE

    def find(self, name: str) -> CollectionId:
        """The collection of that name.

        Raises:
            CollectionError: there is none.
        """
        if name.lower() == PUBLIC_NAME:
            return PUBLIC
        with self._connections.reading() as db:
            known = _find(db, name)
        if known is None:
            message = f"there is no collection named {name!r}"
            raise CollectionError(message)
        return known


def _find(db: sqlite3.Connection, name: str) -> CollectionId | None:
    row = db.execute("SELECT id FROM collections WHERE name = ?", (name,)).fetchone()
    return None if row is None else CollectionId(row[0])
