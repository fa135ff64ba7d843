"""Merges the pieces that many adds leave of each full-text index into one.

FTS5 merges pieces of one size as they come, so that an archive left to itself has some dozens. A
question looks into all of them; after a large import one piece answers sooner and is smaller.
"""

from __future__ import annotations

from store.database.connection import Connections

INDEXES = ("passages_fts", "near_words")
# Pages merged in one transaction, short enough that other writers wait briefly.
_STEP = 2_000
# A merge that changes fewer rows than this has found nothing to do (SQLite, "FTS5 Extension", 6.9).
_DONE = 2


def merge_indexes(connections: Connections) -> None:
    """Merge the pieces of each index into one, and the write-ahead log into the file.

    In short transactions: the archive is answered from and written to meanwhile. A killed merge is
    gone on with by the next one.
    """
    for index in INDEXES:
        # A negative number of pages begins to merge all pieces, a positive one goes on.
        pages = -_STEP
        while True:
            with connections.writing() as db:
                before = db.total_changes
                db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)", (pages,))  # noqa: S608
                changed = db.total_changes - before
            if changed < _DONE:
                break
            pages = _STEP
    connections.checkpoint()
