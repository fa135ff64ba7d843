"""Connections to the one SQLite file: one a thread, with our pragmas; its errors become ours here.

Nothing else in the store opens a connection or catches `sqlite3.Error`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from store.errors import SchemaError, StorageError

# "PLQT": marks a file as an archive of ours (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = 0x504C5154
_CACHE_KIB = 48 * 1024
_MMAP_BYTES = 0
_BUSY_MS = 30_000


class Connections:
    """The connections of one archive file, one for each thread that asks.

    `writing()` is a transaction: all of it or nothing. Writers of several threads and processes
    wait for each other; readers never wait (write-ahead log).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self._opened: list[sqlite3.Connection] = []

    def _connect(self) -> sqlite3.Connection:
        with wrapped(f"cannot open the archive {self.path}"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            _claim(connection, self.path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
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

    @property
    def tables(self) -> Database:
        """This thread's connection as sqlite-utils sees it."""
        return Database(self.here)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, with SQLite's errors turned into StorageError."""
        with wrapped("cannot read the archive"):
            yield self.here

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end of the block, undone if it raises."""
        connection = self.here
        with wrapped("cannot write to the archive"):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close every thread's connection; the object must not be used afterwards."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        self._local = threading.local()


def _claim(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is somebody else's; mark an empty one as ours."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark == APPLICATION_ID:
        return
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if mark or tables:
        connection.close()
        message = f"{path} is an SQLite file of another program, not a Pullquote archive"
        raise SchemaError(message)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@contextmanager
def wrapped(doing: str) -> Iterator[None]:
    """Turn SQLite's and the file system's errors into `StorageError(doing)`, cause chained."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            message = f"{doing}: the file is damaged or not an SQLite database"
            raise SchemaError(message) from error
        raise StorageError(doing) from error
    except sqlite3.Error as error:
        raise StorageError(doing) from error
    except OSError as error:
        raise StorageError(doing) from error
