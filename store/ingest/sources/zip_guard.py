"""Zip archives read in place: no member is unpacked to disk, none larger than it may be."""

from __future__ import annotations

import io
import zipfile
import zlib

from store.errors import ExtractError

_MEMBER_LIMIT_BYTES = 32 * 1024 * 1024
_TOTAL_LIMIT_BYTES = 512 * 1024 * 1024


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive in `data`.

    Raises:
        ExtractError: it is broken, or says that it unpacks to more than 512 MiB.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        message = "The file is broken: it is no zip archive inside."
        raise ExtractError(message) from error
    if sum(member.file_size for member in archive.infolist()) > _TOTAL_LIMIT_BYTES:
        message = f"The file unpacks to more than {_TOTAL_LIMIT_BYTES >> 20} MiB."
        raise ExtractError(message)
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one member.

    Raises:
        ExtractError: there is none by that name, it is broken or encrypted, or over 32 MiB whatever
            its header says.
    """
    try:
        with archive.open(name) as member:
            data = member.read(_MEMBER_LIMIT_BYTES + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        message = f"The part {name!r} of the file cannot be read."
        raise ExtractError(message) from error
    if len(data) > _MEMBER_LIMIT_BYTES:
        message = f"The part {name!r} of the file is larger than {_MEMBER_LIMIT_BYTES >> 20} MiB."
        raise ExtractError(message)
    return data
