"""Spans as stored: little-endian 32-bit pairs in one blob, so that a list of them is one value."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

from store.model import Span


def pack_spans(spans: Iterable[Span]) -> bytes:
    """Spans → blob."""
    flat = array("I", [edge for span in spans for edge in (span.start, span.stop)])
    return _little(flat).tobytes()


def unpack_spans(blob: bytes) -> tuple[Span, ...]:
    """Blob → spans."""
    flat = array("I")
    flat.frombytes(blob)
    edges = _little(flat)
    return tuple(map(Span, edges[::2], edges[1::2]))


def pack_offsets(spans: Iterable[Span], origin: int) -> bytes:
    """Spans near `origin` → blob of 16-bit offsets where they fit, half the size."""
    spans = tuple(spans)
    if spans and spans[-1].stop - origin >= 1 << 16:
        return b"\x01" + pack_spans(spans)
    flat = array("H", [edge - origin for span in spans for edge in (span.start, span.stop)])
    return b"\x00" + _little(flat).tobytes()


def unpack_offsets(blob: bytes, origin: int) -> list[tuple[int, int]]:
    """Blob of `pack_offsets` → (start, stop) pairs."""
    flat = array("I" if blob[0] else "H")
    flat.frombytes(blob[1:])
    edges = [edge + (0 if blob[0] else origin) for edge in _little(flat)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _little(flat: array[int]) -> array[int]:
    if sys.byteorder == "big":
        flat.byteswap()
    return flat
