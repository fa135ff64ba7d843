"""Sentences → windows that could be shown. Pure.

A window is a run of whole sentences of at most `LIMIT` code points. A sentence longer than that is
cut to the part that holds most of the evidence, at clause ends where there are any, never inside a
word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.model import Span
from store.search.evidence import Candidate, Matcher
from store.text.words import has_unspaced, word_spans

LIMIT = 300
# (sentences before, sentences after) the one a window is built around.
_SHAPES = ((0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (0, 3))
_CLAUSE = re.compile(r"(?<=[,;:—–)\]])\s+|\s+(?=[(\[—–])")
_WORD_EDGE = re.compile(r"\s+")
_BARE_WORD = re.compile(r"\S+")


def windows_around(candidate: Candidate, number: int) -> Iterator[tuple[int, int]]:
    """(first, last) sentence of every window built around one sentence, shortest first."""
    sentences = candidate.sentences
    for before, after in _SHAPES:
        first, last = number - before, number + after
        if first < 0 or last >= len(sentences):
            continue
        if (before or after) and sentences[last].span.stop - sentences[first].span.start > LIMIT:
            continue
        yield first, last


def shown_span(candidate: Candidate, first: int, last: int, matcher: Matcher) -> Span:
    """The span to show of a window.

    All of it, or of an overlong sentence the part that holds most words the `matcher` knows.
    """
    span = Span(candidate.sentences[first].span.start, candidate.sentences[last].span.stop)
    if len(span) <= LIMIT:
        return span
    start = span.start - candidate.origin
    anchors = [
        Span(span.start + found.start(), span.start + found.end())
        for found in word_spans(candidate.text[start : start + len(span)])
        if next(matcher.match((found[0],)))
    ]
    return cut(candidate.text, candidate.origin, span, anchors)


def cut(text: str, origin: int, span: Span, anchors: list[Span]) -> Span:
    """At most LIMIT code points of `span` that hold as many anchors as fit, at clause or word ends.

    `text` is the part of the article that begins at `origin`.
    """
    body = text[span.start - origin : span.stop - origin]
    starts = [0, *(m.end() for m in _CLAUSE.finditer(body))]
    stops = [*(m.start() for m in _CLAUSE.finditer(body)), len(body)]
    best: tuple[tuple[int, int, int], int, int] | None = None
    for start in starts:
        for stop in stops:
            if not start < stop <= start + LIMIT:
                continue
            held = sum(
                span.start + start <= a.start and a.stop <= span.start + stop for a in anchors
            )
            rank = (held, stop - start, -start)
            if best is None or rank > best[0]:
                best = (rank, start, stop)
    if best is not None and (best[0][0] or not anchors) and best[0][1] > LIMIT // 4:
        return Span(span.start + best[1], span.start + best[2])
    return _cut_at_words(body, span, anchors)


def _cut_at_words(body: str, span: Span, anchors: list[Span]) -> Span:
    inside = [Span(a.start - span.start, a.stop - span.start) for a in anchors]
    middle = (min(a.start for a in inside) + max(a.stop for a in inside)) // 2 if inside else 0
    start = max(0, min(middle - LIMIT // 2, len(body) - LIMIT))
    stop = min(len(body), start + LIMIT)
    if start and (edge := _WORD_EDGE.search(body, start, stop)):
        start = edge.end()
    if stop < len(body):
        edges = [m.start() for m in _WORD_EDGE.finditer(body, start, stop)]
        if edges:
            stop = edges[-1]
    if _splits_word(body, start) or _splits_word(body, stop):
        start, stop = _best_run(body, inside) or (start, stop)
    return Span(span.start + start, span.start + stop)


def _splits_word(body: str, place: int) -> bool:
    beside = body[max(0, place - 1) : place + 1]
    return 0 < place < len(body) and beside.isalnum() and not has_unspaced(beside)


def _best_run(body: str, anchors: list[Span]) -> tuple[int, int] | None:
    """The words that hold most anchors within LIMIT, where one word is longer than that."""
    best: tuple[int, int, int] | None = None
    run: list[tuple[int, int]] = []
    for word in _BARE_WORD.finditer(body):
        run = [*run, word.span()] if word.end() - word.start() <= LIMIT else []
        while run and run[-1][1] - run[0][0] > LIMIT:
            run.pop(0)
        if run:
            start, stop = run[0][0], run[-1][1]
            held = sum(start <= a.start and a.stop <= stop for a in anchors)
            best = max(best or (held, start, stop), (held, start, stop), key=lambda b: b[0])
    return best[1:] if best else None
