"""WARC files, as web archives keep them (warcio behind it): each HTML response is a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from store.errors import ExtractError
from store.ingest.charset import decode
from store.ingest.extra import load_extra
from store.ingest.html import read_html
from store.ingest.outcome import Failed, Skipped
from store.model import Draft

_PAGE_LIMIT_BYTES = 32 * 1024 * 1024
_CHARSET = "charset="


def read_warc(stream: BinaryIO, source: str) -> Iterator[Draft | Skipped | Failed]:
    """The article of every successful HTML response, one in memory at a time.

    Raises:
        ExtractError: warcio is not installed, or the file is broken.
    """
    archive = load_extra("warcio.archiveiterator", "warc", "WARC files")
    broken = load_extra("warcio.exceptions", "warc", "WARC files").ArchiveLoadFailed
    try:
        for record in archive.ArchiveIterator(stream):
            if record.rec_type != "response" or record.http_headers is None:
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            kind = record.http_headers.get_header("Content-Type") or ""
            status = record.http_headers.get_statuscode()
            if "html" not in kind.lower():
                continue
            if not status.startswith("2"):
                yield Skipped(source, f"The server had answered {status}.", url)
                continue
            data = record.content_stream().read(_PAGE_LIMIT_BYTES + 1)
            if len(data) > _PAGE_LIMIT_BYTES:
                reason = f"The page is larger than {_PAGE_LIMIT_BYTES >> 20} MiB."
                yield Failed(source, reason, url)
                continue
            charset = kind.lower().partition(_CHARSET)[2].partition(";")[0] or None
            yield read_html(decode(data, charset), source=source, url=url)
    except broken as error:
        message = "The WARC file is broken."
        raise ExtractError(message) from error
