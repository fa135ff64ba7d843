"""Draws a person's portrait from the articles: roles, latest mention, words, company. All spans."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from store.model import EXCERPT_LIMIT, Article, ArticleId, Quote, Span
from store.rows.articles import QUOTE_FIELDS, get_articles, quote_of
from store.rows.packing import unpack_spans
from store.rows.people import names_of
from store.text.fold import fold
from store.text.sentences import split_sentences
from store.text.words import word_spans

# Newest appearances of a person that are read for a card.
_READ = 40
# Newest appearances that are read for the people they appear with.
_COMPANY_READ = 200
# Aliases, roles, quotes and people beside that a card shows at most.
_ALIASES = 12
_ROLES = 12
_QUOTES = 3
_COMPANY = 5
_ORGANISATION = re.compile(
    r"(?:\b(?:of|at|for|with|from)(?: the)? )?"
    r"(?P<name>[A-Z][\w&.’'-]*(?: (?:(?:of|and|the|for) )?[A-Z][\w&.’'-]*)*)"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A quote, the article it stands in, and as much of its words as is shown."""

    article: Article
    quote: Quote
    shown: Span


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest sentence that names somebody, or what of it is shown, and the name in it."""

    article: Article
    sentence: Span
    mention: Span


@dataclass(frozen=True, slots=True)
class Company:
    """Somebody who appears beside a person: in how many of the newest articles, and where last."""

    name: str
    article_count: int
    article: Article
    mention: Span


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the archive: how often and where, other forms of the name, and what is said.

    Spans stand in the articles beside them, newest first. `organisations` are names inside `roles`.
    """

    name: str
    aliases: tuple[str, ...]
    mention_count: int
    article_count: int
    quote_count: int
    roles: tuple[tuple[Article, Span], ...]
    organisations: tuple[tuple[Article, Span], ...]
    articles: tuple[Article, ...]
    latest: Latest | None
    said: tuple[Said, ...]
    company: tuple[Company, ...]


@dataclass(frozen=True, slots=True)
class Appearance:
    """The mentions of a person in one article."""

    article_id: ArticleId
    name: str
    mentions: tuple[Span, ...]
    roles: tuple[Span, ...]


def appearances_of(
    db: sqlite3.Connection,
    names: Sequence[int],
    limit: int,
    tests: Sequence[str] = (),
    values: Sequence[str | int] = (),
) -> list[Appearance]:
    """The mentions of these names, newest articles first.

    `tests` are SQL conditions of an `article_id` that all must hold, `values` theirs in order.
    """
    newest: list[tuple[float, int, str, bytes, bytes]] = []
    for name_id in names:
        newest += db.execute(
            "SELECT coalesce(published, 0), article_id, name, mentions, roles "  # noqa: S608
            f"FROM appearances WHERE {' AND '.join(['person_id = ?', *tests])} "
            "ORDER BY published DESC, article_id DESC LIMIT ?",
            (name_id, *values, limit),
        ).fetchall()
    newest.sort(key=lambda row: row[:2], reverse=True)
    return [
        Appearance(ArticleId(article_id), name, unpack_spans(mentions), unpack_spans(roles))
        for _, article_id, name, mentions, roles in newest[:limit]
    ]


def portrait(
    db: sqlite3.Connection,
    entries: Sequence[int],
    *,
    articles_limit: int,
    no_organisations: AbstractSet[str],
    is_card: bool,
) -> KnownPerson:
    """Everything about one person, whose entries are given, one a collection.

    `no_organisations` are folded words that by themselves are the name of no organisation, though
    roles write them with a capital. Only a card tells what they said and who they appear with.
    """
    names = names_of(db, entries)
    counts = db.execute(
        "SELECT sum(mention_count), sum(article_count), sum(quote_count) "  # noqa: S608
        f"FROM people WHERE id IN ({_marks(names)})",
        names,
    ).fetchone()
    near = _newest(db, names) if is_card else []
    (name,) = db.execute("SELECT name FROM people WHERE id = ?", (entries[0],)).fetchone()
    seen = appearances_of(db, names, _READ)
    articles = get_articles(db, [one.article_id for one in seen])
    roles = _roles(seen, articles)
    return KnownPerson(
        name=name,
        aliases=_aliases(db, name, names, seen, articles),
        mention_count=counts[0],
        article_count=counts[1],
        quote_count=counts[2],
        roles=roles[:_ROLES],
        organisations=_organisations(roles, no_organisations)[:_ROLES],
        articles=tuple(articles[i] for i in dict.fromkeys(one.article_id for one in seen))[
            :articles_limit
        ],
        latest=_latest(seen, articles),
        said=_said(db, names, near) if is_card else (),
        company=_company(db, names, near) if is_card else (),
    )


def told_name(db: sqlite3.Connection, entries: Sequence[int]) -> str | None:
    """The name of a person whom articles quote, or of whom the newest say what they are.

    None of anybody else. As `portrait` has it, without reading a text.
    """
    names = names_of(db, entries)
    name, quotes = db.execute(
        "SELECT (SELECT name FROM people WHERE id = ?), sum(quote_count) "  # noqa: S608
        f"FROM people WHERE id IN ({_marks(names)})",
        (entries[0], *names),
    ).fetchone()
    if quotes or any(one.roles for one in appearances_of(db, names, _READ)):
        return str(name)
    return None


def _aliases(
    db: sqlite3.Connection,
    name: str,
    names: Sequence[int],
    seen: Sequence[Appearance],
    articles: dict[ArticleId, Article],
) -> tuple[str, ...]:
    """Other full names, then how the newest articles write them."""
    full = db.execute(
        f"SELECT name FROM people WHERE id IN ({_marks(names)}) "  # noqa: S608 - marks only
        "ORDER BY article_count DESC, id",
        names,
    )
    found = dict.fromkeys(row[0] for row in full)
    for one in seen:
        text = articles[one.article_id].text
        found |= dict.fromkeys([one.name, *(mention.of(text) for mention in one.mentions)])
    return tuple(alias for alias in found if alias != name)[:_ALIASES]


def _roles(
    seen: Iterable[Appearance], articles: dict[ArticleId, Article]
) -> tuple[tuple[Article, Span], ...]:
    roles: dict[str, tuple[Article, Span]] = {}
    for one in seen:
        article = articles[one.article_id]
        for role in one.roles:
            roles.setdefault(role.of(article.text).casefold(), (article, role))
    return tuple(roles.values())


def _organisations(
    roles: Iterable[tuple[Article, Span]], no_organisations: AbstractSet[str]
) -> tuple[tuple[Article, Span], ...]:
    found: dict[str, tuple[Article, Span]] = {}
    for article, role in roles:
        for match in _ORGANISATION.finditer(role.of(article.text)):
            words = [
                word
                for word in word_spans(match["name"])
                if fold(word[0]) not in no_organisations and len(word[0]) > 1
            ]
            if not words:
                continue
            start = role.start + match.start("name")
            span = Span(start + words[0].start(), start + words[-1].end())
            found.setdefault(span.of(article.text), (article, span))
    return tuple(found.values())


def _latest(seen: Sequence[Appearance], articles: dict[ArticleId, Article]) -> Latest | None:
    if not seen:
        return None
    article = articles[seen[0].article_id]
    full = (m for m in seen[0].mentions if m.of(article.text) == seen[0].name)
    mention = next(full, seen[0].mentions[0])
    sentence = next(s for s in _sentences(article.text, mention) if s.meets(mention))
    return Latest(article, _shown(article.text, sentence, mention), mention)


def _sentences(text: str, span: Span) -> list[Span]:
    """The sentences of the line that holds `span`."""
    stop = text.find("\n", span.stop)
    return split_sentences(text, text.rfind("\n", 0, span.start) + 1, stop if stop >= 0 else None)


def _shown(text: str, whole: Span, wanted: Span) -> Span:
    """`whole`, or where it is too long to be shown as many of its words around `wanted`."""
    if len(whole) <= EXCERPT_LIMIT:
        return whole
    start = max(whole.start, wanted.start - EXCERPT_LIMIT // 3)
    stop = min(whole.stop, start + EXCERPT_LIMIT)
    if start > whole.start:
        blank = text.find(" ", start, wanted.start)
        start = wanted.start if blank < 0 else blank + 1
    if stop < whole.stop:
        blank = text.rfind(" ", wanted.stop, stop)
        stop = max(wanted.stop, blank) if blank > start else stop
    return Span(start, stop)


def _newest(db: sqlite3.Connection, names: Sequence[int]) -> list[int]:
    """The newest articles that give any of these names, newest first."""
    found: set[tuple[float, int]] = set()
    for name_id in names:
        found |= set(
            db.execute(
                "SELECT coalesce(published, 0), article_id FROM appearances WHERE person_id = ? "
                "ORDER BY published DESC, article_id DESC LIMIT ?",
                (name_id, _COMPANY_READ),
            )
        )
    return [article_id for _, article_id in sorted(found, reverse=True)][:_COMPANY_READ]


def _said(db: sqlite3.Connection, names: Sequence[int], near: Sequence[int]) -> tuple[Said, ...]:
    """The first sentence of direct speech in each of the newest articles that have any."""
    rows = db.execute(
        f"SELECT article_id, {QUOTE_FIELDS} FROM quotes "  # noqa: S608 - marks only
        f"WHERE article_id IN ({_marks(near)}) AND person_id IN ({_marks(names)}) "
        "AND NOT is_part ORDER BY start DESC",
        (*near, *names),
    )
    first = {ArticleId(row[0]): quote_of(row[1:]) for row in rows}
    newest = [ArticleId(i) for i in near if i in first][:_QUOTES]
    articles = get_articles(db, newest)
    return tuple(
        Said(
            articles[i],
            first[i],
            _shown(articles[i].text, first[i].span, Span(first[i].span.start, first[i].span.start)),
        )
        for i in newest
    )


def _company(
    db: sqlite3.Connection, names: Sequence[int], near: Sequence[int]
) -> tuple[Company, ...]:
    """The people in most of the newest articles that name these, and the last such article."""
    # SQLite takes a group's other columns from the row that has its `max`.
    rows = db.execute(
        "SELECT p.name, count(DISTINCT a.article_id) AS together,"  # noqa: S608 - marks only
        " max(coalesce(a.published, 0)), a.article_id, a.mentions "
        "FROM appearances a JOIN people o ON o.id = a.person_id JOIN people p ON p.id = o.entry "
        f"WHERE a.article_id IN ({_marks(near)}) AND a.person_id NOT IN ({_marks(names)}) "
        "GROUP BY o.entry HAVING together > 1 ORDER BY together DESC, o.entry LIMIT ?",
        (*near, *names, _COMPANY),
    ).fetchall()
    articles = get_articles(db, [ArticleId(row[3]) for row in rows])
    return tuple(
        Company(name, together, articles[article_id], unpack_spans(mentions)[0])
        for name, together, _, article_id, mentions in rows
    )


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
