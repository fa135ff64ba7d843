"""How sure an answer is, as a range of its confidence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from store.archive import Archive
from store.search.ranking.confidence import Certainty, certainty_of, is_enough
from tests.builders import add, make_draft

_ORDER = [Certainty.NONE, Certainty.UNSURE, Certainty.SURE]


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_confidence_is_never_less_certain(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert _ORDER.index(certainty_of(low)) <= _ORDER.index(certainty_of(high))


@given(st.floats(0, 1))
def test_what_is_sure_is_answered_and_what_is_none_is_not(confidence: float) -> None:
    if certainty_of(confidence) is Certainty.SURE:
        assert is_enough(confidence)
    if certainty_of(confidence) is Certainty.NONE:
        assert not is_enough(confidence)


def test_an_answer_says_how_sure_it_is(archive: Archive) -> None:
    add(archive, make_draft("The ferry to Oxmoor sank on Monday.", headline="Ferry sinks"))
    assert Answerer(archive).answer("when did the ferry to oxmoor sink").certainty is Certainty.SURE
    assert Answerer(archive).answer("who painted the ceiling").certainty is Certainty.NONE


def test_a_question_in_another_language_is_answered(archive: Archive) -> None:
    add(
        archive,
        make_draft("The police closed the bridge on Monday after the flood.", headline="Bridge"),
    )
    answer = Answerer(archive).answer("когда полиция закрыла мост")
    assert answer.is_answered
    assert {c.why for c in answer.corrections} == {"translation"}
