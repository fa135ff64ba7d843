"""Phrase books: how a language asks. Data files beside this module, read once, as frozen tables.

A book is a TOML file named for its language (ISO 639-1):

    lead, tail    what may stand before and after a request, politely or idly
    aside         words at which a speaker turns from a question to themselves or the listener
    filler        words that only fill a pause
    little        words no name begins with, and none but a particle of a name goes on with
    asking        words no bare topic of a follow-up holds: question words, auxiliaries
    nods          whole messages that ask nothing: yes, no, I see
    pronouns      words for what was spoken of before
    somebody      those of them that stand for a person alone
    age           words that, beside a name, ask how old somebody is
    mended        words of asking in which a slip is mended where the archive has no such word
    verbs         verbs of speech, in the forms that may follow or precede a speaker
    checking      words that, beside pasted words, ask whether these were really said
    topical       words that make of quoted words beside them a topic ("about")
    [fragments]   pieces of patterns, used as {name} in those below and in later fragments
    [answers]     type of answer = patterns of the question words that ask for it
    [intents]     intent = patterns of whole requests
    [maybe]       the same, for readings that hold only if `person` is known as a person
    [follow_ups]  kind = patterns of whole messages that lean on the turn before
    [articles]    aspect = patterns of questions about stored articles themselves; `named`, `that`
                  and `this` are what {article} stands for: one with a topic, the one spoken of
                  by a noun or by a pronoun; {it} is any of them, {article} none by a pronoun

Patterns are regular expressions in lower case. A blank stands for any run of blanks; {person} for
up to six words said to be a person, {who} for up to four that read as a name, {other} for such a
second one, {topic} for anything, {author} for up to five words said to be a writer, {source} for
where an article is from, a group `deed` for what somebody is to have done in words (criticised,
praised), {bare} for up to five words that ask nothing; {gap} for a blank, or none after an elision.
Accents need not be typed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from bot.language.intents import Aspect, Intent
from bot.language.needed import Needs, needs_of
from store.search.query import AnswerType
from store.text.fold import fold
from store.text.words import find_words


class FollowUp(StrEnum):
    """How a message leans on the turn before."""

    TOPIC = "topic"  # the same of another topic or person: "and about China?"
    MORE = "more"  # more of the same: "what else?"
    SUBJECT = "subject"  # something new of the same subject: "when was that?", "link?"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern of whole messages and what it means.

    Its groups `person` and `topic` are what is asked about. `needs_person`: the reading holds only
    if `person` is known as a person. One word of each set of `needs` stands in every text that
    fits; `regex` is compiled when it is first tried.
    """

    kind: Intent | FollowUp | Aspect
    regex: str
    needs: Needs = ()
    needs_person: bool = False

    def may_fit(self, words: frozenset[str]) -> bool:
        """Whether a text may fit that holds these of the words that its book's phrases need."""
        return not any(words.isdisjoint(need) for need in self.needs)

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return _compile(self.regex)


@dataclass(frozen=True)
class PhraseBook:
    """How one language asks. All patterns are to be tried on `plain` text.

    `idle` fits a word that is no part of a name. `table` is the book as it is written, `fragments`
    the pieces of its patterns: these are compiled at first use, for what is asked about pasted
    words is told by the words of a book alone, and of all books.
    """

    language: str
    pronouns: frozenset[str]
    somebody: frozenset[str]
    age: frozenset[str]
    mended: tuple[str, ...]
    speech_verbs: frozenset[str]
    checking: frozenset[str]
    topical: frozenset[str]
    idle: re.Pattern[str]
    is_unspaced: bool
    aside: re.Pattern[str]
    filler: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    table: Mapping[str, Any] = field(repr=False, compare=False)
    fragments: Mapping[str, str] = field(repr=False, compare=False)

    @cached_property
    def answer_types(self) -> tuple[tuple[AnswerType, re.Pattern[str]], ...]:
        """Words that tell the kind of answer; searched anywhere, the earliest counts."""
        left, right = ("", "") if self.is_unspaced else (r"(?<![^\W_])", r"(?![^\W_])")
        return tuple(
            (
                AnswerType(answers),
                _compiled(f"{left}(?:{'|'.join(patterns)}){right}", self.fragments),
            )
            for answers, patterns in self.table["answers"].items()
        )

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """Whole messages: the first that fits counts.

        Questions about articles themselves, what surely leans on the turn before, then requests,
        then what leans on it for want of anything else, then what hangs on a name.
        """
        follow_ups = self._phrases(FollowUp, self.table["follow_ups"])
        return (
            *self._phrases(Aspect, _of_articles(self.table["articles"])),
            *(phrase for phrase in follow_ups if phrase.kind is not FollowUp.SUBJECT),
            *self._phrases(Intent, self.table["intents"]),
            *(phrase for phrase in follow_ups if phrase.kind is FollowUp.SUBJECT),
            *self._phrases(Intent, self.table.get("maybe", {}), needs_person=True),
        )

    def may_fit(self, flat: str) -> Iterator[Phrase]:
        """The phrases that a part of this plain text may fit, in their order."""
        words = frozenset(word for word in self._needed if word in flat)
        return (phrase for phrase in self.phrases if phrase.may_fit(words))

    @cached_property
    def _needed(self) -> frozenset[str]:
        """All words that a phrase needs."""
        return frozenset(word for phrase in self.phrases for need in phrase.needs for word in need)

    @cached_property
    def _fragment_needs(self) -> Mapping[str, Needs]:
        needs: dict[str, Needs] = {}
        for name, fragment in _fragments_of(self.table).items():
            needs[name] = needs_of(_bare(fragment), needs)
        return needs

    def _phrases(
        self,
        kinds: type[Intent | FollowUp | Aspect],
        table: Mapping[str, list[str]],
        *,
        needs_person: bool = False,
    ) -> tuple[Phrase, ...]:
        return tuple(
            Phrase(
                kinds(kind),
                _regex(pattern, self.fragments),
                needs_of(_bare(pattern), self._fragment_needs),
                needs_person,
            )
            for kind, patterns in table.items()
            for pattern in patterns
        )


@cache
def languages() -> tuple[str, ...]:
    """The languages there are phrase books of, English first, then by code."""
    names = [file.name for file in files(__package__).iterdir()]
    codes = [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
    return tuple(sorted(codes, key=lambda code: (code != "en", code)))


@cache
def phrase_book(language: str) -> PhraseBook:
    """The phrase book of one of `languages`.

    Reading one takes 2 milliseconds, once, and compiling all of its patterns some 60.
    """
    file = files(__package__).joinpath(f"{language}.toml")
    return _read_book(language, file.read_text(encoding="utf-8"))


@cache
def nods() -> frozenset[str]:
    """Messages of all the books that ask nothing ("yes"), folded, their words parted by blanks."""
    return frozenset(
        folded_words(nod) for language in languages() for nod in phrase_book(language).table["nods"]
    )


def folded_words(message: str) -> str:
    """The words of a message without case and accents, parted by blanks."""
    return " ".join(fold(word) for word in find_words(message))


def plain(text: str) -> str:
    """`text` in lower case without accents, character for character, with straight apostrophes."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return "".join(_ALIKE.get(letter) or _plain_character(letter) for letter in text)


def _plain_character(character: str) -> str:
    folded = fold(character)
    if len(folded) == 1:
        return folded
    lower = character.lower()
    return lower if len(lower) == 1 else character


_ALIKE = dict.fromkeys("’‘ʼ´`", "'") | {"\u200b": " "}  # apostrophes; a blank of no width
_LITERAL = re.compile(r"[^\x00-\x7f]+")
_FRAGMENT = re.compile(r"\{([a-z_]+)\}")
_NAMED = {
    "gap": r"(?:\s+|(?<='))",
    "person": r"(?P<person>[^\s?!.,;:]+(?:\s+[^\s?!,;:]+){0,5}?)",
    "topic": r"(?P<topic>\S.*?)",
    "author": r"(?P<person>[^\s?!.,;:]+(?:\s+[^\s?!,;:]+){0,4}?)",
    "source": r"(?P<source>\S.*?)",
    "particle": "(?:de|del|della|di|da|dos|du|van|von|der|den|ter|la|le|al|el|bin|ibn|ben|abu|y|e)",
    "word": r"(?!{little}(?![^\W_]))[^\W\d_][^\s?!,;:\"]+",
    "who": r"(?P<person>{word}(?:\s+(?:{particle}(?=\s)|{word})){0,3}?)",
    "other": r"(?P<other>{word}(?:\s+(?:{particle}(?=\s)|{word})){0,3}?)",
    "asks_not": r"(?!{asking}(?![^\W_]))[^\s?!:]+",
    "bare": r"(?P<topic>{asks_not}(?:\s+{asks_not}){0,4}?)",
}


def _read_book(language: str, text: str) -> PhraseBook:
    table = tomllib.loads(text)
    fragments: dict[str, str] = {}
    for name, fragment in _fragments_of(table).items():
        filled = _filled(fragment, fragments)
        fragments[name] = filled if name in _NAMED else f"(?:{filled})"
    return PhraseBook(
        language=language,
        pronouns=_words(table, "pronouns"),
        somebody=_words(table, "somebody"),
        age=_words(table, "age"),
        mended=tuple(table.get("mended", "").split()),
        speech_verbs=_words(table, "verbs"),
        checking=_words(table, "checking"),
        topical=_words(table, "topical"),
        idle=_compiled("(?:{little}|{asking})", fragments),
        is_unspaced=table.get("unspaced", False),
        aside=_word_of(table, "aside", fragments),
        filler=_word_of(table, "filler", fragments),
        lead=_compiled(rf"(?:(?:{table.get('lead', '(?!)')})(?![^\W_])[\s,!.:]*)*", fragments),
        tail=_compiled(rf"(?:[\s,]+(?:{table.get('tail', '(?!)')}))*[\s?？!！.。…؟;]*$", fragments),
        table=table,
        fragments=fragments,
    )


def _fragments_of(table: Mapping[str, Any]) -> dict[str, str]:
    """The pieces of patterns by name, each after all whose names stand in it."""
    given: dict[str, str] = {"little": table["little"], "asking": table["asking"]}
    own: dict[str, str] = table.get("fragments", {})
    return given | _NAMED | own


def _word_of(table: Mapping[str, Any], key: str, fragments: Mapping[str, str]) -> re.Pattern[str]:
    """Whole words that a pattern of the book fits; none where the book has none."""
    left, right = ("", "") if table.get("unspaced") else (r"(?<![^\W_])", r"(?![^\W_])")
    return _compiled(f"{left}(?:{table.get(key, '(?!)')}){right}", fragments)


def _of_articles(table: Mapping[str, Any]) -> dict[str, list[str]]:
    """The patterns about articles, one for each way to name the article in it."""
    spoken_of = table["that"]
    ways = {
        "{article}": [spoken_of, *table["named"]],
        "{it}": [f"(?:{spoken_of}|{table['this']})", *table["named"]],
    }

    def each_way(pattern: str) -> list[str]:
        place = next((place for place in ways if place in pattern), None)
        return [pattern.replace(place, way) for way in ways[place]] if place else [pattern]

    return {
        aspect: [way for pattern in table.get(aspect, ()) for way in each_way(pattern)]
        for aspect in Aspect
    }


def _words(table: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(plain(word) for word in table.get(key, "").split())


def _filled(pattern: str, fragments: Mapping[str, str]) -> str:
    return _FRAGMENT.sub(lambda name: fragments[name[1]], pattern)


def _compiled(pattern: str, fragments: Mapping[str, str]) -> re.Pattern[str]:
    return _compile(_regex(pattern, fragments))


def _regex(pattern: str, fragments: Mapping[str, str]) -> str:
    """The pattern as it meets plain text: blanks widened, letters without accents."""
    bare = _bare(_filled(pattern, fragments))
    return bare.replace(" ?", r"\s*").replace(" ", r"\s+")


def _bare(pattern: str) -> str:
    return _LITERAL.sub(lambda letters: plain(letters[0]), pattern)


@cache
def _compile(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.DOTALL)
