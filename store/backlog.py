"""What a large import has found and not filed yet: counts of words the archive knew, story keys.

Both lie scattered over large tables. Filed article by article, each changes a page of its own;
filed in order for thousands of articles at once they share pages (as in a log-structured
merge-tree: O'Neil et al., Acta Informatica 33, 1996). So a batch leaves them in one row of
`backlog`, inside its own transaction: a kill loses nothing. Until they are filed the counts of
words are somewhat too low, which changes what a word weighs by next to nothing; a word that is new
has its row at once, and story keys are looked up here too. Whoever takes something out files what
waits first.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from store import copies, words

# Batches that wait at most: filing them is one transaction, of about a second in a large archive.
_MOST = 32

_Counts = tuple[int, int]
_Filing = tuple[int, int]


class Backlog:
    """What one run of adding leaves, and what waits already, whoever left it."""

    def __init__(self) -> None:
        self._rows: list[int] | None = None
        self._waiting: defaultdict[int, list[int]] = defaultdict(list)
        self._filed: dict[int, list[int]] = {}
        self._counts: Sequence[_Counts] = ()
        self._filings: list[_Filing] = []

    def begin(self, db: sqlite3.Connection, counts: Sequence[_Counts]) -> None:
        """Begin a batch, in whose transaction the rest is called.

        `counts` are (word id, passages) to be added to what the words' rows say.
        """
        rows = [row for (row,) in db.execute("SELECT id FROM backlog ORDER BY id")]
        # Others may have filed what waited, or this run's last batch has been undone.
        if rows != self._rows or self._filings:
            self._waiting.clear()
            for (filings,) in db.execute("SELECT filings FROM backlog ORDER BY id"):
                for key, article_id in _unpack(filings).tolist():
                    self._wait((key, article_id))
        self._rows, self._counts, self._filings = rows, counts, []
        self._filed.clear()

    def expect(self, db: sqlite3.Connection, keys: Iterable[int]) -> None:
        """Look up at once what is filed under these story keys, all that the batch asks for."""
        self._filed = copies.filed_under(db, dict.fromkeys(keys))

    def listed(self, db: sqlite3.Connection, key: int) -> list[int]:
        """The newest articles under a story key, those that wait to be filed first."""
        if key not in self._filed:
            self._filed |= copies.filed_under(db, (key,))
        waiting = self._waiting.get(key, ())[: -copies.LISTED - 1 : -1]
        return [*waiting, *self._filed[key][: copies.LISTED - len(waiting)]]

    def file_story(self, article_id: int, keys: Iterable[int]) -> None:
        """Note the story keys of an article of this batch."""
        for filing in [(key, article_id) for key in keys]:
            self._filings.append(filing)
            self._wait(filing)

    def settle(self, db: sqlite3.Connection) -> None:
        """File all that waits, this batch's own too."""
        if self._rows:
            file_backlog(db)
        self._file(db)
        self._rows = []
        self._waiting.clear()
        self._filed.clear()

    def end(self, db: sqlite3.Connection, *, later: bool) -> None:
        """End the batch: file what it has found, or leave it for later."""
        if later and (self._counts or self._filings):
            self._leave(db)
        else:
            for key, article_id in self._filings:
                self._waiting[key].remove(article_id)
            self._file(db)

    def _wait(self, filing: _Filing) -> None:
        self._waiting[filing[0]].append(filing[1])

    def _file(self, db: sqlite3.Connection) -> None:
        words.add_counts(db, self._counts)
        copies.file_stories(db, self._filings)
        self._counts, self._filings = (), []

    def _leave(self, db: sqlite3.Connection) -> None:
        if self._rows is not None and len(self._rows) + 1 >= _MOST:
            self.settle(db)
            return
        cursor = db.execute(
            "INSERT INTO backlog (counts, filings) VALUES (?, ?)",
            (_pack(self._counts), _pack(self._filings)),
        )
        self._rows = [*(self._rows or ()), cursor.lastrowid or 0]
        self._counts, self._filings = (), []


def has_backlog(db: sqlite3.Connection) -> bool:
    """Whether anything waits to be filed."""
    return db.execute("SELECT 1 FROM backlog LIMIT 1").fetchone() is not None


def file_backlog(db: sqlite3.Connection) -> None:
    """File all that waits, in the order of the tables it goes to."""
    rows = db.execute("SELECT counts, filings FROM backlog ORDER BY id").fetchall()
    if not rows:
        return
    pairs = np.concatenate([_unpack(counts) for counts, _ in rows])
    pairs = pairs[pairs[:, 0].argsort()]
    ids, first = np.unique(pairs[:, 0], return_index=True)
    totals = np.add.reduceat(pairs[:, 1], first) if len(ids) else pairs[:, 1]
    words.add_counts(db, zip(ids.tolist(), totals.tolist(), strict=True))
    filings = np.concatenate([_unpack(filings) for _, filings in rows])
    filings = filings[np.lexsort((filings[:, 1], filings[:, 0]))]
    copies.file_stories(db, filings.tolist())
    db.execute("DELETE FROM backlog")


def _pack(pairs: Sequence[tuple[int, int]]) -> bytes:
    return np.fromiter(chain.from_iterable(pairs), "<i8", 2 * len(pairs)).tobytes()


def _unpack(blob: bytes) -> NDArray[np.int64]:
    return np.frombuffer(blob, "<i8").reshape(-1, 2)
