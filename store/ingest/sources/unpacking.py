"""Unpacks gzip streams and zip archives in memory, and refuses bombs."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

from store.errors import ExtractError
from store.ingest.sources.material import PEEK_BYTES

# Text packs ten- to fiftyfold, a bomb a thousandfold.
_RATIO_LIMIT = 200
# The ratio is checked from this size on: less harms nobody.
_JUDGED_BYTES = 16 * 1024 * 1024


def gunzip(packed: BinaryIO) -> io.BufferedReader:
    """Returns a stream that unpacks `packed` as it is read.

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


# A larger member would fill the memory.
_MEMBER_LIMIT_BYTES = 32 * 1024 * 1024
# A person's words in XML pack up to fortyfold, a bomb's more than a hundredfold.
_MEMBER_RATIO_LIMIT = 100
# The ratio of a member is checked from this size on.
_JUDGED_MEMBER_BYTES = 1024 * 1024
# A larger archive is a bomb, or no book or document.
_TOTAL_LIMIT_BYTES = 512 * 1024 * 1024


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Opens the zip archive in `data`.

    Raises:
        ExtractError: it is broken, or says that it unpacks to more than 512 MiB, or to more than
            16 MiB and 100 times its size.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        message = "The file is broken: it is no zip archive inside."
        raise ExtractError(message) from error
    total_bytes = sum(member.file_size for member in archive.infolist())
    if total_bytes > _TOTAL_LIMIT_BYTES:
        message = f"The file unpacks to more than {_TOTAL_LIMIT_BYTES >> 20} MiB."
        raise ExtractError(message)
    if total_bytes > max(_JUDGED_BYTES, _MEMBER_RATIO_LIMIT * len(data)):
        message = "The file unpacks to a hundred times its size and more."
        raise ExtractError(message)
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Reads one member of an archive.

    Raises:
        ExtractError: the member is missing, broken, encrypted, larger than 32 MiB, or unpacks to
            more than 1 MiB and 100 times its size.
    """
    try:
        packed_bytes = archive.getinfo(name).compress_size
        with archive.open(name) as member:
            data = member.read(_MEMBER_LIMIT_BYTES + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        message = f"The part {name!r} of the file cannot be read."
        raise ExtractError(message) from error
    if len(data) > _MEMBER_LIMIT_BYTES:
        message = f"The part {name!r} of the file is larger than {_MEMBER_LIMIT_BYTES >> 20} MiB."
        raise ExtractError(message)
    if len(data) > max(_JUDGED_MEMBER_BYTES, _MEMBER_RATIO_LIMIT * packed_bytes):
        message = f"The part {name!r} of the file unpacks to a hundred times its size and more."
        raise ExtractError(message)
    return data
