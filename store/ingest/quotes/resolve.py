"""From the words that name a source to the name the article gives it in full."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from store.ingest.people.lexicon import Gender, load_lexicon
from store.ingest.quotes.cues import Cues
from store.ingest.quotes.mentions import FEMININE, MASCULINE, PeopleAt
from store.model import Span

_HE = frozenset("he his him er он его він його on jego il él lui egli".split())
_SHE = frozenset("she her sie она её ее вона її ona jej elle ella lei".split())
_HIS_NAMES = ("ов", "ев", "ин", "ий", "ski", "cki")
_HER_NAMES = ("ова", "ева", "ина", "ая", "ska", "cka")
_OBJECT_OF = frozenset(
    "of for with from at in on to by about against like and than that von für mit bei über".split()
)
_NEXT_WORD = re.compile(r"[ \u00a0](?:(?:also|then|later|has|had) )?([^\W\d_]+)")
_LAST_WORD = re.compile(r"([^\W\d_]+) (?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\. )?$")
_SENTENCE_END = re.compile(r"[.!?:][\"”’')]* |\n")
_COURTESY = re.compile(r"\b(Mr|Mrs|Ms|Miss|Herr|Herrn|Frau|Sir)\.? $")
_SIRS = frozenset({"Mr", "Herr", "Herrn", "Sir"})
_REACH = 1500
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
_MOST = 12
_MOST_SENTENCES = 7.0
_SPOKE_LAST = 1.5
_LONGEST_GIVEN = 24
_UNSURE = 0.5
_OWN_NAME = 2.5
_SOURCE_REACH = 700
_MANY = frozenset({"police", "people", "men", "women"})
_TOPIC = 0.5


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
        self._quoted = [span.start for span in quoted]
        self._quoted_stops = [span.stop for span in quoted]
        self._cues = cues
        self._nouns = nouns
        self._genders: dict[int, Gender] = {}
        self._role_words: dict[int, frozenset[str]] = {}
        self._heard: list[str] = []  # speakers that are no known person
        self._source: tuple[str, int] | None = None  # (described source, where)
        self._last: tuple[int, int] | None = None  # (person, where)

    def named(self, person: int, where: int) -> Resolved:
        """A mention by name."""
        self._last = (person, where)
        return Resolved(self._people.people[person].name, person)

    def pronoun(self, word: str, where: int, said: Span) -> Resolved:
        """Finds the person meant by a pronoun at `where` that said the words `said`.

        Of it and they, what spoke last if it can be one; nobody where no one fits.
        """
        gender = _gender_of(word.lower())
        if gender is None:
            return self._described_before(word.lower(), where)
        person = self._antecedent(gender, where, said)
        if person is None:
            heard = next((name for name in reversed(self._heard) if _fits(name, gender)), None)
            return Resolved(heard, -1) if heard is not None else NOBODY
        return self.named(person, where)

    def unlisted(self, mention: Span) -> Resolved:
        """A source by a name that is no known person's: the fullest form the article has of it."""
        name = plain(self._text, mention)
        if " " not in name and name[0].isupper():
            name = next((full for full in self._heard if full.endswith(" " + name)), name)
        if " " not in name and name[0].isupper():
            name = self._in_full(name)
        if name[0].isupper():
            self._heard.append(name)
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
            return self.named(fits.pop(), mention.start)
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

    def _antecedent(self, gender: Gender, where: int, said: Span) -> int | None:
        """The best of the people named before `where` whose gender fits.

        Who is the subject of its sentence, or speaks in it, counts most; then nearness, who spoke
        last, and how much of the article is about them. Names inside quotes count little.
        """
        starts = self._people.starts
        best: tuple[float, int] | None = None
        i = bisect_left(starts, where) - 1
        gap = 0.0
        upto = where
        seen = 0
        while i >= 0 and where - starts[i] < _REACH and seen < _MOST:
            start = starts[i]
            stop, person = self._people.by_start[start]
            gap += self._sentences_between(stop, upto)
            upto = start
            i -= 1
            if gap > _MOST_SENTENCES:
                break
            fit = self.gender(person)
            if fit not in (gender, "u"):
                continue
            seen += 1
            score = self._prominence(start, stop, i) - gap - (_UNSURE if fit == "u" else 0.0)
            if self._names(said, person):
                score -= _OWN_NAME
            if self._last is not None and person == self._last[0]:
                score += _SPOKE_LAST
            if person == 0:
                score += _TOPIC
            if best is None or score > best[0]:
                best = (score, person)
        return best[1] if best is not None else None

    def _names(self, said: Span, person: int) -> bool:
        """Whether the words name the person, as few people name themselves."""
        starts = self._people.starts
        i = bisect_left(starts, said.start)
        while i < len(starts) and starts[i] < said.stop:
            if self._people.by_start[starts[i]][1] == person:
                return True
            i += 1
        return False

    def _sentences_between(self, start: int, stop: int) -> float:
        """How many sentences and paragraphs end in text[start:stop], quoted ones at half weight."""
        text = self._text
        ends = text.count(". ", start, stop) + 0.5 * text.count(".” ", start, stop)
        return ends + text.count("\n\n", start, stop)

    def _prominence(self, start: int, stop: int, before: int) -> float:
        text = self._text
        if self._is_quoted(start):
            return -2.0
        score = 0.0
        after = _NEXT_WORD.match(text, stop)
        if after is not None and after[1].lower() in self._cues.said:
            score += 1.5
        elif text.startswith(("'s", "’s"), stop):
            score -= 1.0
        ahead = _LAST_WORD.search(text, max(0, start - 24), start)
        word = ahead[1].lower() if ahead is not None else ""
        if word in self._cues.said:
            score += 1.5
        elif word in _OBJECT_OF:
            score -= 1.0
        if before < 0 or _SENTENCE_END.search(text, self._people.starts[before], start):
            score += 1.0  # the first name of its sentence
        return score

    def _is_quoted(self, at: int) -> bool:
        k = bisect_right(self._quoted, at) - 1
        return k >= 0 and at < self._quoted_stops[k]

    def gender(self, person: int) -> Gender:
        """The gender that names, titles and roles tell; "u" where they do not."""
        if person not in self._genders:
            self._genders[person] = self._read_gender(person)
        return self._genders[person]

    def _read_gender(self, person: int) -> Gender:
        lex = load_lexicon()
        one = self._people.people[person]
        for mention in one.mentions:
            ahead = _COURTESY.search(self._text, max(0, mention.start - 9), mention.start)
            if ahead is not None:
                return "m" if ahead[1] in _SIRS else "f"
        words = one.name.split()
        given = lex.gender_of_given(words[0].lower()) if len(words) > 1 else None
        if given in ("m", "f"):
            return given
        if one.name.endswith(_HER_NAMES):
            return "f"
        if one.name.endswith(_HIS_NAMES) and one.name[0] >= "Ѐ":
            return "m"
        for role in one.roles:
            for word in role.of(self._text).lower().replace(".", "").split():
                if word in lex.women:
                    return "f"
                if word in lex.men:
                    return "m"
        return "u"


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
    return not name.endswith(_HIS_NAMES if gender == "f" else _HER_NAMES)


def plain(text: str, span: Span) -> str:
    """A source as the article words it, on one line."""
    return " ".join(span.of(text).split())
