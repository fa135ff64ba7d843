"""Walks the paths, folders and addresses that a user named, and reads each source in them.

    what → folder | file | page → Material → kind → reader of that kind → Read

Sources come lazily, in order, one at a time; a bad source never stops the rest. `dispatch.py` reads
each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from store.ingest.outcome import Failed, Read
from store.ingest.readers.dispatch import SourceReader, read_ahead
from store.ingest.sources.material import file_material
from store.ingest.sources.page import Fetcher
from store.ingest.workers import worker_pool

Progress = Callable[[int, int | None], None]
_Ahead = Callable[[Iterable[Path]], Iterator[tuple[Path, list[Read] | None]]]


def read_sources(
    what: Iterable[str],
    fetcher: Fetcher | None,
    *,
    progress: Progress | None = None,
    jobs: int = 1,
    met_feed: Callable[[str], None] | None = None,
) -> Iterator[Read]:
    """Yields every article in the paths and http(s) addresses of `what`.

    A source without an article is yielded too, with the reason. `fetcher` None means no network.
    `progress` is called after each with the bytes read so far and the bytes in all; the latter is
    None if `what` holds an address or is no sequence. With `jobs` above 1 that many worker
    processes read the files of folders; the order stays. `met_feed` is called with the address of
    each source that is a feed.
    """
    total = _total(what) if progress and isinstance(what, Sequence) else None
    reader = SourceReader(fetcher)
    with _shared_workers(jobs) as ahead:
        for source in what:
            for outcome in _read(source, reader, ahead):
                yield outcome
                if progress:
                    progress(reader.bytes_read, total)
            if met_feed and reader.feeds_read == [source.strip()]:
                met_feed(source.strip())
            reader.feeds_read.clear()


@contextmanager
def _shared_workers(jobs: int) -> Iterator[_Ahead | None]:
    if jobs < 2:
        yield None
        return
    with worker_pool(jobs) as pool:
        yield lambda paths: read_ahead(paths, pool, jobs)


def _read(source: str, reader: SourceReader, ahead: _Ahead | None) -> Iterator[Read]:
    if _is_address(source):
        yield from reader.read_page(source.strip())
    elif ahead is not None and _is_folder(source):
        yield from _read_folder(Path(source), reader, ahead)
    else:
        for found in _files(Path(source)):
            if isinstance(found, Failed):
                yield found
            else:
                yield from reader.read_material(file_material(found))


def _read_folder(folder: Path, reader: SourceReader, ahead: _Ahead) -> Iterator[Read]:
    broken: list[Failed] = []

    def paths() -> Iterator[Path]:
        for found in _walk_folder(folder):
            if isinstance(found, Failed):
                broken.append(found)
            else:
                yield found

    for path, outcomes in ahead(paths()):
        if outcomes is None:
            yield from reader.read_material(file_material(path))
        else:
            reader.bytes_read += path.stat().st_size
            yield from outcomes
    yield from broken


def _is_folder(source: str) -> bool:
    try:
        return Path(source).is_dir()
    except (OSError, ValueError):
        return False


def _is_address(source: str) -> bool:
    return source.strip().lower().startswith(("http://", "https://"))


def _files(path: Path) -> Iterator[Path | Failed]:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        yield Failed(str(path), f"The path cannot be read: {error}.")
        return
    if is_folder:
        yield from _walk_folder(path)
    else:
        yield path


def _total(what: Sequence[str]) -> int | None:
    total = 0
    for source in what:
        if _is_address(source):
            return None
        for path in _files(Path(source)):
            try:
                total += path.stat().st_size if isinstance(path, Path) else 0
            except (OSError, ValueError):
                continue
    return total


def _walk_folder(folder: Path) -> Iterator[Path | Failed]:
    """Yields every file below `folder`, sorted. Skips hidden ones and links to folders."""
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
            yield from _walk_folder(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)
