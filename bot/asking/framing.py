"""Reads what is asked about pasted words from the words around them: "did X really say …". Pure.

A frame is a message with its pasted words replaced by `PLACE`. Wordings are many and often
misspelt, so it is read word by word: verbs of speech and words of checking say that it asks whether
the words were said; what is left without these and the little words names a speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.asking.intent import answer_type, books_for, requests
from bot.language.book import PhraseBook, languages, phrase_book, plain
from store.model import Span
from store.search.query import AnswerType
from store.text.words import word_spans

PLACE = "\ufffc"
# More words than these name nobody.
_LONGEST_NAME = 7
# Letters from which a word of the book is recognised with one slip.
_ONE_SLIP = 5
# "What did X say about …" asks for something else than whether.
_OTHERWISE = frozenset({AnswerType.THING, AnswerType.REASON, AnswerType.MANNER, AnswerType.NUMBER})
# "Who?" beside words asks who said them.
_OF_WORDS = frozenset({AnswerType.PERSON, AnswerType.PLACE, AnswerType.DATE})


@dataclass(frozen=True, slots=True)
class Framing:
    """A frame that asks whether, where or by whom.

    `speaker` is the span of it that names one; `leans`: it is somebody spoken of before ("he").
    """

    speaker: Span | None = None
    leans: bool = False


class _Part(Enum):
    PLACE = auto()
    CHECKING = auto()
    VERB = auto()
    TOPICAL = auto()
    IDLE = auto()
    PRONOUN = auto()
    NAME = auto()


_Parts = list[tuple[_Part, Span]]


def read_frame(frame: str) -> Framing | None:
    """Read a frame around the words at PLACE; None if it does not ask whether they were said."""
    flat = plain(frame)
    around = frame.replace(PLACE, " ")
    asks = answer_type(around)
    likely = [book.language for book in books_for(around)]
    # So few words are easily taken for another language's.
    for book in map(phrase_book, dict.fromkeys([*likely, *languages()])):
        start, stop = list(requests(flat, book))[-1]
        parts = _unspaced(flat, book) if book.is_unspaced else _spaced(frame, flat, book)
        parts = [(part, span) for part, span in parts if start <= span.start and span.stop <= stop]
        kinds = [part for part, _ in parts]
        if _Part.PLACE not in kinds:
            continue
        if _is_topic(kinds):
            return None
        if book.language not in likely and any(
            part is _Part.NAME and frame[span.start].islower() for part, span in parts
        ):
            continue
        if {*kinds} == {_Part.PLACE, _Part.IDLE} and asks in _OF_WORDS:
            return Framing()
        if _Part.CHECKING in kinds or (_Part.VERB in kinds and asks not in _OTHERWISE):
            names = list(_names(parts))
            if sum(count for _, count in names) <= _LONGEST_NAME:
                speaker = _likeliest(frame, names)
                # "Did he say": but "where was this said" is of the words themselves.
                leans = {_Part.PRONOUN, _Part.VERB} <= {*kinds} and asks is AnswerType.NONE
                return Framing(speaker, leans=leans and speaker is None)
    return None


def _is_topic(kinds: Sequence[_Part]) -> bool:
    at = kinds.index(_Part.PLACE)
    return _Part.TOPICAL in kinds[max(0, at - 1) : at + 2]


def _spaced(frame: str, flat: str, book: PhraseBook) -> _Parts:
    parts: _Parts = []
    place = flat.index(PLACE)
    spans = [Span(*found.span()) for found in word_spans(flat)]
    for span in sorted([*spans, Span(place, place + 1)]):
        word = span.of(flat)
        is_name = frame[span.start].isupper() and bool(parts)
        parts.append((_part(word, book, is_name=is_name), span))
    return parts


def _part(word: str, book: PhraseBook, *, is_name: bool) -> _Part:
    if word == PLACE:
        return _Part.PLACE
    if word in book.topical:
        return _Part.TOPICAL
    if word in book.checking:
        return _Part.CHECKING
    if word in book.speech_verbs:
        return _Part.VERB
    if is_name and len(word) > 1:
        return _Part.NAME
    if word in book.pronouns:
        return _Part.PRONOUN
    if len(word) == 1 or book.idle.fullmatch(word):
        return _Part.IDLE
    if _is_like(word, book.checking):
        return _Part.CHECKING
    if _is_like(word, book.speech_verbs):
        return _Part.VERB
    return _Part.NAME


def _is_like(word: str, known: frozenset[str]) -> bool:
    return len(word) >= _ONE_SLIP and (
        process.extractOne(word, _long(known), scorer=OSA.distance, score_cutoff=1) is not None
    )


@cache
def _long(known: frozenset[str]) -> tuple[str, ...]:
    """The words of a book in which a slip is forgiven."""
    return tuple(word for word in known if len(word) >= _ONE_SLIP)


def _names(parts: _Parts) -> Iterable[tuple[Span, int]]:
    """Runs that may name somebody, each with its number of words; little words inside stay."""
    run: list[Span] = []
    for part, span in [*parts, (_Part.PLACE, Span(0, 0))]:
        if part is _Part.NAME:
            run.append(span)
        elif run and part is not _Part.IDLE:
            yield Span(run[0].start, run[-1].stop), len(run)
            run = []


def _likeliest(frame: str, names: Iterable[tuple[Span, int]]) -> Span | None:
    """The longest run, one that begins with a capital in the middle of the frame before others."""
    ranked = [((s.start > 0 and frame[s.start].isupper(), n, s.start), s) for s, n in names]
    return max(ranked)[1] if ranked else None


def _unspaced(flat: str, book: PhraseBook) -> _Parts:
    """Take known words off both ends on either side of the pasted words; the rest is a name."""
    known = dict.fromkeys(book.speech_verbs, _Part.VERB)
    known |= dict.fromkeys(book.checking, _Part.CHECKING)
    known |= dict.fromkeys(book.topical, _Part.TOPICAL)
    parts: _Parts = []
    for side in re.finditer(rf"{PLACE}|[^{PLACE}]+", flat):
        if side[0] == PLACE:
            parts.append((_Part.PLACE, Span(*side.span())))
            continue
        parts += _peeled(flat, side.start(), side.end(), known, book.idle)
    return parts


def _peeled(
    flat: str, start: int, stop: int, known: dict[str, _Part], idle: re.Pattern[str]
) -> _Parts:
    before: _Parts = []
    after: _Parts = []
    while start < stop:
        if not flat[start].isalnum():
            start += 1
        elif not flat[stop - 1].isalnum():
            stop -= 1
        elif word := _longest(word for word in known if flat.startswith(word, start, stop)):
            before.append((known[word], Span(start, start + len(word))))
            start += len(word)
        elif word := _longest(word for word in known if flat.endswith(word, start, stop)):
            after.append((known[word], Span(stop - len(word), stop)))
            stop -= len(word)
        elif found := idle.match(flat, start, stop):
            start = max(found.end(), start + 1)
        else:
            before.append((_Part.NAME, Span(start, stop)))
            break
    return [*before, *after[::-1]]


def _longest(words: Iterable[str]) -> str:
    return max(words, key=len, default="")
