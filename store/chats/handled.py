"""Keeps the numbers of handled updates, so that one that is sent again is not answered again.

Neither their content nor their sender is kept. The numbers go after a day: so long does Telegram
keep an update that was not taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from store.database.connection import Connections

_KEEP_S = 86_400


class HandledUpdates:
    """The numbers of one bot's handled updates. Safe to call from any thread.

    Any method may raise StorageError.
    """

    def __init__(
        self, connections: Connections, bot_id: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._connections = connections
        self._bot_id = bot_id
        self._clock = clock

    def newest(self, limit: int) -> list[int]:
        """The last `limit` numbers, oldest first."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT update_id FROM handled_updates WHERE bot_id = ?"
                " ORDER BY handled_at DESC, update_id DESC LIMIT ?",
                [self._bot_id, limit],
            ).fetchall()
        return [int(row[0]) for row in reversed(rows)]

    def add(self, update_ids: Collection[int]) -> None:
        """These were handled; what is older than a day is dropped."""
        now = int(self._clock())
        with self._connections.writing() as db:
            db.execute("DELETE FROM handled_updates WHERE handled_at < ?", [now - _KEEP_S])
            db.executemany(
                "INSERT OR REPLACE INTO handled_updates VALUES (?, ?, ?)",
                [(self._bot_id, one, now) for one in update_ids],
            )
