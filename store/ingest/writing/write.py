"""Analysis → rows: the one writer. Every function is one transaction: all of it or nothing."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from store.database import collections
from store.database.collections import PUBLIC, CollectionId
from store.database.connection import Connections, others_writes
from store.database.merging import INDEXES
from store.database.schema import DERIVED_VERSION
from store.errors import StorageError
from store.ingest.outcome import Outcome
from store.ingest.people import Joining
from store.ingest.story.canonical import canonical_url
from store.ingest.writing.analyse import analyse, given_language, index_words
from store.ingest.writing.batch import Batch
from store.ingest.writing.duplicates import Telling, story_keys
from store.ingest.writing.identity import Place, find_place, is_worse
from store.ingest.writing.packing import Packed, pack
from store.ingest.writing.run import Run
from store.ingest.writing.split import split_passages
from store.model import Article, ArticleId, Draft
from store.rows import addresses, articles, copies, days, people, versions, words
from store.rows.addresses import Beside
from store.rows.backlog import file_backlog, has_backlog
from store.rows.facts import add_to_facts
from store.rows.pairs import none

_REINDEX_BATCH = 100
_JOINING = Joining()
# Version of an article whose derived rows are still to be rebuilt.
_NOT_DERIVED = 0
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
    """How one article or source ended, with the reason where it did not go in.

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
    run: Run | None = None,
) -> list[Written]:
    """Write a batch in one transaction; each article goes in whole. How those analysed ended.

    `run` is what the same run has written before.
    """
    run = run or Run()
    backlog = run.backlog
    written = []
    tally: Counter[str] = Counter()
    now = int(time.time())
    with connections.writing() as db:
        run.begin(db)
        _count_words(db, batch.counts, collection, batch.near, run)
        backlog.expect(db, chain.from_iterable(one.story_keys for one in batch.analyses))
        for analysis in batch.analyses:
            draft = analysis.draft
            place = find_place(db, draft, collection)
            known, beside = place.known, Beside()
            if place.wrongly is not None:
                addresses.free_address(db, *place.wrongly)
            if known is not None:
                # Counts are taken off rows that have them, and keys are taken from where they lie.
                run.settle(db)
                if _is_same(db, place, draft):
                    addresses.note_addresses(db, known.id, place.met)
                    _discount_words(db, _counts_of(draft, analysis.language), collection)
                    written.append(Written(draft.source, Outcome.UNCHANGED, known.id, draft.url))
                    continue
                earlier = articles.get_article(db, known.id)
                versions.keep_version(db, known.id, draft.headline, draft.text, now)
                beside = addresses.take_beside(db, known.id)
                if known.id in run:
                    beside = replace(beside, superseded=(*beside.superseded, known.fingerprint))
                _take_out(db, earlier, known.derived_version, tally)
                draft = replace(draft, url=earlier.url)
            article_id = articles.insert_article(
                db,
                draft,
                articles.Stored(analysis.packed_text, analysis.fingerprint),
                identity=place.identity,
                canonical_url=place.canonical_url,
                language=analysis.language,
                added_at=now,
                article_id=known.id if known else None,
            )
            addresses.put_beside(db, article_id, beside)
            addresses.note_addresses(db, article_id, place.met)
            run.add(article_id)
            _put_derived(db, article_id, analysis, collection, run)
            _tally(tally, analysis)
            outcome = Outcome.UPDATED if known else Outcome.ADDED
            written.append(Written(draft.source, outcome, article_id, draft.url))
        add_to_facts(db, tally)
        run.people.file(db)
        # What the public may read of a word is its count less that of the private collections.
        backlog.end(db, later=run.large and collection == PUBLIC)
    run.keep()
    return written


def finish(connections: Connections, run: Run) -> None:
    """File what large runs have left, others' too: they may have been killed.

    A small run leaves it to others who write at this moment, for one of them may be such a run.
    """
    with connections.reading() as db:
        waits, before = has_backlog(db), others_writes(db)
    while waits:
        with connections.writing() as db:
            waits = run.backlog.file_slice(db) and (run.large or others_writes(db) == before)


def _count_words(
    db: sqlite3.Connection,
    counts: Mapping[tuple[str, str], int],
    collection: CollectionId,
    near: Mapping[str, str],
    run: Run,
) -> None:
    run.backlog.begin(db, words.insert_words(db, counts, near, run.known))
    collections.count_private_words(db, counts, collection)


def _discount_words(
    db: sqlite3.Connection, counts: Mapping[tuple[str, str], int], collection: CollectionId
) -> None:
    collections.discount_private_words(db, counts, collection)
    words.discount_words(db, counts)


def _counts_of(draft: Draft, language: str) -> Mapping[tuple[str, str], int]:
    """What a draft has counted in its batch."""
    return index_words(draft.headline, draft.text, split_passages(draft.text), language).counts


def _put_derived(
    db: sqlite3.Connection,
    article_id: ArticleId,
    analysis: Packed,
    collection: CollectionId,
    run: Run,
) -> None:
    draft = analysis.draft
    passages = articles.insert_passages(db, article_id, analysis.passages, analysis.headline)
    days.insert_days(db, passages, analysis.days)
    person_of = people.insert_people(
        db,
        article_id,
        draft.published,
        analysis.people,
        analysis.quotes_by,
        run.people,
        collection,
    )
    articles.insert_quotes(db, article_id, analysis.quotes, person_of)
    collections.put_in(db, article_id, collection)
    telling = Telling(draft.headline, draft.publisher, draft.published, draft.text)
    copies.pair_copies(
        db, article_id, analysis.story_keys, partial(run.backlog.listed, db), telling
    )
    run.backlog.file_story(article_id, analysis.story_keys)


def remove(connections: Connections, id_or_url: str) -> ArticleId:
    """Take an article out, from every index too. Returns the id it had.

    Raises:
        ArticleNotFoundError: there is none by that id or URL.
    """
    tally: Counter[str] = Counter()
    with connections.writing() as db:
        file_backlog(db)
        article = articles.find_article(db, id_or_url, canonical_url(id_or_url))
        (version,) = db.execute(
            "SELECT derived_version FROM articles WHERE id = ?", (article.id,)
        ).fetchone()
        _take_out(db, article, version, tally)
        versions.delete_versions(db, article.id)
        add_to_facts(db, tally)
    return article.id


def _take_out(
    db: sqlite3.Connection, article: Article, derived_version: int, tally: Counter[str]
) -> None:
    """Take out the article's row and what is derived from it.

    The index gives up only the very words it was given, so what an earlier version of the program
    derived cannot be taken out by this one.

    Raises:
        StorageError: an earlier version derived it.
    """
    if derived_version == DERIVED_VERSION:
        _take_derived_out(db, article, tally)
    elif derived_version != _NOT_DERIVED:
        message = "the archive was indexed by an earlier version; run: pullquote reindex"
        raise StorageError(message)
    db.execute("DELETE FROM articles WHERE id = ?", (article.id,))


def _take_derived_out(db: sqlite3.Connection, article: Article, tally: Counter[str]) -> None:
    passages = split_passages(article.text)
    indexed = index_words(article.headline, article.text, passages, article.language)
    (quotes,) = db.execute(
        "SELECT count(*) FROM quotes WHERE article_id = ?", (article.id,)
    ).fetchone()
    collection = collections.collection_of(db, article.id)
    collections.take_from(db, article.id)
    days.delete_days(db, article.id)
    articles.delete_passages(db, article.id, indexed.headline, indexed.bodies)
    _discount_words(db, indexed.counts, collection)
    people.delete_people(db, article.id, article.text, _JOINING)
    copies.delete_story(db, article.id, story_keys(article.text, indexed.bodies))
    tally.update(articles=-1, passages=-len(passages), quotes=-quotes)
    tally[f"language:{article.language}"] -= 1


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
    done, run = 0, Run()
    while batch := _reindex_some(connections, run):
        done += batch
    return done


def _reindex_some(connections: Connections, run: Run) -> int:
    counts: defaultdict[CollectionId, Counter[tuple[str, str]]] = defaultdict(Counter)
    tally: Counter[str] = Counter()
    with connections.writing() as db:
        run.begin(db)
        run.backlog.begin(db, none())
        ids = db.execute(
            "SELECT id FROM articles WHERE derived_version = ? ORDER BY id LIMIT ?",
            (_NOT_DERIVED, _REINDEX_BATCH),
        ).fetchall()
        for (article_id,) in ids:
            article = articles.get_article(db, article_id)
            draft = Draft(
                article.text,
                headline=article.headline,
                published=article.published,
                publisher=article.publisher,
                language=article.language,
            )
            analysis = analyse(draft)
            collection = collections.collection_of(db, article.id)
            packed = pack(analysis)
            _put_derived(db, article.id, packed, collection, run)
            counts[collection].update(chain.from_iterable(analysis.indexed.words))
            _tally(tally, packed)
            db.execute(
                "UPDATE articles SET derived_version = ? WHERE id = ?",
                (DERIVED_VERSION, article_id),
            )
        run.backlog.end(db, later=False)
        for collection, counted in counts.items():
            _count_words(db, counted, collection, {}, run)
            run.backlog.end(db, later=False)
        add_to_facts(db, tally)
        run.people.file(db)
    run.keep()
    return len(ids)


def _tally(tally: Counter[str], analysis: Packed) -> None:
    tally.update(articles=1, passages=len(analysis.passages), quotes=len(analysis.quotes))
    tally[f"language:{analysis.language}"] += 1
