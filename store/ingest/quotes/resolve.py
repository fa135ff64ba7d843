"""From the words that name a source to the name the article gives it in full."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from store.ingest.people.lexicon import Gender, load_lexicon
from store.ingest.quotes.antecedents import HER_NAMES, HIS_NAMES, Antecedents
from store.ingest.quotes.cues import Cues
from store.ingest.quotes.mentions import FEMININE, MASCULINE, PeopleAt
from store.model import Span

_HE = frozenset("he his him er он его він його on jego il él lui egli".split())
_SHE = frozenset("she her sie она её ее вона її ona jej elle ella lei".split())
_LAST_WORD = re.compile(r"([^\W\d_]+) (?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\. )?$")
_DEFINITE = frozenset({"the", "der", "die", "das", "le", "la", "el"})
_PAST = frozenset({"former", "then", "retired"})
_ROLE_REACH = 40
_SENTENCE_START = re.compile(r"[.!?»“”\n—:;]")
_MOST_ROLE_WORDS = 3
_FULL_TITLES = {
    "sen": "senator",
    "gov": "governor",
    "rep": "representative",
    "gen": "general",
    "lt": "lieutenant",
    "dr": "doctor",
    "prof": "professor",
}
_LONGEST_GIVEN = 24
_SOURCE_REACH = 700
_MOST_HEARD = 40  # unknown speakers that a pronoun may mean
_MANY = frozenset({"police", "people", "men", "women"})


@dataclass(frozen=True, slots=True)
class Resolved:
    """A speaker's name as it is to be shown, and the index of the person, -1 for none."""

    speaker: str | None
    person: int


NOBODY = Resolved(None, -1)


class Resolver:
    """Resolves the mentions of one article, in text order; remembers who spoke last.

    `nouns` are words for roles, to be looked for before names, where the people have none.
    """

    def __init__(
        self, text: str, people: PeopleAt, quoted: Sequence[Span], cues: Cues, nouns: frozenset[str]
    ) -> None:
        self._text = text
        self._people = people
        self._antecedents = Antecedents(text, people, quoted, cues)
        self._nouns = nouns
        self._role_words: dict[int, frozenset[str]] = {}
        self._heard: dict[str, None] = {}  # speakers that are no known person, the latest last
        self._heard_by_surname: dict[str, str] = {}
        self._full_names: dict[str, str] = {}  # surnames looked for already
        self._source: tuple[str, int] | None = None  # (described source, where)
        self._last = -1  # the person who spoke last

    def named(self, person: int) -> Resolved:
        """A mention by name."""
        self._last = person
        return Resolved(self._people.people[person].name, person)

    def pronoun(self, word: str, where: int, said: Span) -> Resolved:
        """Finds the person meant by a pronoun at `where` that said the words `said`.

        Of it and they, what spoke last if it can be one; nobody where no one fits.
        """
        gender = _gender_of(word.lower())
        if gender is None:
            return self._described_before(word.lower(), where)
        person = self._antecedents.find(gender, where, said, self._last)
        if person is None:
            latest = islice(reversed(self._heard), _MOST_HEARD)
            heard = next((name for name in latest if _fits(name, gender)), None)
            return Resolved(heard, -1) if heard is not None else NOBODY
        return self.named(person)

    def unlisted(self, mention: Span) -> Resolved:
        """A source by a name that is no known person's: the fullest form the article has of it."""
        name = plain(self._text, mention)
        if " " not in name and name[0].isupper():
            name = self._heard_by_surname.get(name, name)
        if " " not in name and name[0].isupper():
            if name not in self._full_names:
                self._full_names[name] = self._in_full(name)
            name = self._full_names[name]
        if name[0].isupper():
            self._heard.pop(name, None)
            self._heard[name] = None
            if " " in name:
                self._heard_by_surname.setdefault(name.rsplit(" ", 1)[1], name)
        return Resolved(name, -1)

    def _in_full(self, surname: str) -> str:
        """The given name and surname, where the article has both before or after."""
        lex = load_lexicon()
        at = self._text.find(" " + surname)
        while at >= 0:
            given = _LAST_WORD.search(self._text, max(0, at - _LONGEST_GIVEN), at + 1)
            is_whole = not self._text[at + 1 + len(surname) : at + 2 + len(surname)].isalnum()
            is_named = given is not None and given[1][0].isupper() and is_whole
            if given and is_named and lex.gender_of_given(given[1].lower()) is not None:
                return f"{given[1]} {surname}"
            at = self._text.find(" " + surname, at + 1)
        return surname

    def described(self, mention: Span) -> Resolved:
        """A source described without its name.

        As worded; or the person whose role it is, where one
        named before has exactly that role and nobody else has ("the senator").
        """
        words = mention.of(self._text).lower().split()
        bare = words[0] not in _DEFINITE
        wanted = {word for word in words[0 if bare else 1 :] if word not in _PAST}
        fits: set[int] = set()
        is_role = words[-1] in load_lexicon().roles or words[-1] in self._nouns
        may_stand_bare = not bare or (words[0] in self._nouns and words[0][0] >= "Ѐ")
        if is_role and may_stand_bare and 0 < len(wanted) <= _MOST_ROLE_WORDS:
            fits = {
                n
                for n, person in enumerate(self._people.people)
                if person.mentions[0].start < mention.start and wanted <= self._roles(n)
            }
        if len(fits) == 1:
            return self.named(fits.pop())
        worded = plain(self._text, mention)
        self._source = (worded, mention.start)
        return Resolved(worded, -1)

    def _roles(self, person: int) -> frozenset[str]:
        """The words of a person's roles, titles in full."""
        if person not in self._role_words:
            one = self._people.people[person]
            self._role_words[person] = frozenset(
                _FULL_TITLES.get(word, word)
                for role in one.roles
                for word in role.of(self._text).lower().replace(".", "").split()
            ) | self._nouns.intersection(
                word
                for mention in (one.mentions if self._nouns else ())
                for word in self._before(mention).lower().split()
            )
        return self._role_words[person]

    def _before(self, mention: Span) -> str:
        """The words of its sentence that stand right before a name: "La maire de Valmont"."""
        ahead = self._text[max(0, mention.start - _ROLE_REACH) : mention.start]
        return _SENTENCE_START.split(ahead)[-1].replace(",", " ")

    def _described_before(self, word: str, where: int) -> Resolved:
        """The office, firm or group that spoke last, for it and they."""
        if self._source is None or not 0 <= where - self._source[1] < _SOURCE_REACH:
            return NOBODY
        last = self._source[0].rsplit(" ", 1)[-1].lower()
        is_many = last.endswith("s") or last in _MANY
        is_person = last in load_lexicon().roles
        if (word == "they" and is_many) or (word == "it" and not is_many and not is_person):
            return Resolved(self._source[0], -1)
        return NOBODY


def _gender_of(word: str) -> Gender | None:
    """The gender of a pronoun, or of a verb that stands without one ("odpowiedziała")."""
    word = word.rsplit("-", 1)[-1]
    if word in _HE or word.endswith(MASCULINE):
        return "m"
    return "f" if word in _SHE or word.endswith(FEMININE) else None


def _fits(name: str, gender: Gender) -> bool:
    """Whether a name whose bearer is not known can be of the gender, by its endings."""
    given = load_lexicon().gender_of_given(name.split(maxsplit=1)[0].lower())
    if given in ("m", "f"):
        return given == gender
    return not name.endswith(HIS_NAMES if gender == "f" else HER_NAMES)


def plain(text: str, span: Span) -> str:
    """A source as the article words it, on one line."""
    return " ".join(span.of(text).split())
