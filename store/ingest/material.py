"""Bytes from anywhere, not yet told what they are."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

HEAD_BYTES = 65536


@dataclass(frozen=True, slots=True)
class Material:
    """One file, page or part of an archive file, opened when it is read.

    `source` names it for the operator; `name` ends as its file name does; `url` is its address and
    `charset` what its server said, None where there is none. `given` holds fields that its context
    knows better or knows at all (what a feed says of the page behind an entry), by their names in
    `Draft`; what the bytes say for themselves goes first.
    """

    source: str
    open: Callable[[], BinaryIO]
    name: str = ""
    url: str | None = None
    content_type: str = ""
    charset: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    def head(self) -> bytes:
        """The first bytes, enough to tell the kind."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    def read(self, limit_bytes: int) -> bytes | None:
        """All bytes, or None where there are more than `limit_bytes`."""
        with self.open() as stream:
            data = stream.read(limit_bytes + 1)
        return None if len(data) > limit_bytes else data


def material_of(
    data: bytes,
    source: str,
    *,
    name: str = "",
    url: str | None = None,
    content_type: str = "",
    charset: str | None = None,
    given: Mapping[str, str] | None = None,
) -> Material:
    """Bytes that are in memory already, as material."""
    return Material(
        source, lambda: io.BytesIO(data), name or source, url, content_type, charset, given or {}
    )
