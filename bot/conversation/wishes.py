"""Reads a wish as somebody writes it, into interests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.answerer import Answers
from bot.asking.operators import Operators, take_operators
from bot.asking.question import parse_question, readable
from bot.language.intents import Intent
from bot.reply.split import clip
from store.chats.interest import Interest, Interests
from store.chats.wording import folded_line
from store.text.fold import fold
from store.text.function_words import is_function_word, written_words
from store.text.language import likely_languages
from store.text.words import find_words

# In capitals, as in other search engines: "or" is a word like any other.
_OR = re.compile(r"\s+(?:OR|ODER|ИЛИ|O)\s+|\s*\|\s*")
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"“”»]")
_LABEL_UNITS = 80
# What asks for a subject in so many words ("latest on …") asks for the subject here.
_WITH_A_SUBJECT = frozenset({Intent.LATEST, Intent.LINK, Intent.PERSON, Intent.QUOTE})


class WishKind(StrEnum):
    """How a wish was understood."""

    WORDS = "words"
    PERSON = "person"
    PUBLISHER = "publisher"


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to follow. `label` names it; `interests` is empty if it says nothing."""

    label: str
    interests: Interests
    kind: WishKind


def parse_wish(text: str, answers: Answers) -> Wish:
    """Read a wish.

    The name of a publisher means what it publishes, the name of somebody the articles name means
    that person, anything else words that must all be there, function words left out. Operators and
    quoted phrases are those of questions; OR parts alternatives.
    """
    whole = readable(text)
    read = [_interest(part, answers) for part in _alternatives(whole)]
    kinds = {kind for _, kind in read}
    return Wish(
        clip(whole, _LABEL_UNITS),
        tuple(dict.fromkeys(one for one, _ in read if not one.is_empty)),
        kinds.pop() if len(kinds) == 1 else WishKind.WORDS,
    )


def _alternatives(text: str) -> list[str]:
    """The parts between ORs, those inside quotation marks left alone."""
    held: list[str] = []

    def hold(quoted: re.Match[str]) -> str:
        held.append(quoted[0])
        return f"\0{len(held) - 1}\0"

    parts = _OR.split(_QUOTED.sub(hold, text))
    return [
        re.sub(r"\0(\d+)\0", lambda found: held[int(found[1])], part)
        for part in parts
        if part.strip()
    ]


def _interest(part: str, answers: Answers) -> tuple[Interest, WishKind]:
    operators = take_operators(part)
    subject = _subject(_QUOTED.sub(" ", operators.text), answers)
    is_plain = operators == Operators(
        operators.text, type(operators.filters)(), None, (), ()
    ) and bool(subject)
    if is_plain:
        publisher = _publisher(subject, answers)
        if publisher is not None:
            return Interest(publisher=publisher), WishKind.PUBLISHER
    person = operators.person or ""
    words = find_words(subject)
    if not person and len(words) > 1:
        person = _person(words, subject, answers)
        words = [] if person else words
    filters = operators.filters
    interest = Interest(
        words=_telling(words, subject, answers),
        phrases=operators.phrases,
        person=person,
        publisher=filters.publisher or "",
        byline=filters.byline or "",
        without=operators.without,
    )
    return interest, WishKind.PERSON if is_plain and person else WishKind.WORDS


def _subject(text: str, answers: Answers) -> str:
    question = parse_question(text)
    if question.intent not in _WITH_A_SUBJECT:
        return text.strip()
    if question.needs_person and not answers.people(question.person or "", 1):
        return text.strip()
    return " ".join(filter(None, (question.person, question.topic))) or text.strip()


def _publisher(subject: str, answers: Answers) -> str | None:
    """The publisher of that name, its article ("The …") left out or not."""
    wanted = folded_line(subject).strip()
    for entry in answers.publishers():
        name = folded_line(entry.name).strip()
        first, _, rest = name.partition(" ")
        if wanted == name or (wanted == rest and is_function_word(first, written_words())):
            return entry.name
    return None


def _person(words: list[str], subject: str, answers: Answers) -> str:
    """The words as somebody in the archive writes them in their name; empty where nobody has all.

    So one person is one wish however it is typed, and has the capital by which names are told.
    """
    for entry in answers.people(subject, 1):
        written = {fold(word): word for word in find_words(entry.name)}
        if all(fold(word) in written for word in words):
            return " ".join(written[fold(word)] for word in words)
    return ""


def _telling(words: list[str], subject: str, answers: Answers) -> tuple[str, ...]:
    """The words that say something: "the bridge" is the bridge.

    A single one that somebody is called is written as a name.
    """
    languages = likely_languages(subject) or tuple(written_words())
    if len(words) == 1:
        (word,) = words
        if not word[:1].islower():
            return (word,)
        if is_function_word(fold(word), languages):
            return ()
        return (_person(words, subject, answers) or word,)
    return tuple(
        word for word in words if word.isupper() or not is_function_word(fold(word), languages)
    )
