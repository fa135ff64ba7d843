"""Pasted words beside stored ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.model import Quote, Span
from store.search.checking.alignment import align
from store.search.checking.differences import Setting, find_differences
from store.search.checking.tokens import Token, find_tokens, find_units

STORED = (
    "The sea was quiet. “We will never sell the old lighthouse to a stranger,” said the keeper. "
    "“It has stood there for two hundred years.” Nobody asked him again. “The lamp itself is new.”"
)


ENGLISH = Setting(language="en")


def parted(asked: str, stored: str = STORED, setting: Setting = ENGLISH):
    units, tokens = find_units(asked), find_tokens(stored)
    found = find_differences(align(units, tokens), units, tokens, setting)
    return [
        (d.kind.value, d.asked.of(asked), d.stored.of(stored) if d.stored else None) for d in found
    ]


def test_the_same_words_have_no_difference():
    assert parted("we will never sell the old lighthouse to a stranger") == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            "We will sell the old lighthouse to a stranger",
            [("left_out", "", "never")],
        ),
        (
            "We will never ever sell the old lighthouse to a stranger",
            [("added", "ever", None)],
        ),
        (
            "We will never sell the old bakery to a stranger",
            [("changed", "bakery", "lighthouse")],
        ),
        (
            "We will never … the old lighthouse […] stranger",
            [("ellipsis", "…", "sell"), ("ellipsis", "[…]", "to a")],
        ),
        (
            "We will never sell [the building] to a stranger",
            [("bracket", "[the building]", "the old lighthouse")],
        ),
    ],
)
def test_a_difference_names_the_words_of_both_sides(asked: str, expected: list):
    assert parted(asked) == expected


def test_a_word_that_stands_nowhere_is_misspelt_beside_its_like():
    setting = Setting(unknown=frozenset({"lihgthouse"}))
    assert parted("We will never sell the old lihgthouse", setting=setting) == [
        ("spelling", "lihgthouse", "lighthouse")
    ]


@pytest.mark.parametrize(
    ("asked", "turns"),
    [
        ("We will sell the old lighthouse to a stranger", True),
        ("We will never not sell the old lighthouse to a stranger", True),
        ("We will never sell the old bakery to a stranger", False),
    ],
)
def test_a_negation_on_one_side_alone_turns_the_sense(asked: str, turns: bool):  # noqa: FBT001
    units, tokens = find_units(asked), find_tokens(STORED)
    (found,) = find_differences(align(units, tokens), units, tokens, ENGLISH)
    assert found.turns is turns


def test_the_credit_between_two_runs_of_a_statement_is_no_difference():
    runs = ("We will never sell the old lighthouse to a stranger,", "It has stood there")
    spans = [Span(STORED.index(run), STORED.index(run) + len(run)) for run in runs]
    asked = "We will never sell the old lighthouse to a stranger. It has stood there"
    apart = Setting([Quote(spans[0], group=1), Quote(spans[1], group=2)])
    assert parted(asked, setting=apart) == [("left_out", "", "said the keeper")]
    joined = Setting([Quote(span, group=1) for span in spans])
    assert parted(asked, setting=joined) == []


def test_words_from_elsewhere_at_an_end_are_the_askers_alone():
    asked = "the old lighthouse to a stranger because money talks louder than history"
    assert parted(asked) == [("added", "because money talks louder than history", None)]


WORDS = st.lists(st.sampled_from("the a lamp sea keeper old we will never not".split()), max_size=9)


@given(WORDS, WORDS)
def test_every_pasted_word_is_in_exactly_one_step(asked: list[str], stored: list[str]):
    units, tokens = find_units(" ".join(asked)), find_tokens(" ".join(stored))
    steps = align(units, tokens).steps
    assert [n for step in steps for n in range(*step.asked)] == list(range(len(units)))


@given(WORDS, WORDS)
def test_a_step_said_to_be_the_same_is_the_same(asked: list[str], stored: list[str]):
    units, tokens = find_units(" ".join(asked)), find_tokens(" ".join(stored))
    for step in align(units, tokens).steps:
        if step.is_same:
            ours = [u.form for u in units[slice(*step.asked)] if isinstance(u, Token)]
            assert ours == [t.form for t in tokens[slice(*step.stored)]]


@given(WORDS, WORDS, WORDS)
def test_words_that_stand_in_a_row_are_found_so(
    before: list[str], asked: list[str], after: list[str]
):
    units = find_units(" ".join(asked))
    tokens = find_tokens(" ".join([*before, *asked, *after]))
    differences = find_differences(align(units, tokens), units, tokens, Setting())
    assert differences == ()


@given(WORDS, WORDS)
def test_no_difference_is_told_only_where_the_words_stand_in_a_row(
    asked: list[str], stored: list[str]
):
    units, tokens = find_units(" ".join(asked)), find_tokens(" ".join(stored))
    differences = find_differences(align(units, tokens), units, tokens, Setting())
    if asked:
        stands = f" {' '.join(asked)} " in f" {' '.join(stored)} "
        assert (differences == ()) == stands
