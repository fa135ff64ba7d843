"""Phrase books: how a language asks. Data files beside this module, read once, as frozen tables.

A book is a TOML file named for its language (ISO 639-1):

    lead, tail    what may stand before and after a request, politely or idly
    pronouns      words for what was spoken of before
    verbs         verbs of speech, in the forms that may follow or precede a speaker
    [fragments]   pieces of patterns, used as {name} in those below and in later fragments
    [answers]     type of answer = patterns of the question words that ask for it
    [intents]     intent = patterns of whole requests
    [maybe]       the same, for readings that hold only if `person` is known as a person
    [follow_ups]  kind = patterns of whole messages that lean on the turn before

Patterns are regular expressions in lower case; a blank stands for any run of blanks, {person},
{name} and {topic} for what is asked about. Accents need not be typed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from bot.answer import Intent
from store.text.fold import fold


class AnswerType(StrEnum):
    """What answers a question."""

    PERSON = "person"  # or an organisation
    PLACE = "place"
    DATE = "date"
    NUMBER = "number"
    REASON = "reason"
    MANNER = "manner"
    THING = "thing"


class FollowUp(StrEnum):
    """How a message leans on the turn before."""

    TOPIC = "topic"  # the same of another topic or person: "and about China?"
    MORE = "more"  # more of the same: "what else?"
    SUBJECT = "subject"  # something new of the same subject: "when was that?", "link?"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern of whole messages and what it means.

    Its groups `person` and `topic` are what is asked about. `needs_person`: the reading holds only
    if `person` is known as a person.
    """

    kind: Intent | FollowUp
    pattern: re.Pattern[str]
    needs_person: bool = False


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """How one language asks. All patterns are to be tried on `plain` text.

    `answer_types` are searched anywhere in a question, the earliest find counts.
    """

    language: str
    answer_types: tuple[tuple[AnswerType, re.Pattern[str]], ...]
    phrases: tuple[Phrase, ...]
    follow_ups: tuple[Phrase, ...]
    pronouns: frozenset[str]
    speech_verbs: frozenset[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]


@cache
def phrase_books() -> tuple[PhraseBook, ...]:
    """All phrase books, English first, then by language code."""
    books = [
        _read_book(file.name.removesuffix(".toml"), file.read_text(encoding="utf-8"))
        for file in files(__package__).iterdir()
        if file.name.endswith(".toml")
    ]
    return tuple(sorted(books, key=lambda book: (book.language != "en", book.language)))


def plain(text: str) -> str:
    """`text` in lower case without accents, character for character, with straight apostrophes."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return "".join(
        "'" if character in "’‘ʼ´`" else _plain_character(character) for character in text
    )


def _plain_character(character: str) -> str:
    folded = fold(character)
    if len(folded) == 1:
        return folded
    lower = character.lower()
    return lower if len(lower) == 1 else character


_LITERAL = re.compile(r"[^\x00-\x7f]+")
_FRAGMENT = re.compile(r"\{([a-z_]+)\}")
# What a request names: up to six words said to be a person, up to four that must be a name, and
# anything at all.
_NAMED = {
    "person": r"(?P<person>[^\s?!.,;:]+(?:\s+[^\s?!,;:]+){0,5}?)",
    "name": r"(?P<person>[^\W\d_][^\s?!,;:]*(?:\s+[^\W_][^\s?!,;:]*){0,3}?)",
    "topic": r"(?P<topic>\S.*?)",
}


def _read_book(language: str, text: str) -> PhraseBook:
    table = tomllib.loads(text)
    fragments = dict(_NAMED)
    for name, fragment in table.get("fragments", {}).items():
        fragments[name] = f"(?:{_filled(fragment, fragments)})"
    border = "" if table.get("unspaced", False) else r"\b"
    return PhraseBook(
        language=language,
        answer_types=tuple(
            (
                AnswerType(answers),
                _compiled(f"{border}(?:{'|'.join(patterns)}){border}", fragments),
            )
            for answers, patterns in table["answers"].items()
        ),
        phrases=(
            *_phrases(Intent, table["intents"], fragments),
            *_phrases(Intent, table.get("maybe", {}), fragments, needs_person=True),
        ),
        follow_ups=_phrases(FollowUp, table.get("follow_ups", {}), fragments),
        pronouns=_words(table, "pronouns"),
        speech_verbs=_words(table, "verbs"),
        lead=_compiled(rf"(?:(?:{table.get('lead', '(?!)')})(?![^\W_])[\s,!.:]*)*", fragments),
        tail=_compiled(rf"(?:[\s,]+(?:{table.get('tail', '(?!)')}))*[\s?？!！.。…؟;]*$", fragments),
    )


def _phrases(
    kinds: type[Intent | FollowUp],
    table: Mapping[str, list[str]],
    fragments: Mapping[str, str],
    *,
    needs_person: bool = False,
) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(kinds(kind), _compiled(pattern, fragments), needs_person)
        for kind, patterns in table.items()
        for pattern in patterns
    )


def _words(table: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(plain(word) for word in table.get(key, "").split())


def _filled(pattern: str, fragments: Mapping[str, str]) -> str:
    return _FRAGMENT.sub(lambda name: fragments[name[1]], pattern)


def _compiled(pattern: str, fragments: Mapping[str, str]) -> re.Pattern[str]:
    """The pattern as it meets plain text: blanks widened, letters without accents."""
    bare = _LITERAL.sub(lambda letters: plain(letters[0]), _filled(pattern, fragments))
    return re.compile(bare.replace(" ", r"\s+"), re.DOTALL)
