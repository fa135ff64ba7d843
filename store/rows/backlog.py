"""What a large import has found and not filed yet: counts of words the archive knew, story keys.

Both lie scattered over large tables. Filed article by article, each changes a page of its own;
filed in order for thousands of articles at once they share pages (as in a log-structured
merge-tree: O'Neil et al., Acta Informatica 33, 1996). So a batch leaves them in one row of
`backlog`, inside its own transaction: a kill loses nothing. Rows of batches are gathered into
larger ones; when enough of these wait they are cut into slices, a stretch of both tables each, and
every further batch files one: no transaction takes much longer than others.

Until they are filed the counts of words are somewhat too low, which changes what a word weighs by
next to nothing; a word that is new has its row at once, and story keys are looked up here too.
Whoever takes something out files what waits first.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from store.rows import copies, words
from store.rows.facts import get_fact
from store.rows.pairs import Pairs, add_up, cut, merge, none, pack, pairs_of, seconds_of, unpack


@dataclass(frozen=True, slots=True)
class FilingLimits:
    """Limits of what waits to be filed, and of the portions in which it is filed."""

    # Batches whose rows are gathered into one.
    batches: int = 16
    # Gathered rows that wait before they are filed, at least.
    least: int = 2
    # The same at most: about a thirtieth of a large archive's articles (256 a batch).
    most: int = 8
    # Articles of the archive for each gathered row that waits: the larger the tables, the more rows
    # must come together to share pages.
    articles_each: int = 131_072
    # Slices of a gathered row: all are filed by the time that half as much has come.
    slices: int = 8


FILING_LIMITS = FilingLimits()


class _Level(IntEnum):
    """What a row of the backlog holds."""

    BATCH = 0
    GATHERED = 1
    SLICE = 2


class Backlog:
    """What one run of adding leaves, and what waits already, whoever left it."""

    def __init__(self, limits: FilingLimits = FILING_LIMITS) -> None:
        self._limits = limits
        self._waiting: dict[int, Pairs] = {}
        self._listed: dict[int, list[int]] = {}
        self._own: defaultdict[int, list[int]] = defaultdict(list)
        self._counts = none()

    def begin(self, db: sqlite3.Connection, counts: Pairs) -> None:
        """Begin a batch, in whose transaction the rest is called.

        `counts` are (word id, passages) to be added to what the words' rows say.
        """
        ids = {row for (row,) in db.execute("SELECT id FROM backlog")}
        # Others may have left something or filed it, and this run's last batch may be undone.
        self._waiting = {row: pairs for row, pairs in self._waiting.items() if row in ids}
        for row in ids - self._waiting.keys():
            self._waiting[row] = _filings_of(db, row)
        self._counts = counts
        self._own.clear()
        self._listed.clear()

    def expect(self, db: sqlite3.Connection, keys: Iterable[int]) -> None:
        """Look up at once what lies under these story keys, all that the batch asks for."""
        wanted = list(dict.fromkeys(keys))
        self._listed |= copies.filed_under(db, wanted)
        for key, ids in seconds_of(self._waiting.values(), wanted).items():
            self._listed[key] = [*sorted(ids, reverse=True), *self._listed[key]][: copies.LISTED]

    def listed(self, db: sqlite3.Connection, key: int) -> list[int]:
        """The newest articles under a story key, those that wait to be filed first."""
        if key not in self._listed:
            self.expect(db, (key,))
        own = self._own.get(key, ())[: -copies.LISTED - 1 : -1]
        return [*own, *self._listed[key][: copies.LISTED - len(own)]]

    def file_story(self, article_id: int, keys: Iterable[int]) -> None:
        """Note the story keys of an article of this batch."""
        for key in keys:
            self._own[key].append(article_id)

    def settle(self, db: sqlite3.Connection) -> None:
        """File all that waits, this batch's own too."""
        if self._waiting:
            file_backlog(db)
        self._waiting.clear()
        self._file_own(db)
        self._listed.clear()

    def end(self, db: sqlite3.Connection, *, later: bool) -> None:
        """End the batch: file what it has found, or leave it for later."""
        if later and (self._counts.size or self._own):
            self._leave(db)
        else:
            self._file_own(db)

    def _file_own(self, db: sqlite3.Connection) -> None:
        words.add_counts(db, self._counts)
        copies.file_stories(db, self._own_filings())
        self._counts = none()
        self._own.clear()

    def _leave(self, db: sqlite3.Connection) -> None:
        filings = pairs_of(self._own_filings())
        row = _insert(db, _Level.BATCH, filings, self._counts)
        self._waiting[row] = filings
        self._counts = none()
        self._own.clear()
        self._tidy(db)

    def file_slice(self, db: sqlite3.Connection) -> bool:
        """File a part of what waits, which is cut up before. Returns whether more waits."""
        batches, gathered, slices = _rows(db)
        if batches or gathered:
            parts = len(slices) + self._limits.slices * len(gathered) + (len(batches) + 1) // 2
            _replace(db, [*batches, *gathered, *slices], _Level.SLICE, parts)
            _, _, slices = _rows(db)
        _file(db, slices[:1])
        return len(slices) > 1

    def _tidy(self, db: sqlite3.Connection) -> None:
        """Gather rows of batches, cut gathered rows into slices, or file a slice, as is due."""
        limits = self._limits
        batches, gathered, slices = _rows(db)
        if len(batches) >= limits.batches:
            _replace(db, batches, _Level.GATHERED)
        if slices:
            _file(db, slices[:1])
        elif len(gathered) >= max(
            limits.least, min(limits.most, get_fact(db, "articles") // limits.articles_each)
        ):
            _replace(db, gathered, _Level.SLICE, limits.slices * len(gathered))

    def _own_filings(self) -> list[tuple[int, int]]:
        return [(key, article_id) for key, ids in self._own.items() for article_id in ids]


def has_backlog(db: sqlite3.Connection) -> bool:
    """Whether anything waits to be filed."""
    return db.execute("SELECT 1 FROM backlog LIMIT 1").fetchone() is not None


def file_backlog(db: sqlite3.Connection) -> None:
    """File all that waits, in one transaction: of some seconds where a large import runs."""
    _file(db, [row for rows in _rows(db) for row in rows])


def _rows(db: sqlite3.Connection) -> tuple[list[int], list[int], list[int]]:
    """The rows that wait: of batches, gathered ones, and slices, the oldest first."""
    rows: dict[int, list[int]] = {level: [] for level in _Level}
    for level, row in db.execute("SELECT level, id FROM backlog ORDER BY id"):
        rows[level].append(row)
    return rows[_Level.BATCH], rows[_Level.GATHERED], rows[_Level.SLICE]


def _replace(db: sqlite3.Connection, rows: Sequence[int], level: _Level, parts: int = 1) -> None:
    """Put rows together and cut them anew."""
    filings, counts = _taken(db, rows)
    for some, others in zip(cut(filings, parts), cut(counts, parts), strict=True):
        _insert(db, level, some, others)


def _file(db: sqlite3.Connection, rows: Sequence[int]) -> None:
    """File rows in the order of the tables they go to."""
    filings, counts = _taken(db, rows)
    words.add_counts(db, counts)
    copies.file_stories(db, zip(*filings.tolist(), strict=True))


def _taken(db: sqlite3.Connection, rows: Sequence[int]) -> tuple[Pairs, Pairs]:
    """The filings and the counts of rows, which are deleted."""
    filings = merge(_filings_of(db, row) for row in rows)
    counts = add_up(_counts_of(db, row) for row in rows)
    db.executemany("DELETE FROM backlog WHERE id = ?", [(row,) for row in rows])
    return filings, counts


def _filings_of(db: sqlite3.Connection, row: int) -> Pairs:
    (blob,) = db.execute("SELECT filings FROM backlog WHERE id = ?", (row,)).fetchone()
    return unpack(blob)


def _counts_of(db: sqlite3.Connection, row: int) -> Pairs:
    (blob,) = db.execute("SELECT counts FROM backlog WHERE id = ?", (row,)).fetchone()
    return unpack(blob)


def _insert(db: sqlite3.Connection, level: _Level, filings: Pairs, counts: Pairs) -> int:
    cursor = db.execute(
        "INSERT INTO backlog (level, filings, counts) VALUES (?, ?, ?)",
        (level, pack(filings), pack(counts)),
    )
    return cursor.lastrowid or 0
