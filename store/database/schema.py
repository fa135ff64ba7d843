"""Says which kinds of file we have, and tells whether one has the tables of this version.

A file carries two marks in its header: `application_id`, which kind of file of ours it is, and
`user_version`, which state of that kind's tables it has (SQLite, "PRAGMA Statements").
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

# Version of what is derived. Raise it when passages, stems, quotes or people come out differently.
DERIVED_VERSION = 1


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one kind of file.

    `what` names the kind in error messages. `package` holds `schema.sql`, the tables of release
    0.1.0. `migrations` are SQL scripts since then, oldest first: the first brings a file from
    version 1 to 2. `earlier` says what to do with a file from before 0.1.0, whose version is 0.
    """

    application_id: int
    what: str
    package: str
    earlier: str
    migrations: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        """The `user_version` of an up-to-date file."""
        return 1 + len(self.migrations)


# The id is "PLQT" in ASCII.
ARCHIVE = Schema(
    0x504C5154,
    "archive",
    "store.database",
    "to bring its articles over, run `pullquote export > articles.jsonl` with the version that"
    " made it, then `pullquote add articles.jsonl` with this one and another file",
)


def is_current(db: sqlite3.Connection, schema: Schema) -> bool:
    """Whether a file has the tables of this version; two numbers of its header are read."""
    (mark,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return bool((mark, version) == (schema.application_id, schema.version))


@contextmanager
def ending(db: sqlite3.Connection) -> Iterator[None]:
    """Commit the transaction at the end of the block, or undo it, also when committing fails."""
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # A full disk and the like make SQLite undo it by itself.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
