"""When names are one person's, by names and roles alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.people import Joining
from store.rows.known_people import Entry

RULE = Joining()


def entry(number: int, name: str, *roles: str, weight: int = 1) -> Entry:
    """A name, with what articles call whoever bears it."""
    return Entry(number, name, RULE.folded(name), weight, RULE.marks(roles))


def are_joined(a: Entry, b: Entry) -> bool:
    """Whether the two are grouped, which must not depend on their order."""
    grouped = RULE.grouped([a, b])
    assert grouped == RULE.grouped([b, a])
    return grouped[a.id] == grouped[b.id]


@pytest.mark.parametrize(
    ("a", "a_roles", "b", "b_roles", "same"),
    [
        # A rare surname is enough.
        ("Ida Brandvold", [], "Ida M. Brandvold", [], True),
        ("Joe Brandvold", [], "Joseph Brandvold", [], True),
        ("Bob Brandvold", [], "Robert S. Brandvold III", [], True),
        # A common one is not, without two things that the roles share.
        ("Jim Lee", [], "James Lee", [], False),
        ("Jim Lee", ["Sen."], "James Lee", ["the senator"], False),
        ("Jim Lee", ["Ohio Sen."], "James Lee", ["a senator from Ohio"], True),
        ("Ann Lee", ["Ohio Gov."], "Ann M. Lee", ["governor of Ohio"], True),
        # Roles of different walks of life keep apart.
        ("Ida Brandvold", ["a linebacker"], "Ida M. Brandvold", ["the mayor"], False),
        ("Ida Brandvold", ["a former linebacker"], "Ida M. Brandvold", ["the mayor"], True),
        # What contradicts, contradicts.
        ("Ida B. Brandvold", [], "Ida C. Brandvold", [], False),
        ("Ida Brandvold", [], "Eva Brandvold", [], False),
        ("Don Brandvold Jr.", ["mayor of Quay"], "Don Brandvold", ["mayor of Quay"], False),
        ("George H.W. Brandvold", [], "George W. Brandvold", [], False),
        # Sovereigns have numbers; princes are many.
        ("Queen Ida", ["Queen"], "Ida II", ["Queen"], True),
        ("Prince Oskar", ["Prince"], "Oskar IV", ["King", "Prince"], False),
        ("Ida II", ["Queen"], "Ida III", ["Queen"], False),
        ("Мария Белова", ["депутат"], "Марию Белову", [], True),
    ],
)
def test_variants_join_where_the_evidence_agrees(
    a: str, a_roles: list[str], b: str, b_roles: list[str], *, same: bool
) -> None:
    if RULE.folded(a) == RULE.folded(b):
        assert same  # one row of the archive
        return
    assert (
        RULE.key(a) == RULE.key(b) and are_joined(entry(1, a, *a_roles), entry(2, b, *b_roles))
    ) is same


def test_who_could_be_either_of_two_is_neither() -> None:
    roles = ("President of Quay", "governor of Quay")
    bare = entry(1, "George Lee", *roles)
    son, father = entry(2, "George W. Lee", *roles), entry(3, "George H.W. Lee", *roles)
    assert RULE.grouped([bare, son, father]) == {1: 1, 2: 2, 3: 3}


def test_a_misprint_does_not_tear_a_person_apart() -> None:
    roles = ("President of Quay", "governor of Quay")
    bare = entry(1, "George Lee", *roles, weight=9)
    right, wrong = entry(2, "George W. Lee", *roles, weight=7), entry(3, "George V. Lee", *roles)
    grouped = RULE.grouped([bare, right, wrong])
    assert grouped[1] == grouped[2] == 1


@pytest.mark.parametrize(
    ("name", "roles", "full"),
    [
        ("Ida Brandt", [], "Ida Brandt"),
        ("Harold", ["son Prince"], "Prince Harold"),
        ("Ida II", [], "Ida II"),
        ("Brandt", ["Mayor"], None),
        ("Ida", [], None),
    ],
)
def test_one_word_alone_joins_nobody_but_a_sovereign(
    name: str, roles: list[str], full: str | None
) -> None:
    assert RULE.full_name(name, roles) == full


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nicolás Brandt", "Nicolas Brandt"),
        ("Karin Jean-Voss", "Karin Jean Voss"),
        ("J.B. Voss", "JB Voss"),
        ("Anne O’Neil", "ANNE O'NEIL"),
        ("Баранова Ирина", "Баранову Ирину"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert RULE.folded(one) == RULE.folded(other)
    assert RULE.key(one) == RULE.key(other)


_NAMES = st.sampled_from(
    ["Jim Lee", "James Lee", "James T. Lee", "James R. Lee", "Jimmy Lee", "James Lee Jr."]
)
_ROLES = st.lists(
    st.sampled_from(
        ["Ohio Sen.", "senator from Ohio", "a singer", "a linebacker", "mayor of Quay"]
    ),
    max_size=3,
)


@given(st.lists(st.tuples(_NAMES, _ROLES, st.integers(1, 12)), max_size=6))
def test_the_order_of_entries_does_not_matter_and_no_group_contradicts_itself(
    told: list[tuple[str, list[str], int]],
) -> None:
    entries = [
        entry(number, name, *roles, weight=weight)
        for number, (name, roles, weight) in enumerate(told)
    ]
    grouped = RULE.grouped(entries)
    assert grouped == RULE.grouped(list(reversed(entries)))
    for a in entries:
        for b in entries:
            if a is not b and grouped[a.id] == grouped[b.id]:
                assert not RULE.disagree(a.marks, b.marks)
