"""Files read ahead in worker processes: taking pages apart is what costs time.

Only files that are read as a whole and lead nowhere else go to a worker; feeds, lists and long
streams stay with the caller, who holds the network.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from store.ingest.readers.dispatch import Outcome, Reader, is_read_whole
from store.ingest.sources.material import file_material

# Files a worker has in hand or waiting: enough to keep it busy, few enough for flat memory.
_WAITING = 8
_SIZE_LIMIT_BYTES = 16 * 1024 * 1024


def read_ahead(
    paths: Iterable[Path], pool: ProcessPoolExecutor, jobs: int
) -> Iterator[tuple[Path, list[Outcome] | None]]:
    """Each path in order, with its outcomes, or None where the caller has to read it.

    `pool` has `jobs` worker processes.
    """
    waiting: deque[tuple[Path, Future[list[Outcome] | None]]] = deque()
    for path in paths:
        waiting.append((path, pool.submit(read_whole, path)))
        if len(waiting) > _WAITING * jobs:
            first, future = waiting.popleft()
            yield first, future.result()
    while waiting:
        first, future = waiting.popleft()
        yield first, future.result()


def read_whole(path: Path) -> list[Outcome] | None:
    """The outcomes of a file that leads nowhere else; None for any other, and for a broken one."""
    try:
        if path.stat().st_size > _SIZE_LIMIT_BYTES or not is_read_whole(file_material(path)):
            return None
    except (OSError, ValueError):
        return None
    return list(Reader(None).read_material(file_material(path)))
