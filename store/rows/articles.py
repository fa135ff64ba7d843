"""Reads and writes articles, with their passages, full-text index and quotes.

Works inside the caller's transaction. `delete_passages` must be given the very words that
`insert_passages` was given: a contentless FTS5 table deletes by content.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from store.database.schema import DERIVED_VERSION
from store.errors import ArticleNotFoundError
from store.model import Article, ArticleId, Draft, Passage, Quote, Span
from store.rows.packing import pack_sentences, unpack_text

_FIELDS = (
    "id, headline, packed_text, url, canonical_url, byline, dateline, published, modified, "
    "publisher, language, source"
)
_SELECT = f"SELECT {_FIELDS} FROM articles"  # noqa: S608 - a constant
# The identity ?1, as itself and in each collection (see `collections.identity_in`).
_IDENTITIES = "SELECT ?1 UNION ALL SELECT 'in ' || id || ': ' || ?1 FROM collections"
# Articles read at once where all of them are wanted.
_PAGE = 200
# Ids that are given to one statement.
_AT_ONCE = 5_000


def fingerprint(draft: Draft) -> str:
    """Equal exactly when nothing a reader could see has changed, whichever URL it came under.

    The language is not in it: where a draft names none, the archive has told it from the text.
    """
    shown = [draft.headline, draft.text, draft.byline, draft.dateline]
    shown += [draft.published, draft.modified, draft.publisher]
    return hashlib.sha256(json.dumps(shown).encode("utf-8", "surrogatepass")).hexdigest()


def content_identity(draft: Draft) -> str:
    """The identity of an article without an address: its headline and words."""
    content = f"{draft.headline}\n{draft.text}".encode("utf-8", "surrogatepass")
    return "content:" + hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """An article of the archive, as far as telling changes needs it."""

    id: ArticleId
    identity: str
    fingerprint: str
    language: str
    derived_version: int


def find_identity(db: sqlite3.Connection, identity: str) -> Known | None:
    """The article with this identity; None where there is none."""
    row = db.execute(
        "SELECT id, identity, fingerprint, language, derived_version FROM articles "
        "WHERE identity = ?",
        (identity,),
    ).fetchone()
    return None if row is None else Known(ArticleId(row[0]), *row[1:])


class HeadAndDates(NamedTuple):
    """The headline and dates of a stored article."""

    headline: str
    published: str | None
    modified: str | None


def find_head(db: sqlite3.Connection, address: str) -> HeadAndDates | None:
    """Headline and dates of the article met under a canonical address; None without one."""
    row = db.execute(
        "SELECT headline, published, modified FROM articles WHERE identity = ?1 OR id = "
        "(SELECT article_id FROM addresses WHERE address = ?1)",
        (address,),
    ).fetchone()
    return None if row is None else HeadAndDates(*row)


class Stored(NamedTuple):
    """A draft's compressed text and its fingerprint, stored beside its fields."""

    packed_text: bytes
    fingerprint: str


def insert_article(
    db: sqlite3.Connection,
    draft: Draft,
    stored: Stored,
    *,
    identity: str,
    canonical_url: str | None,
    language: str,
    added_at: int,
    article_id: ArticleId | None = None,
) -> ArticleId:
    """Write the article's own row; with `article_id`, in the place of an earlier version.

    `added_at` is in seconds since 1970.
    """
    cursor = db.execute(
        "INSERT INTO articles (id, identity, url, canonical_url, headline, byline, dateline, "
        "published, modified, publisher, language, packed_text, fingerprint, source, added_at, "
        "derived_version) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            article_id, identity, draft.url, canonical_url, draft.headline, draft.byline,
            draft.dateline, draft.published, draft.modified, draft.publisher, language,
            stored.packed_text, stored.fingerprint, draft.source, added_at, DERIVED_VERSION,
        ),
    )  # fmt: skip
    return ArticleId(cursor.lastrowid or 0)


# (start, stop, packed sentences, stems of its words) of a passage.
PassageRow = tuple[int, int, bytes, str]


def passage_rows(
    passages: Sequence[Passage], bodies: Sequence[str], lengths: Sequence[Sequence[int]]
) -> list[PassageRow]:
    """Rows of passages; `lengths` is how many of a body's stems are each sentence's."""
    return [
        (
            passage.span.start,
            passage.span.stop,
            pack_sentences(passage.sentences, words, passage.span.start),
            body,
        )
        for passage, body, words in zip(passages, bodies, lengths, strict=True)
    ]


def insert_passages(
    db: sqlite3.Connection, article_id: ArticleId, passages: Iterable[PassageRow], headline: str
) -> list[int]:
    """Write passages and what the full-text index keeps of them. Returns the passages' ids."""
    ids: list[int] = []
    for number, (start, stop, sentences, body) in enumerate(passages):
        cursor = db.execute(
            "INSERT INTO passages (article_id, start, stop, sentences) VALUES (?, ?, ?, ?)",
            (article_id, start, stop, sentences),
        )
        db.execute(
            "INSERT INTO passages_fts (rowid, headline, body) VALUES (?, ?, ?)",
            (cursor.lastrowid, "" if number else headline, body),
        )
        ids.append(cursor.lastrowid or 0)
    return ids


def delete_passages(
    db: sqlite3.Connection, article_id: ArticleId, headline: str, bodies: Sequence[str]
) -> None:
    """Take an article's passages out of the table and the index."""
    rows = db.execute(
        "SELECT id FROM passages WHERE article_id = ? ORDER BY id", (article_id,)
    ).fetchall()
    for number, ((passage_id,), body) in enumerate(zip(rows, bodies, strict=True)):
        db.execute(
            "INSERT INTO passages_fts (passages_fts, rowid, headline, body) "
            "VALUES ('delete', ?, ?, ?)",
            (passage_id, "" if number else headline, body),
        )
    db.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))


def insert_quotes(
    db: sqlite3.Connection,
    article_id: ArticleId,
    quotes: Iterable[QuoteRow],
    person_of: dict[str, int],
) -> None:
    """Write an article's quotes; `person_of` maps speakers to people of the archive."""
    db.executemany(
        f"INSERT INTO quotes (article_id, {QUOTE_FIELDS}, person_id) "  # noqa: S608 - a constant
        "VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [(article_id, *row, person_of.get(row[2] or "")) for row in quotes],
    )


def get_article(db: sqlite3.Connection, article_id: ArticleId) -> Article:
    """The article by that id.

    Raises:
        ArticleNotFoundError: there is none.
    """
    row = db.execute(f"{_SELECT} WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        message = f"no article {article_id} in the archive"
        raise ArticleNotFoundError(message)
    return _article(row)


def stored_fingerprint(db: sqlite3.Connection, article_id: ArticleId) -> str | None:
    """The fingerprint of an article as it is stored; None where there is none."""
    row = db.execute("SELECT fingerprint FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row is None else str(row[0])


def get_articles(db: sqlite3.Connection, ids: Iterable[ArticleId]) -> dict[ArticleId, Article]:
    """The articles that exist among these ids."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    rows = db.execute(f"{_SELECT} WHERE id IN ({_marks(wanted)})", wanted)
    return {ArticleId(row[0]): _article(row) for row in rows}


def find_article(db: sqlite3.Connection, id_or_url: str, canonical_url: str) -> Article:
    """The article by id, by the URL it was given with, or by a URL of the same identity.

    An address with a fragment names the entry of a feed that had it, if one had.

    Raises:
        ArticleNotFoundError: there is none.
    """
    if id_or_url.isascii() and id_or_url.isdigit() and len(id_or_url) < 19:
        return get_article(db, ArticleId(int(id_or_url)))
    message = f"no article {id_or_url} in the archive"
    try:
        fragment = id_or_url.partition("#")[2]
        found = _find_named(db, f"{canonical_url}#{fragment}") if fragment else None
        found = found or _find_named(db, canonical_url)
    except UnicodeEncodeError as error:
        # Half a character, which no stored text holds.
        raise ArticleNotFoundError(message) from error
    if found is None:
        raise ArticleNotFoundError(message)
    return found


def _find_named(db: sqlite3.Connection, address: str) -> Article | None:
    row = db.execute(
        f"{_SELECT} WHERE identity IN ({_IDENTITIES}) OR id IN "  # noqa: S608
        f"(SELECT article_id FROM addresses WHERE address IN ({_IDENTITIES})) "
        "ORDER BY id LIMIT 1",
        (address,),
    ).fetchone()
    return None if row is None else _article(row)


def articles_after(db: sqlite3.Connection, last: ArticleId) -> list[Article]:
    """The next page of articles in the order of their ids; [] after the newest."""
    rows = db.execute(f"{_SELECT} WHERE id > ? ORDER BY id LIMIT ?", (last, _PAGE))
    return [_article(row) for row in rows]


def latest_articles(
    db: sqlite3.Connection,
    limit: int,
    tests: Sequence[str] = (),
    values: Sequence[str | int] = (),
    *,
    oldest_first: bool = False,
) -> list[Article]:
    """The newest by the instant of their publication, or the oldest; undated ones last.

    `tests` are SQL conditions of an article named `a` that all must hold, `values` theirs in order.
    """
    by_time = "julianday(published) DESC, id DESC"
    if oldest_first:
        by_time = "julianday(published) IS NULL, julianday(published), id"
    rows = db.execute(
        f"{_SELECT} a WHERE {' AND '.join(['1', *tests])} ORDER BY {by_time} LIMIT ?",
        (*values, limit),
    )
    return [_article(row) for row in rows]


def newest_of(
    db: sqlite3.Connection, ids: Iterable[int], limit: int, *, oldest_first: bool = False
) -> list[Article]:
    """The newest of these articles, or the oldest; undated ones last."""
    dated = [
        row
        for some in _batches(list(ids))
        for row in db.execute(
            f"SELECT julianday(published), id FROM articles WHERE id IN ({_marks(some)})",  # noqa: S608
            some,
        )
    ]
    dated.sort(key=lambda row: (row[0] is not None, row), reverse=True)
    if oldest_first:
        dated.reverse()
        dated.sort(key=lambda row: row[0] is None)
    newest = [ArticleId(article_id) for _, article_id in dated[:limit]]
    found = get_articles(db, newest)
    return [found[article_id] for article_id in newest]


def newest_published(db: sqlite3.Connection) -> str | None:
    """When the newest article was published, as it says; None where none does."""
    row = db.execute(
        "SELECT published FROM articles ORDER BY julianday(published) DESC LIMIT 1"
    ).fetchone()
    return None if row is None else row[0]


def publishers(db: sqlite3.Connection) -> list[tuple[str, int, str | None, str | None]]:
    """(publisher, articles, first and last published date), largest first.

    Each publisher is met once in the index, and its dates are read at the ends of its stretch.
    """
    return db.execute(
        "WITH RECURSIVE names (name) AS ("
        " SELECT * FROM (SELECT publisher FROM articles WHERE publisher >= ''"
        "  ORDER BY publisher LIMIT 1)"
        " UNION ALL SELECT (SELECT publisher FROM articles WHERE publisher > name"
        "  ORDER BY publisher LIMIT 1) FROM names WHERE name NOT NULL"
        ") SELECT name, (SELECT count(*) FROM articles WHERE publisher = name) AS number,"
        " (SELECT published FROM articles WHERE publisher = name AND published NOT NULL"
        "  ORDER BY published LIMIT 1),"
        " (SELECT published FROM articles WHERE publisher = name ORDER BY published DESC LIMIT 1)"
        " FROM names WHERE name NOT NULL ORDER BY number DESC, name"
    ).fetchall()


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids, as many at once as a statement takes."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def quotes_of(db: sqlite3.Connection, article_id: ArticleId) -> list[Quote]:
    """An article's quotes in text order."""
    rows = db.execute(
        f"SELECT {QUOTE_FIELDS} FROM quotes WHERE article_id = ? ORDER BY start",  # noqa: S608
        (article_id,),
    )
    return [quote_of(row) for row in rows]


QUOTE_FIELDS = (
    "start, stop, speaker, speaker_start, speaker_stop, cue_start, cue_stop, statement, is_part"
)
QuoteRow = tuple[int, int, str | None, int | None, int | None, int | None, int | None, int, int]


def quote_row(quote: Quote) -> QuoteRow:
    """A quote as a row of QUOTE_FIELDS."""
    span, mention, cue = quote.span, quote.mention, quote.cue
    m_start, m_stop = (mention.start, mention.stop) if mention is not None else (None, None)
    c_start, c_stop = (cue.start, cue.stop) if cue is not None else (None, None)
    return (
        span.start, span.stop, quote.speaker, m_start, m_stop, c_start, c_stop,
        quote.group, quote.is_part,
    )  # fmt: skip


def quote_of(row: QuoteRow) -> Quote:
    """A row of QUOTE_FIELDS as a quote."""
    start, stop, speaker, m_start, m_stop, c_start, c_stop, statement, is_part = row
    return Quote(
        span=Span(start, stop),
        speaker=speaker,
        mention=None if m_start is None or m_stop is None else Span(m_start, m_stop),
        cue=None if c_start is None or c_stop is None else Span(c_start, c_stop),
        group=statement,
        is_part=bool(is_part),
    )


_ArticleRow = tuple[
    int, str, bytes, str | None, str | None, str | None, str | None, str | None, str | None,
    str | None, str, str,
]  # fmt: skip


def _article(row: _ArticleRow) -> Article:
    (
        article_id, headline, packed_text, url, canonical_url, byline, dateline, published,
        modified, publisher, language, source,
    ) = row  # fmt: skip
    return Article(
        id=ArticleId(article_id),
        headline=headline,
        text=unpack_text(packed_text),
        url=url,
        canonical_url=canonical_url,
        byline=byline,
        dateline=dateline,
        published=published,
        modified=modified,
        publisher=publisher,
        language=language,
        source=source,
    )
