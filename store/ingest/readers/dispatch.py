"""Reads any material: tells its kind and calls the reader of that kind."""

from __future__ import annotations

import io
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from store.errors import FetchError, IngestError
from store.ingest.outcome import Failed, Read, Skipped
from store.ingest.readers.address_lists import parse_opml, parse_sitemap, parse_url_list
from store.ingest.readers.document import read_document, read_fragment
from store.ingest.readers.docx import read_docx
from store.ingest.readers.epub import read_epub
from store.ingest.readers.feed import Entry, Feed, parse_feed, parse_json_feed
from store.ingest.readers.html import read_html
from store.ingest.readers.kind import Kind, tell_kind
from store.ingest.readers.mail import read_mail, read_mailbox
from store.ingest.readers.pdf import read_pdf
from store.ingest.readers.records import read_json_articles, read_json_lines, read_table
from store.ingest.readers.telegram_export import read_telegram_export
from store.ingest.readers.warc import read_warc
from store.ingest.sources.charset import decode, text_stream
from store.ingest.sources.material import Material, file_material, page_material
from store.ingest.sources.page import Fetcher
from store.ingest.sources.unpacking import gunzip
from store.model import Draft

_SIZE_LIMIT_BYTES = 64 * 1024 * 1024
# Lists within lists (a sitemap index, OPML, a list of feeds) are followed this far.
_DEPTH_LIMIT = 4
# A feed's own words are the article itself from this length on; from the second length on they are
# worth keeping where the page behind them cannot be had. In code points.
_FULL_TEXT_CHARS = 1_500
_TEASER_CHARS = 200
_NO_NETWORK = "Nothing is fetched without a network."
_NO_TEXT = "There is no text in it."
_log = logging.getLogger(__name__)


class Reader:
    """Reads whatever it is given, and what that leads to. One per run.

    `bytes_read` counts the bytes of the local files read so far, as they lie on the disk;
    `feeds_read` are the addresses of the feeds that were read.
    """

    def __init__(self, fetcher: Fetcher | None) -> None:
        self.bytes_read = 0
        self.feeds_read: list[str] = []
        self._fetcher = fetcher
        self._followed: set[str] = set()
        self._streams: Mapping[Kind, Callable[[io.BufferedReader, Material], Iterator[Read]]] = {
            Kind.JSON_LINES: lambda stream, material: read_json_lines(stream, material.source),
            Kind.WARC: lambda stream, material: read_warc(stream, material.source),
            Kind.MAILBOX: lambda stream, material: read_mailbox(stream, material.source),
        }
        self._texts: Mapping[Kind, Callable[[TextIO, str], Iterator[Read]]] = {
            Kind.TABLE: read_table,
            Kind.TELEGRAM_EXPORT: read_telegram_export,
            Kind.JSON: read_json_articles,
        }
        self._files: Mapping[Kind, Callable[[bytes, Material], Iterator[Read]]] = {
            Kind.PDF: read_pdf,
            Kind.EPUB: read_epub,
            Kind.DOCX: read_docx,
            Kind.MAIL: read_mail,
            Kind.HTML: _read_page,
            Kind.TEXT: _read_text,
        }

    def read_page(
        self, url: str, given: Mapping[str, str] | None = None, *, depth: int = 0
    ) -> Iterator[Read]:
        """What is at an address. `given` is what led there said of it."""
        if self._fetcher is None:
            yield Skipped(url, _NO_NETWORK, url)
            return
        try:
            page = self._fetcher.fetch(url)
        except FetchError as error:
            yield Failed(url, str(error), url)
            return
        material = page_material(page, url, given)
        yield from self.read_material(material, depth=depth)

    def read_material(self, material: Material, *, depth: int = 0) -> Iterator[Read]:
        """What is in some bytes."""
        is_file = material.url is None
        before = self.bytes_read
        count = 0
        try:
            with material.open() as raw:
                for outcome in self._read(raw, material, depth):
                    if is_file and not raw.closed and raw.seekable():
                        self.bytes_read = before + raw.tell()
                    count += 1
                    yield outcome
            if not count:
                yield Skipped(material.source, "There is nothing in it.", material.url)
        except IngestError as error:
            yield Failed(material.source, str(error), material.url)
        except OSError as error:
            reason = f"The file cannot be read: {error.strerror or error}."
            yield Failed(material.source, reason, material.url)
        except ValueError as error:
            _log.warning("not read", exc_info=True, extra={"source": material.source})
            yield Failed(material.source, f"It cannot be read: {error}.", material.url)

    def _read(self, raw: io.BufferedReader, material: Material, depth: int) -> Iterator[Read]:
        stream, name = raw, material.name
        kind = tell_kind(stream.peek(), name=name, charset=material.charset)
        if kind is Kind.GZIP:
            stream, name = gunzip(raw), name.removesuffix(".gz")
            kind = tell_kind(stream.peek(), name=name, charset=material.charset)
        if kind in self._streams:
            yield from _told(kind, self._streams[kind](stream, material))
        elif kind in self._texts:
            text = text_stream(stream, material.charset)
            try:
                yield from _told(kind, self._texts[kind](text, material.source))
            finally:
                text.detach()
        elif kind in _REFUSED:
            yield Skipped(material.source, _REFUSED[kind], material.url)
        else:
            data = stream.read(_SIZE_LIMIT_BYTES + 1)
            if len(data) > _SIZE_LIMIT_BYTES:
                reason = f"It is larger than {_SIZE_LIMIT_BYTES >> 20} MiB."
                yield Failed(material.source, reason, material.url)
            elif kind in self._files:
                yield from _told(kind, self._files[kind](data, material))
            else:
                yield from self._follow(kind, data, material, depth)

    def _follow(self, kind: Kind, data: bytes, material: Material, depth: int) -> Iterator[Read]:
        if depth >= _DEPTH_LIMIT:
            yield Skipped(
                material.source, "Lists within lists are not followed further.", material.url
            )
            return
        yield from self._lead(kind, data, material, depth + 1)

    def _lead(self, kind: Kind, data: bytes, material: Material, depth: int) -> Iterator[Read]:
        if kind is Kind.FEED:
            yield from self._read_feed(parse_feed(data, material.found_at), material)
        elif kind is Kind.JSON_FEED:
            yield from self._read_feed(parse_json_feed(decode(data, material.charset)), material)
        elif kind is Kind.OPML:
            for url in parse_opml(data):
                yield from self._follow_list(url, material, depth)
        elif kind is Kind.SITEMAP:
            sitemap = parse_sitemap(data)
            for url in sitemap.sitemaps:
                yield from self._follow_list(url, material, depth)
            for page in sitemap.pages:
                yield from self.read_page(page.url, page.fields, depth=depth)
        else:
            for url in parse_url_list(decode(data, material.charset)):
                yield from self.read_page(url, depth=depth)

    def _follow_list(self, url: str, material: Material, depth: int) -> Iterator[Read]:
        if url in self._followed:
            yield Skipped(material.source, "This list was followed already.", url)
            return
        self._followed.add(url)
        yield from self.read_page(url, depth=depth)

    def _read_feed(self, feed: Feed, material: Material) -> Iterator[Read]:
        if material.url:
            self.feeds_read.append(material.url)
        for entry in feed.entries:
            yield from self.read_entry(entry, material.source)

    def read_entry(self, entry: Entry, source: str) -> Iterator[Read]:
        """The article of a feed's entry: its own words, or the page behind it if those are few."""
        (own,) = _told(Kind.FEED, iter([_own_words(entry, source)]))
        length = len(own.text) if isinstance(own, Draft) else 0
        if length >= _FULL_TEXT_CHARS or not entry.url or self._fetcher is None:
            if length >= _TEASER_CHARS:
                yield own
            else:
                yield Skipped(source, "The entry has no text, only a pointer to one.", entry.url)
            return
        behind = list(self.read_page(entry.url, entry.fields, depth=_DEPTH_LIMIT))
        longest = max((len(part.text) for part in behind if isinstance(part, Draft)), default=0)
        if isinstance(own, Draft) and length >= _TEASER_CHARS and length > longest:
            yield own
        else:
            yield from behind


_WHOLE = frozenset({Kind.PDF, Kind.EPUB, Kind.DOCX, Kind.MAIL, Kind.HTML, Kind.TEXT})
_REFUSED = {
    kind: f"This is {kind.value}, which holds no article."
    for kind in (Kind.IMAGE, Kind.AUDIO_VIDEO, Kind.BINARY, Kind.XML)
} | {
    Kind.EMPTY: "The file is empty.",
    Kind.GZIP: "This is a gzip file in a gzip file.",
    Kind.ZIP: "This is a zip archive: unpack it and add the folder.",
}


def is_read_whole(material: Material) -> bool:
    """Whether `material` is of a kind that is read as a whole and leads nowhere else."""
    with material.open() as raw:
        return tell_kind(raw.peek(), name=material.name, charset=material.charset) in _WHOLE


def _told(kind: Kind, outcomes: Iterator[Read]) -> Iterator[Read]:
    """The outcomes, with the kind of what drafts were read from."""
    for outcome in outcomes:
        yield replace(outcome, kind=kind.value) if isinstance(outcome, Draft) else outcome


def _read_page(data: bytes, material: Material) -> Iterator[Read]:
    yield read_html(
        decode(data, material.charset),
        source=material.source,
        url=material.url,
        given=material.given,
        found_at=material.found_at,
    )


def _read_text(data: bytes, material: Material) -> Iterator[Read]:
    draft = read_document(decode(data, material.charset), source=material.source, url=material.url)
    yield draft if draft.text else Skipped(material.source, _NO_TEXT, draft.url)


def _own_words(entry: Entry, source: str) -> Read:
    """The article as far as the feed itself holds it."""
    fields = entry.fields | ({"url": entry.url} if entry.url else {})
    return read_fragment(entry.content, fields, source=source, is_markup=entry.is_markup)


# Files a worker has in hand or waiting: enough to keep it busy, few enough for flat memory.
_WAITING_FILES = 8
_AHEAD_LIMIT_BYTES = 16 * 1024 * 1024


def read_ahead(
    paths: Iterable[Path], pool: ProcessPoolExecutor, jobs: int
) -> Iterator[tuple[Path, list[Read] | None]]:
    """Each path in order, with its outcomes, or None where the caller has to read it.

    `pool` has `jobs` worker processes.
    """
    waiting: deque[tuple[Path, Future[list[Read] | None]]] = deque()
    for path in paths:
        waiting.append((path, pool.submit(read_whole, path)))
        if len(waiting) > _WAITING_FILES * jobs:
            first, future = waiting.popleft()
            yield first, future.result()
    while waiting:
        first, future = waiting.popleft()
        yield first, future.result()


def read_whole(path: Path) -> list[Read] | None:
    """The outcomes of a file that leads nowhere else; None for any other, and for a broken one."""
    try:
        if path.stat().st_size > _AHEAD_LIMIT_BYTES or not is_read_whole(file_material(path)):
            return None
    except (OSError, ValueError):
        return None
    return list(Reader(None).read_material(file_material(path)))
