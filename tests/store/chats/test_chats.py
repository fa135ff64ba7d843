from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.chats.chats import Left, Readers, Shown, Verdict
from store.database.connection import Connections
from store.errors import StorageError


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[Connections]:
    opened = Connections(tmp_path / "archive.db")
    yield opened
    opened.close()


@pytest.fixture
def readers(connections: Connections, clock: Clock) -> Readers:
    return Readers(connections, clock)


def remember(readers: Readers, chat_id: int, thread_id: int, memory: str, keep_s: int) -> None:
    readers.settle([Left(chat_id, thread_id, memory)], memory_s=keep_s, shown_s=0)


def test_a_language_is_kept_until_another_is_chosen(readers: Readers) -> None:
    assert readers.language(1) is None
    readers.choose_language(1, "de")
    readers.choose_language(1, "ru")
    assert readers.language(1) == "ru"
    assert readers.language(2) is None


def test_a_memory_is_kept_for_a_while_and_for_its_place_alone(
    readers: Readers, clock: Clock
) -> None:
    remember(readers, 1, 0, "first", 60)
    remember(readers, 1, 0, "second", 60)
    remember(readers, 1, 5, "topic", 600)
    assert readers.memory(1, 0) == "second"
    assert readers.memory(2, 0) is None
    clock.now += 60
    assert readers.memory(1, 0) is None
    assert readers.memory(1, 5) == "topic"


def test_a_shown_answer_is_found_by_token_question_and_reply(
    readers: Readers, clock: Clock
) -> None:
    shown = Shown("token", 1, "state", 10, 11)
    readers.keep(shown, 60)
    assert readers.shown("token") == shown
    assert readers.shown_for(1, 10) == shown
    assert readers.shown_in(1, 11) == shown
    assert readers.shown_in(2, 11) is None
    clock.now += 60
    assert readers.shown("token") is None


def test_kept_again_a_shown_answer_keeps_its_messages(readers: Readers) -> None:
    readers.keep(Shown("token", 1, "first", 10, 11), 60)
    readers.keep(Shown("token", 1, "second", 0, 11), 60)
    assert readers.shown("token") == Shown("token", 1, "second", 10, 11)


def test_what_has_expired_is_deleted(
    readers: Readers, connections: Connections, clock: Clock
) -> None:
    readers.keep(Shown("old", 1, "state"), 60)
    remember(readers, 1, 0, "memory", 60)
    clock.now += 61
    readers.keep(Shown("new", 1, "state"), 60)
    with connections.reading() as db:
        assert db.execute("SELECT token FROM shown").fetchall() == [("new",)]
        assert db.execute("SELECT count(*) FROM memories").fetchone() == (0,)


def test_turns_are_kept_in_their_order_and_what_says_nothing_changes_nothing(
    readers: Readers, clock: Clock
) -> None:
    first, second = Shown("token", 1, "first", 10, 11), Shown("token", 1, "second", 0, 12)
    left = [
        Left(1, 0, "earlier", first),
        Left(1, 0, "later"),
        Left(1, 0),
        Left(2, 3, "elsewhere", Shown("other", 2, "state")),
        Left(1, 0, None, second),
    ]
    readers.settle(left, memory_s=60, shown_s=120)
    assert readers.memory(1, 0) == "later"
    assert readers.memory(2, 3) == "elsewhere"
    assert readers.shown("token") == Shown("token", 1, "second", 10, 12)
    clock.now += 60
    assert readers.memory(1, 0) is None
    assert readers.shown("other") is not None
    clock.now += 60
    assert readers.shown("other") is None


def test_a_turn_that_cannot_be_kept_takes_those_beside_it_along(readers: Readers) -> None:
    broken = Shown("token", None, "state")  # type: ignore[arg-type]
    with pytest.raises(StorageError):
        readers.settle([Left(1, 0, "memory"), Left(1, shown=broken)], memory_s=60, shown_s=60)
    assert readers.memory(1, 0) is None


def test_a_second_verdict_on_a_finding_replaces_the_first(readers: Readers) -> None:
    readers.judge(Verdict("token.0", "helpful", "q", 1, 2, 3))
    readers.judge(Verdict("token.0", "unhelpful", "q", 1, 2, 3))
    readers.judge(Verdict("token.1", "helpful", "q", 1))
    assert {(v.key, v.verdict) for v in readers.verdicts()} == {
        ("token.0", "unhelpful"),
        ("token.1", "helpful"),
    }


def test_forgetting_a_chat_leaves_nothing_of_it_and_all_of_the_others(readers: Readers) -> None:
    for chat_id in (1, 2):
        readers.choose_language(chat_id, "de")
        remember(readers, chat_id, 0, "memory", 60)
        readers.keep(Shown(f"token{chat_id}", chat_id, "state"), 60)
    readers.forget(1)
    assert (readers.language(1), readers.memory(1, 0), readers.shown("token1")) == (None,) * 3
    assert readers.language(2) == "de"
    assert readers.memory(2, 0) == "memory"
    assert readers.shown("token2") is not None


def test_a_chat_that_moves_takes_everything_along(readers: Readers) -> None:
    readers.choose_language(1, "de")
    readers.choose_language(2, "ru")
    remember(readers, 1, 0, "memory", 60)
    readers.keep(Shown("token", 1, "state", 10, 11), 60)
    readers.move(1, 2)
    assert readers.language(2) == "de"
    assert readers.memory(2, 0) == "memory"
    assert readers.shown_in(2, 11) is not None
    assert readers.language(1) is None


def test_readers_can_be_opened_again(connections: Connections, readers: Readers) -> None:
    readers.choose_language(1, "de")
    assert Readers(connections).language(1) == "de"


def test_every_thread_may_write(readers: Readers) -> None:
    threads = [
        threading.Thread(target=readers.keep, args=(Shown(f"token{n}", n, "state"), 60))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(readers.shown(f"token{n}") is not None for n in range(8))


def test_a_locked_archive_is_a_storage_error(connections: Connections) -> None:
    impatient = Connections(connections.path, patience_s=0.02)
    readers = Readers(impatient)
    other = sqlite3.connect(connections.path)
    other.execute("BEGIN EXCLUSIVE")
    try:
        for write in (
            lambda: readers.choose_language(1, "de"),
            lambda: remember(readers, 1, 0, "memory", 60),
            lambda: readers.keep(Shown("token", 1, "state"), 60),
            lambda: readers.judge(Verdict("key", "helpful", "q", 1)),
            lambda: readers.forget(1),
            lambda: readers.move(1, 2),
        ):
            with pytest.raises(StorageError):
                write()
    finally:
        other.close()
        impatient.close()
