"""What is believed of an answer that rests on corrected words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answerer import Answerer
from store.archive import Archive, open_store
from tests.builders import add, make_draft


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Archive]:
    with closing(open_store(tmp_path / "archive.db")) as archive:
        yield archive


@pytest.mark.parametrize("question", ["latest on the Mars rover", "story about the Mars rover"])
def test_a_story_is_not_told_from_two_corrected_words_that_stand_apart(
    sample: Archive, question: str
) -> None:
    answer = Answerer(sample).answer(question)
    assert not answer.is_answered
    assert answer.suggestions


def test_a_story_is_told_from_two_corrected_words_that_stand_side_by_side(small: Archive) -> None:
    add(
        small,
        make_draft("The copper kettle of Anna Brun was sold.", headline="Copper kettle sold"),
        make_draft("Nobody came to the market on Monday.", headline="A quiet market"),
    )
    answer = Answerer(small).answer("latest on the coppr ketle")
    assert [f.article.headline for f in answer.findings] == ["Copper kettle sold"]


def test_a_story_is_told_from_one_corrected_word(sample: Archive) -> None:
    answer = Answerer(sample).answer("latest on the brigde")
    assert [c.used for c in answer.corrections] == ["bridge"]
