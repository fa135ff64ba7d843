"""Reads the WARC files of web archives, with warcio: each HTML response is a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from store.errors import ExtractError
from store.ingest.extra import load_extra
from store.ingest.outcome import Failed, Read, Skipped
from store.ingest.readers.html import read_html
from store.ingest.sources.charset import decode

# As in a fetch: no longer page is read.
_PAGE_LIMIT_BYTES = 32 * 1024 * 1024
_CHARSET = "charset="


def read_warc(stream: BinaryIO, source: str) -> Iterator[Read]:
    """Yields the article of every successful HTML response, with one in memory at a time.

    Raises:
        ExtractError: warcio is not installed, or the file is broken.
    """
    for url, status, charset, data in _pages(stream):
        if not status.startswith("2"):
            yield Skipped(source, f"The server had answered {status}.", url)
        elif len(data) > _PAGE_LIMIT_BYTES:
            reason = f"The page is larger than {_PAGE_LIMIT_BYTES >> 20} MiB."
            yield Failed(source, reason, url)
        else:
            yield read_html(decode(data, charset), source=source, url=url)


def _pages(stream: BinaryIO) -> Iterator[tuple[str, str, str | None, bytes]]:
    """Yields address, status, charset and body of every HTML response; cuts a body over 32 MiB."""
    archive = load_extra("warcio.archiveiterator", "warc", "WARC files")
    try:
        for record in archive.ArchiveIterator(stream):
            if record.rec_type != "response" or record.http_headers is None:
                continue
            kind = (record.http_headers.get_header("Content-Type") or "").lower()
            if "html" not in kind:
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            charset = kind.partition(_CHARSET)[2].partition(";")[0] or None
            data = record.content_stream().read(_PAGE_LIMIT_BYTES + 1)
            yield url, record.http_headers.get_statuscode(), charset, data
    except ExtractError:
        raise
    except Exception as error:  # warcio raises anything on a broken record
        message = "The WARC file is broken."
        raise ExtractError(message) from error
