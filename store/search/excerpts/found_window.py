"""Words found in an article → the span to show of the place. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from store.model import Quote, Span
from store.search.excerpts.cutting import anchors_alike, cut
from store.search.ranking.windows import LIMIT
from store.text.sentences import split_sentences

# At most so many highlights, and so many code points in all of them.
_HIGHLIGHTS, _HIGHLIGHTED = 2, 80


def found_window(text: str, span: Span, quote: Quote | None, marks: Sequence[Span]) -> Span:
    """The sentences that hold the words at `span`, at most LIMIT code points.

    With the whole quote, its cue and speaker beside them, as far as these fit. Of words longer than
    that, the sentences that hold the most of `marks` (where the asker's words differ).
    """
    start = text.rfind("\n", 0, span.start) + 1
    stop = text.find("\n", span.stop)
    sentences = split_sentences(text, start, len(text) if stop < 0 else stop)
    own = [span]
    if quote is not None and start <= quote.span.start:
        beside = [s for s in (quote.mention, quote.cue) if s is not None and s.start >= start]
        for wanted in ([span, quote.span, *beside], [span, *beside], [span, quote.span]):
            window = _held(sentences, wanted)
            if len(window) <= LIMIT:
                return window
    window = _held(sentences, own)
    if len(window) <= LIMIT:
        return window
    anchors = [mark for mark in marks if len(mark) and window.holds(mark)]
    runs = [
        Span(one.start, other.stop)
        for n, one in enumerate(sentences)
        for other in sentences[n:]
        if one.meets(span) and other.meets(span) and other.stop - one.start <= LIMIT
    ]
    if runs:
        return max(runs, key=lambda run: (sum(map(run.holds, anchors)), len(run)))
    return cut(text, 0, window, anchors_alike(anchors or [Span(span.start, span.start + 1)]))


def mark_some(marks: Sequence[Span], window: Span) -> tuple[Span, ...]:
    """Those of `marks` inside the window that may be highlights."""
    chosen: list[Span] = []
    for mark in sorted(marks):
        room = _HIGHLIGHTED - sum(map(len, chosen))
        if len(mark) and window.holds(mark) and len(mark) <= room and len(chosen) < _HIGHLIGHTS:
            chosen.append(mark)
    return tuple(chosen)


def _held(sentences: Sequence[Span], wanted: Sequence[Span]) -> Span:
    held = [s for s in sentences if any(s.meets(w) for w in wanted)]
    return Span(held[0].start, held[-1].stop)
