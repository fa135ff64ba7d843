"""Opens connections to one SQLite file, one a thread, and turns SQLite's errors into ours.

Nothing else in the store opens a connection or catches `sqlite3.Error`.

A file on a read-only mount is read without a lock or a log of its own (`immutable`), unless a log
of another process lies beside it. A file that takes the place of the one that was opened is noticed
within a second of the next use.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from store.database.schema import ARCHIVE, Schema, ending, is_current
from store.errors import ConflictError, SchemaError, StorageError, StoreError

# Pages of the write-ahead log (64 MB) after which it is taken into the file: a page that is written
# again and again then goes into the file once.
_PAGES = 16_000
# Times as many pages are waited for where another thread takes them into the file.
_BESIDE = 8
_PRAGMAS = (
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    f"wal_autocheckpoint = {_PAGES}",
)
# Seconds between two attempts to begin writing. SQLite itself asks ten times a second: beside a
# large import, which pauses for a moment after each batch, a small write waits for many batches so.
_ASK_AGAIN_S = 0.003
# Seconds that opening and reading wait for a process that has locked the file altogether; then
# a question gets an apology. A process that only writes locks out other writers alone.
_READING_PATIENCE_S = 5.0
# Seconds between two looks at whether the path still leads to the same file.
_LOOK_EVERY_S = 1.0
# Milliseconds that closing waits for readers, to take the log into the file.
_CLOSING_MS = 1_000
# KiB of the file that a connection may keep in memory. There is one for each thread.
CACHE_KIB = 49_152
# KiB for a thread that looks elsewhere each time.
_LITTLE_KIB = 8_192
# The files that SQLite keeps beside one with a write-ahead log.
_SUFFIXES = ("-wal", "-shm")
# What can go wrong with a file that may be read and not written.
_NOT_WRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
# The part of an extended result code that is the result's own (https://www.sqlite.org/rescode.html).
_PRIMARY = 0xFF


def others_writes(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection has written to the file.

    Inside a transaction it is that of its snapshot. Each connection counts for itself alone.
    """
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)


@dataclass(frozen=True, slots=True)
class FileState:
    """The marks that tell a file from another one at the same path.

    The time of its last change, its size and whether it has a log count only for a file that is
    read as one that does not change.
    """

    device: int
    number: int
    changed_ns: int = 0
    size: int = 0
    has_log: bool = False


class Connections:
    """The connections of one file, one for each thread that asks.

    `writing()` is a transaction: all of it or nothing. Writers of several threads and processes
    wait for each other, at most `patience_s` seconds. Readers do not wait for writers (write-ahead
    log), and `reading()` sees the file as it was when it began. `prepare` is done to each
    connection when it is opened, and each keeps at most `cache_kib` of the file in memory.

    When another file has taken the path, each thread opens that one. While the path leads nowhere,
    or to a file that is not one of ours, threads go on reading the file they have, and `look` says
    what is wrong.
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
        self.cache_kib = cache_kib
        self.is_read_only = False
        # Files that were opened at the path so far, one after the other.
        self.generation = 0
        self._what = schema.what
        self._schema = schema
        self._patience_s = patience_s
        self._reading_patience_s = min(patience_s, _READING_PATIENCE_S)
        self._prepare = prepare
        self._local = threading.local()
        self._lock = threading.RLock()
        self._opened: list[sqlite3.Connection] = []
        self._file: FileState | None = None
        self._is_fixed = False
        self._logs: dict[Path, int] = {}
        # A connection to the file that was just found, for the thread that found it.
        self._fresh: sqlite3.Connection | None = None
        self._problem = ""
        self._look_at = 0.0
        self._has_written = False

    @property
    def here(self) -> sqlite3.Connection:
        """This thread's connection, opened at first use and when another file took the path."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            if connection.in_transaction:
                return connection
            if monotonic() >= self._look_at:
                self._look()
            if self._local.generation == self.generation:
                return connection
            with self._lock:
                self._opened.remove(connection)
            connection.close()
        with self._lock:
            if self._file is None:
                connection = self._open()
                self._adopt()
            else:
                # The log of another file must not be met.
                self._look()
                connection = self._fresh or self._open()
                self._fresh = None
        self._local.connection, self._local.generation = connection, self.generation
        return connection

    def look(self) -> str:
        """The trouble with the file, in a sentence; empty where there is none.

        Opens the file that has taken the path, if another has.

        Raises:
            StorageError: this thread has no file to read.
        """
        self._look_at = 0.0
        _ = self.here
        return self._problem

    def _look(self) -> None:
        """See whether the path still leads to the same file; if not, try the one that is there."""
        with self._lock:
            self._look_at = monotonic() + _LOOK_EVERY_S
            try:
                is_same = self._state() == self._file
            except OSError:
                self._problem = f"the {self._what} {self.path} is gone"
                return
            if not is_same:
                self._clear_logs()
                try:
                    self._fresh = self._open()
                except StoreError as error:
                    self._problem = str(error)
                    return
                self._adopt()
            self._problem = ""

    def _adopt(self) -> None:
        """Take the file that was just opened for the one at the path, and the log for its log."""
        self._file = self._state()
        self.generation += 1
        self._logs = {}
        for path in (_beside(self.path, suffix) for suffix in _SUFFIXES):
            with suppress(OSError):
                self._logs[path] = path.stat().st_ino

    def _state(self) -> FileState:
        """The marks of the file at the path; of one that may not change, its time and size too.

        Raises:
            OSError: there is no file.
        """
        found = self.path.stat()
        if not self._is_fixed:
            return FileState(found.st_dev, found.st_ino)
        return FileState(
            found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size, self._has_log()
        )

    def _has_log(self) -> bool:
        """Whether another process has left changes in a log beside the file."""
        log = _beside(self.path, "-wal")
        return log.exists() and log.stat().st_size > 0

    def _clear_logs(self) -> None:
        """Take the old file's log into it and away from the path, where it would spoil the new one.

        SQLite finds a log by its name, and would take it for the new file's.
        """
        idle = next((one for one in self._opened if not one.in_transaction), None)
        if idle is not None:
            with suppress(sqlite3.Error):
                idle.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for path, number in self._logs.items():
            with suppress(OSError):
                if path.stat().st_ino == number:
                    path.unlink()

    def _open(self) -> sqlite3.Connection:
        """A connection to the file at the path, made if there never was one."""
        with wrapped(f"cannot open the {self._what} {self.path}"):
            if self.generation == 0:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                connection = self._connect("rw" if self.generation else "rwc")
                # SQLite itself falls back to reading where a log of another process lies.
                self.is_read_only = not _may_write(self.path)
                self._is_fixed = False
            except sqlite3.OperationalError as error:
                cannot_write = error.sqlite_errorcode & _PRIMARY in _NOT_WRITABLE
                if not cannot_write or not self.path.is_file():
                    raise
                is_fixed = not self._has_log()
                connection = self._connect("ro&immutable=1" if is_fixed else "ro")
                self.is_read_only, self._is_fixed = True, is_fixed
        self._opened.append(connection)
        return connection

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=self._reading_patience_s,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            if not is_current(connection, self._schema):
                # It brings sqlite-utils along, which an up-to-date file has no need of.
                from store.database.migrating import bring_up_to_date  # noqa: PLC0415

                bring_up_to_date(connection, self._schema, self.path)
            if not mode.startswith("ro"):
                _write_ahead(connection, self._reading_patience_s)
            for pragma in (*_PRAGMAS, f"cache_size = -{self.cache_kib}"):
                connection.execute(f"PRAGMA {pragma}")
            if self._prepare is not None:
                self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for statements that all see the archive at one moment.

        Inside a block of either kind it is that block's connection, with what that block sees.
        """
        connection = self.here
        with wrapped(f"cannot read the {self._what}"):
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
        if self._problem:
            # What is written to a file that no path leads to is lost.
            raise StorageError(self._problem)
        with wrapped(f"cannot write to the {self._what}"):
            self._begin_writing(connection)
            with ending(connection):
                yield connection
            self._has_written = True

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
            patience_ms = round(self._reading_patience_s * 1000)
            connection.execute(f"PRAGMA busy_timeout = {patience_ms}")

    def checkpoint(self) -> None:
        """Take the write-ahead log into the file, as far as nobody is reading from it."""
        with wrapped(f"cannot write to the {self._what}"):
            self.here.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def checkpoint_passively(self) -> None:
        """The same while others write on: what they write meanwhile is left."""
        with wrapped(f"cannot write to the {self._what}"):
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
        """Close every thread's connection; the object must not be used afterwards.

        A process that has written takes the log into the file first, so that the file is whole by
        itself while other processes still have it open.
        """
        with self._lock:
            if self._has_written and self._opened:
                with suppress(sqlite3.Error):
                    self._opened[-1].execute(f"PRAGMA busy_timeout = {_CLOSING_MS}")
                    self._opened[-1].execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for connection in self._opened:
                connection.close()
            self._opened.clear()
            self._file, self._fresh, self._logs = None, None, {}
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


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f"{path.name}{suffix}")


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
