"""Analysis → the rows of an article, nearly as they are stored. Pure.

Done by worker processes, for these rows are what they send: an analysis is some two hundred small
objects, and half the time of sending one would be theirs.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from store.ingest.people import Joining
from store.ingest.writing.analyse import Analysis
from store.model import Draft
from store.rows.articles import PassageRow, QuoteRow, fingerprint, passage_rows, quote_row
from store.rows.people import PersonRow, person_rows

_JOINING = Joining()


class Packed(NamedTuple):
    """A draft and what is derived from it, ready to be written.

    `quotes_by` is how many of the quotes are each speaker's; the rest see `Analysis` and the tables
    the rows are of.
    """

    draft: Draft
    fingerprint: str
    language: str
    packed_text: bytes
    headline: str
    passages: list[PassageRow]
    days: tuple[frozenset[date], ...]
    quotes: list[QuoteRow]
    quotes_by: dict[str, int]
    people: list[PersonRow]
    story_keys: tuple[int, ...]


def pack(analysis: Analysis) -> Packed:
    """What is written of an analysis, but for its words, which a batch counts together."""
    draft, indexed = analysis.draft, analysis.indexed
    return Packed(
        draft=draft,
        fingerprint=fingerprint(draft),
        language=analysis.language,
        packed_text=analysis.packed_text,
        headline=indexed.headline,
        passages=passage_rows(analysis.passages, indexed.bodies, indexed.lengths),
        days=analysis.days,
        quotes=[quote_row(quote) for quote in analysis.quotes],
        quotes_by=dict(Counter([quote.speaker for quote in analysis.quotes if quote.speaker])),
        people=person_rows(draft.text, analysis.people, _JOINING),
        story_keys=analysis.story_keys,
    )
