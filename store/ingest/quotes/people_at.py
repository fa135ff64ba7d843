"""Where in an article each known person is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.model import Person


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
