"""Holds the names of people that one writer has read and changed, and files them once a batch.

An article names some four people, most of them again and again. To look each up by its name, and to
write each time how often it is mentioned now, is a dozen statements an article; so what was read of
a name stays in memory while nobody else writes, and what changes is written once for all articles
of a transaction.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from store.database.collections import CollectionId
from store.rows.facts import add_to_facts
from store.text.fold import fold
from store.text.words import find_words

# Names of one surname and one given name that are compared with each other.
_MOST_OF_A_KEY = 60
# Keys in each of two generations. A key with its names takes some 700 bytes.
_KEYS_AT_MOST = 40_000
# Prefix of a mark that is a walk of life. Only these set people of one name apart.
_WALK = "w:"


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of the archive: its marks are what the roles beside it tell, its id that of its row.

    `weight` is the binary logarithm of how many articles give it, rounded up: finer would not tell
    more, and a change of it is rare.
    """

    id: int
    name: str
    folded: str
    weight: int
    marks: frozenset[str]


class JoiningRule(Protocol):
    """Tells one person from another (`store.ingest.people.Joining`)."""

    def full_name(self, name: str, roles: Sequence[str]) -> str | None:
        """The name an entry goes by; None for one that joins nobody."""

    def folded(self, name: str) -> str:
        """A form that all spellings of one name share."""

    def key(self, name: str) -> str:
        """A form that all names of one person share."""

    def marks(self, roles: Sequence[str]) -> frozenset[str]:
        """The marks that roles give a person."""

    def disagree(self, mine: frozenset[str], theirs: frozenset[str]) -> bool:
        """Whether two sets of marks belong to two people."""

    def grouped(self, entries: Sequence[Entry]) -> Mapping[int, int]:
        """Each entry's id → the id of the one that stands for the person."""


@dataclass(slots=True)
class Name:
    """A row of `people`, as it will be once it is filed; `quotes` are those not filed yet."""

    id: int
    name: str
    folded: str
    mentions: int
    articles: int
    entry: int
    marks: frozenset[str] = frozenset()
    quotes: int = 0


_Key = tuple[str, CollectionId]
# (name of the entry, key, folded form, marks) that the rule makes of a name.
Called = tuple[str, str, str, frozenset[str]]


class KnownPeople:
    """The rows of `people`, `person_marks` and `name_words` that one writer knows.

    A new name has its row at once, for other rows refer to it; all else waits for `file`, before
    which nobody reads these tables. `rule` decides which names are one person's.
    """

    def __init__(self, rule: JoiningRule) -> None:
        self.rule = rule
        self._names: dict[_Key, list[Name]] = {}
        self._older: dict[_Key, list[Name]] = {}
        self._counted: dict[int, Name] = {}
        self._joined: dict[int, int] = {}
        self._told: Counter[tuple[int, str]] = Counter()
        self._words: list[tuple[str, int]] = []
        self._new = 0

    def forget(self) -> None:
        """Forget all, what is not filed too: the rows may be others now."""
        self._names, self._older = {}, {}
        self._leave()

    def add_appearance(
        self,
        db: sqlite3.Connection,
        called: Called,
        here: Collection[int],
        collection: CollectionId,
    ) -> int:
        """The id of the row for a name an article gives, made if need be.

        It has one article more, unless it is one of those that are counted `here` already.
        """
        name, one_key, folded, marks = called
        key = one_key, collection
        names = self._names_of(db, key)
        one = _namesake(names, folded, marks, self.rule)
        if one is None:
            one = self._insert(db, name, folded, key)
            names.append(one)
        told = marks - one.marks
        weight = one.articles.bit_length()
        one.articles += one.id not in here
        one.marks |= told
        for mark in marks:
            self._told[one.id, mark] += 1
        self._counted[one.id] = one
        if told or one.articles.bit_length() != weight:
            self._regroup(names)
        return one.id

    def add_mentions(self, person_id: int, mentions: int, quotes: int) -> None:
        """Count mentions and quotes of a name that has appeared in this transaction."""
        one = self._counted[person_id]
        one.mentions += mentions
        one.quotes += quotes

    def regroup(self, db: sqlite3.Connection, key: str, collection: CollectionId) -> None:
        """Decide again which names of one key, in one collection, are one person's."""
        self._regroup(self._names_of(db, (key, collection)))

    def file(self, db: sqlite3.Connection) -> None:
        """Write what has changed, each table in its order."""
        counted = sorted(self._counted.items())
        db.executemany(
            "UPDATE people SET mention_count = ?, article_count = ?,"
            " quote_count = quote_count + ? WHERE id = ?",
            [(one.mentions, one.articles, one.quotes, i) for i, one in counted],
        )
        for _, one in counted:
            one.quotes = 0
        # By themselves, for they change an index.
        db.executemany("UPDATE people SET entry = ?2 WHERE id = ?1", sorted(self._joined.items()))
        db.executemany(
            "INSERT INTO person_marks VALUES (?, ?, ?) ON CONFLICT (person_id, mark)"
            " DO UPDATE SET article_count = article_count + excluded.article_count",
            [(person_id, mark, n) for (person_id, mark), n in sorted(self._told.items())],
        )
        db.executemany("INSERT INTO name_words VALUES (?, ?)", sorted(self._words))
        add_to_facts(db, {"people": self._new})
        self._leave()
        if len(self._names) > _KEYS_AT_MOST:
            self._names, self._older = {}, self._names

    def _leave(self) -> None:
        """Nothing waits any more."""
        self._counted, self._joined = {}, {}
        self._told, self._words, self._new = Counter(), [], 0

    def _names_of(self, db: sqlite3.Connection, key: _Key) -> list[Name]:
        names = self._names.get(key)
        if names is None:
            names = self._older.get(key)
            self._names[key] = names = _read_names(db, key) if names is None else names
        return names

    def _insert(self, db: sqlite3.Connection, name: str, folded: str, key: _Key) -> Name:
        (last,) = db.execute("SELECT coalesce(max(id), 0) FROM people").fetchone()
        person_id = int(last) + 1
        db.execute(
            "INSERT INTO people (id, name, folded, key, collection_id, entry)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?1)",
            (person_id, name, folded, *key),
        )
        self._words += [(word, person_id) for word in name_words(name)]
        self._new += 1
        return Name(person_id, name, folded, 0, 0, person_id)

    def _regroup(self, names: Sequence[Name]) -> None:
        if len(names) == 1 and names[0].entry == names[0].id:
            return
        compared = sorted(names, key=_by_mentions)[:_MOST_OF_A_KEY]
        heads = self.rule.grouped(
            [
                Entry(one.id, one.name, one.folded, one.articles.bit_length(), one.marks)
                for one in compared
            ]
        )
        for one in compared:
            if one.entry != heads[one.id]:
                one.entry = self._joined[one.id] = heads[one.id]


def name_words(name: str) -> set[str]:
    """The folded words under which a name is found."""
    return {folded for folded in map(fold, find_words(name)) if folded}


def _namesake(
    names: Sequence[Name], folded: str, marks: frozenset[str], rule: JoiningRule
) -> Name | None:
    """The row of this very name that the marks do not speak against, the most mentioned."""
    same = [one for one in names if one.folded == folded]
    if same and any(mark.startswith(_WALK) for mark in marks):
        same = [one for one in same if not rule.disagree(one.marks, marks)]
    return min(same, key=_by_mentions, default=None)


def _by_mentions(one: Name) -> tuple[int, int]:
    return -one.mentions, one.id


def _read_names(db: sqlite3.Connection, key: _Key) -> list[Name]:
    names = [
        Name(*row)
        for row in db.execute(
            "SELECT id, name, folded, mention_count, article_count, entry FROM people "
            "WHERE key = ? AND collection_id = ?",
            key,
        )
    ]
    for one in names:
        marks = db.execute("SELECT mark FROM person_marks WHERE person_id = ?", (one.id,))
        one.marks = frozenset(mark for (mark,) in marks)
    return names
