"""Makes a new file's tables, brings an older file up to date, and refuses any other file.

sqlite-utils applies the scripts and records them in the file. `Connections` imports this module for
a file that is not up to date alone, for it costs a quarter of the time of `pullquote ask`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from sqlite_utils import Database, Migrations

from store.database.schema import Schema, ending, is_current
from store.errors import SchemaError


def bring_up_to_date(db: sqlite3.Connection, schema: Schema, path: Path) -> None:
    """Make the tables of an empty file, or migrate an older one; all of it or nothing.

    Raises:
        SchemaError: the file is another program's, from before 0.1.0, or a newer version's.
    """
    # At one moment: another process may be making the same file.
    db.execute("BEGIN")
    with ending(db):
        _refuse_strangers(db, schema, path)
    db.execute("BEGIN IMMEDIATE")
    with ending(db):
        # Asked again under the lock: another process may have done it by now.
        _refuse_strangers(db, schema, path)
        if is_current(db, schema):
            return
        _migrations(schema).apply(Database(db))
        db.execute(f"PRAGMA application_id = {schema.application_id}")
        db.execute(f"PRAGMA user_version = {schema.version}")


def _refuse_strangers(db: sqlite3.Connection, schema: Schema, path: Path) -> None:
    """Let pass an empty file, and one of this kind that is no newer than this program."""
    (mark,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if mark == schema.application_id and 0 < version <= schema.version:
        return
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


def _migrations(schema: Schema) -> Migrations:
    """All scripts in order, the tables first, as sqlite-utils applies and records them."""
    tables = files(schema.package).joinpath("schema.sql").read_text("utf-8")
    migrations = Migrations(schema.package)
    for number, script in enumerate((tables, *schema.migrations), 1):
        migrations(name=f"m{number:03}")(_running(script))
    return migrations


def _running(script: str) -> Callable[[Database], None]:
    def run(db: Database) -> None:
        for statement in script.split(";\n"):
            db.execute(statement)

    return run
