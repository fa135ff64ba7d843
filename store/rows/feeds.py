"""Reads and writes followed feeds and the entries that are known of them.

Knows nothing of networks or formats: `store.ingest.feeds.refresh` asks the servers and
`store.ingest.feeds.due` decides when. Times are whole seconds since 1970.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from store.database.collections import PUBLIC, CollectionId
from store.database.connection import Connections

# Entries that a feed has dropped are remembered so long, in case they come back.
_MEMORY_S = 60 * 86_400
_FIELDS = (
    "id, url, title, state, reason, etag, last_modified, asked_at, due_at, failures, ttl_s, "
    "skip_hours, skip_days, (SELECT count(*) FROM feed_entries WHERE feed_id = feeds.id)"
)


class FeedState(StrEnum):
    """The state of a followed feed."""

    NEW = "new"  # never asked so far
    FOLLOWED = "followed"
    FAILING = "failing"  # `reason` says why; asked again later, and later each time
    GONE = "gone"  # its server says that it will not come back: not asked again


@dataclass(frozen=True, slots=True)
class Followed:
    """A feed that is followed.

    `due_at` is when it is to be asked next, `asked_at` when it last was. `ttl_s`, `skip_hours`
    (UTC) and `skip_days` (0 is Monday) are what it says of its own pace. `entry_count` is the
    number of its entries that are known.
    """

    id: int
    url: str
    title: str
    state: FeedState
    reason: str | None
    etag: str | None
    last_modified: str | None
    asked_at: int | None
    due_at: int
    failures: int
    ttl_s: int | None
    skip_hours: frozenset[int]
    skip_days: frozenset[int]
    entry_count: int


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """A known entry: a mark that changes when it does, and how often it failed in a row."""

    mark: str
    failures: int = 0


class FollowedFeeds:
    """The list of feeds. Safe to call from any thread; any method may raise StorageError."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def follow(self, url: str, now: int, collection: CollectionId = PUBLIC) -> bool:
        """Follow a feed from now on, a gone one anew. False where that is done already.

        What is in it goes into `collection`; one that is followed already keeps its own.
        """
        with self._connections.writing() as db:
            revived = db.execute(
                "UPDATE feeds SET state = ?, reason = NULL, due_at = ?, failures = 0, "
                "etag = NULL, last_modified = NULL WHERE url = ? AND state = ?",
                (FeedState.NEW, now, url, FeedState.GONE),
            )
            added = db.execute(
                "INSERT INTO feeds (url, title, state, added_at, due_at, failures, skip_hours, "
                "skip_days) VALUES (?, '', ?, ?, ?, 0, '', '') ON CONFLICT (url) DO NOTHING",
                (url, FeedState.NEW, now, now),
            )
            if added.rowcount and collection != PUBLIC:
                db.execute(
                    "INSERT INTO private_feeds SELECT id, ? FROM feeds WHERE url = ?",
                    (collection, url),
                )
            return bool(revived.rowcount or added.rowcount)

    def collections(self) -> dict[int, CollectionId]:
        """Feed id → the private collection its articles go into; public feeds are left out."""
        with self._connections.reading() as db:
            rows = db.execute("SELECT feed_id, collection_id FROM private_feeds")
            return {feed_id: CollectionId(collection) for feed_id, collection in rows}

    def unfollow(self, url: str) -> bool:
        """Forget a feed; its articles stay. False where it is not followed."""
        with self._connections.writing() as db:
            return bool(db.execute("DELETE FROM feeds WHERE url = ?", (url,)).rowcount)

    def all(self) -> list[Followed]:
        """Every feed, in the order they were added."""
        with self._connections.reading() as db:
            rows = db.execute(f"SELECT {_FIELDS} FROM feeds ORDER BY id")  # noqa: S608 - a constant
            return [_followed(row) for row in rows]

    def due(self, now: int) -> list[Followed]:
        """The feeds to be asked now, the longest overdue first."""
        with self._connections.reading() as db:
            rows = db.execute(
                f"SELECT {_FIELDS} FROM feeds WHERE due_at <= ? AND state != ? "  # noqa: S608
                "ORDER BY due_at, id",
                (now, FeedState.GONE),
            )
            return [_followed(row) for row in rows]

    def known_entries(self, feed_id: int) -> dict[str, KnownEntry]:
        """Key → known entry of a feed."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT key, mark, failures FROM feed_entries WHERE feed_id = ?", (feed_id,)
            )
            return {key: KnownEntry(mark, failures) for key, mark, failures in rows}

    def known_elsewhere(self, feed_id: int, keys: Collection[str]) -> dict[str, str]:
        """The marks of those of `keys` that another feed has brought already, by key.

        What is in another collection is not there.
        """
        found: dict[str, str] = {}
        with self._connections.reading() as db:
            for key in keys:
                row = db.execute(
                    "SELECT mark FROM feed_entries e WHERE key = ? AND feed_id != ? "
                    "AND failures = 0 AND (SELECT collection_id FROM private_feeds p "
                    "WHERE p.feed_id = e.feed_id) IS (SELECT collection_id FROM private_feeds p "
                    "WHERE p.feed_id = ?) LIMIT 1",
                    (key, feed_id, feed_id),
                ).fetchone()
                if row is not None:
                    found[key] = row[0]
        return found

    def note_entries(self, feed_id: int, entries: Mapping[str, KnownEntry], now: int) -> None:
        """Remember entries as taken in, or as having failed; nothing where the feed has left."""
        with self._connections.writing() as db:
            db.executemany(
                "INSERT OR REPLACE INTO feed_entries SELECT id, ?, ?, ?, ? FROM feeds WHERE id = ?",
                [(key, e.mark, e.failures, now, feed_id) for key, e in entries.items()],
            )

    def save(self, feed: Followed, present: Iterable[str] | None, now: int) -> None:
        """Write how a feed stands after it was asked; it may have moved to another address.

        `present` are the keys of all entries it holds now; None where it was not read. A feed that
        moves to where another one is followed is one with it from then on; one that has left the
        list meanwhile stays out of it.
        """
        with self._connections.writing() as db:
            if db.execute("SELECT 1 FROM feeds WHERE id = ?", (feed.id,)).fetchone() is None:
                return
            _join(db, feed)
            db.execute(
                "UPDATE feeds SET url = ?, title = ?, state = ?, reason = ?, etag = ?, "
                "last_modified = ?, asked_at = ?, due_at = ?, failures = ?, ttl_s = ?, "
                "skip_hours = ?, skip_days = ? WHERE id = ?",
                (
                    feed.url, feed.title, feed.state, feed.reason, feed.etag, feed.last_modified,
                    feed.asked_at, feed.due_at, feed.failures, feed.ttl_s,
                    _joined(feed.skip_hours), _joined(feed.skip_days), feed.id,
                ),
            )  # fmt: skip
            if present is not None:
                db.executemany(
                    "UPDATE feed_entries SET seen_at = ? WHERE feed_id = ? AND key = ?",
                    [(now, feed.id, key) for key in present],
                )
                db.execute(
                    "DELETE FROM feed_entries WHERE feed_id = ? AND seen_at < ?",
                    (feed.id, now - _MEMORY_S),
                )


def _join(db: sqlite3.Connection, feed: Followed) -> None:
    """Let another feed at the same address go, and take over what it has brought."""
    row = db.execute(
        "SELECT id FROM feeds WHERE url = ? AND id != ?", (feed.url, feed.id)
    ).fetchone()
    if row is not None:
        db.execute(
            "UPDATE OR IGNORE feed_entries SET feed_id = ? WHERE feed_id = ?", (feed.id, row[0])
        )
        db.execute("DELETE FROM feeds WHERE id = ?", row)


def _followed(row: tuple[object, ...]) -> Followed:
    values = list(row)
    values[3] = FeedState(str(row[3]))
    values[11], values[12] = _split(row[11]), _split(row[12])
    return Followed(*values)  # type: ignore[arg-type]  # the columns of _FIELDS, in its order


def _joined(numbers: Iterable[int]) -> str:
    return " ".join(map(str, sorted(numbers)))


def _split(numbers: object) -> frozenset[int]:
    return frozenset(map(int, str(numbers).split()))
