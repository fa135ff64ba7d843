"""Gzip streams, unpacked as they are read and watched for bombs."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from typing import BinaryIO

from store.errors import ExtractError
from store.ingest.sources.material import PEEK_BYTES

# Text packs ten- to fiftyfold; a bomb a thousandfold. The first part is not judged.
_RATIO_LIMIT = 200
_JUDGED_BYTES = 16 * 1024 * 1024


def gunzip(packed: BinaryIO) -> io.BufferedReader:
    """`packed`, unpacked.

    Reading raises:
        ExtractError: the stream is broken or unpacks to over 200 times its size.
    """
    return io.BufferedReader(_Unpacked(packed), PEEK_BYTES)


class _Unpacked(io.RawIOBase):
    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._plain = gzip.GzipFile(fileobj=packed)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a wider buffer type
        data = _guarded(lambda: self._plain.read(len(buffer)))
        self._count += len(data)
        if self._count > max(_JUDGED_BYTES, _RATIO_LIMIT * self._packed.tell()):
            message = "The gzip file unpacks to hundreds of times its size."
            raise ExtractError(message)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._plain.close()
        self._packed.close()
        super().close()


def _guarded(read: Callable[[], bytes]) -> bytes:
    try:
        return read()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        message = "The gzip file is broken or cut off."
        raise ExtractError(message) from error
