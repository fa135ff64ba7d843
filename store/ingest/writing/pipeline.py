"""Adds drafts to the archive, a batch at a time: read | analyse (in parallel) | write.

    read_sources → unchanged? → analyse, in worker processes when there is much → write

Memory stays flat: a bounded number of batches is under way, and order is kept. A kill at any
moment loses whole articles, those of the batches under way; adding again completes it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic, sleep

from store.database.collections import PUBLIC, CollectionId
from store.database.connection import Connections
from store.errors import ConflictError, StorageError
from store.ingest.outcome import Outcome, Read, Skipped
from store.ingest.people import Joining
from store.ingest.workers import give_way, rare_collections, worker_pool
from store.ingest.writing.batch import Batch, analyse_batch
from store.ingest.writing.packing import Packed
from store.ingest.writing.write import Written, unchanged, write
from store.model import Draft
from store.rows.filing import Filing

# Seconds after which a batch is written though it is not full: drafts may come slowly.
_BATCH_S = 2.0
# Seconds without a lock after each batch. SQLite lets other writers ask again and again; without a
# pause they would hardly ever ask at the right moment.
_TURN_S = 0.02
# Niceness of the thread that writes, where threads have priorities.
_NICENESS = 10
# After fewer full batches than this, a worker process costs more to start than it saves.
_WORTH_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Batching:
    """Sizes of batches, and how often the write-ahead log is taken into the file."""

    # Articles a transaction: enough to share the pages they change, few enough that other writers
    # wait briefly and a kill loses little.
    batch: int = 128
    # The same in a large import, which workers take part in.
    large_batch: int = 256
    # Batches from one checkpoint to the next, by a thread that waits for the disk.
    checkpoint_every: int = 4
    # Batches until the writer takes in what is left. SQLite uses a log from its beginning again
    # only if all of it is in the file as a batch begins.
    restart_every: int = 12


_BATCHING = Batching()


def ingest(
    connections: Connections,
    drafts: Iterable[Read],
    *,
    jobs: int = 1,
    collection: CollectionId = PUBLIC,
    batching: Batching = _BATCHING,
) -> Iterator[Written]:
    """Add drafts to a collection, yielding how each ended, in order. Never stops on a bad one.

    Worker processes join in once enough drafts have come quickly enough to be worth them.
    """
    items, filing = iter(drafts), Filing(Joining())
    full_in_a_row = 0
    for batch in _batches(items, batching.batch):
        yield from _settle(
            connections, _prepare(connections, batch, collection), None, filing, collection
        )
        full_in_a_row = full_in_a_row + 1 if len(batch) == batching.batch else 0
        if jobs > 1 and full_in_a_row == _WORTH_WORKERS:
            filing.large = True
            large = _batches(items, batching.large_batch)
            yield from _ingest_by_workers(connections, large, jobs, filing, collection, batching)
    # This also completes a run that was killed.
    filing.finish(connections)


def _ingest_by_workers(
    connections: Connections,
    batches: Iterable[list[Read]],
    jobs: int,
    filing: Filing,
    collection: CollectionId,
    batching: Batching,
) -> Iterator[Written]:
    """Workers analyse, a thread writes (mostly SQLite, beside Python), and this one reads."""
    under_way: deque[Future[list[Written]]] = deque()
    checkpoints: deque[Future[None]] = deque()

    def settle(
        number: int, prepared: list[Written | Draft], analysed: Future[Batch]
    ) -> list[Written]:
        batch = analysed.result()
        done = list(_settle(connections, prepared, batch, filing, collection))
        if number % batching.restart_every == 0:
            while checkpoints:
                checkpoints.popleft().result()
            connections.checkpoint_passively()
        elif (number + 1) % batching.checkpoint_every == 0:
            checkpoints.append(beside.submit(connections.checkpoint_passively))
        sleep(_TURN_S)
        return done

    def begin_writing() -> None:
        give_way(_NICENESS)
        connections.leave_checkpoints()

    with (
        worker_pool(jobs) as pool,
        ThreadPoolExecutor(1, initializer=begin_writing) as writer,
        ThreadPoolExecutor(1) as beside,
        # What this thread asks is whether the archive has an article already.
        connections.keeping_little(),
        rare_collections(),
    ):
        for number, batch in enumerate(batches, 1):
            prepared = _prepare(connections, batch, collection)
            drafts_left = [item for item in prepared if isinstance(item, Draft)]
            analysed = pool.submit(analyse_batch, drafts_left)
            under_way.append(writer.submit(settle, number, prepared, analysed))
            if len(under_way) > 3 * jobs:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def _prepare(
    connections: Connections, batch: list[Read], collection: CollectionId
) -> list[Written | Draft]:
    prepared: list[Written | Draft] = []
    # One look at the archive for all of them.
    with connections.reading():
        for item in batch:
            if isinstance(item, Draft):
                prepared.append(unchanged(connections, item, collection) or item)
            else:
                kind = Outcome.SKIPPED if isinstance(item, Skipped) else Outcome.FAILED
                prepared.append(Written(item.source, kind, url=item.url, reason=item.reason))
    return prepared


def _settle(
    connections: Connections,
    prepared: list[Written | Draft],
    analysed: Batch | None,
    filing: Filing,
    collection: CollectionId,
) -> Iterator[Written]:
    drafts = [item for item in prepared if isinstance(item, Draft)]
    analysed = analyse_batch(drafts) if analysed is None else analysed
    written = iter(_write(connections, analysed, collection, filing))
    outcomes = iter(
        next(written)
        if isinstance(result, Packed)
        else Written(draft.source, Outcome.FAILED, url=draft.url, reason=result)
        for draft, result in zip(drafts, analysed.done, strict=True)
    )
    for item in prepared:
        yield item if isinstance(item, Written) else next(outcomes)


def _write(
    connections: Connections, batch: Batch, collection: CollectionId, filing: Filing
) -> list[Written]:
    """Write a batch; where one of its articles cannot be written, each of the others.

    Raises:
        StorageError: none can be, such as on a full disk.
    """
    try:
        return write(connections, batch, collection, filing)
    except Exception as error:
        if isinstance(error, StorageError) and not isinstance(error, ConflictError):
            raise
        if len(batch.analyses) > 1:
            singles = (analyse_batch([one.draft]) for one in batch.analyses)
            return [
                one for single in singles for one in _write(connections, single, collection, filing)
            ]
        draft = batch.analyses[0].draft
        reason = f"could not be written: {error}"
        return [Written(draft.source, Outcome.FAILED, url=draft.url, reason=reason)]


def _batches(items: Iterable[Read], size: int) -> Iterator[list[Read]]:
    batch: list[Read] = []
    began = monotonic()
    for item in items:
        batch.append(item)
        if len(batch) >= size or monotonic() - began > _BATCH_S:
            yield batch
            batch = []
            began = monotonic()
    if batch:
        yield batch
