"""Packs an analysis into the rows of an article, nearly as they are stored. Pure.

Worker processes do it, because they send the rows: an analysis is some two hundred small objects,
which would take half the time of sending it.
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
from store.rows.words import Places

_JOINING = Joining()


class Packed(NamedTuple):
    """A draft and what is derived from it, ready to be written.

    `quotes_by` is how many of the quotes are each speaker's; `words` are places in the vocabulary
    of its batch, one for each passage that holds the word. `Analysis` and the tables that the rows
    are of say the rest.
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
    words: Places


def pack(analysis: Analysis, words: Places) -> Packed:
    """The rows of an analysis; `words` as in `Packed`."""
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
        words=words,
    )
