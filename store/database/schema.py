"""Makes a file's tables, and tells which files this program can open.

A file carries two marks in its header: `application_id`, which kind of file of ours it is, and
`user_version`, which state of that kind's tables it has (SQLite, "PRAGMA Statements").
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from store.errors import SchemaError

# Version of what is derived. Raise it when passages, stems, quotes or people come out differently.
DERIVED_VERSION = 1


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one kind of file.

    `what` names the kind in error messages. `package` holds `schema.sql`, which makes the tables as
    they are today. `migrations` are SQL scripts since release 0.1.0, oldest first: the first brings
    a file from version 1 to 2. A new migration changes `schema.sql` too. `earlier` says what to do
    with a file from before 0.1.0, whose version is 0.
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


def bring_up_to_date(db: sqlite3.Connection, schema: Schema, path: Path) -> None:
    """Make the tables of an empty file, or migrate an older one; all of it or nothing.

    Raises:
        SchemaError: the file is another program's, from before 0.1.0, or a newer version's.
    """
    if _version(db, schema, path) == schema.version:
        return
    db.execute("BEGIN IMMEDIATE")
    with ending(db):
        # Asked again under the lock: another process may have done it by now.
        version = _version(db, schema, path)
        if version == schema.version:
            return
        scripts = schema.migrations[version - 1 :] if version else [_today(schema)]
        for script in scripts:
            for statement in script.split(";\n"):
                db.execute(statement)
        db.execute(f"PRAGMA application_id = {schema.application_id}")
        db.execute(f"PRAGMA user_version = {schema.version}")


def _version(db: sqlite3.Connection, schema: Schema, path: Path) -> int:
    """The version of the file's tables, 0 for an empty file."""
    (mark,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if mark == schema.application_id and 0 < version <= schema.version:
        return int(version)
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if mark not in (0, schema.application_id) or (tables and not mark):
        message = f"{path} is an SQLite file of another program, not a Pullquote {schema.what}"
        raise SchemaError(message)
    if version:
        message = f"{path}: a newer version of Pullquote made this file; update the program"
        raise SchemaError(message)
    if tables:
        message = f"{path}: an earlier version of Pullquote made this file; {schema.earlier}"
        raise SchemaError(message)
    return 0


def _today(schema: Schema) -> str:
    return files(schema.package).joinpath("schema.sql").read_text("utf-8")


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
