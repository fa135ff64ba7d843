"""Reads what kind of words a question asks for, as numbers. Pure.

The classes of words are data, by language: `marking.toml`. A question in a language without a table
is known by its answer type alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from store.search.query import AnswerType
from store.text.calendar import calendars
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.language import likely_languages
from store.text.words import find_words

Floats = npt.NDArray[np.float32]

# The roles that a little word may have, and the kinds that other words may be of or ask for.
LITTLE = tuple("in from to by of for with as because and the a be have named about who not".split())
TELLING = tuple("number ordinal date time unit money group place title".split())
ASKED = tuple(
    "money share span year day size count group human country place people name work sort part"
    " deed".split()
)
_PREPOSITIONS = LITTLE[: LITTLE.index("because")]
# Words that the thing asked for is named by, at most: "which American football team".
_FOCUS_WORDS = 4
# Words before the question word for it to open the question: "in what year".
_OPENING = 1
# Words after the question word among which a number says how many things are asked for.
_COUNTING = 2

NAMES: tuple[str, ...] = (
    *(f"type_{one}" for one in AnswerType),
    *(f"asks_{one}" for one in ASKED),
    *("opens", "closes", "no_question_word", "how", "which", "who"),
    *("then_be", "then_have", "then_the", "then_noun"),
    *(f"led_{one}" for one in _PREPOSITIONS),
    *(f"left_{one}" for one in _PREPOSITIONS),
    *("several", "counted", "either", "words"),
)
_MONEY = ASKED.index("money")
_PLACES = {name: place for place, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Tables:
    """The word lists of one language: folded word → number of its class."""

    little: Mapping[str, int]
    telling: Mapping[str, int]
    asked: Mapping[str, int]
    question_words: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class KindAsked:
    """The kind of words that a question asks for.

    `features` are in the order of `NAMES`. `focus` are the folded words that name the thing asked
    for ("which *river*"). `leads` are numbers of `LITTLE`: the preposition that the question leaves
    without a noun ("where … *from*") or puts before its question word. `is_money`: a
    sum is asked for ("what will the repair *cost*").
    """

    features: Floats
    focus: frozenset[str]
    leads: tuple[int, ...]
    is_money: bool


@cache
def tables(language: str) -> Tables:
    """The word lists of a language (ISO 639-1); only days and months if it has no others."""
    raw = _raw().get(language, {})
    dates = " ".join((*_calendar_words(language), raw.get("telling", {}).get("date", "")))
    return Tables(
        _numbered(raw.get("little", {}), LITTLE),
        _numbered({**raw.get("telling", {}), "date": dates}, TELLING),
        _numbered(raw.get("asked", {}), ASKED),
        {
            fold(word): kind
            for kind, words in raw.get("question", {}).items()
            for word in words.split()
        },
    )


@lru_cache(maxsize=64)
def read_kind(question: str, wanted: AnswerType) -> KindAsked:
    """Read what a question asks for. Remembered: each of its excerpts is marked by it."""
    words = [fold(word) for word in find_words(question)]
    languages = likely_languages(question) or ("en",)
    language = next((one for one in languages if one in _raw()), languages[0])
    return _Reader(words, language, tables(language)).read(wanted)


class _Reader:
    """Reads one question."""

    def __init__(self, words: Sequence[str], language: str, known: Tables) -> None:
        self._words = words
        self._language = (language,)
        self._known = known
        self._features = np.zeros(len(NAMES), np.float32)

    def read(self, wanted: AnswerType) -> KindAsked:
        words = self._words
        self._tell(f"type_{wanted}")
        asking = next((i for i, w in enumerate(words) if w in self._known.question_words), -1)
        focus: list[str] = []
        if asking < 0:
            self._tell("no_question_word")
        else:
            self._place(asking)
            focus = self._read_focus(asking)
        leads = set()
        for told, at in (("led", asking - 1), ("left", len(words) - 1)):
            role = self._role(at)
            if role in _PREPOSITIONS:
                self._tell(f"{told}_{role}")
                leads.add(LITTLE.index(role))
        for word in focus:
            if (kind := self._known.asked.get(word)) is not None:
                self._tell(f"asks_{ASKED[kind]}")
        self._tell("several", float(bool(focus) and focus[-1].endswith("s")))
        either = any(self._role(i) == "and" and word == "or" for i, word in enumerate(words))
        self._tell("either", float(either))
        self._tell("words", len(words) / 10)
        is_money = self._asks_money(wanted, focus)
        return KindAsked(self._features, frozenset(focus), tuple(sorted(leads)), is_money)

    def _asks_money(self, wanted: AnswerType, focus: Sequence[str]) -> bool:
        """Whether "what" or "how much" asks for a sum: by its noun, or its verb at the end."""
        if wanted not in (AnswerType.THING, AnswerType.NUMBER):
            return False
        telling = (*focus[:1], *focus[-1:], *self._words[-1:])
        return any(self._known.asked.get(word) == _MONEY for word in telling)

    def _tell(self, name: str, value: float = 1.0) -> None:
        self._features[_PLACES[name]] = value

    def _role(self, at: int) -> str:
        """The role of the little word at a place; "" for another word, or none."""
        if not 0 <= at < len(self._words):
            return ""
        role = self._known.little.get(self._words[at])
        return "" if role is None else LITTLE[role]

    def _place(self, asking: int) -> None:
        """Tell where the question word stands, and what follows it."""
        self._tell("opens", float(asking <= _OPENING))
        self._tell("closes", float(asking >= len(self._words) - 2))
        kind = self._known.question_words[self._words[asking]]
        if kind in _PLACES:
            self._tell(kind)
        after = self._role(asking + 1)
        if after in ("be", "have", "the"):
            self._tell(f"then_{after}")
        elif not after:
            self._tell("then_noun")
        beside = self._words[asking + 1 : asking + 1 + _COUNTING]
        number = TELLING.index("number")
        self._tell("counted", float(any(self._known.telling.get(w) == number for w in beside)))

    def _read_focus(self, asking: int) -> list[str]:
        """The words that name the thing asked for: after "which", or after "what is the"."""
        at = asking + 1
        if self._role(at) == "be":
            if self._known.question_words[self._words[asking]] in ("how", "when"):
                return []
            at += 1
        focus = self._noun_at(at)
        end = at + len(focus) + self._articles_at(at)
        if focus and self._known.asked.get(focus[-1]) in _OF_OTHERS and self._role(end) == "of":
            focus += self._noun_at(end + 1)
        return focus

    def _articles_at(self, at: int) -> int:
        count = 0
        while self._role(at + count) in ("the", "a"):
            count += 1
        return count

    def _noun_at(self, at: int) -> list[str]:
        """The run of telling words at a place, articles before it left out."""
        at += self._articles_at(at)
        run: list[str] = []
        for place in range(at, min(at + _FOCUS_WORDS, len(self._words))):
            word = self._words[place]
            if self._role(place) or is_function_word(word, self._language):
                break
            run.append(word)
        return run


# "The name of the river", "what kind of antenna": the noun after "of" is asked for too.
_OF_OTHERS = (ASKED.index("name"), ASKED.index("sort"))


@cache
def _raw() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Language → section → class → its words."""
    raw: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
        (files(__package__) / "marking.toml").read_text("utf-8")
    )
    return raw


def _numbered(lists: Mapping[str, str], order: Sequence[str]) -> dict[str, int]:
    """The class of each word, by number; the first of several classes counts."""
    found: dict[str, int] = {}
    for number, name in enumerate(order):
        for word in lists.get(name, "").split():
            found.setdefault(fold(word), number)
    return found


def _calendar_words(language: str) -> list[str]:
    """The names of days and months."""
    calendar = calendars().get(language)
    return [] if calendar is None else [*calendar.weekdays, *calendar.months]
