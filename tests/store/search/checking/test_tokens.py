"""Which writing habits make no difference between two wordings, and which are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.search.checking.tokens import find_tokens


def forms(text: str) -> list[str]:
    return [token.form for token in find_tokens(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The “ghost” ship — gone", "the 'ghost' ship - gone"),
        ("Don’t  wait!", "don't wait"),
        ("a well-known baker", "a well known baker"),
        ("„Genau“, sagte er", "Genau sagte er"),
        ("[W]e will", "We will"),
        ("всё ещё", "все еще"),
        ("1,200 crowns", "1,200 CROWNS."),
    ],
)
def test_marks_dashes_blanks_and_case_are_no_difference(one: str, other: str):
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("we're late", "were late"),
        ("3.5 per cent", "35 per cent"),
        ("3.5 tons", "3-5 tons"),
        ("£5", "$5"),
        ("5%", "5"),
        ("at -5 degrees", "at 5 degrees"),
        ("habló", "hablo"),
        ("not now", "now"),
    ],
)
def test_what_changes_the_sense_is_a_difference(one: str, other: str):
    assert forms(one) != forms(other)


def test_scripts_without_spaces_are_compared_character_by_character():
    assert forms("我们不走") == ["我", "们", "不", "走"]


@given(st.text(max_size=80), st.integers(0, 10))
def test_tokens_stand_in_order_where_they_say(text: str, start: int):
    end = 0
    for token in find_tokens(text, start):
        assert end <= token.start < token.stop <= len(text)
        end = token.stop


@given(st.text(max_size=60))
def test_no_word_is_lost(text: str):
    covered = "".join(text[token.start : token.stop] for token in find_tokens(text))
    assert [c for c in covered if c.isalnum()] == [c for c in text if c.isalnum()]
