"""Folders to the files in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from store.ingest.story.outcome import Failed


def walk_folder(folder: Path) -> Iterator[Path | Failed]:
    """Every file below `folder`, sorted, hidden ones left out, links to folders not followed."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield Failed(str(folder), f"The folder cannot be read: {error.strerror}.")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk_folder(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)
