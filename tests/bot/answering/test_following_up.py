"""Follow-ups keep what the turn before was about, unless their words name something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from tests.builders import answering, make_draft


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    with answering(
        tmp_path,
        make_draft(
            "A hull check for the Swift sloop costs 70 crowns at Alder's yard.\n\n"
            "A new sail for the Swift costs 900 crowns, and takes a week.",
            headline="Yard prices told",
        ),
        make_draft(
            "A hull check for the Heron sloop costs 95 crowns. A new sail for the Heron costs "
            "1,200 crowns.",
            headline="Heron prices",
        ),
        make_draft(
            "The lighthouse was closed on Monday because its stairs had rotted. Visitors "
            "counted the cost of a wasted trip.",
            headline="Lighthouse closed",
        ),
        make_draft(
            "The repair of the closed lighthouse will cost 40,000 crowns, the port said.",
            headline="Repair bill told",
        ),
        make_draft("The cannery reopened with sixty workers.", headline="Cannery reopens"),
    ) as answerer:
        yield answerer


def _last(answerer: Answerer, *questions: str) -> str:
    memory, text = None, ""
    for question in questions:
        answer = answerer.answer(question, after=memory)
        memory = answer.memory
        excerpt = answer.findings[0].excerpt if answer.findings else None
        text = excerpt.text if excerpt is not None else ""
    return text


def test_another_topic_is_told_of_and_not_the_one_before(answerer: Answerer) -> None:
    assert "cannery" in _last(answerer, "why was the lighthouse closed", "and the cannery?")


def test_the_rest_of_the_question_is_kept(answerer: Answerer) -> None:
    first = "how much is a hull check for the swift sloop"
    assert "900" in _last(answerer, first, "what about a sail?")
    assert "95" in _last(answerer, first, "and for the heron?")


def test_a_number_is_looked_for_where_there_is_one(answerer: Answerer) -> None:
    told = _last(answerer, "why was the lighthouse closed", "and how much will it cost?")
    assert "40,000" in told


def test_what_the_archive_lacks_is_not_answered_by_the_turn_before(answerer: Answerer) -> None:
    assert not _last(answerer, "why was the lighthouse closed", "and about the penguins?")
