"""Reads and writes people: one entry a person for the archive, and where each article names them.

A row of `people` is a name as articles write it; `entry` is the row that stands for the person, the
same for every name of theirs. A rule from outside decides which names are one person's, over all
names of one `key`, and again whenever what is known of one of them changes. What an article told of
somebody goes with the article.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from store.database.collections import CollectionId
from store.model import ArticleId, Person
from store.rows.articles import get_articles
from store.rows.facts import add_to_facts
from store.rows.known_people import Called, JoiningRule, KnownPeople, name_words
from store.rows.packing import pack_spans, unpack_spans, unpack_text
from store.text.fold import fold
from store.text.words import find_words

# (name there, packed mentions, their number, packed roles, name in the archive) of a person whom an
# article names; the last is None for a name that joins nobody.
PersonRow = tuple[str, bytes, int, bytes, Called | None]


def person_rows(text: str, people: Iterable[Person], rule: JoiningRule) -> list[PersonRow]:
    """Rows of the people of a text.

    A bare surname or single name joins nobody: it could be anyone.
    """
    rows: list[PersonRow] = []
    for person in people:
        roles = [span.of(text) for span in person.roles]
        name = rule.full_name(person.name, roles)
        called = None
        if name is not None:
            called = (name, rule.key(name), rule.folded(name), rule.marks(roles))
        mentions = person.mentions
        rows.append(
            (person.name, pack_spans(mentions), len(mentions), pack_spans(person.roles), called)
        )
    return rows


def insert_people(
    db: sqlite3.Connection,
    article_id: ArticleId,
    published: str | None,
    people: Iterable[PersonRow],
    quotes_by: Mapping[str, int],
    known: KnownPeople,
    collection: CollectionId,
) -> dict[str, int]:
    """Write who an article names. Returns the person id behind each name that has one.

    Nobody is joined with a namesake of another collection. What is counted of people waits in
    `known` until it is filed.
    """
    person_of: dict[str, int] = {}
    counted: list[tuple[int, int, int]] = []
    rows: list[tuple[object, ...]] = []
    for ordinal, (name, mentions, count, roles, called) in enumerate(people):
        person_id = None
        if called is not None and name not in person_of:
            person_id = known.add_appearance(db, called, person_of.values(), collection)
            person_of[name] = person_id
            counted.append((person_id, count, quotes_by.get(name, 0)))
        rows.append((article_id, ordinal, person_id, name, mentions, roles, published))
    # All at once: who of an article's namesakes is the most mentioned, others' articles say.
    for one in counted:
        known.add_mentions(*one)
    db.executemany(
        "INSERT INTO appearances (article_id, ordinal, person_id, name, mentions, roles,"
        " published) VALUES (?, ?, ?, ?, ?, ?, julianday(?))",
        rows,
    )
    return person_of


def _delete_name_words(db: sqlite3.Connection, person_id: int, name: str) -> None:
    db.executemany(
        "DELETE FROM name_words WHERE word = ? AND person_id = ?",
        [(word, person_id) for word in name_words(name)],
    )


def delete_people(
    db: sqlite3.Connection, article_id: ArticleId, text: str, rule: JoiningRule
) -> None:
    """Take an article's people out; somebody no article names any more leaves without a trace."""
    spoken: dict[int, int] = dict(
        db.execute(
            "SELECT person_id, count(*) FROM quotes WHERE article_id = ? AND person_id NOT NULL "
            "GROUP BY 1",
            (article_id,),
        ).fetchall()
    )
    mentioned: Counter[int] = Counter()
    told: Counter[tuple[int, str]] = Counter()
    for person_id, mentions, roles in db.execute(
        "SELECT person_id, mentions, roles FROM appearances "
        "WHERE article_id = ? AND person_id NOT NULL",
        (article_id,),
    ):
        mentioned[person_id] += len(unpack_spans(mentions))
        marks = rule.marks([role.of(text) for role in unpack_spans(roles)])
        told.update((person_id, mark) for mark in marks)
    db.execute("DELETE FROM appearances WHERE article_id = ?", (article_id,))
    db.execute("DELETE FROM quotes WHERE article_id = ?", (article_id,))
    for (person_id, mark), n in told.items():
        db.execute(
            "UPDATE person_marks SET article_count = article_count - ? "
            "WHERE person_id = ? AND mark = ?",
            (n, person_id, mark),
        )
        db.execute(
            "DELETE FROM person_marks WHERE person_id = ? AND mark = ? AND article_count <= 0",
            (person_id, mark),
        )
    keys: dict[tuple[str, CollectionId], None] = {}
    for person_id, mention_count in mentioned.items():
        key, collection = db.execute(
            "UPDATE people SET mention_count = mention_count - ?, "
            "article_count = article_count - 1, quote_count = quote_count - ? WHERE id = ? "
            "RETURNING key, collection_id",
            (mention_count, spoken.get(person_id, 0), person_id),
        ).fetchone()
        keys.setdefault((key, collection))
        gone = db.execute(
            "DELETE FROM people WHERE id = ? AND article_count <= 0 RETURNING name", (person_id,)
        ).fetchall()
        for (name,) in gone:
            _delete_name_words(db, person_id, name)
            add_to_facts(db, {"people": -1})
        if not gone:
            _call_as_left(db, person_id, rule)
    known = KnownPeople(rule)
    for key, collection in keys:
        known.regroup(db, key, collection)
    known.file(db)


def _call_as_left(db: sqlite3.Connection, person_id: int, rule: JoiningRule) -> None:
    """Give a name the spelling that the articles still there would have given it."""
    first = db.execute(
        "SELECT p.name, p.roles, a.packed_text FROM appearances p "
        "JOIN articles a ON a.id = p.article_id "
        "WHERE p.person_id = ? ORDER BY p.article_id, p.ordinal LIMIT 1",
        (person_id,),
    ).fetchone()
    if first is not None:
        text = unpack_text(first[2])
        roles = [role.of(text) for role in unpack_spans(first[1])]
        name = rule.full_name(first[0], roles) or first[0]
        (known,) = db.execute("SELECT name FROM people WHERE id = ?", (person_id,)).fetchone()
        db.execute("UPDATE people SET name = ? WHERE id = ?", (name, person_id))
        _delete_name_words(db, person_id, known)
        db.executemany(
            "INSERT INTO name_words VALUES (?, ?)", [(word, person_id) for word in name_words(name)]
        )


def people_in(db: sqlite3.Connection, article_id: ArticleId) -> list[Person]:
    """The people an article names, as it names them, most mentioned first."""
    rows = db.execute(
        "SELECT name, mentions, roles FROM appearances WHERE article_id = ? ORDER BY ordinal",
        (article_id,),
    )
    return [Person(name, unpack_spans(m), unpack_spans(r)) for name, m, r in rows]


def across_collections(db: sqlite3.Connection, entries: Sequence[int]) -> list[list[int]]:
    """The entries of each person: one, and one more for each further collection with the name."""
    made: list[tuple[str, set[int], list[int]]] = []
    for entry in entries:
        folded, collection = db.execute(
            "SELECT folded, collection_id FROM people WHERE id = ?", (entry,)
        ).fetchone()
        for name, collections, found in made:
            if name == folded and collection not in collections:
                collections.add(collection)
                found.append(entry)
                break
        else:
            made.append((folded, {collection}, [entry]))
    return [found for *_, found in made]


def names_of(db: sqlite3.Connection, entries: Iterable[int]) -> list[int]:
    """The rows of all names of these people: what quotes and appearances refer to."""
    names: dict[int, list[int]] = {entry: [] for entry in entries}
    marks = ",".join("?" * len(names))
    for person_id, entry in db.execute(
        f"SELECT id, entry FROM people WHERE entry IN ({marks}) ORDER BY id",  # noqa: S608
        list(names),
    ):
        names[entry].append(person_id)
    return [person_id for ids in names.values() for person_id in ids]


def role_words(
    db: sqlite3.Connection, ids: Iterable[ArticleId]
) -> dict[tuple[ArticleId, str], set[str]]:
    """(article, name there) → the folded words of the roles the article gives that person."""
    found: dict[tuple[ArticleId, str], set[str]] = {}
    for article_id, article in get_articles(db, ids).items():
        for person in people_in(db, article_id):
            words = (w for role in person.roles for w in find_words(role.of(article.text)))
            found[article_id, person.name] = {fold(word) for word in words}
    return found
