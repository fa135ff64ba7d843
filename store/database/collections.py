"""Rows of collections: which articles only some chats may read, and which chats those are.

An article is public, or belongs to one private collection. What is private is kept in small tables
beside the others, so that an archive without any pays nothing. Somebody who may not read all of it
is given a connection on which each table with anything of an article in it is shadowed by a view
(`shadow`) of what they may read: every query, whoever wrote it, sees that and no more.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NewType

from store.database.connection import Connections
from store.errors import CollectionError
from store.model import ArticleId

CollectionId = NewType("CollectionId", int)

# What everybody may read; it has no row and no name of its own but this.
PUBLIC = CollectionId(0)
PUBLIC_NAME = "public"
_UNMADE = CollectionId(-1)
_NAME = re.compile(r"[^\W_][\w.-]{0,39}")

# What shadows each table that holds something of an article.
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
    """Let a connection see of each table what may be read, as `restrict` last said."""
    for statement in _SHADOWS.split(";\n"):
        db.execute(statement)


def restrict(db: sqlite3.Connection, granted: Iterable[CollectionId]) -> None:
    """Say what may be read on a connection that is shadowed: what is public, and these."""
    db.execute("DELETE FROM temp.readable")
    db.executemany("INSERT INTO temp.readable VALUES (?)", [(one,) for one in {PUBLIC, *granted}])


def hides_any(db: sqlite3.Connection, granted: Iterable[CollectionId]) -> bool:
    """Whether there is any collection but these."""
    numbers = ",".join(str(int(one)) for one in granted)
    row = db.execute(f"SELECT 1 FROM collections WHERE id NOT IN ({numbers}) LIMIT 1").fetchone()  # noqa: S608 - numbers
    return row is not None


def collection_of(db: sqlite3.Connection, article_id: ArticleId) -> CollectionId:
    """Where an article belongs."""
    row = db.execute(
        "SELECT collection_id FROM private_articles WHERE article_id = ?", (article_id,)
    ).fetchone()
    return PUBLIC if row is None else CollectionId(row[0])


def identity_in(collection: CollectionId, identity: str) -> str:
    """The identity of an article in a collection: the same address may stand in several."""
    return identity if collection == PUBLIC else f"in {collection}: {identity}"


def readable_in(db: sqlite3.Connection, chat_id: int, ids: Iterable[ArticleId]) -> list[ArticleId]:
    """Those of the articles that may be read in a chat, in their order."""
    wanted = list(ids)
    marks = ",".join("?" * len(wanted))
    rows = db.execute(
        f"SELECT article_id FROM private_articles WHERE article_id IN ({marks})"  # noqa: S608
        " AND collection_id NOT IN (SELECT collection_id FROM grants WHERE chat_id = ?)",
        (*wanted, chat_id),
    )
    hidden = {article_id for (article_id,) in rows}
    return [article_id for article_id in wanted if article_id not in hidden]


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
class Collection:
    """A private collection: how many articles, the chats that read it, those that feed it."""

    id: CollectionId
    name: str
    article_count: int
    chats: tuple[int, ...]
    feeders: tuple[int, ...]


class Collections:
    """The private collections of an archive, and who may read them. Safe to call from any thread.

    Any method may raise StorageError.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def all(self) -> tuple[Collection, ...]:
        """Every collection, by name."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT c.id, c.name,"
                " (SELECT count(*) FROM private_articles a WHERE a.collection_id = c.id)"
                " FROM collections c ORDER BY c.name"
            ).fetchall()
            grants = db.execute(
                "SELECT collection_id, chat_id, feeds FROM grants ORDER BY chat_id"
            ).fetchall()
        return tuple(
            Collection(
                CollectionId(number),
                name,
                count,
                tuple(chat for of, chat, _ in grants if of == number),
                tuple(chat for of, chat, feeds in grants if of == number and feeds),
            )
            for number, name, count in rows
        )

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

    def grant(self, collection: CollectionId, chat_id: int, *, feeds: bool = False) -> None:
        """Let a chat read a collection; with `feeds`, what is fed from there goes into it alone."""
        with self._connections.writing() as db:
            if feeds:
                db.execute("UPDATE grants SET feeds = 0 WHERE chat_id = ?", (chat_id,))
            if collection != PUBLIC:
                db.execute(
                    "INSERT INTO grants VALUES (?, ?, ?) ON CONFLICT (chat_id, collection_id)"
                    " DO UPDATE SET feeds = max(feeds, excluded.feeds)",
                    (chat_id, collection, feeds),
                )

    def revoke(self, collection: CollectionId, chat_id: int) -> bool:
        """Let a chat read a collection no more; false where it could not anyway."""
        with self._connections.writing() as db:
            cursor = db.execute(
                "DELETE FROM grants WHERE chat_id = ? AND collection_id = ?", (chat_id, collection)
            )
        return cursor.rowcount > 0

    def granted(self, chat_id: int) -> frozenset[CollectionId]:
        """What a chat may read beside what is public."""
        return frozenset(
            self._numbers("SELECT collection_id FROM grants WHERE chat_id = ?", chat_id)
        )

    def fed_from(self, chat_id: int) -> CollectionId:
        """Where what is fed from a chat goes."""
        found = self._numbers(
            "SELECT collection_id FROM grants WHERE chat_id = ? AND feeds", chat_id
        )
        return found[0] if found else PUBLIC

    def move(self, old_chat_id: int, new_chat_id: int) -> None:
        """A group has become a supergroup: what it may read goes with it."""
        with self._connections.writing() as db:
            db.execute(
                "UPDATE OR REPLACE grants SET chat_id = ? WHERE chat_id = ?",
                (new_chat_id, old_chat_id),
            )

    def _numbers(self, query: str, chat_id: int) -> list[CollectionId]:
        with self._connections.reading() as db:
            return [CollectionId(row[0]) for row in db.execute(query, (chat_id,))]


def _find(db: sqlite3.Connection, name: str) -> CollectionId | None:
    row = db.execute("SELECT id FROM collections WHERE name = ?", (name,)).fetchone()
    return None if row is None else CollectionId(row[0])
