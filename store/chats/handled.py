"""Which updates of Telegram were handled, so that one that is sent again is not answered again.

Nothing of what was in them, nor of whom they came from, is kept; their numbers go after a day, for
which Telegram itself keeps an update that was not taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from sqlite_utils import Database, Migrations

from store.database.connection import Connections

migrations = Migrations("pullquote-handled")
_KEEP_S = 86_400


@migrations()
def m001_handled_updates(db: Database) -> None:
    """The numbers of updates, by the bot they were sent to."""
    for statement in _M001.split(";\n"):
        db.execute(statement)


_M001 = """
CREATE TABLE handled_updates (
    bot_id INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    handled_at INTEGER NOT NULL,
    PRIMARY KEY (bot_id, update_id)
) WITHOUT ROWID;
CREATE INDEX handled_updates_by_time ON handled_updates (handled_at)
"""


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
        connections.migrate(migrations)

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
