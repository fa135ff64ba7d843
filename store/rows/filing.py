"""Files what adding an article changes in tables that all articles share.

Four things lie scattered over large tables: how many passages hold each word, the keys by which
copies are found, who is named how often, and the counts of the whole archive. Changed article by
article, each costs a page of its own. `Filing` takes them by `add`, gives them back by `remove`,
and writes them once a batch by `flush`, sorted, so that neighbours share a page.

A large run goes further, as in a log-structured merge-tree (O'Neil et al., Acta Informatica 33,
1996). It leaves the counts of known words and the story keys of a batch in one row of `backlog`,
inside the transaction of the batch: a kill loses nothing. Rows of batches are gathered into larger
ones. When enough of them wait, they are cut into slices, a stretch of both tables each, and every
further batch files one slice: no transaction takes much longer than others.

A waiting count makes its word count for slightly too little, which hardly changes its weight. A new
word has its row at once, and story keys that wait are looked up here too. `remove` files
everything that waits first.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from store.database import collections
from store.database.collections import PUBLIC, CollectionId
from store.database.connection import Connections, others_writes
from store.model import ArticleId
from store.rows import copies, words
from store.rows.facts import add_to_facts, get_fact
from store.rows.known_people import JoiningRule, KnownPeople
from store.rows.pairs import Pairs, add_up, cut, merge, pack, pairs_of, seconds_of, unpack
from store.rows.words import BatchWords, Pair, Places, WordIds


@dataclass(frozen=True, slots=True)
class FilingLimits:
    """Sizes of the backlog of a large run.

    The larger the tables, the more must come together to share pages: a gathered row waits for
    each `articles_each` articles of the archive, `least` at least and `most` at most. At `most`
    about a thirtieth of a large archive's articles wait.
    """

    # Rows of batches that are gathered into one row.
    batches: int = 16
    # Gathered rows that wait at least before they are filed.
    least: int = 2
    # Gathered rows that wait at most: further ones would save few pages more.
    most: int = 8
    # Articles in the archive for one gathered row that waits.
    articles_each: int = 131_072
    # Slices of a gathered row: all are filed by the time that half as much has come.
    slices: int = 8


class _Level(IntEnum):
    """Kinds of rows of the backlog."""

    BATCH = 0
    GATHERED = 1
    SLICE = 2


class Filing:
    """Knows the shared tables for one run of adding, and holds what is not filed yet.

    Each batch of articles is one `batch`, within which `add`, `remove` and `listed` are called. A
    `large` run leaves what is cheaper to file for many batches at once; `finish` ends a run.
    `people` keeps names, and files them with the rest.
    """

    def __init__(
        self, rule: JoiningRule, *, large: bool = False, limits: FilingLimits | None = None
    ) -> None:
        self.large = large
        self.people = KnownPeople(rule)
        self._limits = limits or FilingLimits()
        self._known = WordIds()
        # Story keys in each row of the backlog, by its id.
        self._waiting: dict[int, Pairs] = {}
        self._kept: tuple[sqlite3.Connection, int] | None = None
        # One bit an article, by its id: a run may be of millions.
        self._added = bytearray()
        self._begin_batch(BatchWords())

    def _begin_batch(self, vocabulary: BatchWords) -> None:
        self._vocabulary = vocabulary
        self._listed: dict[int, list[int]] = {}
        self._clear()

    def _clear(self) -> None:
        """Let nothing of this batch wait."""
        self._words: defaultdict[CollectionId, list[Places]] = defaultdict(list)
        self._keys: defaultdict[int, list[int]] = defaultdict(list)
        self._facts: Counter[str] = Counter()

    @contextmanager
    def batch(
        self,
        connections: Connections,
        vocabulary: BatchWords | None = None,
        story_keys: Iterable[int] = (),
    ) -> Iterator[sqlite3.Connection]:
        """One transaction, flushed at its end; `vocabulary` numbers the words of its articles.

        The articles under `story_keys` are looked up together, at the beginning.
        """
        with connections.writing() as db:
            begun = db, others_writes(db)
            if begun != self._kept:
                # Another writer may have changed the rows, or the last batch was undone.
                self._known.forget()
                self.people.forget()
            self._kept = None
            self._begin_batch(vocabulary or BatchWords())
            self._read_waiting(db)
            self._look_up(db, story_keys)
            yield db
            self.flush(db)
        self._kept = begun

    def add(
        self,
        article_id: ArticleId,
        collection: CollectionId,
        places: Places,
        story_keys: Iterable[int],
        facts: Mapping[str, int],
    ) -> None:
        """Note what an article of this batch adds to the shared tables, but for its people.

        `places` are those of its words in the batch's vocabulary.
        """
        self._words[collection].append(places)
        for key in story_keys:
            self._keys[key].append(article_id)
        self._facts.update(facts)
        place, bit = divmod(article_id, 8)
        if place >= len(self._added):
            self._added.extend(bytes(place - len(self._added) + 1024))
        self._added[place] |= 1 << bit

    def has_added(self, article_id: ArticleId) -> bool:
        """Whether this run has added the article, in this batch or an earlier one."""
        place, bit = divmod(article_id, 8)
        return place < len(self._added) and bool(self._added[place] & (1 << bit))

    def remove(
        self,
        db: sqlite3.Connection,
        article_id: ArticleId,
        collection: CollectionId,
        counts: Mapping[Pair, int],
        story_keys: Iterable[int],
        facts: Mapping[str, int],
    ) -> None:
        """File everything that waits, then take out what an article has added.

        `counts` says in how many of its passages each word stands. Afterwards its people may be
        taken out too: no name of this run waits any more.
        """
        if self._waiting:
            _file(db, [row for rows in _rows(db) for row in rows])
            self._waiting.clear()
        self._flush(db, later=False)
        self.people.forget()
        self._known.forget()
        self._listed.clear()
        collections.discount_private_words(db, counts, collection)
        words.discount_words(db, counts)
        copies.delete_story(db, article_id, story_keys)
        self._facts.subtract(facts)

    def listed(self, db: sqlite3.Connection, key: int) -> list[int]:
        """The newest articles under a story key, those that wait to be filed first."""
        if key not in self._listed:
            self._look_up(db, (key,))
        own = self._keys.get(key, ())[: -copies.LISTED - 1 : -1]
        return [*own, *self._listed[key][: copies.LISTED - len(own)]]

    def flush(self, db: sqlite3.Connection) -> None:
        """Write what the batch has added; a large run may leave words and keys in the backlog.

        The public reads the count of a word less that of private collections, so counts of these
        never wait.
        """
        self._flush(db, later=self.large and self._words.keys() == {PUBLIC})

    def finish(self, connections: Connections) -> None:
        """File what large runs have left, others' too: they may have been killed.

        A small run stops as soon as another writer is at work, for that may be a large run.
        """
        with connections.reading() as db:
            waits = db.execute("SELECT 1 FROM backlog LIMIT 1").fetchone() is not None
            before = others_writes(db)
        while waits:
            with connections.writing() as db:
                waits = self._file_slice(db) and (self.large or others_writes(db) == before)

    def _read_waiting(self, db: sqlite3.Connection) -> None:
        """Read the story keys of the rows of the backlog that others have left meanwhile."""
        ids = {row for (row,) in db.execute("SELECT id FROM backlog")}
        # Others may have filed some of these, and the last batch of this run may be undone.
        self._waiting = {row: pairs for row, pairs in self._waiting.items() if row in ids}
        for row in ids - self._waiting.keys():
            self._waiting[row] = _keys_of(db, row)

    def _look_up(self, db: sqlite3.Connection, story_keys: Iterable[int]) -> None:
        wanted = list(dict.fromkeys(story_keys))
        self._listed |= copies.filed_under(db, wanted)
        for key, ids in seconds_of(self._waiting.values(), wanted).items():
            self._listed[key] = [*sorted(ids, reverse=True), *self._listed[key]][: copies.LISTED]

    def _flush(self, db: sqlite3.Connection, *, later: bool) -> None:
        counts = merge([self._insert_words(db, *one) for one in self._words.items()])
        add_to_facts(db, self._facts)
        self.people.file(db)
        keys = [(key, article_id) for key, ids in self._keys.items() for article_id in ids]
        self._clear()
        if later and (counts.size or keys):
            filings = pairs_of(keys)
            self._waiting[_insert(db, _Level.BATCH, filings, counts)] = filings
            self._tidy(db)
        else:
            words.add_counts(db, counts)
            copies.file_stories(db, keys)

    def _insert_words(
        self, db: sqlite3.Connection, collection: CollectionId, places: Sequence[Places]
    ) -> Pairs:
        """Insert the new words. Returns (id, count) of the others, which are still to be added."""
        counts = np.bincount(np.concatenate(places), minlength=len(self._vocabulary.words))
        numbered = zip(self._vocabulary.words, counts.tolist(), strict=True)
        held = {pair: count for pair, count in numbered if count}
        known = words.insert_words(db, held, self._vocabulary.near, self._known)
        collections.count_private_words(db, held, collection)
        return known

    def _tidy(self, db: sqlite3.Connection) -> None:
        """Gather rows, cut them into slices or file a slice, as is due after a batch."""
        limits = self._limits
        batches, gathered, slices = _rows(db)
        if len(batches) >= limits.batches:
            _replace(db, batches, _Level.GATHERED)
        enough = get_fact(db, "articles") // limits.articles_each
        if slices:
            _file(db, slices[:1])
        elif len(gathered) >= max(limits.least, min(limits.most, enough)):
            _replace(db, gathered, _Level.SLICE, limits.slices * len(gathered))

    def _file_slice(self, db: sqlite3.Connection) -> bool:
        """File a part of what waits, which is cut up before. Returns whether more waits."""
        batches, gathered, slices = _rows(db)
        if batches or gathered:
            parts = len(slices) + self._limits.slices * len(gathered) + (len(batches) + 1) // 2
            _replace(db, [*batches, *gathered, *slices], _Level.SLICE, parts)
            _, _, slices = _rows(db)
        _file(db, slices[:1])
        return len(slices) > 1


def _rows(db: sqlite3.Connection) -> tuple[list[int], list[int], list[int]]:
    """The rows of the backlog: of batches, gathered ones, and slices, the oldest first."""
    rows: dict[int, list[int]] = {level: [] for level in _Level}
    for level, row in db.execute("SELECT level, id FROM backlog ORDER BY id"):
        rows[level].append(row)
    return rows[_Level.BATCH], rows[_Level.GATHERED], rows[_Level.SLICE]


def _replace(db: sqlite3.Connection, rows: Sequence[int], level: _Level, parts: int = 1) -> None:
    """Put rows together and cut them anew."""
    keys, counts = _taken(db, rows)
    for some, others in zip(cut(keys, parts), cut(counts, parts), strict=True):
        _insert(db, level, some, others)


def _file(db: sqlite3.Connection, rows: Sequence[int]) -> None:
    """File rows in the order of the tables they go to."""
    keys, counts = _taken(db, rows)
    words.add_counts(db, counts)
    copies.file_stories(db, zip(*keys.tolist(), strict=True))


def _taken(db: sqlite3.Connection, rows: Sequence[int]) -> tuple[Pairs, Pairs]:
    """The story keys and the counts of rows, which are deleted."""
    keys = merge(_keys_of(db, row) for row in rows)
    counts = add_up(_counts_of(db, row) for row in rows)
    db.executemany("DELETE FROM backlog WHERE id = ?", [(row,) for row in rows])
    return keys, counts


def _keys_of(db: sqlite3.Connection, row: int) -> Pairs:
    (blob,) = db.execute("SELECT filings FROM backlog WHERE id = ?", (row,)).fetchone()
    return unpack(blob)


def _counts_of(db: sqlite3.Connection, row: int) -> Pairs:
    (blob,) = db.execute("SELECT counts FROM backlog WHERE id = ?", (row,)).fetchone()
    return unpack(blob)


def _insert(db: sqlite3.Connection, level: _Level, keys: Pairs, counts: Pairs) -> int:
    cursor = db.execute(
        "INSERT INTO backlog (level, filings, counts) VALUES (?, ?, ?)",
        (level, pack(keys), pack(counts)),
    )
    return cursor.lastrowid or 0
