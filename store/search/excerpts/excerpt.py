"""Chooses the span of an article to show, at most EXCERPT_LIMIT code points. Pure.

An excerpt is made of whole sentences. It takes in the sentence that its first pronoun needs, and it
never cuts a quote that fits. A sentence over the limit is cut to the part whose anchors count most:
an anchor is a place that counts, such as a word of the question. A part begins or ends at a clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from store.model import EXCERPT_LIMIT, HIGHLIGHTED_LIMIT, HIGHLIGHTS_LIMIT, Quote, Span
from store.text.sentences import split_sentences
from store.text.words import has_unspaced

# Share of an excerpt that must be one statement's words for the excerpt to be shown as a quote.
_QUOTE_SHARE = 0.4
# Code points that a window must keep, once a cut quote is dropped, to be worth reading.
_WORTH = 40
# Code points of the shortest part of a sentence that is shown.
_LEAST = EXCERPT_LIMIT // 4
# Code points of a long sentence that are searched for the best part, around the densest anchors.
_STRETCH = 4 * EXCERPT_LIMIT
# Scores of a part of a sentence; the question's words in it count 1 together. With these weights
# 92 of 100 parts of 819 cut sentences keep the answer (87 by number of words and clean edges).
# A likely answer in the part.
_ANSWER = 0.6
# A part as long as the limit; a shorter one scores in proportion.
_LENGTH = 0.4
# Each edge of the part that is a clause's edge.
_EDGE = 0.05
# A part that ends where the sentence ends.
_END = 0.05
_CLAUSE = re.compile(r"(?<=[,;:—–)\]])\s+|\s+(?=[(\[—–])")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\S+")
# Words that refer to the sentence before when a sentence opens with them.
_LEANS = re.compile(
    r"[\"“„«‘'(]*(?:(?:but|and|so|then|however,?|aber|und|но|и|а|mais|et|pero|y) )?"
    r"(?:he|she|they|it|his|her|their|its|this|that|these|those|er|sie|es|seine?|ihre?|diese[rs]?"
    r"|он|она|они|оно|его|её|их|этот|эта|это|эти|il|elle|ils|elles|él|ella|ellos|ellas)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that counts when a sentence is cut.

    `share` in [0, 1] is what a part gains by holding it; of anchors with the same `key` only the
    largest share counts. `is_answer`: it may be the answer; the others are words of the question.
    """

    span: Span
    key: int
    share: float
    is_answer: bool = False


def equal_anchors(spans: Sequence[Span]) -> list[Anchor]:
    """One anchor for each span, with equal shares that sum to 1."""
    return [Anchor(span, number, 1 / len(spans)) for number, span in enumerate(spans)]


def fits(quote: Quote) -> bool:
    """Whether an excerpt can hold the whole quote with its two marks."""
    return len(quote.span) + 2 <= EXCERPT_LIMIT


def sentences_at(text: str, place: Span) -> Span:
    """The sentences that `place` meets, cut around it where they exceed the limit."""
    held = [s for s in _sentences(text, place) if s.meets(place)] or [place]
    whole = Span(held[0].start, held[-1].stop)
    return whole if len(whole) <= EXCERPT_LIMIT else cut(text, 0, whole, equal_anchors([place]))


def make_readable(text: str, span: Span, anchor: Span, quotes: Sequence[Quote]) -> Span:
    """The window `span` changed so that it can be read alone and cuts no quote that fits.

    A window that opens with a pronoun takes in the sentence before. A window that begins or ends
    inside a quote takes in the whole quote where that fits, else drops it where `anchor` stands
    outside, else becomes the quote's own window. `anchor` is the part of the window that must stay;
    `quotes` are the article's. `span` has at most EXCERPT_LIMIT code points, and so has the result.
    """
    around = _sentences(
        text,
        Span(max(0, span.start - EXCERPT_LIMIT), min(len(text), span.stop + EXCERPT_LIMIT)),
    )
    span = _with_antecedent(text, span, anchor, around)
    fitting = [quote for quote in quotes if fits(quote)]
    for quote in fitting:
        if _is_cut(quote.span, span):
            span = _uncut(text, span, anchor, quote, around)
    if any(_is_cut(quote.span, span) for quote in fitting):
        held = [quote for quote in fitting if quote.span.meets(anchor)]
        return quote_window(text, held[0]) if held else span
    return span


def quote_window(text: str, quote: Quote) -> Span:
    """The sentences that hold the quote, with its cue and speaker where they fit.

    A quote longer than the limit is cut from its start, at the end of a sentence, failing that of a
    clause or word.
    """
    paragraph = _paragraphs(text, quote.span)
    sentences = split_sentences(text, paragraph.start, paragraph.stop)
    beside = [s for s in _credit(quote) if paragraph.start <= s.start < paragraph.stop]
    for wanted in ([quote.span, *beside], [quote.span]):
        held = [s for s in sentences if any(s.meets(w) for w in wanted)]
        if held and held[-1].stop - held[0].start <= EXCERPT_LIMIT:
            return Span(held[0].start, held[-1].stop)
    with_marks = Span(
        max(paragraph.start, quote.span.start - 1), min(paragraph.stop, quote.span.stop + 1)
    )
    if len(with_marks) <= EXCERPT_LIMIT:
        spans = [with_marks, *beside]
        grown = Span(min(s.start for s in spans), max(s.stop for s in spans))
        return grown if len(grown) <= EXCERPT_LIMIT else with_marks
    inside = split_sentences(text, quote.span.start, quote.span.stop)
    fitting = [s for s in inside if s.stop - with_marks.start <= EXCERPT_LIMIT]
    if fitting:
        return Span(with_marks.start, fitting[-1].stop)
    first = Span(with_marks.start, inside[0].stop)
    return cut(text, 0, first, equal_anchors([Span(first.start, first.start + 1)]))


def found_window(text: str, span: Span, quote: Quote | None, marks: Sequence[Span]) -> Span:
    """The sentences that hold the words found at `span`.

    The whole quote, its cue and its speaker are taken in as far as they fit. Where the words exceed
    the limit, the run of sentences with the most `marks` (differences to show) is taken.
    """
    paragraph = _paragraphs(text, span)
    sentences = split_sentences(text, paragraph.start, paragraph.stop)
    if quote is not None and paragraph.start <= quote.span.start:
        beside = [s for s in _credit(quote) if s.start >= paragraph.start]
        for wanted in ([span, quote.span, *beside], [span, *beside], [span, quote.span]):
            window = _held(sentences, wanted)
            if len(window) <= EXCERPT_LIMIT:
                return window
    window = _held(sentences, [span])
    if len(window) <= EXCERPT_LIMIT:
        return window
    places = [mark for mark in marks if len(mark) and window.holds(mark)]
    runs = [
        Span(one.start, other.stop)
        for n, one in enumerate(sentences)
        for other in sentences[n:]
        if one.meets(span) and other.meets(span) and other.stop - one.start <= EXCERPT_LIMIT
    ]
    if runs:
        return max(runs, key=lambda run: (sum(map(run.holds, places)), len(run)))
    return cut(text, 0, window, equal_anchors(places or [Span(span.start, span.start + 1)]))


def cut(
    text: str, origin: int, span: Span, anchors: Sequence[Anchor], unsplit: Sequence[Span] = ()
) -> Span:
    """The part of `span` whose anchors count most; `span` exceeds the limit.

    `text` is the part of the article that begins at `origin`; all spans are the article's. An edge
    falls inside an `unsplit` span only where every part of the right length has such an edge.
    """
    body = text[span.start - origin : span.stop - origin]
    inside = sorted(
        (
            replace(a, span=Span(a.span.start - span.start, a.span.stop - span.start))
            for a in anchors
            if span.holds(a.span)
        ),
        key=lambda a: a.span.start,
    )
    first = _densest(body, inside)
    kept = [(s.start - span.start, s.stop - span.start) for s in unsplit]
    part = None
    for whole in (kept, ()) if kept else ((),):
        edges = _Edges.of(body, first, whole)
        part = part or _best_part(edges, first, len(body), inside)
    if part is None:
        part = _cut_at_words(body, [a.span for a in inside])
    return Span(span.start + part.start, span.start + part.stop)


def choose_highlights(marks: Iterable[Span], window: Span) -> tuple[Span, ...]:
    """The first `marks` inside the window that the limits on highlights allow."""
    chosen: list[Span] = []
    for mark in sorted(marks):
        room = HIGHLIGHTED_LIMIT - sum(map(len, chosen))
        if len(chosen) < HIGHLIGHTS_LIMIT and 0 < len(mark) <= room and window.holds(mark):
            chosen.append(mark)
    return tuple(chosen)


def quote_shown(span: Span, quotes: Iterable[Quote]) -> Quote | None:
    """The first run of the statement as whose words an excerpt is shown; None for plain text."""
    return quote_filling(span, (q for q in quotes if not q.is_part), _QUOTE_SHARE)


def quote_filling(span: Span, quotes: Iterable[Quote], share: float) -> Quote | None:
    """The first run, inside `span`, of the statement that fills most of it.

    None where it fills less than `share` of the span. Runs of one statement count together.
    """
    filled: dict[int, int] = {}
    first: dict[int, Quote] = {}
    for quote in quotes:
        if span.meets(quote.span):
            shared = min(span.stop, quote.span.stop) - max(span.start, quote.span.start)
            filled[quote.group] = filled.get(quote.group, 0) + shared
            first.setdefault(quote.group, quote)
    group = max(filled, key=lambda g: filled[g], default=None)
    return first[group] if group is not None and filled[group] >= share * len(span) else None


def _paragraphs(text: str, span: Span) -> Span:
    """The lines that `span` meets; an article has a paragraph on each."""
    stop = text.find("\n", span.stop)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if stop < 0 else stop)


def _sentences(text: str, span: Span) -> list[Span]:
    """The sentences of the paragraphs that `span` meets."""
    paragraphs = _paragraphs(text, span)
    return split_sentences(text, paragraphs.start, paragraphs.stop)


def _credit(quote: Quote) -> list[Span]:
    """The places that say whose words the quote is."""
    return [span for span in (quote.mention, quote.cue) if span is not None]


def _held(sentences: Sequence[Span], wanted: Sequence[Span]) -> Span:
    held = [s for s in sentences if any(s.meets(w) for w in wanted)]
    return Span(held[0].start, held[-1].stop)


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
        if stop - before[-1].start <= EXCERPT_LIMIT:
            return Span(before[-1].start, stop)
    return span


def _uncut(text: str, span: Span, anchor: Span, quote: Quote, around: Sequence[Span]) -> Span:
    held = [s for s in around if s.meets(span) or s.meets(quote.span)]
    whole = Span(min(span.start, held[0].start), max(span.stop, held[-1].stop))
    if len(whole) <= EXCERPT_LIMIT:
        return whole
    # Drop sentences at the other end to keep the quote, or drop the quote.
    options = [
        Span(a.start, b.stop)
        for i, a in enumerate(held)
        for b in held[i:]
        if b.stop - a.start <= EXCERPT_LIMIT and not _is_cut(quote.span, Span(a.start, b.stop))
    ]
    kept = [o for o in options if o.holds(anchor) and len(o) >= _WORTH]
    if kept:
        return max(kept, key=lambda o: (min(o.stop, span.stop) - max(o.start, span.start), len(o)))
    return quote_window(text, quote) if quote.span.meets(anchor) else span


def _densest(body: str, anchors: Sequence[Anchor]) -> int:
    """The start of the _STRETCH code points whose anchors count most."""
    if len(body) <= _STRETCH:
        return 0
    best, start, held, left = 0.0, 0, 0.0, 0
    for number, anchor in enumerate(anchors):
        held += anchor.share
        while left < number and anchor.span.stop - anchors[left].span.start > _STRETCH // 2:
            held -= anchors[left].share
            left += 1
        if held > best:
            best, start = held, anchors[left].span.start
    # Leave room on either side of the anchors.
    start = max(0, min(start - _STRETCH // 4, len(body) - _STRETCH))
    edge = _SPACE.search(body, start, start + EXCERPT_LIMIT) if start else None
    return edge.end() if edge else start


@dataclass(frozen=True, slots=True)
class _Edges:
    """Lists the places where a part of a long sentence may begin and end; `clauses` are edges."""

    starts: Sequence[int]
    stops: Sequence[int]
    clauses: frozenset[int]

    @classmethod
    def of(cls, body: str, first: int, unsplit: Sequence[tuple[int, int]]) -> _Edges:
        """The edges in the _STRETCH code points of `body` from `first`, none inside `unsplit`."""
        stretch = body[first : first + _STRETCH]
        begins = {m.end() for m in _CLAUSE.finditer(stretch)}
        ends = {m.start() for m in _CLAUSE.finditer(stretch)}
        if first == 0:
            begins.add(0)
        if first + len(stretch) == len(body):
            ends.add(len(stretch))

        def free(places: set[int]) -> list[int]:
            return sorted(
                place for place in places if not any(a < first + place < b for a, b in unsplit)
            )

        return cls(
            free(begins | {m.end() for m in _SPACE.finditer(stretch)}),
            free(ends | {m.start() for m in _SPACE.finditer(stretch)}),
            frozenset(begins | ends),
        )


def _best_part(edges: _Edges, first: int, whole: int, anchors: Sequence[Anchor]) -> Span | None:
    """The best part between two edges, one of them a clause's; None where there is none.

    The edges count from `first` in a sentence of `whole` code points; anchors and the result count
    from its start.
    """
    stops = edges.stops
    places = [a.span.start - first for a in anchors]
    best: tuple[float, int, int] | None = None
    for start in edges.starts:
        reach = start + EXCERPT_LIMIT
        inside = iter(anchors[bisect_left(places, start) : bisect_right(places, reach)])
        anchor = next(inside, None)
        held: dict[int, float] = {}
        words = answer = 0.0
        low = bisect_left(stops, start + _LEAST)
        for stop in stops[low : bisect_right(stops, reach)]:
            while anchor is not None and anchor.span.stop - first <= stop:
                if anchor.is_answer:
                    answer = max(answer, anchor.share)
                elif anchor.share > held.get(anchor.key, 0.0):
                    words += anchor.share - held.get(anchor.key, 0.0)
                    held[anchor.key] = anchor.share
                anchor = next(inside, None)
            clean = (start in edges.clauses) + (stop in edges.clauses)
            if not clean:
                continue
            score = words + _ANSWER * answer + _EDGE * clean
            score += _LENGTH * (stop - start) / EXCERPT_LIMIT + _END * (first + stop == whole)
            if best is None or score > best[0]:
                best = score, first + start, first + stop
    return Span(best[1], best[2]) if best else None


def _cut_at_words(body: str, inside: Sequence[Span]) -> Span:
    middle = (min(a.start for a in inside) + max(a.stop for a in inside)) // 2 if inside else 0
    start = max(0, min(middle - EXCERPT_LIMIT // 2, len(body) - EXCERPT_LIMIT))
    stop = min(len(body), start + EXCERPT_LIMIT)
    # Start at a word, unless the only space is where the part ends.
    if start and (edge := _SPACE.search(body, start, stop)) and edge.end() < stop:
        start = edge.end()
    if stop < len(body):
        edges = [m.start() for m in _SPACE.finditer(body, start, stop)]
        if edges:
            stop = edges[-1]
    if _splits_word(body, start) or _splits_word(body, stop):
        start, stop = _best_run(body, inside) or (start, stop)
    return Span(start, stop)


def _splits_word(body: str, place: int) -> bool:
    beside = body[max(0, place - 1) : place + 1]
    return 0 < place < len(body) and beside.isalnum() and not has_unspaced(beside)


def _best_run(body: str, anchors: Sequence[Span]) -> tuple[int, int] | None:
    """The run of words within the limit that holds most anchors; None where no word fits."""
    best: tuple[int, int, int] | None = None
    run: list[tuple[int, int]] = []
    for word in _WORD.finditer(body):
        run = [*run, word.span()] if word.end() - word.start() <= EXCERPT_LIMIT else []
        while run and run[-1][1] - run[0][0] > EXCERPT_LIMIT:
            run.pop(0)
        if run:
            start, stop = run[0][0], run[-1][1]
            held = sum(start <= a.start and a.stop <= stop for a in anchors)
            best = max(best or (held, start, stop), (held, start, stop), key=lambda b: b[0])
    return best[1:] if best else None
