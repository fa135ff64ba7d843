"""Reads a fetched page as a feed, a list of feeds, or a web page that names its feed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from urllib.parse import urljoin

from store.errors import ExtractError
from store.ingest.readers.address_lists import parse_opml
from store.ingest.readers.feed import Feed, parse_json_feed, read_feed
from store.ingest.readers.kind import Kind, tell_kind
from store.ingest.sources.charset import decode
from store.ingest.sources.page import Page
from store.ingest.sources.unpacking import gunzip
from store.ingest.story.trees import parse_html

_SIZE_LIMIT_BYTES = 64 * 1024 * 1024
# Longer lists are cut: nobody reads more feeds.
_LIST_LIMIT = 2_000
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True)
class FeedList:
    """Addresses of feeds, in order."""

    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pointer:
    """A web page that names its feed."""

    url: str


def read_feed_page(page: Page) -> Feed | FeedList | Pointer:
    """Reads a page as the feed it is, the feeds it lists, or the feed it names as its own.

    Raises:
        ExtractError: the page is none of the three; the message says what it is.
    """
    data, name = page.body, page.url.partition("?")[0]
    kind = tell_kind(data, name=name, charset=page.charset)
    if kind is Kind.GZIP:
        data = gunzip(io.BytesIO(data)).read(_SIZE_LIMIT_BYTES + 1)
        if len(data) > _SIZE_LIMIT_BYTES:
            message = f"It is larger than {_SIZE_LIMIT_BYTES >> 20} MiB."
            raise ExtractError(message, page.url)
        kind = tell_kind(data, name=name.removesuffix(".gz"), charset=page.charset)
    if kind is Kind.FEED:
        return read_feed(data, page.url, page.charset)
    if kind is Kind.JSON_FEED:
        return parse_json_feed(decode(data, page.charset))
    if kind is Kind.OPML:
        return FeedList(tuple(parse_opml(data)[:_LIST_LIMIT]))
    if kind is Kind.HTML and (named := _named_feed(decode(data, page.charset), page.url)):
        return Pointer(named)
    message = f"This is {kind.value}, not a feed."
    raise ExtractError(message, page.url)


def _named_feed(markup: str, url: str) -> str | None:
    tree = parse_html(markup)
    if tree is None:
        return None
    for link in tree.iter("link"):
        words = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        address = (link.get("href") or "").strip()
        if "alternate" in words and kind in _FEED_TYPES and address:
            try:
                return str(urljoin(url, address))
            except ValueError:
                continue
    return None
