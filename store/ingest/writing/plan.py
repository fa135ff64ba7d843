"""Says what adding would do, without doing it."""

from __future__ import annotations

from store.database.collections import PUBLIC, CollectionId
from store.database.connection import Connections
from store.ingest.outcome import Outcome, Read, Skipped
from store.ingest.writing.identity import find_place
from store.ingest.writing.write import Written, unchanged
from store.model import Draft
from store.rows.articles import fingerprint


class Plan:
    """Tells how each draft of one run would end, by the archive as it is and the drafts before."""

    def __init__(self, connections: Connections, collection: CollectionId = PUBLIC) -> None:
        self._connections = connections
        self._collection = collection
        # Hashes of identities and fingerprints: a run may be of millions.
        self._planned: dict[int, int] = {}

    def outcome_of(self, read: Read) -> Written:
        """How it would end; what would be written comes with its draft."""
        if not isinstance(read, Draft):
            outcome = Outcome.SKIPPED if isinstance(read, Skipped) else Outcome.FAILED
            return Written(read.source, outcome, url=read.url, reason=read.reason)
        with self._connections.reading() as db:
            place = find_place(db, read, self._collection)
            known = unchanged(self._connections, read, self._collection)
        identity, mark = hash(place.identity), hash(fingerprint(read))
        before = self._planned.get(identity)
        self._planned[identity] = mark
        if before is not None:
            outcome = Outcome.UNCHANGED if before == mark else Outcome.UPDATED
        elif known is not None:
            outcome = Outcome.UNCHANGED
        else:
            outcome = Outcome.ADDED if place.known is None else Outcome.UPDATED
        article_id = None if place.known is None else place.known.id
        return Written(read.source, outcome, article_id, read.url, draft=read)
