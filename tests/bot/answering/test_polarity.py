"""What is against, or was not done, answers where that is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.answering.polarity import turned_words
from tests.builders import answering, make_draft


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    with answering(
        tmp_path,
        make_draft(
            "Ida Brandt, who farms in Alden, voted for the tram line on Monday and praised it."
        ),
        make_draft("Otto Lind, a baker, voted against the tram line in the chamber."),
        make_draft("Petra Voss voted for the new kiln, which is to be lit in June."),
    ) as answerer:
        yield answerer


def _first(answerer: Answerer, question: str) -> str:
    answer = answerer.answer(question)
    excerpt = answer.findings[0].excerpt if answer.findings else None
    return excerpt.text if excerpt is not None else ""


def test_the_side_against_is_told_where_it_is_asked_for(answerer: Answerer) -> None:
    assert "Otto Lind" in _first(answerer, "who voted against the tram line")


def test_the_other_side_is_no_answer(answerer: Answerer) -> None:
    assert "voted for" not in _first(answerer, "who did not vote for the kiln")


def test_a_question_turns_the_words_beside_its_negation() -> None:
    assert "voted" in turned_words("who voted against the wall")
    assert "vote" in turned_words("who did not vote for it")
    assert not turned_words("who voted for the wall")
