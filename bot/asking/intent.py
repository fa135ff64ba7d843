"""Reads what a message asks for by its wording. Pure; spans of the message out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.language.book import (
    FollowUp,
    Phrase,
    PhraseBook,
    languages,
    phrase_book,
    plain,
)
from bot.language.intents import Aspect, Intent
from store.model import Span
from store.search.query import AnswerType
from store.text.language import likely_languages

_AROUND = " \t\r\n\"'“”„«»‘’‹›,.?!¿¡:;()[]،؟？！。，、：「」『』"

# "Brandt's": the ending of an owner.
_OWN = ("'s", "’s")
# Letters that a name with this ending has more than.
_OWN_NAME = 4
_LONGEST = 300  # characters; a longer message is no request in a few words
_READ = 64  # messages whose reading is remembered
# Aspects of one article, which is the one before where no topic tells which.
_OF_ONE = frozenset(
    {
        Aspect.AUTHOR,
        Aspect.SPEAKER,
        Aspect.DATE,
        Aspect.PUBLISHER,
        Aspect.GIST,
        Aspect.HEADLINE,
        Aspect.LENGTH,
        Aspect.TRUE,
    }
)
_NEED_A_SUBJECT = frozenset({Intent.LINK, Intent.EVENT, Intent.QUOTE, Intent.PERSON})


@dataclass(frozen=True, slots=True)
class IntentMatch:
    """A reading of a message. `person`, `other`, `topic` and `deed` are spans of it.

    `intent` is None where a follow-up keeps that of the turn before. `needs_person`: the reading
    holds only if `person` is known as a person ("Ashdown on the bridge"). `aspect` says what is
    asked about articles themselves: `person` is then their writer, `source` where they are from.
    """

    language: str
    intent: Intent | None
    person: Span | None = None
    topic: Span | None = None
    follow_up: FollowUp | None = None
    needs_person: bool = False
    other: Span | None = None
    deed: Span | None = None
    aspect: Aspect | None = None
    source: Span | None = None


@lru_cache(maxsize=_READ)
def match_intent(text: str, *, part_of: str = "", also: str = "") -> IntentMatch | None:
    """Read what `text` asks for; None for a plain question or mere words.

    Phrase books are tried by the languages the message is likely to be in (the whole message, where
    the text is `part_of` it), then that of the language `also`. A reading that hangs on a name
    comes after those that do not, and of two such the one that parts two names. Remembered: one
    message is read in several ways.
    """
    if len(text) > _LONGEST:
        return None
    flat = plain(text)
    unsure: IntentMatch | None = None
    for book in books_for(part_of or text, also):
        phrases = tuple(book.may_fit(flat))
        for start, stop in requests(flat, book) if phrases else ():
            found = _match(text, flat, book, phrases, start, stop)
            if found is not None and not found.needs_person:
                return found
            if unsure is None or (found and found.other and not unsure.other):
                unsure = found
    return unsure


@lru_cache(maxsize=_READ)
def answer_type(text: str) -> AnswerType:
    """The kind of answer that the earliest question word of a message asks for."""
    flat = plain(text)
    for book in books_for(text):
        finds = [
            (found.start(), place, answers)
            for place, (answers, pattern) in enumerate(book.answer_types)
            if (found := pattern.search(flat))
        ]
        if finds:
            return min(finds)[2]
    return AnswerType.NONE


def books_for(text: str, also: str = "") -> Iterator[PhraseBook]:
    """The phrase books to try on a message, by the languages it is likely to be in, and `also`."""
    likely = likely_languages(text)
    order = [*likely, *(["en"] if text.isascii() else []), *(languages() if not likely else ())]
    order.append(also)
    for language in dict.fromkeys(order):
        if language in languages():
            yield phrase_book(language)


def requests(flat: str, book: PhraseBook) -> Iterator[tuple[int, int]]:
    """Spans where the request may stand: with and without idle words at either end."""
    begin = len(flat) - len(flat.lstrip(_AROUND))
    bare = re.search(rf"[{re.escape(_AROUND)}]*$", flat)
    end = bare.start() if bare else len(flat)
    lead = book.lead.match(flat, begin, end)
    start = lead.end() if lead else begin
    tail = book.tail.search(flat, start, end)
    stop = tail.start() if tail else end
    seen = {(begin, end): None, (start, end): None, (begin, stop): None, (start, stop): None}
    return ((a, b) for a, b in seen if a < b)


def _match(
    text: str, flat: str, book: PhraseBook, phrases: Sequence[Phrase], start: int, stop: int
) -> IntentMatch | None:
    for phrase in phrases:
        if found := phrase.pattern.fullmatch(flat, start, stop):
            return _reading(text, flat, book, phrase, found)
    return None


def _reading(
    text: str, flat: str, book: PhraseBook, phrase: Phrase, found: re.Match[str]
) -> IntentMatch:
    person, topic = _span(text, found, "person"), _topic(text, flat, book, found)
    if isinstance(phrase.kind, FollowUp):
        intent = Intent.FACT if phrase.kind is FollowUp.SUBJECT else None
        if phrase.kind is FollowUp.MORE and person is not None:
            # "What else did he say?" is of his words, whatever was asked before.
            intent = Intent.QUOTE
            person = None if person.of(flat) in book.pronouns else person
        return IntentMatch(book.language, intent, person, topic, phrase.kind)
    if isinstance(phrase.kind, Aspect):
        return _reading_of_articles(text, flat, book, phrase.kind, found)
    leans = phrase.kind in _NEED_A_SUBJECT and person is None and topic is None
    if person is not None and person.of(flat) in book.pronouns:
        person, leans = None, True
    if topic is not None and topic.of(flat) in book.pronouns:
        topic, leans = None, True
    follow_up = FollowUp.SUBJECT if leans else None
    return IntentMatch(
        book.language, phrase.kind, person, topic, follow_up, phrase.needs_person,
        _span(text, found, "other"), _span(text, found, "deed"),
    )  # fmt: skip


def _reading_of_articles(
    text: str, flat: str, book: PhraseBook, aspect: Aspect, found: re.Match[str]
) -> IntentMatch:
    person, topic = _span(text, found, "person"), _topic(text, flat, book, found)
    if topic is not None and topic.of(flat) in book.pronouns:
        topic = None
    newest = aspect in (Aspect.NEWEST, Aspect.NEWER)
    intent = Intent.LATEST if newest else Intent.ARTICLE
    follow_up = FollowUp.SUBJECT if aspect in _OF_ONE and topic is None else None
    return IntentMatch(
        book.language, intent, person, topic, follow_up,
        aspect=aspect, source=_span(text, found, "source"),
    )  # fmt: skip


def _topic(text: str, flat: str, book: PhraseBook, found: re.Match[str]) -> Span | None:
    """The topic without idle words at its end ("please")."""
    topic = _span(text, found, "topic")
    tail = None if topic is None else book.tail.search(flat, topic.start, topic.stop)
    if topic is None or tail is None or tail.start() <= topic.start:
        return topic
    return Span(topic.start, tail.start())


def _span(text: str, found: re.Match[str], group: str) -> Span | None:
    if found.re.groupindex.get(group) is None or found[group] is None:
        return None
    start, stop = found.span(group)
    while start < stop and text[start] in _AROUND:
        start += 1
    while start < stop and text[stop - 1] in _AROUND:
        stop -= 1
    if group != "topic" and text[stop - 2 : stop] in _OWN and stop - start > _OWN_NAME:
        stop -= 2
    return Span(start, stop) if start < stop else None
