"""What one run of adding remembers from batch to batch."""

from __future__ import annotations

import sqlite3

from store.database.connection import others_writes
from store.ingest.people import Joining
from store.model import ArticleId
from store.rows.backlog import Backlog
from store.rows.known_people import KnownPeople
from store.rows.words import Known


class Run:
    """The articles written so far, in a bit each: a run may be of millions; and what waits.

    `known` and `people` are rows it has read or written. A run that is `large` leaves what is
    cheaper to file for many articles at once; it ends with `store.ingest.writing.write.finish`.
    """

    def __init__(self, *, large: bool = False, backlog: Backlog | None = None) -> None:
        self.large = large
        self.known = Known()
        self.people = KnownPeople(Joining())
        self.backlog = backlog or Backlog()
        self._bits = bytearray()
        self._begun: _State | None = None
        self._kept: _State | None = None

    def begin(self, db: sqlite3.Connection) -> None:
        """Begin a batch, in its transaction: forget the rows if they may be others now.

        So they may if somebody else has written, or if the last batch was undone.
        """
        self._begun = db, others_writes(db)
        if self._begun != self._kept:
            self.known.forget()
            self.people.forget()
        self._kept = None

    def settle(self, db: sqlite3.Connection) -> None:
        """File all that waits and forget the rows: some of them are about to be taken out."""
        self.backlog.settle(db)
        self.people.file(db)
        self.people.forget()
        self.known.forget()

    def keep(self) -> None:
        """The batch is in the file."""
        self._kept = self._begun

    def __contains__(self, article_id: ArticleId) -> bool:
        place, bit = divmod(article_id, 8)
        return place < len(self._bits) and bool(self._bits[place] & (1 << bit))

    def add(self, article_id: ArticleId) -> None:
        """Note an article as written."""
        place, bit = divmod(article_id, 8)
        if place >= len(self._bits):
            self._bits.extend(bytes(place - len(self._bits) + 1024))
        self._bits[place] |= 1 << bit


_State = tuple[sqlite3.Connection, int]
