"""Keeps which chats may read which private collections.

A grant names its collection, so that it holds in a copy of the archive and in one built anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.database.collections import PUBLIC_NAME
from store.database.connection import Connections


@dataclass(frozen=True, slots=True)
class Granted:
    """The chats that may read a collection, and those whose additions go into it, in order."""

    chats: tuple[int, ...]
    feeders: tuple[int, ...]


class Grants:
    """The grants of the chats' file. Safe to call from any thread.

    Names come from `Collections`, in any case. Any method may raise StorageError.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def grant(self, collection: str, chat_id: int, *, feeds: bool = False) -> None:
        """Let a chat read a collection; with `feeds`, what it adds goes into that one alone."""
        with self._connections.writing() as db:
            if feeds:
                db.execute("UPDATE grants SET feeds = 0 WHERE chat_id = ?", (chat_id,))
            if collection.lower() != PUBLIC_NAME:
                db.execute(
                    "INSERT INTO grants VALUES (?, ?, ?) ON CONFLICT (chat_id, collection)"
                    " DO UPDATE SET feeds = max(feeds, excluded.feeds)",
                    (chat_id, collection, feeds),
                )

    def revoke(self, collection: str, chat_id: int) -> bool:
        """Let a chat read a collection no more; false where it could not anyway."""
        with self._connections.writing() as db:
            cursor = db.execute(
                "DELETE FROM grants WHERE chat_id = ? AND collection = ?", (chat_id, collection)
            )
        return cursor.rowcount > 0

    def granted(self, chat_id: int) -> frozenset[str]:
        """The collections that a chat may read beside what is public."""
        with self._connections.reading() as db:
            rows = db.execute("SELECT collection FROM grants WHERE chat_id = ?", (chat_id,))
            return frozenset(str(name) for (name,) in rows)

    def fed_from(self, chat_id: int) -> str:
        """The collection that what a chat adds goes into."""
        with self._connections.reading() as db:
            row = db.execute(
                "SELECT collection FROM grants WHERE chat_id = ? AND feeds", (chat_id,)
            ).fetchone()
        return PUBLIC_NAME if row is None else str(row[0])

    def of(self, collection: str) -> Granted:
        """The chats that a collection was granted to."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT chat_id, feeds FROM grants WHERE collection = ? ORDER BY chat_id",
                (collection,),
            ).fetchall()
        return Granted(
            tuple(chat_id for chat_id, _ in rows),
            tuple(chat_id for chat_id, feeds in rows if feeds),
        )
