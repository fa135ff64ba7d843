"""Marks the answer in an excerpt. Pure.

A chunk is a run of words between the question's own words, function words and punctuation:
"Friday", "1897", "Oleg Baranov", "four rivets". Each chunk is weighed by its kind against the kind
asked for, by its nearness to the question's words, and by the share of them in its sentence. One or
two likely chunks are marked, or none. The weights are learnt (`weights.json`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import exp
from operator import mul
from typing import NamedTuple

from store.model import HIGHLIGHTED_LIMIT, HIGHLIGHTS_LIMIT, Span
from store.search.passages.matcher import folded
from store.search.query import AnswerType
from store.search.ranking import cues
from store.search.ranking.features import Asked
from store.search.ranking.weights import load_weights
from store.text.function_words import is_function_word
from store.text.language import likely_languages
from store.text.sentences import split_sentences
from store.text.words import word_spans

# Words of a chunk from which its length counts fully.
_LONGEST_WORDS = 4
# Share of the likelihood of all chunks from which the first chunk is marked.
_LIKELY = 0.16
# The same for the second chunk.
_ALSO_LIKELY = 0.12
# Words over which the weight of a question word falls to 1/e.
_REACH_WORDS = 6
_BREAK = re.compile(r"[,;:.!?()\[\]\"“”«»„—–\n]")
_CURRENCY = frozenset("$€£¥₽")
_INSIDE_NAMES = frozenset({"of", "the", "and", "de", "von", "und"})
_PLACING = frozenset({"by", "in", "at", "from", "to", "von", "aus", "в", "на", "из", "en"})


class ChunkFeatures(NamedTuple):
    """The features of a chunk, shares and flags in [0, 1], in the order of the weights."""

    beside: float
    near: float
    capital_name: float
    capital_thing: float
    digit_date: float
    is_date: float
    is_number: float
    digit_number: float
    length: float
    single: float
    sentence: float
    placed: float
    full_name: float


class _Word(NamedTuple):
    start: int
    stop: int
    raw: str
    folded: str
    idf: float  # 0 for a word that the question lacks


def find_highlights(asked: Asked, text: str, start: int) -> tuple[Span, ...]:
    """Up to two spans of `text` that are likely to be the answer.

    `text` begins at `start` of its article.
    """
    weights = load_weights().highlight
    scored = [
        (sum(map(mul, weights, features)), span) for features, span in weigh_chunks(asked, text)
    ]
    return tuple(Span(start + s.start, start + s.stop) for s in likeliest_chunks(scored))


def weigh_chunks(asked: Asked, text: str) -> Iterator[tuple[ChunkFeatures, Span]]:
    """Each chunk of `text` that fits the limit on highlights, with its features."""
    idfs = {form: term.idf for term in asked.terms for form in term.forms}
    words = [
        _Word(*m.span(), raw, form, idfs.get(form, 0.0))
        for m in word_spans(text)
        for raw in (m[0],)
        for form in (folded(raw),)
    ]
    context = _Context(asked, text, words)
    for first, last in _chunks(text, words):
        span = _with_signs(text, words[first].start, words[last].stop)
        if len(span) <= HIGHLIGHTED_LIMIT:
            yield context.features(first, last, span), span


def likeliest_chunks(scored: Sequence[tuple[float, Span]]) -> list[Span]:
    """The scored chunks to mark, in the order of the text."""
    if not scored:
        return []
    top = max(score for score, _ in scored)
    total = sum(exp(score - top) for score, _ in scored)
    ranked = sorted(scored, key=lambda s: (-s[0], s[1]))
    marked: list[Span] = []
    room = HIGHLIGHTED_LIMIT
    for score, span in ranked:
        needed = _ALSO_LIKELY if marked else _LIKELY
        if len(marked) == HIGHLIGHTS_LIMIT or exp(score - top) / total < needed:
            break
        if len(span) <= room:
            marked.append(span)
            room -= len(span)
    return sorted(marked)


class _Context:
    """Computes once what all chunks of a text share."""

    def __init__(self, asked: Asked, text: str, words: Sequence[_Word]) -> None:
        self._wanted = asked.answer_type
        self._text = text
        self._words = words
        self._anchors = [(i, word.idf) for i, word in enumerate(words) if word.idf]
        self._mass = sum(idf for _, idf in self._anchors) or 1.0
        self._is_figure = self._wanted in (AnswerType.DATE, AnswerType.NUMBER)
        self._kinds = list(cues.find_spans(text, self._wanted)) if self._is_figure else []
        sentences = split_sentences(text)
        asked_for = [word for word in words if word.idf]
        held = [
            sum({w.folded: w.idf for w in asked_for if s.start <= w.start < s.stop}.values())
            for s in sentences
        ]
        most = max(held, default=0.0) or 1.0
        self._sentences = [(s, h / most) for s, h in zip(sentences, held, strict=True)]

    def features(self, first: int, last: int, span: Span) -> ChunkFeatures:
        """The features of the chunk of words `first` to `last`."""
        wanted, length = self._wanted, last - first + 1
        capitals = digits = kind = 0.0
        if self._is_figure:
            digits = float(any(map(str.isdigit, span.of(self._text))))
            kind = float(any(a < span.stop and b > span.start for a, b in self._kinds))
        else:
            chunk = self._words[first : last + 1]
            capitals = sum([word.raw[:1].isupper() for word in chunk]) / length
        beside = near = 0.0
        for place, idf in self._anchors:
            # No question word stands inside a chunk.
            away = first - place if place < first else place - last
            beside += idf / (1 + away)
            near += idf * exp(-away / _REACH_WORDS)
        before = self._words[first - 1].folded if first else ""
        names = wanted in (AnswerType.PERSON, AnswerType.PLACE)
        things = wanted in (AnswerType.THING, AnswerType.NONE)
        return ChunkFeatures(
            beside=beside / self._mass,
            near=near / self._mass,
            capital_name=capitals if names else 0.0,
            capital_thing=capitals if things else 0.0,
            digit_date=digits if wanted is AnswerType.DATE else 0.0,
            is_date=kind if wanted is AnswerType.DATE else 0.0,
            is_number=kind if wanted is AnswerType.NUMBER else 0.0,
            digit_number=digits if wanted is AnswerType.NUMBER else 0.0,
            length=min(_LONGEST_WORDS, length) / _LONGEST_WORDS,
            single=float(length == 1),
            sentence=next((h for s, h in self._sentences if s.start <= span.start < s.stop), 0.0),
            placed=float(before in _PLACING),
            full_name=float(wanted is AnswerType.PERSON and last > first and capitals > 0),
        )


def _chunks(text: str, words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """(first, last) word of every run between question words, function words and punctuation."""
    languages = likely_languages(text) or ("en",)
    first: int | None = None
    for i, word in enumerate(words):
        is_little = is_function_word(word.folded, languages)
        is_part = not word.idf and (not is_little or _joins_name(words, i))
        if first is not None:
            gap = text[words[i - 1].stop : word.start]
            is_broken = (
                gap != " "
                and _BREAK.search(gap) is not None
                and not (gap in (".", ",") and word.raw[:1].isdigit())
            )
            if is_broken or not is_part:
                yield first, i - 1
                first = None
        if is_part and first is None and not is_little:
            first = i
    if first is not None:
        yield first, len(words) - 1


def _joins_name(words: Sequence[_Word], i: int) -> bool:
    """Whether a little word stands inside a name: "Bank of England"."""
    return (
        words[i].raw in _INSIDE_NAMES
        and 0 < i < len(words) - 1
        and words[i - 1].raw[:1].isupper()
        and words[i + 1].raw[:1].isupper()
        and not words[i + 1].idf
    )


def _with_signs(text: str, start: int, stop: int) -> Span:
    """The span with its currency or per cent sign."""
    if start and text[start - 1] in _CURRENCY:
        start -= 1
    if stop < len(text) and text[stop] == "%":
        stop += 1
    return Span(start, stop)
