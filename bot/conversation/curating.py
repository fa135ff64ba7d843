"""Lets the operator change the archive from a chat: articles in and out, feeds followed."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.json_lines import write_parts
from store.archive import Archive
from store.database.collections import PUBLIC, CollectionId
from store.errors import ArticleNotFoundError, IngestError
from store.ingest.feeds.refresh import Refreshed
from store.ingest.feeds.wanted import wanted_feeds
from store.ingest.outcome import Outcome
from store.ingest.readers.document import read_document
from store.ingest.readers.walking import read_sources
from store.ingest.sources.page import PatientAsker
from store.ingest.story.canonical import canonical_url
from store.ingest.writing.write import Written
from store.model import ArticleId
from store.rows.feeds import Followed

# Bytes of an exported file: a bot may send 50 MB.
_PART_BYTES = 45_000_000
# Files of an export that a chat is sent at most.
_MOST_PARTS = 10


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a channel. `published` is an ISO date-time; `url` is None for a private channel."""

    text: str
    publisher: str
    published: str
    url: str | None = None


class Curator:
    """The archive as its operator sees it. Safe to call from any worker thread."""

    def __init__(self, archive: Archive, fetcher: PatientAsker) -> None:
        self._archive = archive
        self._fetcher = fetcher

    def read(self, source: str, collection: CollectionId = PUBLIC) -> Iterator[Written]:
        """Add what an address or a path holds to a collection, saying how each article ended."""
        return self._archive.add(read_sources([source], self._fetcher), collection=collection)

    def put(self, post: Post, collection: CollectionId = PUBLIC) -> Written:
        """Add a post of a channel as an article of a collection."""
        try:
            draft = read_document(post.text, source=post.url or post.publisher, url=post.url)
        except IngestError as error:
            return Written(error.source, Outcome.FAILED, url=post.url, reason=error.message)
        whole = replace(draft, publisher=post.publisher, published=post.published)
        (written,) = self._archive.add([whole], collection=collection)
        return written

    def remove(self, article_id: ArticleId) -> bool:
        """Take an article out; false where it was gone already."""
        try:
            self._archive.remove(str(article_id))
        except ArticleNotFoundError:
            return False
        return True

    def followed(self, readable: Collection[CollectionId]) -> tuple[Followed, ...]:
        """The feeds that are followed into these collections."""
        into = self._archive.feeds.collections()
        found = self._archive.feeds.all()
        return tuple(feed for feed in found if into.get(feed.id, PUBLIC) in readable)

    def follow(self, url: str, collection: CollectionId = PUBLIC) -> str | None:
        """Follow the feed at an address from now on; the reason where that may not be."""
        (wanted,) = wanted_feeds([url])
        if not isinstance(wanted, str):
            return wanted.reason
        reason = self._fetcher.refusal(wanted)
        if reason is not None:
            return reason
        self._archive.feeds.follow(wanted, int(time.time()), collection)
        return None

    def unfollow(self, url: str) -> bool:
        """Follow a feed no longer; false where it was not followed."""
        wanted = canonical_url(url)
        alike = [f.url for f in self._archive.feeds.all() if canonical_url(f.url) == wanted]
        return any(self._archive.feeds.unfollow(one) for one in alike)

    def refresh(self) -> Iterator[Written | Refreshed]:
        """Ask the feeds that are due, saying how each new article and each feed ended."""
        return self._archive.refresh(self._fetcher)

    def export(self, collection: CollectionId, folder: Path) -> tuple[Path, ...] | None:
        """Write a collection's articles as JSON Lines into files that a bot may send.

        None where they are too many for a chat.
        """
        articles = self._archive.all_articles(collection)
        return write_parts(articles, folder, _PART_BYTES, _MOST_PARTS)

    def counts(self) -> dict[str, int]:
        """How much of what there is in the archive."""
        return self._archive.stats()
