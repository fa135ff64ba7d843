"""From the words that name a source to the name the article gives it in full."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from store.ingest.people.lexicon import Gender, load_lexicon
from store.ingest.quotes.people_at import PeopleAt
from store.model import Span

_HE = frozenset("he his him er он il él".split())
_SHE = frozenset("she her sie она elle ella".split())
_REACH = 1500


@dataclass(frozen=True, slots=True)
class Resolved:
    """A speaker's name as it is to be shown, and the index of the person, -1 for none."""

    speaker: str | None
    person: int


class Resolver:
    """Resolves the mentions of one article, in text order; remembers who spoke last."""

    def __init__(self, text: str, people: PeopleAt) -> None:
        self._text = text
        self._people = people
        self._genders: dict[int, Gender] = {}
        self._last: tuple[int, int] | None = None  # (person, where)

    def named(self, person: int, where: int) -> Resolved:
        """A mention by name."""
        self._last = (person, where)
        return Resolved(self._people.people[person].name, person)

    def pronoun(self, word: str, where: int) -> Resolved:
        """Whom a pronoun at `where` means: the last who fits by gender, speakers first."""
        low = word.lower()
        gender: Gender | None = "m" if low in _HE else "f" if low in _SHE else None
        if gender is None:
            return Resolved(None, -1)
        person = self._antecedent(gender, where)
        if person is None:
            return Resolved(None, -1)
        return self.named(person, where)

    def _antecedent(self, gender: Gender, where: int) -> int | None:
        starts = self._people.starts
        i = bisect_left(starts, where) - 1
        if (
            self._last is not None
            and where - self._last[1] < 400
            and self._fits(self._last[0], gender)
        ):
            between = [n for n in self._between(self._last[1], where) if self._fits(n, gender)]
            if all(n == self._last[0] for n in between):
                return self._last[0]
        while i >= 0 and where - starts[i] < _REACH:
            person = self._people.by_start[starts[i]][1]
            if self._fits(person, gender):
                return person
            i -= 1
        return None

    def _between(self, start: int, stop: int) -> Sequence[int]:
        starts = self._people.starts
        return [
            self._people.by_start[s][1]
            for s in starts[bisect_left(starts, start) : bisect_left(starts, stop)]
        ]

    def _fits(self, person: int, gender: Gender) -> bool:
        return self.gender(person) in (gender, "u")

    def gender(self, person: int) -> Gender:
        """The gender that names, titles and roles tell; "u" where they do not."""
        if person not in self._genders:
            self._genders[person] = self._read_gender(person)
        return self._genders[person]

    def _read_gender(self, person: int) -> Gender:
        lex = load_lexicon()
        one = self._people.people[person]
        for role in one.roles:
            for word in role.of(self._text).lower().replace(".", "").split():
                if word in lex.women:
                    return "f"
                if word in lex.men:
                    return "m"
        for mention in one.mentions:
            before = self._text[max(0, mention.start - 5) : mention.start]
            if before.endswith(("Mr. ", "Mr ", "Herr ")):
                return "m"
            if before.endswith(("Ms. ", "Mrs. ", "Ms ", "Mrs ", "Frau ")):
                return "f"
        words = one.name.split()
        if len(words) > 1:
            return lex.gender_of_given(words[0].lower()) or "u"
        return "u"


def plain(text: str, span: Span) -> str:
    """A source as the article words it, on one line."""
    return " ".join(span.of(text).split())
