"""Rows ⇄ people: one entry a person for the archive, and where each article names them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from store.articles import get_articles
from store.collections import CollectionId
from store.model import Article, ArticleId, Person, Span
from store.rows import pack_spans, unpack_spans
from store.text.fold import fold
from store.text.words import find_words

# Roles kept beside a person to tell namesakes apart; more would not decide more.
_ROLES_KEPT = 6

# (id, name, mentions, articles, quotes) of a person.
PersonRow = tuple[int, str, int, int, int]

# (name, roles, name, roles) → whether they are one person.
SamePerson = Callable[[str, Sequence[str], str, Sequence[str]], bool]


def folded_name(name: str) -> str:
    """The form under which a name is looked up: folded words with single blanks."""
    return " ".join(fold(word) for word in find_words(name))


def insert_people(
    db: sqlite3.Connection,
    article_id: ArticleId,
    text: str,
    people: Sequence[Person],
    quotes_by: Mapping[str, int],
    same_person: SamePerson,
    collection: CollectionId,
) -> dict[str, int]:
    """Write who an article names. Returns the person id behind each name that has one.

    A bare surname or single name is kept with the article but joins nobody: it could be anyone.
    Nor is anybody joined with a namesake of another collection.
    """
    person_of: dict[str, int] = {}
    for ordinal, person in enumerate(people):
        roles = [span.of(text) for span in person.roles]
        person_id = None
        if len(find_words(person.name)) > 1 and person.name not in person_of:
            person_id = _person_id(db, person.name, roles, same_person, collection)
            is_new_here = person_id not in person_of.values()
            person_of[person.name] = person_id
            db.execute(
                "UPDATE people SET mention_count = mention_count + ?, "
                "article_count = article_count + ?, quote_count = quote_count + ? WHERE id = ?",
                (len(person.mentions), is_new_here, quotes_by.get(person.name, 0), person_id),
            )
        db.execute(
            "INSERT INTO appearances VALUES (?, ?, ?, ?, ?, ?)",
            (
                article_id, ordinal, person_id, person.name,
                pack_spans(person.mentions), pack_spans(person.roles),
            ),
        )  # fmt: skip
    return person_of


def _person_id(
    db: sqlite3.Connection,
    name: str,
    roles: Sequence[str],
    same_person: SamePerson,
    collection: CollectionId,
) -> int:
    folded = folded_name(name)
    namesakes = db.execute(
        "SELECT id, name, roles FROM people WHERE folded = ? AND collection_id = ?"
        " ORDER BY mention_count DESC",
        (folded, collection),
    ).fetchall()
    for person_id, known_name, known in namesakes:
        known_roles: list[str] = json.loads(known)
        if same_person(known_name, known_roles, name, roles):
            merged = list(dict.fromkeys([*known_roles, *roles]))[:_ROLES_KEPT]
            if merged != known_roles:
                db.execute(
                    "UPDATE people SET roles = ? WHERE id = ?", (json.dumps(merged), person_id)
                )
            return int(person_id)
    cursor = db.execute(
        "INSERT INTO people (name, folded, roles, collection_id) VALUES (?, ?, ?, ?)",
        (name, folded, json.dumps(list(roles)[:_ROLES_KEPT]), collection),
    )
    person_id = int(cursor.lastrowid or 0)
    db.executemany(
        "INSERT OR IGNORE INTO name_words VALUES (?, ?)",
        [(word, person_id) for word in set(folded.split())],
    )
    return person_id


def delete_people(db: sqlite3.Connection, article_id: ArticleId) -> None:
    """Take an article's people out; somebody no article names any more leaves without a trace."""
    spoken: dict[int, int] = dict(
        db.execute(
            "SELECT person_id, count(*) FROM quotes WHERE article_id = ? AND person_id NOT NULL "
            "GROUP BY 1",
            (article_id,),
        ).fetchall()
    )
    mentioned: Counter[int] = Counter()
    for person_id, mentions in db.execute(
        "SELECT person_id, mentions FROM appearances WHERE article_id = ? AND person_id NOT NULL",
        (article_id,),
    ):
        mentioned[person_id] += len(unpack_spans(mentions))
    db.execute("DELETE FROM appearances WHERE article_id = ?", (article_id,))
    db.execute("DELETE FROM quotes WHERE article_id = ?", (article_id,))
    for person_id, mention_count in mentioned.items():
        db.execute(
            "UPDATE people SET mention_count = mention_count - ?, "
            "article_count = article_count - 1, quote_count = quote_count - ? WHERE id = ?",
            (mention_count, spoken.get(person_id, 0), person_id),
        )
        db.execute("DELETE FROM people WHERE id = ? AND article_count <= 0", (person_id,))
        _call_as_left(db, person_id)


def _call_as_left(db: sqlite3.Connection, person_id: int) -> None:
    """Give a person the name and roles that the articles still there would have given."""
    first = db.execute(
        "SELECT name FROM appearances WHERE person_id = ? ORDER BY article_id, ordinal LIMIT 1",
        (person_id,),
    ).fetchone()
    if first is None:
        return
    roles: dict[str, None] = {}
    # Row by row, and only where there are roles: somebody may stand in very many articles.
    for blob, text in db.execute(
        "SELECT p.roles, a.text FROM appearances p JOIN articles a ON a.id = p.article_id "
        "WHERE p.person_id = ? AND p.roles <> x'' ORDER BY p.article_id, p.ordinal",
        (person_id,),
    ):
        roles |= dict.fromkeys(span.of(text) for span in unpack_spans(blob))
        if len(roles) >= _ROLES_KEPT:
            break
    kept = json.dumps(list(roles)[:_ROLES_KEPT])
    db.execute("UPDATE people SET name = ?, roles = ? WHERE id = ?", (first[0], kept, person_id))


def people_in(db: sqlite3.Connection, article_id: ArticleId) -> list[Person]:
    """Who an article names, as it names them, most mentioned first."""
    rows = db.execute(
        "SELECT name, mentions, roles FROM appearances WHERE article_id = ? ORDER BY ordinal",
        (article_id,),
    )
    return [Person(name, unpack_spans(m), unpack_spans(r)) for name, m, r in rows]


def people_by_words(
    db: sqlite3.Connection, groups: Sequence[Iterable[str]], limit: int
) -> list[tuple[int, str, int, int, int]]:
    """(id, name, mentions, articles, quotes) of people whose names hold a word of every group."""
    listed = [list(group) for group in groups]
    if not listed:
        return []
    of_group = "id IN (SELECT person_id FROM name_words WHERE word IN ({}))"
    tests = [of_group.format(",".join("?" * len(words))) for words in listed]
    return db.execute(
        "SELECT id, name, mention_count, article_count, quote_count FROM people "  # noqa: S608
        f"WHERE {' AND '.join(tests)} ORDER BY mention_count DESC, id LIMIT ?",
        (*(word for words in listed for word in words), limit),
    ).fetchall()


def is_name_word(db: sqlite3.Connection, forms: Iterable[str]) -> bool:
    """Whether any of the folded words is part of somebody's name."""
    words = list(forms)
    marks = ",".join("?" * len(words))
    row = db.execute(
        f"SELECT 1 FROM name_words WHERE word IN ({marks}) LIMIT 1",  # noqa: S608 - marks only
        words,
    ).fetchone()
    return row is not None


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


def most_mentioned(db: sqlite3.Connection, limit: int) -> list[tuple[int, str, int, int, int]]:
    """The people most named: (id, name, mentions, articles, quotes)."""
    return db.execute(
        "SELECT id, name, mention_count, article_count, quote_count FROM people "
        "ORDER BY mention_count DESC, id LIMIT ?",
        (limit,),
    ).fetchall()


def appearances_of(
    db: sqlite3.Connection, person_id: int, limit: int
) -> list[tuple[ArticleId, str, bytes, bytes]]:
    """(article, name there, mentions, roles) newest articles first."""
    return db.execute(
        "SELECT p.article_id, p.name, p.mentions, p.roles FROM appearances p "
        "JOIN articles a ON a.id = p.article_id WHERE p.person_id = ? "
        "ORDER BY a.published DESC, a.id DESC LIMIT ?",
        (person_id, limit),
    ).fetchall()


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the archive: how often and where, other forms of the name, roles as spans."""

    name: str
    aliases: tuple[str, ...]
    mention_count: int
    article_count: int
    quote_count: int
    roles: tuple[tuple[Article, Span], ...]
    articles: tuple[Article, ...]


def entries(db: sqlite3.Connection, rows: Sequence[PersonRow]) -> list[list[PersonRow]]:
    """The rows of each person: one, and one more for each further collection with the name."""
    ids = [row[0] for row in rows]
    marks = ",".join("?" * len(ids))
    home: dict[int, int] = dict(
        db.execute(f"SELECT id, collection_id FROM people WHERE id IN ({marks})", ids).fetchall()  # noqa: S608 - marks only
    )
    made: list[list[PersonRow]] = []
    for row in rows:
        for entry in made:
            is_elsewhere = home[row[0]] not in (home[other[0]] for other in entry)
            if is_elsewhere and folded_name(entry[0][1]) == folded_name(row[1]):
                entry.append(row)
                break
        else:
            made.append([row])
    return made


def known_person(
    db: sqlite3.Connection, entry: Sequence[PersonRow], *, articles_limit: int
) -> KnownPerson:
    """Everything about one person, whose rows of `entries` are given, newest articles first."""
    name = entry[0][1]
    mentions = sum(row[2] for row in entry)
    article_count = sum(row[3] for row in entry)
    quotes = sum(row[4] for row in entry)
    seen = [one for row in entry for one in appearances_of(db, row[0], articles_limit)]
    articles = get_articles(db, [article_id for article_id, *_ in seen])
    roles: dict[str, tuple[Article, Span]] = {}
    aliases: dict[str, None] = {}
    for article_id, known_as, mention_blob, role_blob in seen:
        article = articles[article_id]
        for mention in (known_as, *(m.of(article.text) for m in unpack_spans(mention_blob))):
            if mention != name:
                aliases.setdefault(mention)
        for role in unpack_spans(role_blob):
            roles.setdefault(role.of(article.text).casefold(), (article, role))
    return KnownPerson(
        name, tuple(aliases), mentions, article_count, quotes,
        tuple(roles.values()), tuple(articles[i] for i, *_ in seen),
    )  # fmt: skip
