"""Runs one pass over the followed feeds: asks those that are due and writes what is new.

    due → a few threads, one host a thread: ask, parse, read what is new → queue → the one writer

An entry is remembered once its article is written, and a feed's validators after all its entries:
the next pass goes on where a killed one stopped. A broken feed never stops the others.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import groupby
from urllib.parse import urlsplit

from store.database.collections import PUBLIC, CollectionId
from store.database.connection import Connections
from store.errors import IngestError, StoreError
from store.ingest.feeds.due import after_answer, after_failure, after_pause, after_refusal
from store.ingest.feeds.feed_page import FeedList, read_feed_page
from store.ingest.feeds.newness import TRIES, Newness
from store.ingest.outcome import Failed, Read
from store.ingest.readers.dispatch import SourceReader
from store.ingest.readers.feed import Feed, FeedEntry
from store.ingest.sources.page import Page, PatientAsker, Refusal, Validators
from store.ingest.writing.pipeline import ingest
from store.ingest.writing.plan import Plan
from store.ingest.writing.write import Written
from store.rows.feeds import FeedState, Followed, FollowedFeeds, KnownEntry

# Hosts asked at the same time.
_THREADS = 8
# Entries read and not yet written at most: memory stays flat.
_WAITING = 32
# Entries that are written in one go.
_BATCH = 24
# Fewer entries are written after this time.
_BATCH_S = 2.0
# A pass that is left waits this long for its threads; entries in their hands are lost.
_LEAVE_S = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The state of a feed after it was asked; `was` is its address before, `note` what happened."""

    was: str
    feed: Followed
    note: str


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry that was read."""

    feed_id: int
    key: str
    known: KnownEntry
    outcomes: list[Read]


@dataclass(frozen=True, slots=True)
class _Finished:
    """A feed that was asked. `present` are the keys of its entries, None if it was not read."""

    was: str
    feed: Followed
    note: str
    present: frozenset[str] | None = None
    leads_to: tuple[str, ...] = ()


@dataclass(slots=True)
class _Pass:
    """The state that the threads of one pass share."""

    asker: PatientAsker
    newness: Newness
    clock: Callable[[], float]
    is_stopped: Callable[[], bool]
    hosts: queue.SimpleQueue[list[Followed]] = field(default_factory=queue.SimpleQueue)
    done: queue.Queue[_Item | _Finished | None] = field(
        default_factory=lambda: queue.Queue(_WAITING)
    )
    is_left: threading.Event = field(default_factory=threading.Event)


def refresh(
    connections: Connections,
    asker: PatientAsker,
    *,
    is_forced: bool = False,
    is_dry: bool = False,
    is_stopped: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.time,
) -> Generator[Written | Refreshed, None, None]:
    """Asks the feeds that are due; with `is_forced`, all that are not gone.

    Yields the outcome of each new or changed article, then the state of its feed. The caller may
    close it at any moment. Once `is_stopped` returns true it ends by itself, after it has yielded
    all it has written. With `is_dry` nothing is written or remembered.
    """
    rows = FollowedFeeds(connections)
    record = _Plan(connections, rows) if is_dry else _Writing(connections, rows, clock)
    asked: set[int] = set()
    # A list of feeds adds feeds: they are asked in a second round.
    for _ in range(2):
        now = int(clock())
        feeds = (
            [feed for feed in rows.all() if feed.state is not FeedState.GONE]
            if is_forced
            else rows.due(now)
        )
        feeds = [feed for feed in feeds if feed.id not in asked]
        asked.update(feed.id for feed in feeds)
        if feeds and not is_stopped():
            shared = _Pass(asker, Newness(connections, rows), clock, is_stopped)
            with closing(_one_round(shared, feeds, record)) as told:
                yield from told


def _one_round(
    shared: _Pass,
    feeds: list[Followed],
    record: Callable[[list[_Item | _Finished]], Iterator[Written | Refreshed]],
) -> Generator[Written | Refreshed, None, None]:
    by_host = [list(group) for _, group in groupby(sorted(feeds, key=_host), key=_host)]
    # The host with the most feeds takes longest: it goes first.
    for group in sorted(by_host, key=len, reverse=True):
        shared.hosts.put(group)
    threads = [
        threading.Thread(target=_work, args=(shared,), name=f"feeds-{number}", daemon=True)
        for number in range(min(_THREADS, len(by_host)))
    ]
    for thread in threads:
        thread.start()
    try:
        for batch in _batches(shared, len(threads)):
            yield from record(batch)
    finally:
        shared.is_left.set()
        for thread in threads:
            thread.join(_LEAVE_S / len(threads))


def _batches(shared: _Pass, threads: int) -> Iterator[list[_Item | _Finished]]:
    """Yields what the threads have done, in order, in batches; none waits longer than 2 s."""
    batch: list[_Item | _Finished] = []
    began = time.monotonic()
    while threads and not shared.is_stopped():
        try:
            one = shared.done.get(timeout=max(0.01, began + _BATCH_S - time.monotonic()))
        except queue.Empty:
            one = None
        else:
            if one is None:
                threads -= 1
            else:
                batch.append(one)
        if len(batch) >= _BATCH or time.monotonic() - began >= _BATCH_S:
            if batch:
                yield batch
            batch, began = [], time.monotonic()
    if batch:
        yield batch


class _Writing:
    """Writes the articles of a batch, then the state of its feeds."""

    def __init__(
        self, connections: Connections, rows: FollowedFeeds, clock: Callable[[], float]
    ) -> None:
        self._connections = connections
        self._rows = rows
        self._clock = clock
        self._collections = rows.collections()

    def __call__(self, batch: list[_Item | _Finished]) -> Iterator[Written | Refreshed]:
        items = [one for one in batch if isinstance(one, _Item)]
        # Entries read from a private feed stay private even if the feed is let go meanwhile.
        self._collections |= self._rows.collections()
        told = list(self._ingested(items))
        now = int(self._clock())
        for feed_id in dict.fromkeys(item.feed_id for item in items):
            known = {item.key: item.known for item in items if item.feed_id == feed_id}
            self._rows.note_entries(feed_id, known, now)
        yield from told
        for one in batch:
            if isinstance(one, _Finished):
                self._record(one, now)
                yield Refreshed(one.was, one.feed, one.note)

    def _ingested(self, items: list[_Item]) -> Iterator[Written]:
        for collection in dict.fromkeys(map(self._collection, items)):
            outcomes = [
                outcome
                for item in items
                if self._collection(item) == collection
                for outcome in item.outcomes
            ]
            yield from ingest(self._connections, outcomes, collection=collection)

    def _collection(self, item: _Item) -> CollectionId:
        return self._collections.get(item.feed_id, PUBLIC)

    def _record(self, done: _Finished, now: int) -> None:
        if done.leads_to:
            for url in done.leads_to:
                self._rows.follow(url, now, self._collections.get(done.feed.id, PUBLIC))
            self._rows.unfollow(done.was)
        else:
            self._rows.save(done.feed, done.present, now)


class _Plan:
    """Tells how each article would end; writes nothing."""

    def __init__(self, connections: Connections, rows: FollowedFeeds) -> None:
        collections = rows.collections()
        self._plans = {PUBLIC: Plan(connections)}
        self._plans |= {one: Plan(connections, one) for one in collections.values()}
        self._collections = collections

    def __call__(self, batch: list[_Item | _Finished]) -> Iterator[Written | Refreshed]:
        for one in batch:
            if isinstance(one, _Finished):
                yield Refreshed(one.was, one.feed, one.note)
            else:
                plan = self._plans[self._collections.get(one.feed_id, PUBLIC)]
                yield from map(plan.outcome_of, one.outcomes)


def _work(shared: _Pass) -> None:
    """Works as one thread: asks the feeds of one host one by one, then those of the next."""
    while not shared.is_left.is_set():
        try:
            feeds = shared.hosts.get_nowait()
        except queue.Empty:
            break
        for feed in feeds:
            for one in _safely(shared, feed):
                if not _put(shared, one):
                    return
    _put(shared, None)


def _put(shared: _Pass, one: _Item | _Finished | None) -> bool:
    """Hands over one thing; returns false if the pass was left."""
    while not shared.is_left.is_set():
        try:
            shared.done.put(one, timeout=0.2)
        except queue.Full:
            continue
        return True
    return False


def _safely(shared: _Pass, feed: Followed) -> Iterator[_Item | _Finished]:
    try:
        yield from _ask(shared, feed)
    except StoreError as error:
        yield _failed(shared, feed, error.message)
    except Exception as error:  # noqa: BLE001 - one feed's trouble is that feed's alone
        _log.warning("feed not read", exc_info=True, extra={"url": feed.url})
        yield _failed(shared, feed, f"It cannot be read ({type(error).__name__}).")


def _failed(shared: _Pass, feed: Followed, reason: str) -> _Finished:
    return _Finished(feed.url, after_failure(feed, int(shared.clock()), reason), "failing")


def _ask(shared: _Pass, feed: Followed) -> Iterator[_Item | _Finished]:
    was = feed.url
    for _ in range(2):
        now = int(shared.clock())
        answer = shared.asker.ask(feed.url, Validators(feed.etag, feed.last_modified))
        if isinstance(answer, Refusal):
            refused = after_refusal(feed, now, answer)
            yield _Finished(was, refused, refused.state.value)
            return
        feed = replace(feed, url=answer.moved_to or feed.url)
        note = "moved" if feed.url != was else "read"
        if answer.is_unchanged:
            answered = after_answer(feed, now, answer.cache_seconds)
            yield _Finished(was, answered, "unchanged")
            return
        found = read_feed_page(answer)
        if isinstance(found, Feed):
            yield from _take_in(shared, was, feed, found, answer, note)
            return
        if isinstance(found, FeedList):
            told = f"It is a list of {len(found.urls)} feeds, which are followed now."
            yield _Finished(was, replace(feed, reason=told), "list", leads_to=found.urls)
            return
        feed = replace(feed, url=found.url, etag=None, last_modified=None)
    message = "The page names another page as its feed, and that one a third."
    raise IngestError(message, was)


def _take_in(
    shared: _Pass, was: str, feed: Followed, found: Feed, page: Page, note: str
) -> Iterator[_Item | _Finished]:
    """Yields what is new in a feed, then the state of the feed."""
    feed = replace(
        feed,
        title=found.title or feed.title,
        ttl_s=found.pace.ttl_s,
        skip_hours=found.pace.skip_hours,
        skip_days=found.pace.skip_days,
    )
    reader = SourceReader(shared.asker)
    present = frozenset(entry.key for entry in found.entries)
    is_whole = True
    new, known = shared.newness.sift(feed.id, found.entries)
    for key, one in known.items():
        yield _Item(feed.id, key, one, [])
    for entry, before in new:
        if shared.is_left.is_set():
            return
        pause = shared.asker.pause_s(entry.url) if entry.url else 0
        if pause:
            reason = f"A server asked not to be asked for {pause} seconds; the rest is read then."
            paused = after_pause(feed, int(shared.clock()), pause, reason)
            yield _Finished(was, paused, "paused", present)
            return
        outcomes = list(reader.read_entry(entry, feed.url))
        item = _item(feed.id, entry, before, outcomes)
        is_whole = is_whole and not 0 < item.known.failures < TRIES
        yield item
    now = int(shared.clock())
    answered = after_answer(feed, now, page.cache_seconds)
    validators = page.validators if is_whole else Validators()
    answered = replace(answered, etag=validators.etag, last_modified=validators.last_modified)
    yield _Finished(was, answered, note, present)


def _item(feed_id: int, entry: FeedEntry, before: KnownEntry | None, outcomes: list[Read]) -> _Item:
    """An entry with what to remember of it: a failed one is tried in three passes."""
    failures = 0
    if outcomes and all(isinstance(outcome, Failed) for outcome in outcomes):
        earlier = before.failures if before is not None and before.mark == entry.mark else 0
        failures = earlier + 1
    return _Item(feed_id, entry.key, KnownEntry(entry.mark, failures), outcomes)


def _host(feed: Followed) -> str:
    try:
        return urlsplit(feed.url).netloc.lower()
    except ValueError:
        return ""
