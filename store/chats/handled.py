"""Keeps updates until they are answered, and the numbers of those that were.

An update is written down before Telegram hears that it was taken, so that a crash loses none. Once
it is handled its content goes. Its number stays for a day, so that one that is sent again is not
answered again: so long does Telegram keep an update that was not taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from store.database.connection import Connections

_KEEP_S = 86_400
# Starts after a crash that try an update again. One that ends the program each time is given up.
_MOST_TRIES = 3


class HandledUpdates:
    """The updates of one bot. Safe to call from any thread.

    Any method may raise StorageError.
    """

    def __init__(
        self, connections: Connections, bot_id: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._connections = connections
        self._bot_id = bot_id
        self._clock = clock

    def newest(self, limit: int) -> list[int]:
        """The last `limit` numbers of handled updates, oldest first."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT update_id FROM handled_updates WHERE bot_id = ?"
                " ORDER BY handled_at DESC, update_id DESC LIMIT ?",
                [self._bot_id, limit],
            ).fetchall()
        return [int(row[0]) for row in reversed(rows)]

    def add(self, update_ids: Collection[int]) -> None:
        """These were handled: their content goes. Whatever is older than a day is dropped."""
        now = int(self._clock())
        with self._connections.writing() as db:
            db.execute("DELETE FROM handled_updates WHERE handled_at < ?", [now - _KEEP_S])
            db.execute("DELETE FROM received_updates WHERE received_at < ?", [now - _KEEP_S])
            db.executemany(
                "INSERT OR REPLACE INTO handled_updates VALUES (?, ?, ?)",
                [(self._bot_id, one, now) for one in update_ids],
            )
            db.executemany(
                "DELETE FROM received_updates WHERE bot_id = ? AND update_id = ?",
                [(self._bot_id, one) for one in update_ids],
            )

    def receive(self, update_id: int, body: str) -> None:
        """Write down an update that was taken, unless it is there or was handled."""
        with self._connections.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO received_updates (bot_id, update_id, body, received_at)"
                " SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS"
                " (SELECT 1 FROM handled_updates WHERE bot_id = ?1 AND update_id = ?2)",
                [self._bot_id, update_id, body, int(self._clock())],
            )

    def unanswered(self) -> list[str]:
        """The updates that the last run took and did not handle, as JSON, oldest first.

        Each call counts as a try. Updates older than a day, or tried three times, are dropped.
        """
        with self._connections.writing() as db:
            db.execute(
                "DELETE FROM received_updates WHERE received_at < ? OR tries >= ?",
                [int(self._clock()) - _KEEP_S, _MOST_TRIES],
            )
            db.execute(
                "UPDATE received_updates SET tries = tries + 1 WHERE bot_id = ?", [self._bot_id]
            )
            rows = db.execute(
                "SELECT body FROM received_updates WHERE bot_id = ? ORDER BY update_id",
                [self._bot_id],
            ).fetchall()
        return [str(row[0]) for row in rows]
