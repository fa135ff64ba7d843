"""What the operator may change from a chat: articles in, articles out.

`bot.conversation` speaks to `Feeds`; `ArchiveFeeds` is the real one. Synchronous and safe to call
from any worker thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from store.archive import Archive
from store.errors import ArticleNotFoundError, IngestError
from store.ingest.document import read_document
from store.ingest.page import Fetcher
from store.ingest.reading import read_sources
from store.ingest.write import Outcome, Written
from store.model import Article, ArticleId


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a channel. `published` is an ISO date-time; `url` is None for a private channel."""

    text: str
    publisher: str
    published: str
    url: str | None = None


class Feeds(Protocol):
    """The archive as its operator sees it."""

    def find(self, id_or_url: str) -> Article | None:
        """The article of an id or address, None where there is none."""

    def read(self, source: str) -> Iterator[Written]:
        """Add what an address or a path holds, saying how each article ended."""

    def put(self, post: Post) -> Written:
        """Add a post of a channel as an article."""

    def remove(self, article_id: ArticleId) -> bool:
        """Take an article out; false where it was gone already."""

    def counts(self) -> dict[str, int]:
        """How much of what there is in the archive."""


class ArchiveFeeds:
    """`Feeds` over a real archive and the network."""

    def __init__(self, archive: Archive, fetcher: Fetcher) -> None:
        self._archive = archive
        self._fetcher = fetcher

    def find(self, id_or_url: str) -> Article | None:
        """The article of an id or address, None where there is none."""
        try:
            return self._archive.get(id_or_url)
        except ArticleNotFoundError:
            return None

    def read(self, source: str) -> Iterator[Written]:
        """Add what an address or a path holds, saying how each article ended."""
        return self._archive.add(read_sources([source], self._fetcher))

    def put(self, post: Post) -> Written:
        """Add a post of a channel as an article."""
        try:
            draft = read_document(post.text, source=post.url or post.publisher, url=post.url)
        except IngestError as error:
            return Written(error.source, Outcome.FAILED, url=post.url, reason=error.message)
        whole = replace(draft, publisher=post.publisher, published=post.published)
        (written,) = self._archive.add([whole])
        return written

    def remove(self, article_id: ArticleId) -> bool:
        """Take an article out; false where it was gone already."""
        try:
            self._archive.remove(str(article_id))
        except ArticleNotFoundError:
            return False
        return True

    def counts(self) -> dict[str, int]:
        """How much of what there is in the archive."""
        return self._archive.stats()
