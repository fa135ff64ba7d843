"""What a search needs to know of an archive beforehand: its size and its languages."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

# Languages whose stems a question's words are tried in.
_LANGUAGES = 6


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """How many articles and passages there are, and the six languages most used, in order."""

    articles: int
    passages: int
    languages: tuple[str, ...]


def read_facts(db: sqlite3.Connection) -> ArchiveFacts:
    """The facts as the archive counts them."""
    rows: dict[str, int] = dict(db.execute("SELECT name, value FROM archive_facts").fetchall())
    languages = sorted(
        (name.removeprefix("language:") for name in rows if name.startswith("language:")),
        key=lambda language: -rows[f"language:{language}"],
    )
    return ArchiveFacts(
        rows.get("articles", 0), rows.get("passages", 0), tuple(languages[:_LANGUAGES])
    )
