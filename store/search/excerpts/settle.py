"""A window → the span that is shown: one that can be read alone and cuts nobody short. Pure.

A window that opens with a pronoun takes in the sentence before it. One that begins or ends inside
quoted words takes in the whole quote where it fits, lets go of it where it does not matter, and
otherwise shows the quote itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.model import Quote, Span
from store.search.excerpts.quote_window import quote_window
from store.search.ranking.windows import LIMIT
from store.text.sentences import split_sentences

# Words that lean on the sentence before when a sentence opens with them.
_LEANS = re.compile(
    r"[\"“„«‘'(]*(?:(?:but|and|so|then|however,?|aber|und|но|и|а|mais|et|pero|y) )?"
    r"(?:he|she|they|it|his|her|their|its|this|that|these|those|er|sie|es|seine?|ihre?|diese[rs]?"
    r"|он|она|они|оно|его|её|их|этот|эта|это|эти|il|elle|ils|elles|él|ella|ellos|ellas)\b",
    re.IGNORECASE,
)
# What is left of a window after a quote was let go must still be worth reading, in code points.
_WORTH = 40


def settled_span(text: str, span: Span, anchor: Span, quotes: Sequence[Quote]) -> Span:
    """The span to show for a window of an article's `text`.

    `anchor` is the part of the window that matters and stays in it; `quotes` are the article's. At
    most LIMIT code points.
    """
    around = _sentences_around(text, span)
    span = _with_antecedent(text, span, anchor, around)
    for quote in quotes:
        if len(quote.span) + 2 <= LIMIT and _is_cut(quote.span, span):
            span = _uncut(text, span, anchor, quote, around)
    if any(len(q.span) + 2 <= LIMIT and _is_cut(q.span, span) for q in quotes):
        held = [q for q in quotes if q.span.meets(anchor) and len(q.span) + 2 <= LIMIT]
        return quote_window(text, held[0]) if held else span
    return span


def _is_cut(quote: Span, span: Span) -> bool:
    return quote.start < span.start < quote.stop or quote.start < span.stop < quote.stop


def _with_antecedent(text: str, span: Span, anchor: Span, around: Sequence[Span]) -> Span:
    if not _LEANS.match(text, span.start):
        return span
    before = [s for s in around if s.stop <= span.start]
    if not before or "\n\n" in text[before[-1].stop : span.start]:
        return span
    shorter = (s.stop for s in reversed(around) if anchor.stop <= s.stop < span.stop)
    for stop in (span.stop, *shorter):
        if stop - before[-1].start <= LIMIT:
            return Span(before[-1].start, stop)
    return span


def _uncut(text: str, span: Span, anchor: Span, quote: Quote, around: Sequence[Span]) -> Span:
    held = [s for s in around if s.meets(span) or s.meets(quote.span)]
    whole = Span(min(span.start, held[0].start), max(span.stop, held[-1].stop))
    if len(whole) <= LIMIT:
        return whole
    # The other end may give way to the quote, or the quote to the rest.
    options = [
        Span(a.start, b.stop)
        for i, a in enumerate(held)
        for b in held[i:]
        if b.stop - a.start <= LIMIT and not _is_cut(quote.span, Span(a.start, b.stop))
    ]
    kept = [o for o in options if o.holds(anchor) and len(o) >= _WORTH]
    if kept:
        return max(kept, key=lambda o: (min(o.stop, span.stop) - max(o.start, span.start), len(o)))
    return quote_window(text, quote) if quote.span.meets(anchor) else span


def _sentences_around(text: str, span: Span) -> list[Span]:
    """The sentences of the window's paragraphs and of those beside it."""
    start = text.rfind("\n", 0, max(0, span.start - LIMIT)) + 1
    stop = text.find("\n", min(len(text), span.stop + LIMIT))
    return split_sentences(text, start, len(text) if stop < 0 else stop)
