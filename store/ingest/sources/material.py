"""Defines material: the bytes of one file or page, of a kind not yet known."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from store.ingest.sources.page import Page

# Bytes that can be looked at before any are read: `tell_kind` needs 64 KiB.
PEEK_BYTES = 1 << 17


@dataclass(frozen=True, slots=True)
class Material:
    """One file or page, opened when it is read.

    `source` is its path or address, for the operator. `name` ends as its file name does. `url` is
    the address asked, `found_at` the one its redirects led to, `charset` the one its server named.
    `given` holds fields known from elsewhere (a feed on the page behind an entry), by their names
    in `Draft`; a reader prefers the fields in the bytes.
    """

    source: str
    open: Callable[[], io.BufferedReader]
    name: str = ""
    url: str | None = None
    charset: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    found_at: str | None = None


def file_material(path: Path) -> Material:
    """The material of a file."""
    return Material(str(path), lambda: io.BufferedReader(io.FileIO(path), PEEK_BYTES), path.name)


def page_material(page: Page, url: str, given: Mapping[str, str] | None) -> Material:
    """The material of a page that was fetched from `url`."""
    return Material(
        url,
        lambda: io.BufferedReader(io.BytesIO(page.body), PEEK_BYTES),
        url.partition("?")[0],
        url,
        page.charset,
        given or {},
        page.url,
    )
