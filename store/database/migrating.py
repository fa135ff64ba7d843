"""Whether an archive was made by another version of the program, and bringing it up to date."""

from __future__ import annotations

from sqlite_utils import Database

from store.database.schema import migrations
from store.errors import SchemaError


def is_behind(db: Database) -> bool:
    """Whether the archive wants to be migrated.

    Raises:
        SchemaError: a newer program made the file.
    """
    ours = {migration.name for migration in migrations.pending(Database(memory=True))}
    applied = {migration.name for migration in migrations.applied(db)}
    if applied - ours:
        message = "the archive was made by a newer version of Pullquote; update the program"
        raise SchemaError(message)
    return bool(ours - applied)


def migrate(db: Database) -> None:
    """Bring an archive up to date, inside the caller's transaction."""
    migrations.apply(db)
