"""Connections to the one SQLite file: one a thread, with our pragmas; its errors become ours here.

Nothing else in the store opens a connection or catches `sqlite3.Error`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from store.database.schema import ARCHIVE, Schema, bring_up_to_date, ending
from store.errors import ConflictError, SchemaError, StorageError

# Of the write-ahead log (64 MB): what is written again and again goes into the file once.
_PAGES = 16_000
# Times so many are waited for where another thread takes them into the file.
_BESIDE = 8
_PRAGMAS = (
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    f"wal_autocheckpoint = {_PAGES}",
)
# How soon who waits for another writer asks again. SQLite itself asks ten times a second: beside a
# large import, which pauses for a moment after each batch, a small write waits for many batches so.
_ASK_AGAIN_S = 0.003
# What a connection may keep of the file in memory, in KiB: there is one for each thread.
CACHE_KIB = 49_152
_LITTLE_KIB = 8_192


def others_writes(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection has written to the file.

    Inside a transaction it is that of its snapshot. Each connection counts for itself alone.
    """
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)


class Connections:
    """The connections of one archive file, one for each thread that asks.

    `writing()` is a transaction: all of it or nothing. Writers of several threads and processes
    wait for each other, at most `patience_s` seconds; readers never wait (write-ahead log), and
    `reading()` sees the archive as it was when it began. `prepare` is done to each connection when
    it is opened, and each keeps at most `cache_kib` of the file in memory.
    """

    def __init__(
        self,
        path: Path,
        patience_s: float = 30.0,
        prepare: Callable[[sqlite3.Connection], None] | None = None,
        cache_kib: int = CACHE_KIB,
        schema: Schema = ARCHIVE,
    ) -> None:
        self.path = path
        self._schema = schema
        self._patience_s = patience_s
        self._prepare = prepare
        self.cache_kib = cache_kib
        self._local = threading.local()
        self._lock = threading.Lock()
        self._opened: list[sqlite3.Connection] = []

    def _connect(self) -> sqlite3.Connection:
        with wrapped(f"cannot open the archive {self.path}"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self.path,
                timeout=self._patience_s,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
            )
            try:
                bring_up_to_date(connection, self._schema, self.path)
                _write_ahead(connection, self._patience_s)
                for pragma in (*_PRAGMAS, f"cache_size = -{self.cache_kib}"):
                    connection.execute(f"PRAGMA {pragma}")
                if self._prepare is not None:
                    self._prepare(connection)
            except BaseException:
                connection.close()
                raise
        with self._lock:
            self._opened.append(connection)
        return connection

    @property
    def here(self) -> sqlite3.Connection:
        """This thread's connection, opened at first use."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for statements that all see the archive at one moment.

        Inside a block of either kind it is that block's connection, with what that block sees.
        """
        connection = self.here
        with wrapped("cannot read the archive"):
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            with ending(connection):
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end of the block, undone if it raises."""
        connection = self.here
        with wrapped("cannot write to the archive"):
            self._begin_writing(connection)
            with ending(connection):
                yield connection

    def _begin_writing(self, connection: sqlite3.Connection) -> None:
        until = monotonic() + self._patience_s
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if not _is_busy(error) or monotonic() > until:
                        raise
                    sleep(_ASK_AGAIN_S)
                else:
                    return
        finally:
            connection.execute(f"PRAGMA busy_timeout = {round(self._patience_s * 1000)}")

    def checkpoint(self) -> None:
        """Take the write-ahead log into the file, as far as nobody is reading from it."""
        with wrapped("cannot write to the archive"):
            self.here.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def checkpoint_passively(self) -> None:
        """The same while others write on: what they write meanwhile is left."""
        with wrapped("cannot write to the archive"):
            self.here.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def leave_checkpoints(self) -> None:
        """Let this thread's transactions do without, as long as somebody else keeps up."""
        self.here.execute(f"PRAGMA wal_autocheckpoint = {_BESIDE * _PAGES}")

    @contextmanager
    def keeping_little(self) -> Iterator[None]:
        """Keep little of the file in memory for this thread, while it looks elsewhere each time."""
        (before,) = self.here.execute("PRAGMA cache_size").fetchone()
        self.here.execute(f"PRAGMA cache_size = -{_LITTLE_KIB}")
        try:
            yield
        finally:
            self.here.execute(f"PRAGMA cache_size = {before}")

    def close(self) -> None:
        """Close every thread's connection; the object must not be used afterwards."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        self._local = threading.local()


def _write_ahead(connection: sqlite3.Connection, patience_s: float) -> None:
    """Switch the file to a write-ahead log; SQLite itself does not wait for others for this."""
    until = monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


def _is_busy(error: sqlite3.OperationalError) -> bool:
    """Whether another connection is writing."""
    return error.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY


# The part of an extended result code that is the result's own (https://www.sqlite.org/rescode.html).
_PRIMARY = 0xFF


@contextmanager
def wrapped(doing: str) -> Iterator[None]:
    """Turn SQLite's and the file system's errors into `StorageError(doing)`, cause chained."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise ConflictError(doing) from error
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            message = f"{doing}: the file is damaged or not an SQLite database"
            raise SchemaError(message) from error
        raise StorageError(doing) from error
    except sqlite3.Error as error:
        raise StorageError(doing) from error
    except OSError as error:
        raise StorageError(doing) from error
