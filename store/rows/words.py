"""Rows of the vocabulary: every word of the archive, how common it is, and what is near it.

`near_words` files each word under its near keys (`store.text.near_keys`), that are looked up, never
scanned. It is an FTS5 index whose terms are the keys: keys come in no order, and FTS5 writes what
is new in one piece and merges such pieces later, where a table would touch a page for each key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from store.rows.facts import add_to_facts
from store.rows.pairs import Pairs, merge
from store.text.near_keys import near_keys, near_terms

_AT_ONCE = 500
# Twice so many, of some 200 bytes.
_KNOWN_AT_MOST = 150_000

# A folded word and its stem.
Pair = tuple[str, str]
# Places in the vocabulary of a batch, one for each passage that holds the word.
Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class BatchWords:
    """The different words of a batch, numbered by their place.

    `near` holds the near keys of words that may be new, as they are stored.
    """

    words: Sequence[Pair] = ()
    near: Mapping[str, str] = field(default_factory=dict)


# A folded word, its stem, and how many passages hold it with that stem.
WordRow = tuple[str, str, int]


class WordIds:
    """Ids of the (word, stem) pairs that one writer met last, for as long as they hold."""

    def __init__(self) -> None:
        self._ids: dict[Pair, int] = {}
        self._older: dict[Pair, int] = {}

    def forget(self) -> None:
        """Forget all: words may have been taken out."""
        self._ids, self._older = {}, {}

    def find(self, db: sqlite3.Connection, pairs: Collection[Pair]) -> list[int]:
        """The id of each pair, 0 where the archive has none."""
        if len(self._ids) > _KNOWN_AT_MOST:
            self._ids, self._older = {}, self._ids
        # Most have been met: pairs are hashed as seldom as can be, for a batch has thousands.
        found = list(map(self._ids.get, pairs, repeat(0)))
        unmet = [(place, pair) for place, pair in enumerate(pairs) if not found[place]]
        met: dict[Pair, int] = {}
        missing: list[Pair] = []
        for place, pair in unmet:
            found[place] = word_id = self._older.get(pair, 0)
            if word_id:
                met[pair] = word_id
            else:
                missing.append(pair)
        # Before they are inserted, though most are new in a large archive: to let the index refuse
        # those it has is slower.
        met.update(_ids_of(db, missing))
        for place, pair in unmet:
            found[place] = met.get(pair, 0)
        self._ids |= met
        return found

    def add(self, pairs: Iterable[tuple[Pair, int]]) -> None:
        """These have their rows now."""
        self._ids.update(pairs)


def _ids_of(db: sqlite3.Connection, pairs: Iterable[Pair]) -> Iterator[tuple[Pair, int]]:
    """The pairs that have a row, with its id; others of their words too.

    Asked for in their order and by the hundred: one by one it takes twice as long.
    """
    wanted = sorted({word for word, _ in pairs})
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        for word, stem, word_id in db.execute(
            f"SELECT word, stem, id FROM words WHERE word IN ({marks})",  # noqa: S608
            some,
        ):
            yield (word, stem), word_id


def insert_words(
    db: sqlite3.Connection, counts: Mapping[Pair, int], near: Mapping[str, str], known: WordIds
) -> Pairs:
    """Give each (word, stem) that is new a row with its count and its near keys.

    Returns (id, count) of the others, whose counts are still to be added. `near` are the keys of
    some words, as terms, that need not be found again.
    """
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM words").fetchone()
    ids = np.array(known.find(db, counts), np.int64)
    # In their order, so that neighbours of the index are written together.
    unknown = sorted(compress(counts.items(), (ids == 0).tolist()))
    new = [(word_id, *pair, count) for word_id, (pair, count) in enumerate(unknown, last + 1)]
    db.executemany("INSERT INTO words (id, word, stem, passage_count) VALUES (?, ?, ?, ?)", new)
    rows = [
        (word_id, near[word] if word in near else near_terms(near_keys(word)))
        for word_id, word, _, _ in new
    ]
    db.executemany(
        "INSERT INTO near_words (rowid, keys) VALUES (?, ?)", [row for row in rows if row[1]]
    )
    add_to_facts(db, {"words": len(new)})
    known.add(((word, stem), word_id) for word_id, word, stem, _ in new)
    counted = np.fromiter(counts.values(), np.int64, len(counts))
    return merge([np.stack((ids, counted))[:, ids > 0]])


def add_counts(db: sqlite3.Connection, counts: Pairs) -> None:
    """Add to how many passages hold each word, by its id."""
    db.executemany(
        "UPDATE words SET passage_count = passage_count + ?2 WHERE id = ?1",
        zip(*counts.tolist(), strict=True),
    )


def discount_words(db: sqlite3.Connection, counts: Mapping[tuple[str, str], int]) -> None:
    """Take counts away again; a word no passage holds any more leaves without a trace."""
    for (word, stem), n in counts.items():
        row = db.execute(
            "UPDATE words SET passage_count = passage_count - ? WHERE word = ? AND stem = ? "
            "RETURNING id, passage_count",
            (n, word, stem),
        ).fetchone()
        if row is not None and row[1] <= 0:
            db.execute("DELETE FROM words WHERE id = ?", (row[0],))
            add_to_facts(db, {"words": -1})
            if keys := near_terms(near_keys(word)):
                db.execute(
                    "INSERT INTO near_words (near_words, rowid, keys) VALUES ('delete', ?, ?)",
                    (row[0], keys),
                )


def words_near(db: sqlite3.Connection, keys: Iterable[int]) -> list[tuple[str, str, int]]:
    """(word, stem, passage count) of the words filed under any of the keys."""
    # As strings: a bare word of digits and an E would be no term of FTS5's.
    wanted = '"' + near_terms(sorted(set(keys)), '" OR "') + '"'
    return db.execute(
        "SELECT word, stem, passage_count FROM words WHERE id IN "
        "(SELECT rowid FROM near_words WHERE near_words MATCH ?)",
        (wanted,),
    ).fetchall()


def name_words_near(db: sqlite3.Connection, keys: Iterable[int]) -> list[str]:
    """The words filed under any of the keys that are part of somebody's name."""
    wanted = '"' + near_terms(sorted(set(keys)), '" OR "') + '"'
    rows = db.execute(
        "SELECT DISTINCT word FROM words w WHERE id IN "
        "(SELECT rowid FROM near_words WHERE near_words MATCH ?) "
        "AND EXISTS (SELECT 1 FROM name_words n WHERE n.word = w.word)",
        (wanted,),
    )
    return [word for (word,) in rows]


def rows_of_words(
    db: sqlite3.Connection, words: Iterable[str], stems: Iterable[str]
) -> tuple[list[WordRow], list[WordRow]]:
    """The rows of folded words, and those of the words that are inflected from stems.

    Both in the order of their words or stems; in one statement.
    """
    some, others = list(words), list(stems)
    rows = db.execute(
        "SELECT 0, word, stem, passage_count FROM words "  # noqa: S608 - marks only
        f"WHERE word IN ({_marks(some)}) UNION ALL "
        "SELECT 1, word, stem, passage_count FROM words "
        f"WHERE stem IN ({_marks(others)}) AND stem <> word",
        [*some, *others],
    ).fetchall()
    of_words: list[WordRow] = [row[1:] for row in rows if not row[0]]
    return of_words, [row[1:] for row in rows if row[0]]


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def counts_of(db: sqlite3.Connection, words: Iterable[str]) -> dict[str, int]:
    """How many passages hold each of the folded words, roughly; none for those the archive has not.

    Asked for by the hundred: SQLite takes only so many values in one statement.
    """
    wanted = list(words)
    counts: dict[str, int] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        counts |= db.execute(
            f"SELECT word, sum(passage_count) FROM words WHERE word IN ({marks}) GROUP BY word",  # noqa: S608
            some,
        ).fetchall()
    return counts
