"""Updates are kept until they are handled, their numbers for a day, each bot's by themselves."""

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


def test_an_update_is_kept_until_it_is_handled(connections: Connections) -> None:
    updates = HandledUpdates(connections, 1, Clock())
    updates.add([6])
    for number in (9, 8, 6, 8):
        updates.receive(number, f"body {number}")
    assert updates.unanswered() == ["body 8", "body 9"]
    updates.add([8])
    assert updates.unanswered() == ["body 9"]
    assert HandledUpdates(connections, 2, Clock()).unanswered() == []


def test_an_update_that_every_start_fails_on_is_given_up(connections: Connections) -> None:
    updates = HandledUpdates(connections, 1, Clock())
    updates.receive(8, "body")
    assert [len(updates.unanswered()) for _ in range(4)] == [1, 1, 1, 0]


def test_an_update_is_kept_for_a_day_at_most(connections: Connections) -> None:
    clock = Clock()
    updates = HandledUpdates(connections, 1, clock)
    updates.receive(8, "body")
    clock.now += 86_401
    updates.add([9])
    with connections.reading() as db:
        assert db.execute("SELECT count(*) FROM received_updates").fetchone()[0] == 0
