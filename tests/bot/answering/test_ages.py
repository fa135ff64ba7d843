"""Somebody's age is the number beside the name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.answer import Answer
from bot.answering.answerer import Answerer
from tests.builders import answering, make_draft


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    with answering(
        tmp_path,
        make_draft(
            "The lock was opened in 1911 and is 40 metres long. The keeper said it would hold."
            "\n\n“It has held before,” said Marta Engel, 58, who keeps the lock. Engel lives"
            " beside it.",
            headline="The lock holds",
        ),
        make_draft(
            "Die 31-jährige Pilotin Jana Voss landete am Morgen. Voss war müde.",
            headline="Landung am Morgen",
        ),
    ) as answerer:
        yield answerer


def _marked(answer: Answer) -> list[str]:
    excerpt = answer.findings[0].excerpt if answer.findings else None
    assert excerpt is not None
    return [mark.of(excerpt.article.text) for mark in excerpt.highlights]


@pytest.mark.parametrize("question", ["how old is marta engel", "how old is Engel?"])
def test_an_age_is_told_by_the_number_behind_the_name(answerer: Answerer, question: str) -> None:
    assert _marked(answerer.answer(question)) == ["58"]


def test_an_age_is_told_by_the_number_before_the_name(answerer: Answerer) -> None:
    assert _marked(answerer.answer("wie alt ist Jana Voss")) == ["31"]


def test_he_or_she_is_whoever_was_shown(answerer: Answerer) -> None:
    before = answerer.answer("who keeps the lock")
    assert _marked(answerer.answer("how old is she", after=before.memory)) == ["58"]
