"""What is believed of an answer that rests on corrected words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
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


WALL = make_draft(
    "The council met on Monday in the old hall.\n\n"
    "“We have paid enough for it,” said Anna Brun, the mayor.\n\n"
    "“It keeps our feet dry,” said Otto Lind, the engineer.",
    headline="Sea wall plan divides council",
)


def test_two_speakers_are_heard_in_the_article_whose_headline_is_about_it(small: Archive) -> None:
    add(small, WALL)
    answer = Answerer(small).answer("Anna Brun and Otto Lind on the sea wall")
    assert answer.missing == ()
    assert [f.speaker for f in answer.findings[:2]] == ["Anna Brun", "Otto Lind"]


def test_who_speaks_under_a_headline_about_it_is_not_missing_beside_the_other(
    small: Archive,
) -> None:
    market = make_draft(
        "“Nobody needs a wall,” said Piet Moll at the market.", headline="Market opens"
    )
    add(small, WALL, market)
    answer = Answerer(small).answer("Piet Moll and Otto Lind on the sea wall")
    assert answer.missing == ()
    assert [f.speaker for f in answer.findings[:2]] == ["Piet Moll", "Otto Lind"]


def test_who_speaks_only_of_something_else_is_missing(small: Archive) -> None:
    market = make_draft("“Good cheese,” said Piet Moll at the market.", headline="Market opens")
    wall = make_draft("“The wall keeps us dry,” said Otto Lind.", headline="Otto Lind on the wall")
    add(small, market, wall)
    answer = Answerer(small).answer("Piet Moll and Otto Lind on the wall")
    assert [f.speaker for f in answer.findings] == ["Otto Lind"]
    assert answer.missing == ("Piet Moll",)
