"""Drafts → the archive, a batch at a time: read | analyse (in parallel) | write.

    read_sources → unchanged? → analyse, in worker processes when there is much → write

Memory stays flat: a bounded number of batches is under way, and order is kept. A kill at any
moment loses at most the batch in hand, whole articles of it; adding again completes it.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from store.connection import Connections
from store.errors import StoreError
from store.ingest.analyse import Analysis, analyse
from store.ingest.reading import Failed, Skipped
from store.ingest.write import Outcome, Written, unchanged, write
from store.model import Draft

# Articles a transaction. Large enough that the vocabulary's upserts are shared, small enough that a
# reader of the same file never waits long and a kill loses little.
_BATCH = 48
# Fewer articles than this are analysed here: a worker process costs more to start.
_WORTH_A_WORKER = 3 * _BATCH

Read = Draft | Skipped | Failed


def ingest(
    connections: Connections, drafts: Iterable[Read], *, jobs: int = 1
) -> Iterator[Written]:
    """Add drafts, yielding how each ended, in order. Never stops on a bad one."""
    items = iter(drafts)
    first = list(islice(items, _WORTH_A_WORKER))
    if jobs < 2 or len(first) < _WORTH_A_WORKER:  # noqa: PLR2004 - one process is this one
        for batch in _batches(_chain(first, items)):
            yield from _settle(connections, _prepare(connections, batch), None)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=jobs, mp_context=context) as pool:
        under_way: deque[tuple[list[Written | Draft], Future[list[Analysis | str]]]] = deque()
        try:
            for batch in _batches(_chain(first, items)):
                prepared = _prepare(connections, batch)
                drafts_left = [item for item in prepared if isinstance(item, Draft)]
                under_way.append((prepared, pool.submit(analyse_batch, drafts_left)))
                if len(under_way) > 2 * jobs:
                    done, future = under_way.popleft()
                    yield from _settle(connections, done, future.result())
            while under_way:
                done, future = under_way.popleft()
                yield from _settle(connections, done, future.result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def analyse_batch(drafts: list[Draft]) -> list[Analysis | str]:
    """Analyse in a worker process; a draft that cannot be analysed comes back as the reason."""
    done: list[Analysis | str] = []
    for draft in drafts:
        try:
            done.append(analyse(draft))
        except (StoreError, ValueError, RecursionError) as error:
            done.append(f"could not be analysed: {error}")
    return done


def _prepare(connections: Connections, batch: list[Read]) -> list[Written | Draft]:
    prepared: list[Written | Draft] = []
    for item in batch:
        if isinstance(item, Draft):
            prepared.append(unchanged(connections, item) or item)
        else:
            kind = Outcome.SKIPPED if isinstance(item, Skipped) else Outcome.FAILED
            prepared.append(Written(item.source, kind, url=item.url, reason=item.reason))
    return prepared


def _settle(
    connections: Connections,
    prepared: list[Written | Draft],
    results: list[Analysis | str] | None,
) -> Iterator[Written]:
    drafts = [item for item in prepared if isinstance(item, Draft)]
    results = analyse_batch(drafts) if results is None else results
    written = iter(write(connections, [r for r in results if isinstance(r, Analysis)]))
    outcomes = iter(
        next(written)
        if isinstance(result, Analysis)
        else Written(draft.source, Outcome.FAILED, url=draft.url, reason=result)
        for draft, result in zip(drafts, results, strict=True)
    )
    for item in prepared:
        yield item if isinstance(item, Written) else next(outcomes)


def _batches(items: Iterable[Read]) -> Iterator[list[Read]]:
    batch: list[Read] = []
    for item in items:
        batch.append(item)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _chain(first: list[Read], rest: Iterator[Read]) -> Iterator[Read]:
    yield from first
    yield from rest
