"""The store's public face: one archive, in one file. Synchronous; safe from any thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from store.database.collections import (
    PUBLIC,
    CollectionId,
    collection_of,
    hides_any,
    restrict,
    shadow,
)
from store.database.connection import CACHE_KIB, Connections
from store.database.merging import merge_indexes
from store.errors import ArticleNotFoundError
from store.ingest.story.canonical import canonical_url
from store.model import Article, ArticleId, Person, Quote
from store.rows import articles, copies, people, versions
from store.rows import names as named
from store.rows.facts import read_stats
from store.rows.feeds import FollowedFeeds
from store.rows.portraits import KnownPerson, portrait
from store.search.snapshot import Snapshot

if TYPE_CHECKING:  # asking loads nothing of what takes articles in: its methods load it themselves
    from store.ingest.feeds.refresh import Refreshed
    from store.ingest.outcome import Read
    from store.ingest.sources.page import PatientAsker
    from store.ingest.writing.write import Written

# Articles of a person that are looked at for a card.
_ARTICLES = 12


class Archive:
    """Articles that can be added, asked and taken out again. Close it when done."""

    def __init__(
        self,
        connections: Connections,
        readable: Connections | None = None,
        granted: frozenset[str] | None = None,
    ) -> None:
        self.connections = connections
        self.feeds = FollowedFeeds(connections)
        self._readable = readable or Connections(
            connections.path, prepare=shadow, cache_kib=connections.cache_kib
        )
        self._granted = granted

    def within(self, granted: frozenset[str]) -> Archive:
        """The archive as somebody sees it who was granted the collections of these names."""
        return Archive(self.connections, self._readable, granted)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees what may be read, at one moment."""
        with self.connections.reading() as db:
            if self._granted is None or not hides_any(db, self._granted):
                yield db
                return
        with self._readable.reading() as db:
            restrict(db, self._granted)
            yield db

    @contextmanager
    def at_one_moment(self) -> Iterator[Snapshot]:
        """Search the archive as it is now; all that is asked inside the block sees it so."""
        with self._reading() as db:
            yield Snapshot(db)

    @property
    def path(self) -> Path:
        """The file."""
        return self.connections.path

    def add(
        self, drafts: Iterable[Read], *, jobs: int = 1, collection: CollectionId = PUBLIC
    ) -> Iterator[Written]:
        """Add drafts to a collection, yielding how each ended.

        Adding the same to the same collection again changes nothing.
        """
        from store.ingest.writing.pipeline import ingest  # noqa: PLC0415 - as above

        return ingest(self.connections, drafts, jobs=jobs, collection=collection)

    def plan(self, drafts: Iterable[Read], collection: CollectionId = PUBLIC) -> Iterator[Written]:
        """How each of the drafts would end if it were added; nothing is written."""
        from store.ingest.writing.plan import Plan  # noqa: PLC0415 - as above

        return map(Plan(self.connections, collection).outcome_of, drafts)

    def refresh(
        self,
        asker: PatientAsker,
        *,
        is_forced: bool = False,
        is_dry: bool = False,
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> Generator[Written | Refreshed, None, None]:
        """Ask the followed feeds that are due, yielding how articles and feeds ended."""
        from store.ingest.feeds.refresh import refresh  # noqa: PLC0415 - as above

        return refresh(
            self.connections, asker, is_forced=is_forced, is_dry=is_dry, is_stopped=is_stopped
        )

    def remove(self, id_or_url: str) -> ArticleId:
        """Take an article out of everything.

        Raises:
            ArticleNotFoundError: there is none by that id or URL.
        """
        from store.ingest.writing.write import remove  # noqa: PLC0415 - as above

        return remove(self.connections, id_or_url)

    def reindex(self) -> int:
        """Rebuild what is derived from the texts. Returns the number of articles."""
        from store.ingest.writing.write import reindex  # noqa: PLC0415 - as above

        return reindex(self.connections)

    def merge_indexes(self) -> None:
        """Merge what many adds left in pieces, so that questions are answered sooner."""
        merge_indexes(self.connections)

    def people(self, name: str = "", limit: int = 20) -> tuple[KnownPerson, ...]:
        """People by any part of the name, misspelt or in another script; or the most mentioned."""
        from store.ingest.people import no_organisations  # noqa: PLC0415 - as above

        with self._reading() as db:
            found = (
                Snapshot(db).find_people(name, limit) if name else named.most_mentioned(db, limit)
            )
            persons = people.across_collections(db, found)
            return tuple(
                portrait(
                    db,
                    entries,
                    articles_limit=_ARTICLES,
                    no_organisations=no_organisations(),
                    is_card=len(persons) == 1,
                )
                for entries in persons
            )

    def publishers(self) -> list[tuple[str, int, str | None, str | None]]:
        """(name, articles, first date, last date), largest first."""
        with self._reading() as db:
            return articles.publishers(db)

    def stats(self) -> dict[str, int]:
        """Counts, and the file's size in bytes."""
        with self._reading() as db:
            return read_stats(db) | {"bytes": self.path.stat().st_size}

    def get(self, id_or_url: str) -> Article:
        """The article by id or URL.

        Raises:
            ArticleNotFoundError: there is none.
        """
        with self._reading() as db:
            return articles.find_article(db, id_or_url, canonical_url(id_or_url))

    def article(self, article_id: ArticleId) -> Article | None:
        """The article by id, None when it is gone."""
        with self._reading() as db:
            try:
                return articles.get_article(db, article_id)
            except ArticleNotFoundError:
                return None

    def articles(self, ids: Iterable[ArticleId]) -> dict[ArticleId, Article]:
        """The articles that exist among these ids."""
        with self._reading() as db:
            return articles.get_articles(db, ids)

    def all_articles(self, collection: CollectionId | None = None) -> Iterator[Article]:
        """Every article, of one collection if it is named, oldest id first.

        Read a page at a time: memory stays flat.
        """
        last = ArticleId(0)
        while page := self._articles_after(last):
            for article, belongs_to in page:
                if collection in (None, belongs_to):
                    yield article
            last = page[-1][0].id

    def _articles_after(self, last: ArticleId) -> list[tuple[Article, CollectionId]]:
        with self._reading() as db:
            page = articles.articles_after(db, last)
            return [(article, collection_of(db, article.id)) for article in page]

    def quotes_in(self, article_id: ArticleId) -> list[Quote]:
        """An article's quotes in text order."""
        with self._reading() as db:
            return articles.quotes_of(db, article_id)

    def people_in(self, article_id: ArticleId) -> list[Person]:
        """The people an article names, most mentioned first."""
        with self._reading() as db:
            return people.people_in(db, article_id)

    def stories(self) -> tuple[tuple[ArticleId, ...], ...]:
        """Every story that several articles carry: their ids, the first published first."""
        with self._reading() as db:
            return tuple(copies.all_stories(db))

    def versions_of(self, article_id: ArticleId) -> list[versions.Version]:
        """Earlier versions of an article, oldest first; [] if it was never changed."""
        with self._reading() as db:
            return versions.versions_of(db, article_id)

    def fingerprint(self, article_id: ArticleId) -> str | None:
        """A mark of what readers see of an article today, to be kept; None when it is gone."""
        with self._reading() as db:
            return articles.stored_fingerprint(db, article_id)

    def changed_since(self, article_id: ArticleId, fingerprint: str) -> bool:
        """Whether an article now reads otherwise than when it had that fingerprint, or is gone."""
        return self.fingerprint(article_id) != fingerprint

    def close(self) -> None:
        """Close the file."""
        self._readable.close()
        self.connections.close()


def open_store(path: Path, patience_s: float = 30.0, cache_kib: int = CACHE_KIB) -> Archive:
    """Open an archive, making the file if there is none.

    `patience_s` is how many seconds to wait for another writer of the file, `cache_kib` what each
    thread may keep of it in memory.

    Raises:
        SchemaError: the file is not an archive, or an earlier or newer version's.
        StorageError: the file cannot be opened.
    """
    connections = Connections(path, patience_s, cache_kib=cache_kib)
    try:
        with connections.reading():
            pass
    except BaseException:
        connections.close()
        raise
    return Archive(connections)
