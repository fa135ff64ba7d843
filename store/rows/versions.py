"""Keeps what articles said before they were changed; it is in no index and never quoted."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from store.model import ArticleId
from store.rows.packing import unpack_text

# Versions kept of one article: the first, and the latest of the others. A page that is different at
# every visit must not fill the archive.
_KEPT = 20


@dataclass(frozen=True, slots=True)
class Version:
    """An article's wording from one moment (ISO, UTC) until another."""

    headline: str
    text: str
    added_at: str
    replaced_at: str


def keep_version(
    db: sqlite3.Connection, article_id: ArticleId, headline: str, text: str, replaced_at: int
) -> None:
    """Keep the stored wording of an article that gets this headline and text at `replaced_at`.

    `replaced_at` is in seconds since 1970. A wording that stays is not kept; one that comes back is
    kept once.
    """
    known_headline, packed, fingerprint, added_at = db.execute(
        "SELECT headline, packed_text, fingerprint, added_at FROM articles WHERE id = ?",
        (article_id,),
    ).fetchone()
    if (known_headline, unpack_text(packed)) == (headline, text):
        return
    again = db.execute(
        "UPDATE versions SET replaced_at = ?"
        " WHERE article_id = ? AND headline = ? AND packed_text = ?",
        (replaced_at, article_id, known_headline, packed),
    )
    if again.rowcount:
        return
    db.execute(
        "INSERT INTO versions"
        " (article_id, headline, packed_text, fingerprint, added_at, replaced_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (article_id, known_headline, packed, fingerprint, added_at, replaced_at),
    )
    db.execute(
        "DELETE FROM versions WHERE id IN (SELECT id FROM (SELECT id, "
        "row_number() OVER (ORDER BY id) AS first, row_number() OVER (ORDER BY id DESC) AS last "
        "FROM versions WHERE article_id = ?) WHERE first > 1 AND last >= ?)",
        (article_id, _KEPT),
    )


def delete_versions(db: sqlite3.Connection, article_id: ArticleId) -> None:
    """Forget what an article said before."""
    db.execute("DELETE FROM versions WHERE article_id = ?", (article_id,))


def versions_of(db: sqlite3.Connection, article_id: ArticleId) -> list[Version]:
    """The earlier versions of an article, oldest first; [] if it never changed."""
    rows = db.execute(
        "SELECT headline, packed_text, added_at, replaced_at FROM versions WHERE article_id = ? "
        "ORDER BY replaced_at, id",
        (article_id,),
    )
    return [
        Version(headline, unpack_text(packed), _iso(added_at), _iso(replaced_at))
        for headline, packed, added_at, replaced_at in rows
    ]


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
