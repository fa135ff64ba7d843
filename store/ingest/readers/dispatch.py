"""Reads any material: tells its kind and calls the reader of that kind.

A reader's module is imported when the first source of its kind comes: trafilatura, lxml and
feedparser take 0.3 s to load, and most commands read no page.
"""

from __future__ import annotations

import importlib
import io
import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from store.errors import ExtractError, FetchError, IngestError
from store.ingest.apart import reading_apart
from store.ingest.outcome import Failed, Read, Skipped
from store.ingest.readers.address_lists import parse_opml, parse_sitemap, parse_url_list
from store.ingest.readers.feed import FULL_TEXT_CHARS, Feed, FeedEntry, parse_json_feed, read_feed
from store.ingest.readers.kind import Kind, tell_kind
from store.ingest.sources.charset import decode, text_stream
from store.ingest.sources.material import Material, file_material, page_material
from store.ingest.sources.page import Fetcher
from store.ingest.sources.unpacking import gunzip
from store.model import Draft

# No article fills a file of this size; a bigger one would fill the memory.
_SIZE_LIMIT_BYTES = 64 * 1024 * 1024
# Lists within lists (a sitemap index, OPML, a list of feeds) are followed to this depth.
_DEPTH_LIMIT = 4
# Pages of this size take a minute if they are made to; no article does.
_LARGE_PAGE_BYTES = 1 << 20
# In code points: an entry of at least this length is kept if its page cannot be read.
_TEASER_CHARS = 200
# Files in work or waiting for each worker: enough to keep it busy, few enough for flat memory.
_FILES_AHEAD = 8
# Larger files stay with the caller, for a worker must send back all it read at once.
_AHEAD_LIMIT_BYTES = 16 * 1024 * 1024
_NO_NETWORK = "Nothing is fetched without a network."
_log = logging.getLogger(__name__)


class _Form(Enum):
    """The form in which a reader takes its material: a stream of bytes or text, or all bytes."""

    STREAM = "stream"
    TEXT = "text"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class _ReaderOf:
    """The reader of one kind: `function` in `store.ingest.readers.module`.

    A `STREAM` or `TEXT` reader takes the stream and the name of its source, a `WHOLE` one the bytes
    and the `Material`. From `apart_from_bytes` on, None for never, a file is read in a process of
    its own: a small one may unpack to much, or crash a library.
    """

    form: _Form
    module: str
    function: str
    apart_from_bytes: int | None = None

    def apart(self, data: bytes, material: Material) -> Iterator[Read]:
        """Calls the function, in a process of its own if `data` are of a risky format and size."""
        if self.apart_from_bytes is None or len(data) < self.apart_from_bytes:
            return self(data, material)
        module = f"store.ingest.readers.{self.module}"
        return iter(
            reading_apart().call(module, self.function, data, replace(material, open=_no_bytes))
        )

    def __call__(self, *args: object, **options: object) -> Iterator[Read]:
        """Calls the function; the first call imports its module."""
        module = importlib.import_module(f"store.ingest.readers.{self.module}")
        return getattr(module, self.function)(*args, **options)  # type: ignore[no-any-return]


_READERS: Mapping[Kind, _ReaderOf] = {
    Kind.JSON_LINES: _ReaderOf(_Form.STREAM, "records", "read_json_lines"),
    Kind.WARC: _ReaderOf(_Form.STREAM, "warc", "read_warc"),
    Kind.MAILBOX: _ReaderOf(_Form.STREAM, "mail", "read_mailbox"),
    Kind.JSON: _ReaderOf(_Form.TEXT, "records", "read_json_articles"),
    Kind.TABLE: _ReaderOf(_Form.TEXT, "records", "read_table"),
    Kind.TELEGRAM_EXPORT: _ReaderOf(_Form.TEXT, "telegram_export", "read_telegram_export"),
    Kind.TEXT: _ReaderOf(_Form.WHOLE, "document", "read_text_file"),
    Kind.HTML: _ReaderOf(_Form.WHOLE, "html", "read_html_file", apart_from_bytes=_LARGE_PAGE_BYTES),
    Kind.BOOKMARKS: _ReaderOf(_Form.WHOLE, "address_lists", "read_bookmarks"),
    Kind.MAIL: _ReaderOf(_Form.WHOLE, "mail", "read_mail"),
    Kind.EPUB: _ReaderOf(_Form.WHOLE, "epub", "read_epub", apart_from_bytes=0),
    Kind.DOCX: _ReaderOf(_Form.WHOLE, "docx", "read_docx", apart_from_bytes=0),
    Kind.PDF: _ReaderOf(_Form.WHOLE, "pdf", "read_pdf", apart_from_bytes=0),
}
_ENTRY_READER = _ReaderOf(_Form.WHOLE, "html", "read_feed_entry")
_REFUSED = (
    {
        kind: f"This is {kind.value}, which holds no article."
        for kind in (Kind.IMAGE, Kind.AUDIO_VIDEO, Kind.BINARY, Kind.XML)
    }
    | {
        kind: f"This is {kind.value}, which is not read: save it as .docx or .html and add that."
        for kind in (Kind.RTF, Kind.OPEN_DOCUMENT, Kind.OLD_OFFICE)
    }
    | {
        Kind.EMPTY: "The file is empty.",
        Kind.GZIP: "This is a gzip file in a gzip file.",
        Kind.ZIP: "This is a zip archive: unpack it and add the folder.",
    }
)


def _no_bytes() -> io.BufferedReader:
    """Stands in for the bytes of a material that has been read already."""
    message = "the bytes were read already"
    raise ExtractError(message)


class SourceReader:
    """Reads sources, and what a feed or list among them leads to. One per run.

    `bytes_read` counts the bytes of the local files read so far, as they lie on the disk;
    `feeds_read` are the addresses of the feeds read so far.
    """

    def __init__(self, fetcher: Fetcher | None) -> None:
        """`fetcher` None means no network."""
        self.bytes_read = 0
        self.feeds_read: list[str] = []
        self._fetcher = fetcher
        self._followed: set[str] = set()

    def read_page(
        self, url: str, given: Mapping[str, str] | None = None, *, depth: int = 0
    ) -> Iterator[Read]:
        """Reads the page at an address.

        `given` are fields known from the feed or sitemap that led there, by their names in `Draft`.
        `depth` counts the lists on the way.
        """
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
        """Reads the bytes of a file or page, and the pages that they lead to."""
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
        except (RecursionError, MemoryError) as error:
            reason = f"It is nested too deep or too large to be read ({type(error).__name__})."
            yield Failed(material.source, reason, material.url)
        except Exception as error:  # noqa: BLE001 - one source's trouble is that source's alone
            _log.warning("not read", exc_info=True, extra={"source": material.source})
            told = str(error) if isinstance(error, ValueError) else type(error).__name__
            yield Failed(material.source, f"It cannot be read: {told}.", material.url)

    def _read(self, raw: io.BufferedReader, material: Material, depth: int) -> Iterator[Read]:
        stream, name = raw, material.name
        kind = tell_kind(stream.peek(), name=name, charset=material.charset)
        if kind is Kind.GZIP:
            stream, name = gunzip(raw), name.removesuffix(".gz")
            kind = tell_kind(stream.peek(), name=name, charset=material.charset)
        reader = _READERS.get(kind)
        if kind in _REFUSED:
            yield Skipped(material.source, _REFUSED[kind], material.url)
        elif reader is None or reader.form is _Form.WHOLE:
            data = stream.read(_SIZE_LIMIT_BYTES + 1)
            if len(data) > _SIZE_LIMIT_BYTES:
                reason = f"It is larger than {_SIZE_LIMIT_BYTES >> 20} MiB."
                yield Failed(material.source, reason, material.url)
            elif reader is None:
                yield from self._follow(kind, data, material, depth)
            else:
                yield from _marked(kind, reader.apart(data, material))
        elif reader.form is _Form.STREAM:
            yield from _marked(kind, reader(stream, material.source))
        else:
            text = text_stream(stream, material.charset)
            try:
                yield from _marked(kind, reader(text, material.source))
            finally:
                text.detach()

    def _follow(self, kind: Kind, data: bytes, material: Material, depth: int) -> Iterator[Read]:
        if depth >= _DEPTH_LIMIT:
            yield Skipped(
                material.source, "Lists within lists are not followed further.", material.url
            )
            return
        yield from self._lead(kind, data, material, depth + 1)

    def _lead(self, kind: Kind, data: bytes, material: Material, depth: int) -> Iterator[Read]:
        if kind is Kind.FEED:
            yield from self._read_feed(
                read_feed(data, material.found_at, material.charset), material
            )
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

    def read_entry(self, entry: FeedEntry, source: str) -> Iterator[Read]:
        """Reads the article of a feed's entry: its own words if they are many, else the page."""
        (own,) = _marked(Kind.FEED, _ENTRY_READER(entry, source))
        length = len(own.text) if isinstance(own, Draft) else 0
        if length and entry.is_shared:
            # The page behind holds the other entries too, or is another one's.
            yield own
            return
        if length >= FULL_TEXT_CHARS or not entry.url or self._fetcher is None:
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


def _is_read_whole(material: Material) -> bool:
    """Whether one reader reads all of `material` at once, and it leads to no other source."""
    with material.open() as raw:
        kind = tell_kind(raw.peek(), name=material.name, charset=material.charset)
    reader = _READERS.get(kind)
    return reader is not None and reader.form is _Form.WHOLE


def read_ahead(
    paths: Iterable[Path], pool: ProcessPoolExecutor, jobs: int
) -> Iterator[tuple[Path, list[Read] | None]]:
    """Read files in the `jobs` worker processes of `pool`.

    Yields each path in order, with all that was in it, or None where the caller has to read it:
    feeds, lists and long streams stay with the caller, who holds the network.
    """
    waiting: deque[tuple[Path, Future[list[Read] | None]]] = deque()
    for path in paths:
        waiting.append((path, pool.submit(read_whole, path)))
        if len(waiting) > _FILES_AHEAD * jobs:
            first, future = waiting.popleft()
            yield first, future.result()
    while waiting:
        first, future = waiting.popleft()
        yield first, future.result()


def read_whole(path: Path) -> list[Read] | None:
    """Reads a file that one reader reads at once; None for any other file, and a broken one."""
    try:
        if path.stat().st_size > _AHEAD_LIMIT_BYTES or not _is_read_whole(file_material(path)):
            return None
    except (OSError, ValueError):
        return None
    return list(SourceReader(None).read_material(file_material(path)))


def _marked(kind: Kind, outcomes: Iterator[Read]) -> Iterator[Read]:
    """The outcomes; each draft carries the kind of source it was read from."""
    for outcome in outcomes:
        yield replace(outcome, kind=kind.value) if isinstance(outcome, Draft) else outcome
