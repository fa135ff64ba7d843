"""Bytes from anywhere, not yet told what they are."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from store.ingest.sources.page import Page

# So much can be looked at before anything is read.
PEEK_BYTES = 1 << 17


@dataclass(frozen=True, slots=True)
class Material:
    """One file or page, opened when it is read.

    `source` names it for the operator; `name` ends as its file name does; `url` is its address and
    `charset` what its server said, None where there is none; `found_at` is where its redirects led.
    `given` holds fields that its context knows (what a feed says of the page behind an entry), by
    their names in `Draft`; what the bytes say for themselves goes first.
    """

    source: str
    open: Callable[[], io.BufferedReader]
    name: str = ""
    url: str | None = None
    charset: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    found_at: str | None = None


def file_material(path: Path) -> Material:
    """A file, as material."""
    return Material(str(path), lambda: io.BufferedReader(io.FileIO(path), PEEK_BYTES), path.name)


def page_material(page: Page, url: str, given: Mapping[str, str] | None) -> Material:
    """A page that was fetched from `url`, as material."""
    return Material(
        url,
        lambda: io.BufferedReader(io.BytesIO(page.body), PEEK_BYTES),
        url.partition("?")[0],
        url,
        page.charset,
        given or {},
        page.url,
    )
