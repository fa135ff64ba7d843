"""Confidence: one scale for every kind of answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.search.query import AnswerType
from store.search.ranking import confidence
from store.search.ranking.features import NAMES, Asked, Features

shares = st.floats(0, 1)


@given(share=shares, start=st.integers(0, 10**6), flag=st.booleans())
def test_every_kind_of_answer_is_on_the_scale(*, share: float, start: int, flag: bool) -> None:
    told = [
        confidence.of_quote(share, is_part=flag),
        confidence.of_quote(None, is_part=flag),
        confidence.of_day_named(start, is_near=flag),
        confidence.of_person(share, has_role=flag),
        confidence.of_words(share, are_there=flag),
        confidence.doubt(share),
    ]
    assert all(0 <= one <= 1 for one in told)


@given(shares)
def test_checked_words_are_enough_where_they_are_there(likeness: float) -> None:
    assert confidence.is_enough(confidence.of_words(likeness, are_there=True))
    assert not confidence.is_enough(confidence.of_words(likeness, are_there=False))


def test_the_same_words_are_sure() -> None:
    assert confidence.of_words(1.0, are_there=True) == confidence.SURE
    assert confidence.is_certain(confidence.SURE)


@pytest.mark.parametrize("is_part", [False, True])
def test_any_quote_of_somebody_is_enough_where_no_topic_is_asked_for(*, is_part: bool) -> None:
    assert confidence.is_enough(confidence.of_quote(None, is_part=is_part))


def test_a_window_that_holds_all_is_enough_and_one_that_holds_nothing_is_not() -> None:
    asked = Asked.of((), AnswerType.NONE)
    everything = Features(**dict.fromkeys(NAMES, 0.0) | {"covered": 1.0, "pairs": 1.0, "rare": 1.0})
    nothing = Features(**dict.fromkeys(NAMES, 0.0) | {"lacking": 1.0})
    assert confidence.is_enough(confidence.of_window(everything, asked))
    assert not confidence.is_enough(confidence.of_window(nothing, asked))
