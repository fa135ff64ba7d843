"""The numbers of handled updates are kept for a day, each bot's by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.chats.chats import CHATS
from store.chats.handled import HandledUpdates
from store.database.connection import Connections


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[Connections]:
    opened = Connections(tmp_path / "chats.db", schema=CHATS)
    yield opened
    opened.close()


def test_numbers_are_kept_over_a_restart_the_newest_last(connections: Connections) -> None:
    clock = Clock()
    handled = HandledUpdates(connections, 1, clock)
    handled.add([7, 8])
    clock.now += 1
    handled.add([3])
    again = HandledUpdates(connections, 1, clock)
    assert again.newest(10) == [7, 8, 3]
    assert again.newest(2) == [8, 3]


def test_a_number_is_kept_once_and_gone_after_a_day(connections: Connections) -> None:
    clock = Clock()
    handled = HandledUpdates(connections, 1, clock)
    handled.add([7])
    handled.add([7])
    assert handled.newest(10) == [7]
    clock.now += 86_401
    handled.add([8])
    assert handled.newest(10) == [8]


def test_two_bots_over_one_archive_do_not_take_each_others_numbers(
    connections: Connections,
) -> None:
    HandledUpdates(connections, 1, Clock()).add([7])
    assert HandledUpdates(connections, 2, Clock()).newest(10) == []
