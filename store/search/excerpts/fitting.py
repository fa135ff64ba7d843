"""A window → the span shown: all of it, or of a sentence too long the part that answers. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from store.model import Span
from store.search.excerpts.cutting import Anchor, cut
from store.search.passages.evidence import Candidate
from store.search.passages.matcher import Matcher
from store.search.ranking.features import Asked, answers_near
from store.search.ranking.windows import LIMIT
from store.text.words import word_spans


def shown_span(
    asked: Asked,
    candidate: Candidate,
    first: int,
    last: int,
    matcher: Matcher,
    unsplit: Sequence[Span] = (),
) -> Span:
    """The span to show of the sentences `first` to `last` of a candidate.

    `matcher` knows the words that stand for the terms `asked`; `unsplit` are spans, such as quotes,
    that are shown whole or not at all where they fit. At most LIMIT code points.
    """
    span = Span(candidate.sentences[first].start, candidate.sentences[last].stop)
    if len(span) <= LIMIT:
        return span
    start = span.start - candidate.origin
    body = candidate.text[start : start + len(span)]
    found = list(word_spans(body))
    anchors = [
        Anchor(_at(span, m.span()), number, asked.terms[number].idf * weight / asked.mass)
        for m, stands in zip(found, matcher.match([m[0] for m in found]), strict=True)
        for number, weight in stands or ()
    ]
    best = matcher.weights_in(body)
    anchors += [
        Anchor(_at(span, (begin, stop)), -1, nearness, is_answer=True)
        for begin, stop, nearness in answers_near(asked, body, best)
    ]
    return cut(candidate.text, candidate.origin, span, anchors, unsplit)


def _at(span: Span, place: tuple[int, int]) -> Span:
    return Span(span.start + place[0], span.start + place[1])
