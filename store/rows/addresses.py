"""Keeps the other addresses of articles, and the fingerprints that one run superseded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from store.model import ArticleId
from store.rows.articles import Known, find_identity


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows beside an article's own row that outlive its replacement."""

    addresses: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()


def find_address(db: sqlite3.Connection, address: str) -> Known | None:
    """The article with this identity, or met under this address; None without one."""
    known = find_identity(db, address)
    if known is not None:
        return known
    row = db.execute(
        "SELECT a.identity FROM addresses JOIN articles a ON a.id = article_id WHERE address = ?",
        (address,),
    ).fetchone()
    return None if row is None else find_identity(db, row[0])


def note_addresses(db: sqlite3.Connection, article_id: ArticleId, addresses: Iterable[str]) -> None:
    """Remember canonical forms of addresses as this article's from now on."""
    db.executemany(
        "INSERT OR REPLACE INTO addresses VALUES (?, ?)",
        [(address, article_id) for address in addresses],
    )


def has_address(db: sqlite3.Connection, article_id: ArticleId, address: str) -> bool:
    """Whether an address, in its canonical form, is remembered as this article's."""
    query = "SELECT 1 FROM addresses WHERE address = ? AND article_id = ?"
    return db.execute(query, (address, article_id)).fetchone() is not None


def is_superseded(db: sqlite3.Connection, article_id: ArticleId, fingerprint: str) -> bool:
    """Whether an article was like that once, and made otherwise by the same run."""
    query = "SELECT 1 FROM superseded WHERE article_id = ? AND fingerprint = ?"
    return db.execute(query, (article_id, fingerprint)).fetchone() is not None


def take_beside(db: sqlite3.Connection, article_id: ArticleId) -> Beside:
    """The rows kept beside an article, which go with its own row."""
    addresses = db.execute("SELECT address FROM addresses WHERE article_id = ?", (article_id,))
    superseded = db.execute(
        "SELECT fingerprint FROM superseded WHERE article_id = ?", (article_id,)
    )
    return Beside(
        tuple(address for (address,) in addresses.fetchall()),
        tuple(fingerprint for (fingerprint,) in superseded.fetchall()),
    )


def put_beside(db: sqlite3.Connection, article_id: ArticleId, beside: Beside) -> None:
    """Keep all that beside an article."""
    note_addresses(db, article_id, beside.addresses)
    db.executemany(
        "INSERT OR IGNORE INTO superseded VALUES (?, ?)",
        [(article_id, fingerprint) for fingerprint in beside.superseded],
    )


def free_address(db: sqlite3.Connection, address: str, own: tuple[str, str] | None) -> None:
    """Take an address from the article that has it by a wrong claim.

    `own` is that article's identity from now on, with the canonical form of its real address.
    """
    db.execute("DELETE FROM addresses WHERE address = ?", (address,))
    if own is not None:
        db.execute("DELETE FROM addresses WHERE address = ?", (own[0],))
        db.execute(
            "UPDATE articles SET identity = ?, canonical_url = ? WHERE identity = ?",
            (*own, address),
        )
