"""Counts of what the archive holds, most of them kept as it grows."""

from __future__ import annotations

import sqlite3


def read_stats(db: sqlite3.Connection) -> dict[str, int]:
    """Articles, passages, quotes, people, words, and articles a language (`language:xx`)."""
    facts: dict[str, int] = dict(db.execute("SELECT name, value FROM archive_facts").fetchall())
    counted = {name: facts.pop(name, 0) for name in ("articles", "passages", "quotes")}
    for name in ("people", "words"):
        (counted[name],) = db.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608
    return counted | {name: n for name, n in sorted(facts.items()) if n}
