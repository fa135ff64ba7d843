"""Where in a window the answer itself stands. Pure.

The kind of thing asked for (a date, a number, a name) is looked for among the spans of that kind;
the one that stands nearest to the question's rarest words and is not itself part of the question
is marked. Where nothing can be told, nothing is marked.
"""

from __future__ import annotations

from store.model import Span
from store.search import cues
from store.search.features import Asked
from store.search.query import AnswerType
from store.text.fold import fold
from store.text.words import word_spans

_LONGEST = 80


def find_highlights(asked: Asked, text: str, start: int) -> tuple[Span, ...]:
    """At most one span of the answer in `text`, which begins at `start` of its article."""
    known = {form: term.idf for term in asked.terms for form in term.forms}
    anchors = [
        ((m.start() + m.end()) / 2, known[word])
        for m in word_spans(text)
        if (word := fold(m[0])) in known
    ]
    best: tuple[float, Span] | None = None
    for begin, end in _options(asked.answer_type, text):
        begin, end = _without_question(text, begin, end, known)  # noqa: PLW2901 - narrowed
        if not begin < end <= begin + _LONGEST:
            continue
        middle = (begin + end) / 2
        nearness = sum(idf / (12 + abs(middle - at)) for at, idf in anchors)
        if best is None or nearness > best[0]:
            best = nearness, Span(start + begin, start + end)
    return () if best is None else (best[1],)


def _options(wanted: AnswerType, text: str) -> list[tuple[int, int]]:
    found = list(cues.find_spans(text, wanted))
    if wanted in (AnswerType.NONE, AnswerType.THING):
        found += cues.find_spans(text, AnswerType.NUMBER)
    return found


def _without_question(
    text: str, begin: int, end: int, known: dict[str, float]
) -> tuple[int, int]:
    """The span without the question's own words at its ends."""
    words = [(begin + m.start(), begin + m.end(), fold(m[0])) for m in word_spans(text[begin:end])]
    while words and words[0][2] in known:
        words.pop(0)
    while words and words[-1][2] in known:
        words.pop()
    if not words:
        return begin, begin
    return words[0][0], end if words[-1][1] == end else words[-1][1]
