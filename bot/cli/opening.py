"""Tells which files a command means, and opens them."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from bot.errors import ArchiveMissingError
from bot.settings import read_settings
from store.archive import Archive, open_store
from store.chats.chats import Readers, open_chats
from store.database.connection import CACHE_KIB


def archive_path(options: argparse.Namespace) -> Path:
    """The file that `--archive` or the settings name."""
    path: Path | None = options.archive
    return path if path is not None else read_settings().archive


def opened(options: argparse.Namespace, cache_kib: int = CACHE_KIB) -> closing[Archive]:
    """The archive, made where there is none; closed at the end of the block.

    `cache_kib` is what each thread may keep of it in memory.
    """
    return closing(open_store(archive_path(options), cache_kib=cache_kib))


def existing(options: argparse.Namespace) -> closing[Archive]:
    """The archive, for a command that has nothing to do without one.

    Raises:
        ArchiveMissingError: there is no such file.
    """
    path = archive_path(options)
    if not path.exists():
        message = f"there is no archive {path}; pullquote add makes it"
        raise ArchiveMissingError(message)
    return closing(open_store(path))


def opened_chats(archive: Archive) -> closing[Readers]:
    """What is kept for the chats that ask this archive, closed at the end of the block.

    In the file that the settings name, or beside the archive; made where there is none.
    """
    path = read_settings().chats or chats_beside(archive.path)
    return closing(open_chats(path, archive.connections))


def chats_beside(archive: Path) -> Path:
    """The chats' file that goes with an archive: `archive.chats.db` for `archive.db`."""
    return archive.with_name(f"{archive.stem}.chats{archive.suffix}")
