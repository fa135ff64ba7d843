"""A quote → the span to show of it: the words whole, and who said them beside. Pure."""

from __future__ import annotations

from store.model import Quote, Span
from store.search.excerpts.cutting import anchors_alike, cut
from store.search.ranking.windows import LIMIT
from store.text.sentences import split_sentences


def quote_window(text: str, quote: Quote) -> Span:
    """The sentences that hold the quote, with its cue and speaker where they fit in LIMIT.

    A longer quote is cut at a sentence end, failing that at a clause or word end, from its start.
    """
    start = text.rfind("\n", 0, quote.span.start) + 1
    stop = text.find("\n", quote.span.stop)
    stop = len(text) if stop < 0 else stop
    sentences = split_sentences(text, start, stop)
    beside = [s for s in (quote.mention, quote.cue) if s is not None and start <= s.start < stop]
    for wanted in ([quote.span, *beside], [quote.span]):
        held = [s for s in sentences if any(s.meets(w) for w in wanted)]
        if held and held[-1].stop - held[0].start <= LIMIT:
            return Span(held[0].start, held[-1].stop)
    with_marks = Span(max(start, quote.span.start - 1), min(stop, quote.span.stop + 1))
    if len(with_marks) <= LIMIT:
        return _grown(with_marks, quote, start, stop)
    inside = split_sentences(text, quote.span.start, quote.span.stop)
    fitting = [s for s in inside if s.stop - with_marks.start <= LIMIT]
    if fitting:
        return Span(with_marks.start, fitting[-1].stop)
    first = Span(with_marks.start, inside[0].stop)
    return cut(text, 0, first, anchors_alike([Span(first.start, first.start + 1)]))


def _grown(span: Span, quote: Quote, start: int, stop: int) -> Span:
    """The span with the cue and speaker beside it, if both still fit."""
    edges = [s for s in (quote.mention, quote.cue) if s is not None and start <= s.start < stop]
    grown = Span(
        min(s.start for s in (span, *edges)),
        max(s.stop for s in (span, *edges)),
    )
    return grown if len(grown) <= LIMIT else span
