from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.archive import Archive, open_store
from store.chats.chats import Chats, Feedback, Left, Shown, open_chats
from store.chats.follows import Follows, Match, Schedule
from store.chats.interest import Interest
from store.errors import StorageError
from store.model import ArticleId
from tests.builders import chats_of


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def chats(archive: Archive, clock: Clock) -> Iterator[Chats]:
    with closing(chats_of(archive, clock)) as opened:
        yield opened


def remember(chats: Chats, chat_id: int, thread_id: int, memory: str, keep_s: int) -> None:
    chats.keep(Left(chat_id, thread_id, memory), memory_s=keep_s, shown_s=0)


def show(chats: Chats, shown: Shown, keep_s: int = 60) -> None:
    chats.keep(Left(shown.chat_id, shown=shown), memory_s=0, shown_s=keep_s)


def test_a_language_is_kept_until_another_is_chosen(chats: Chats) -> None:
    assert chats.language(1) is None
    chats.choose_language(1, "de")
    chats.choose_language(1, "ru")
    assert chats.language(1) == "ru"
    assert chats.language(2) is None


def test_a_memory_is_kept_for_a_while_and_for_its_place_alone(chats: Chats, clock: Clock) -> None:
    remember(chats, 1, 0, "first", 60)
    remember(chats, 1, 0, "second", 60)
    remember(chats, 1, 5, "topic", 600)
    assert chats.memory(1, 0) == "second"
    assert chats.memory(2, 0) is None
    clock.now += 60
    assert chats.memory(1, 0) is None
    assert chats.memory(1, 5) == "topic"


def test_a_shown_answer_is_found_by_token_question_and_reply(chats: Chats, clock: Clock) -> None:
    shown = Shown("token", 1, "state", 10, 11)
    show(chats, shown)
    assert chats.shown("token") == shown
    assert chats.shown_for(1, 10) == shown
    assert chats.shown_in(1, 11) == shown
    assert chats.shown_in(2, 11) is None
    clock.now += 60
    assert chats.shown("token") is None


def test_kept_again_a_shown_answer_keeps_its_messages(chats: Chats) -> None:
    show(chats, Shown("token", 1, "first", 10, 11))
    show(chats, Shown("token", 1, "second", 0, 11))
    assert chats.shown("token") == Shown("token", 1, "second", 10, 11)


def test_what_has_expired_is_deleted(chats: Chats, clock: Clock) -> None:
    show(chats, Shown("old", 1, "state"))
    remember(chats, 1, 0, "memory", 60)
    clock.now += 61
    show(chats, Shown("new", 1, "state"))
    with chats.connections.reading() as db:
        assert db.execute("SELECT token FROM shown").fetchall() == [("new",)]
        assert db.execute("SELECT count(*) FROM memories").fetchone() == (0,)


def test_turns_are_kept_in_their_order_and_what_says_nothing_changes_nothing(
    chats: Chats, clock: Clock
) -> None:
    first, second = Shown("token", 1, "first", 10, 11), Shown("token", 1, "second", 0, 12)
    left = [
        Left(1, 0, "earlier", first),
        Left(1, 0, "later"),
        Left(1, 0),
        Left(2, 3, "elsewhere", Shown("other", 2, "state")),
        Left(1, 0, None, second),
    ]
    for one in left:
        chats.keep(one, memory_s=60, shown_s=120)
    assert chats.memory(1, 0) == "later"
    assert chats.memory(2, 3) == "elsewhere"
    assert chats.shown("token") == Shown("token", 1, "second", 10, 12)
    clock.now += 60
    assert chats.memory(1, 0) is None
    assert chats.shown("other") is not None
    clock.now += 60
    assert chats.shown("other") is None


def test_a_turn_is_kept_whole_or_not_at_all(chats: Chats) -> None:
    broken = Shown("token", None, "state")  # type: ignore[arg-type]
    with pytest.raises(StorageError):
        chats.keep(Left(1, 0, "memory", broken), memory_s=60, shown_s=60)
    assert chats.memory(1, 0) is None


def test_a_second_verdict_on_a_finding_replaces_the_first(chats: Chats) -> None:
    chats.judge(Feedback(1, "token.0", "helpful", "q", 1, 2, 3))
    chats.judge(Feedback(1, "token.0", "unhelpful", "q", 1, 2, 3))
    chats.judge(Feedback(1, "token.1", "helpful", "q", 1))
    assert {(v.key, v.verdict) for v in chats.feedback()} == {
        ("token.0", "unhelpful"),
        ("token.1", "helpful"),
    }


def test_forgetting_a_chat_leaves_nothing_of_it_and_all_of_the_others(chats: Chats) -> None:
    for chat_id in (1, 2):
        chats.choose_language(chat_id, "de")
        remember(chats, chat_id, 0, "memory", 60)
        show(chats, Shown(f"token{chat_id}", chat_id, "state"))
        chats.judge(Feedback(chat_id, f"token{chat_id}.0", "helpful", "my question", 1))
    chats.forget(1)
    assert (chats.language(1), chats.memory(1, 0), chats.shown("token1")) == (None,) * 3
    assert chats.language(2) == "de"
    assert chats.memory(2, 0) == "memory"
    assert chats.shown("token2") is not None
    assert [one.chat_id for one in chats.feedback()] == [2]


def test_nothing_that_a_chat_leaves_behind_outlives_forgetting(chats: Chats) -> None:
    """Whatever tables there are: a dump of the file says nothing of the chat any more."""
    chat_id = 987654321
    chats.choose_language(chat_id, "de")
    remember(chats, chat_id, 3, "memory", 60)
    show(chats, Shown("token", chat_id, "state"))
    chats.judge(Feedback(chat_id, "token.0", "helpful", "my question", 1))
    follows = Follows(chats)
    follows.add(chat_id, 3, "bridge", (Interest(words=("bridge",)),), most=5)
    follows.arrange(chat_id, Schedule("Europe/Berlin"))
    follows.note(follows.seen(), ArticleId(1), [Match(1, ArticleId(1), "story")])
    with chats.connections.reading() as db:
        assert str(chat_id) in "".join(db.iterdump())
    chats.forget(chat_id)
    with chats.connections.reading() as db:
        said = "".join(db.iterdump())
    assert str(chat_id) not in said
    assert "my question" not in said


def test_what_is_kept_of_one_archive_is_not_taken_for_anothers(
    chats: Chats, tmp_path: Path
) -> None:
    remember(chats, 1, 0, "memory", 60)
    show(chats, Shown("token", 1, "state"))
    with closing(open_store(tmp_path / "other.db")) as other:
        there = Chats(chats.connections, other.connections, chats.clock)
        assert (there.memory(1, 0), there.shown("token")) == (None, None)
    assert chats.memory(1, 0) == "memory"


def test_a_chat_that_moves_takes_everything_along(chats: Chats) -> None:
    chats.choose_language(1, "de")
    chats.choose_language(2, "ru")
    remember(chats, 1, 0, "memory", 60)
    show(chats, Shown("token", 1, "state", 10, 11))
    chats.move(1, 2)
    assert chats.language(2) == "de"
    assert chats.memory(2, 0) == "memory"
    assert chats.shown_in(2, 11) is not None
    assert chats.language(1) is None


def test_the_file_can_be_opened_again(archive: Archive, chats: Chats) -> None:
    chats.choose_language(1, "de")
    with closing(chats_of(archive)) as again:
        assert again.language(1) == "de"


def test_every_thread_may_write(chats: Chats) -> None:
    threads = [
        threading.Thread(target=show, args=(chats, Shown(f"token{n}", n, "state")))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(chats.shown(f"token{n}") is not None for n in range(8))


def test_a_locked_file_is_a_storage_error(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    chats = open_chats(path, archive.connections, patience_s=0.02)
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    try:
        for write in (
            lambda: chats.choose_language(1, "de"),
            lambda: remember(chats, 1, 0, "memory", 60),
            lambda: show(chats, Shown("token", 1, "state")),
            lambda: chats.judge(Feedback(1, "key", "helpful", "q", 1)),
            lambda: chats.forget(1),
            lambda: chats.move(1, 2),
        ):
            with pytest.raises(StorageError):
                write()
    finally:
        other.close()
        chats.close()
