"""Keeps counts of what the archive holds, and reads the mark that tells it from others."""

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
    """The count of that name; 0 where there is none."""
    row = db.execute("SELECT value FROM archive_facts WHERE name = ?", (name,)).fetchone()
    return row[0] if row else 0


_COUNTED = ("articles", "passages", "quotes", "people", "words")


def read_stats(db: sqlite3.Connection) -> dict[str, int]:
    """Articles, passages, quotes, people, words, and articles a language (`language:xx`)."""
    facts: dict[str, int] = dict(db.execute("SELECT name, value FROM archive_facts").fetchall())
    counted = {name: facts.pop(name, 0) for name in _COUNTED}
    return counted | {name: n for name, n in sorted(facts.items()) if n}


def archive_mark(db: sqlite3.Connection) -> int:
    """The number that tells this archive from any other."""
    (mark,) = db.execute("SELECT mark FROM archive").fetchone()
    return int(mark)
