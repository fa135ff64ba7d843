"""Mentions of sources: as tokens of a scene, and as places where known persons are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from store.model import Person

Kind = Literal["name", "pronoun", "nominal"]

ASIDE_MARKS = frozenset({",", "-", "–", "—", "--"})
# What past tenses end in that agree with their subject (Slavic).
MASCULINE = ("ал", "ил", "ел", "ул", "лся", "ав", "ив", "вся", "ał", "ił", "ął")
FEMININE = ("ала", "ила", "ела", "ула", "лась", "лася", "ała", "iła", "ęła")
GENDERED = (*MASCULINE, *FEMININE)
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens [first, last) that name a source; `person` is the index of a known person, or -1.

    `antecedent` is the tokens that a relative pronoun stands for, or of the description that the
    name was found in ("the bureau's director, James Lee").
    """

    first: int
    last: int
    kind: Kind
    person: int = -1
    antecedent: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PeopleAt:
    """Mentions by start and by stop: the other end, and the index of the person in `people`."""

    people: Sequence[Person]
    by_start: Mapping[int, tuple[int, int]]
    by_stop: Mapping[int, tuple[int, int]]
    starts: Sequence[int]


def place_people(people: Sequence[Person]) -> PeopleAt:
    """The mentions of `people`, ready to be looked up."""
    by_start = {m.start: (m.stop, n) for n, person in enumerate(people) for m in person.mentions}
    by_stop = {stop: (start, n) for start, (stop, n) in by_start.items()}
    return PeopleAt(people, by_start, by_stop, sorted(by_start))
