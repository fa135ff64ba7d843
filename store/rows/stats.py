"""Counts of what the archive holds, kept as it grows."""

from __future__ import annotations

import sqlite3

_COUNTED = ("articles", "passages", "quotes", "people", "words")


def read_stats(db: sqlite3.Connection) -> dict[str, int]:
    """Articles, passages, quotes, people, words, and articles a language (`language:xx`)."""
    facts: dict[str, int] = dict(db.execute("SELECT name, value FROM archive_facts").fetchall())
    counted = {name: facts.pop(name, 0) for name in _COUNTED}
    return counted | {name: n for name, n in sorted(facts.items()) if n}
