"""However nasty a message is, answering it is bounded work and ends in an answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing

import pytest

from benchmarks.nasty import KINDS, LONGEST
from benchmarks.statements import count_statements
from bot.answering.answerer import Answerer
from store.archive import Archive, open_store
from tests.builders import sample_drafts


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with closing(open_store(tmp_path_factory.mktemp("town") / "archive.db")) as opened:
        list(opened.add(sample_drafts()))
        yield opened


@pytest.mark.parametrize("kind", KINDS)
def test_the_worst_messages_take_a_bounded_number_of_statements(town: Archive, kind: str) -> None:
    message = KINDS[kind](random.Random(7))  # noqa: S311 - variety, not a secret
    assert len(message) <= LONGEST
    (statements,), _ = count_statements(town, [message])
    assert statements <= 250


def test_a_misspelt_word_among_many_known_ones_is_still_mended(town: Archive) -> None:
    known = "the bridge the council the harbour the storm the flood the ferry "
    answer = Answerer(town).answer(f"{known * 6} what did the harbuor master say?")
    assert ("harbuor", "harbour") in {(c.typed, c.used) for c in answer.corrections}
