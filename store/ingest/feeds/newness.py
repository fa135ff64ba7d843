"""Decides which entries of a feed have to be read: new ones and changed ones."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from store.database.collections import PUBLIC, CollectionId, identity_in
from store.database.connection import Connections
from store.ingest.readers.feed import FULL_TEXT_CHARS, FeedEntry
from store.ingest.story.canonical import canonical_url
from store.ingest.writing.identity import entry_address
from store.rows import articles
from store.rows.feeds import FollowedFeeds, KnownEntry
from store.text.instants import instant

# A page that cannot be fetched is asked for in this many passes.
TRIES = 3
# An identity that begins so is the same entry in every feed; a bare number is not.
_EVERYWHERE = ("http://", "https://", "tag:", "urn:")


class Newness:
    """Compares entries with the archive; asks no server. Thread-safe; one a pass."""

    def __init__(self, connections: Connections, rows: FollowedFeeds) -> None:
        self._connections = connections
        self._rows = rows
        self._collections = rows.collections()
        self._claimed: set[tuple[CollectionId, str]] = set()
        self._lock = threading.Lock()

    def sift(
        self, feed_id: int, entries: Iterable[FeedEntry]
    ) -> tuple[list[tuple[FeedEntry, KnownEntry | None]], dict[str, KnownEntry]]:
        """Parts entries into those to read and those that the archive has from elsewhere.

        Returns the entries to read, each with what is known of it, and for each other entry what
        to remember. "Elsewhere" is another feed, of this pass too, or `add`.
        """
        collection = self._collections.get(feed_id, PUBLIC)
        by_key = {entry.key: entry for entry in entries}
        known = self._rows.known_entries(feed_id)
        fresh = [entry for key, entry in by_key.items() if key not in known]
        elsewhere = self._rows.known_elsewhere(
            feed_id, [entry.key for entry in fresh if entry.key.startswith(_EVERYWHERE)]
        )
        to_read: list[tuple[FeedEntry, KnownEntry | None]] = []
        others: dict[str, KnownEntry] = {}
        for key, entry in by_key.items():
            before = known.get(key)
            if before is None and (
                elsewhere.get(key) == entry.mark or self._is_stored(entry, collection)
            ):
                others[key] = KnownEntry(entry.mark)
            elif before is None or before.mark != entry.mark or 0 < before.failures < TRIES:
                if self._claim(key, collection):
                    to_read.append((entry, before))
                else:
                    others[key] = KnownEntry(entry.mark)
        return to_read, others

    def _claim(self, key: str, collection: CollectionId) -> bool:
        """Whether no other feed of this pass reads the entry for the same collection."""
        if not key.startswith(_EVERYWHERE):
            return True
        with self._lock:
            is_first = (collection, key) not in self._claimed
            self._claimed.add((collection, key))
        return is_first

    def _is_stored(self, entry: FeedEntry, collection: CollectionId) -> bool:
        """Whether the archive has an entry, or the page behind it, as new as the entry says."""
        if not entry.url:
            return False
        own = identity_in(collection, entry_address(entry.url, entry.label))
        page = identity_in(collection, canonical_url(entry.url))
        with self._connections.reading() as db:
            stored = articles.find_head(db, own)
            if stored is None and not entry.is_shared:
                stored = articles.find_head(db, page)
                if stored is not None and stored.headline != entry.fields.get("headline"):
                    # Another entry may have had the address: its reader compares their words.
                    stored = None if len(entry.content) >= FULL_TEXT_CHARS else stored
        if stored is None:
            return False
        changed = instant(entry.fields.get("modified") or entry.fields.get("published"))
        return changed is None or any(
            moment >= changed
            for moment in map(instant, (stored.published, stored.modified))
            if moment is not None
        )
