"""Rows of what is counted as the archive grows, so that nobody has to count it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping


def add_to_facts(db: sqlite3.Connection, tally: Mapping[str, int]) -> None:
    """Add to the counts by name; one that comes to nothing leaves no row."""
    db.executemany(
        "INSERT INTO archive_facts VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
        [(name, n) for name, n in tally.items() if n],
    )
    if any(n < 0 for n in tally.values()):
        db.execute("DELETE FROM archive_facts WHERE value = 0")


def get_fact(db: sqlite3.Connection, name: str) -> int:
    """The count of that name."""
    row = db.execute("SELECT value FROM archive_facts WHERE name = ?", (name,)).fetchone()
    return row[0] if row else 0
