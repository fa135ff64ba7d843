"""What one run of adding remembers from batch to batch."""

from __future__ import annotations

from store.backlog import Backlog
from store.model import ArticleId
from store.words import Known


class Run:
    """The articles written so far, in a bit each: a run may be of millions; and what waits.

    A run that is `large` leaves what is cheaper to file for many articles at once; it ends with
    `store.ingest.write.finish`.
    """

    def __init__(self, *, large: bool = False) -> None:
        self.large = large
        self.known = Known()
        self.backlog = Backlog()
        self._bits = bytearray()

    def __contains__(self, article_id: ArticleId) -> bool:
        place, bit = divmod(article_id, 8)
        return place < len(self._bits) and bool(self._bits[place] & (1 << bit))

    def add(self, article_id: ArticleId) -> None:
        """Note an article as written."""
        place, bit = divmod(article_id, 8)
        if place >= len(self._bits):
            self._bits.extend(bytes(place - len(self._bits) + 1024))
        self._bits[place] |= 1 << bit
