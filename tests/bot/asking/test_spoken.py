"""A long spoken message asks what its questions ask; the story around them only helps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.asking.spoken import take_question
from store.archive import open_store
from tests.builders import add, make_draft

TOLD = (
    "um hello i was at the market with my aunt and she said that the old lighthouse up at Alden "
    "is shut now so can you tell me why did they close it was it the storm or something"
)


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    with closing(open_store(tmp_path / "archive.db")) as archive:
        add(
            archive,
            make_draft("The lighthouse at Alden was closed because its stairs had rotted."),
            make_draft("A kiln in Orde was lit again on Sunday.", headline="Kiln lit"),
        )
        yield Answerer(archive)


def test_the_question_is_parted_from_the_story() -> None:
    spoken = take_question(TOLD)
    assert spoken is not None
    assert spoken.asked == "why did they close it"
    assert "lighthouse" in spoken.story


@pytest.mark.parametrize("text", ["why did they close the lighthouse", "lighthouse " * 20, ""])
def test_a_short_message_or_one_without_a_question_is_no_story(text: str) -> None:
    assert take_question(text) is None


@pytest.mark.parametrize(
    "told",
    [
        TOLD,
        (
            "привет слушай мне вчера мама рассказала что закрыли lighthouse в alden и я хотела "
            "узнать почему lighthouse closed это из-за погоды или как"
        ),
    ],
)
def test_what_is_asked_at_length_is_answered(answerer: Answerer, told: str) -> None:
    answer = answerer.answer(told)
    assert answer.question == told
    assert answer.findings
    assert answer.findings[0].excerpt is not None
    assert "rotted" in answer.findings[0].excerpt.text


def test_what_the_archive_lacks_is_declined_at_length_too(answerer: Answerer) -> None:
    told = (
        "hi sorry to bother you my cousin asked me whether somebody knows who is going to build "
        "the new tram line in Alden and how much the tickets cost do you know"
    )
    assert not answerer.answer(told).is_answered


@given(st.text(max_size=300))
def test_any_text_is_parted_or_left(text: str) -> None:
    spoken = take_question(text)
    assert spoken is None or spoken.asked
