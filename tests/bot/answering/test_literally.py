"""Messages without a telling word are taken letter by letter."""

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
            "The quay will be 3 metres wide, and 3 cranes stand on it. Nobody was hurt 🎈.",
            headline="How it was and why it is so",
        ),
        make_draft("A lantern of brass was found. The bill says 5+5.", headline="Lantern found"),
    ) as answerer:
        yield answerer


@pytest.mark.parametrize(
    "message", ["3+3", "{{3*3}}", "' OR 3=3 --", "🐫", "so it is and so it was"]
)
def test_what_stands_nowhere_as_typed_is_declined(answerer: Answerer, message: str) -> None:
    assert not answerer.answer(message).is_answered


@pytest.mark.parametrize(
    ("message", "headline"),
    [
        ("5+5", "Lantern found"),
        ("🎈", "How it was and why it is so"),
        ("how it was and why it is so", "How it was and why it is so"),
        ("how wide will the quay be", "How it was and why it is so"),
    ],
)
def test_what_stands_as_typed_is_found(answerer: Answerer, message: str, headline: str) -> None:
    answer = answerer.answer(message)
    assert [f.article.headline for f in answer.findings[:1]] == [headline]
