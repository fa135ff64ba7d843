"""Finds the addresses of feeds in what an operator names: addresses, OPML files, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from store.errors import FetchError
from store.ingest.outcome import Failed
from store.ingest.readers.address_lists import parse_opml, parse_url_list
from store.ingest.readers.kind import Kind, tell_kind
from store.ingest.sources.address import check_url
from store.ingest.sources.charset import decode

_SIZE_LIMIT_BYTES = 16 * 1024 * 1024
# Old browsers wrote feed: before the address of a feed.
_FEED_SCHEME = re.compile(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", re.IGNORECASE)


def wanted_feeds(what: Iterable[str]) -> Iterator[str | Failed]:
    """Yields every address in `what`, in order, and a failure for each source without one.

    Fetches nothing.
    """
    for one in what:
        plain = _FEED_SCHEME.sub("", one.strip())
        if plain.startswith("//"):
            plain = f"https:{plain}"
        if "://" in plain:
            yield _checked(plain, plain)
        else:
            yield from _listed(Path(plain))


def _listed(path: Path) -> Iterator[str | Failed]:
    try:
        if path.stat().st_size > _SIZE_LIMIT_BYTES:
            yield Failed(str(path), f"It is larger than {_SIZE_LIMIT_BYTES >> 20} MiB.")
            return
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        yield Failed(str(path), f"The file cannot be read: {reason}.")
        return
    kind = tell_kind(data[: 1 << 17], name=path.name)
    if kind is Kind.OPML:
        found = parse_opml(data)
    elif kind is Kind.URL_LIST:
        found = parse_url_list(decode(data))
    else:
        reason = f"This is {kind.value}: give the address of a feed, an OPML list or addresses."
        yield Failed(str(path), reason)
        return
    if not found:
        yield Failed(str(path), "There is no feed in it.")
    for url in found:
        yield _checked(url, str(path))


def _checked(url: str, source: str) -> str | Failed:
    try:
        check_url(url)
    except FetchError as error:
        return Failed(source, error.message, url)
    return url
