"""Writes analysed articles as rows. Each function is one transaction: all of it or nothing.

An article is written as if every row went in at once; `store.rows.filing` decides what waits.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from store.database import collections
from store.database.collections import PUBLIC, CollectionId
from store.database.connection import Connections
from store.database.merging import INDEXES
from store.database.schema import DERIVED_VERSION
from store.errors import StorageError
from store.ingest.outcome import Outcome
from store.ingest.people import Joining
from store.ingest.story.canonical import canonical_url
from store.ingest.writing.analyse import MOST_READ, given_language, index_words
from store.ingest.writing.batch import Batch, analyse_batch
from store.ingest.writing.duplicates import Telling, story_keys
from store.ingest.writing.identity import Place, find_place, is_worse
from store.ingest.writing.packing import Packed
from store.ingest.writing.split import split_passages
from store.model import Article, ArticleId, Draft
from store.rows import addresses, articles, copies, days, people, versions
from store.rows.addresses import Beside
from store.rows.filing import Filing

_JOINING = Joining()
_PARTLY_READ = (
    f"The article is so long that people and quotes were looked for in its first {MOST_READ:,}"
    " characters alone."
)
# Articles that `reindex` rebuilds in one transaction, small enough that other writers wait briefly.
_REINDEX_BATCH = 100
# Version of an article whose derived rows are still to be rebuilt.
_NOT_DERIVED = 0
# Tables that `reindex` empties, since they are derived from the texts alone.
_DERIVED = (
    "told_days",
    "passages",
    "words",
    "quotes",
    "appearances",
    "people",
    "name_words",
    "person_marks",
    "archive_facts",
    "private_passages",
    "private_words",
    "story_keys",
    "copies",
    "backlog",
)


@dataclass(frozen=True, slots=True)
class Written:
    """How one article or source ended, with the reason where it did not go in, or not with all.

    `draft` is what would be stored, where nothing was written because only that was asked.
    """

    source: str
    outcome: Outcome
    id: ArticleId | None = None
    url: str | None = None
    reason: str | None = None
    draft: Draft | None = None


def unchanged(
    connections: Connections, draft: Draft, collection: CollectionId = PUBLIC
) -> Written | None:
    """The outcome for a draft the archive already has as it is; None if it must be written."""
    with connections.reading() as db:
        place = find_place(db, draft, collection)
        known = place.known
        if known is None or not _is_same(db, place, draft):
            return None
        if any(not addresses.has_address(db, known.id, address) for address in place.met):
            return None
    return Written(draft.source, Outcome.UNCHANGED, known.id, draft.url)


def _is_same(db: sqlite3.Connection, place: Place, draft: Draft) -> bool:
    """Whether a draft would change nothing; one that names no language has none to change.

    Nor does one that the run which brought it went on to supersede, or one from another address
    that says no more than what is there.
    """
    known = place.known
    if known is None or known.derived_version != DERIVED_VERSION:
        return False
    if place.is_other_address and is_worse(draft, articles.get_article(db, known.id)):
        return True
    fingerprint = articles.fingerprint(draft)
    if known.fingerprint == fingerprint:
        return given_language(draft) in (None, known.language)
    return addresses.is_superseded(db, known.id, fingerprint)


def write(
    connections: Connections,
    batch: Batch,
    collection: CollectionId = PUBLIC,
    filing: Filing | None = None,
) -> list[Written]:
    """Write a batch in one transaction, each article whole. Returns how those analysed ended.

    `filing` is that of the run the batch belongs to.
    """
    filing = filing or Filing(_JOINING)
    keys = chain.from_iterable(packed.story_keys for packed in batch.analyses)
    now = int(time.time())
    with filing.batch(connections, batch.vocabulary, keys) as db:
        return [_write_article(db, one, collection, filing, now) for one in batch.analyses]


def _write_article(
    db: sqlite3.Connection, packed: Packed, collection: CollectionId, filing: Filing, now: int
) -> Written:
    draft = packed.draft
    place = find_place(db, draft, collection)
    known, beside = place.known, Beside()
    if place.wrongly is not None:
        addresses.free_address(db, *place.wrongly)
    if known is not None:
        if _is_same(db, place, draft):
            addresses.note_addresses(db, known.id, place.met)
            return Written(draft.source, Outcome.UNCHANGED, known.id, draft.url)
        earlier = articles.get_article(db, known.id)
        versions.keep_version(db, known.id, draft.headline, draft.text, now)
        beside = addresses.take_beside(db, known.id)
        if filing.has_added(known.id):
            beside = replace(beside, superseded=(*beside.superseded, known.fingerprint))
        _take_out(db, earlier, known.derived_version, filing)
        draft = replace(draft, url=earlier.url)
    article_id = articles.insert_article(
        db,
        draft,
        articles.Stored(packed.packed_text, packed.fingerprint),
        identity=place.identity,
        canonical_url=place.canonical_url,
        language=packed.language,
        added_at=now,
        article_id=known.id if known else None,
    )
    addresses.put_beside(db, article_id, beside)
    addresses.note_addresses(db, article_id, place.met)
    _put_derived(db, article_id, packed, collection, filing)
    outcome = Outcome.UPDATED if known else Outcome.ADDED
    reason = _PARTLY_READ if len(draft.text) > MOST_READ else None
    return Written(draft.source, outcome, article_id, draft.url, reason)


def _put_derived(
    db: sqlite3.Connection,
    article_id: ArticleId,
    packed: Packed,
    collection: CollectionId,
    filing: Filing,
) -> None:
    draft = packed.draft
    passages = articles.insert_passages(db, article_id, packed.passages, packed.headline)
    days.insert_days(db, passages, packed.days)
    person_of = people.insert_people(
        db,
        article_id,
        draft.published,
        packed.people,
        packed.quotes_by,
        filing.people,
        collection,
    )
    articles.insert_quotes(db, article_id, packed.quotes, person_of)
    collections.put_in(db, article_id, collection)
    telling = Telling(draft.headline, draft.publisher, draft.published, draft.text)
    copies.pair_copies(db, article_id, packed.story_keys, partial(filing.listed, db), telling)
    facts = _facts(packed.language, len(packed.passages), len(packed.quotes))
    filing.add(article_id, collection, packed.words, packed.story_keys, facts)


def _facts(language: str, passages: int, quotes: int) -> dict[str, int]:
    """The counts of the archive that are an article's."""
    return {"articles": 1, "passages": passages, "quotes": quotes, f"language:{language}": 1}


def remove(connections: Connections, id_or_url: str) -> ArticleId:
    """Take an article out, from every index too. Returns the id it had.

    Raises:
        ArticleNotFoundError: there is none by that id or URL.
    """
    filing = Filing(_JOINING)
    with filing.batch(connections) as db:
        article = articles.find_article(db, id_or_url, canonical_url(id_or_url))
        (version,) = db.execute(
            "SELECT derived_version FROM articles WHERE id = ?", (article.id,)
        ).fetchone()
        _take_out(db, article, version, filing)
        versions.delete_versions(db, article.id)
    return article.id


def _take_out(
    db: sqlite3.Connection, article: Article, derived_version: int, filing: Filing
) -> None:
    """Take out the article's row and what is derived from it.

    The index gives up only the very words it was given, so what an earlier version of the program
    derived cannot be taken out by this one.

    Raises:
        StorageError: an earlier version derived it.
    """
    if derived_version == DERIVED_VERSION:
        _take_derived_out(db, article, filing)
    elif derived_version != _NOT_DERIVED:
        message = "the archive was indexed by an earlier version; run: pullquote reindex"
        raise StorageError(message)
    db.execute("DELETE FROM articles WHERE id = ?", (article.id,))


def _take_derived_out(db: sqlite3.Connection, article: Article, filing: Filing) -> None:
    passages = split_passages(article.text)
    indexed = index_words(article.headline, article.text, passages, article.language)
    (quotes,) = db.execute(
        "SELECT count(*) FROM quotes WHERE article_id = ?", (article.id,)
    ).fetchone()
    collection = collections.collection_of(db, article.id)
    keys = story_keys(article.text, indexed.bodies)
    facts = _facts(article.language, len(passages), quotes)
    filing.remove(db, article.id, collection, indexed.counts, keys, facts)
    collections.take_from(db, article.id)
    days.delete_days(db, article.id)
    articles.delete_passages(db, article.id, indexed.headline, indexed.bodies)
    people.delete_people(db, article.id, article.text, _JOINING)


def reindex(connections: Connections) -> int:
    """Rebuild everything derived from the stored texts. Returns how many articles were done.

    Empties the derived tables first and goes on where it was if it was interrupted: articles not
    yet rebuilt carry derived version 0.
    """
    with connections.writing() as db:
        derived = {row[0] for row in db.execute("SELECT DISTINCT derived_version FROM articles")}
        was_interrupted = _NOT_DERIVED in derived
        if not was_interrupted or derived - {_NOT_DERIVED, DERIVED_VERSION}:
            for table in _DERIVED:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
            for index in INDEXES:
                db.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")  # noqa: S608
            db.execute("UPDATE articles SET derived_version = ?", (_NOT_DERIVED,))
    done, filing = 0, Filing(_JOINING)
    while batch := _reindex_some(connections, filing):
        done += batch
    return done


def _reindex_some(connections: Connections, filing: Filing) -> int:
    with connections.reading() as db:
        ids = db.execute(
            "SELECT id FROM articles WHERE derived_version = ? ORDER BY id LIMIT ?",
            (_NOT_DERIVED, _REINDEX_BATCH),
        ).fetchall()
        texts = [articles.get_article(db, article_id) for (article_id,) in ids]
    batch = analyse_batch([_draft_of(article) for article in texts])
    keys = chain.from_iterable(packed.story_keys for packed in batch.analyses)
    with filing.batch(connections, batch.vocabulary, keys) as db:
        for article, packed in zip(texts, batch.done, strict=True):
            if isinstance(packed, str):
                message = f"article {article.id} {packed}"
                raise StorageError(message)
            # An article that another writer has replaced meanwhile is derived already.
            claimed = db.execute(
                "UPDATE articles SET derived_version = ? WHERE id = ? AND derived_version = ?",
                (DERIVED_VERSION, article.id, _NOT_DERIVED),
            )
            if claimed.rowcount:
                _put_derived(
                    db, article.id, packed, collections.collection_of(db, article.id), filing
                )
    return len(ids)


def _draft_of(article: Article) -> Draft:
    return Draft(
        article.text,
        headline=article.headline,
        published=article.published,
        publisher=article.publisher,
        language=article.language,
    )
