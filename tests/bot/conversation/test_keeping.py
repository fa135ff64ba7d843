"""What turns leave behind is kept beside the conversation: answers do not wait for the archive."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.memory import Memory
from bot.conversation.keeping import Batches, Keeper
from bot.conversation.turn import Place, Turn
from bot.reply.card import Reply
from bot.service.app import CONCURRENT_UPDATES
from store.chats.chats import Left, Readers
from store.errors import ConflictError, StorageError
from tests.bot.conftest import Chat
from tests.fakes.answers import FakeAnswers


def _turn(question: str) -> Turn:
    return Turn(Reply(()), memory=Memory(question))


@given(st.lists(st.integers(1, 5), max_size=30))
def test_all_that_comes_is_written_once_and_in_order(pauses: list[int]) -> None:
    batches: list[list[int]] = []

    async def bring() -> None:
        writer = Batches[int](batches.append, "it is")
        for number, pause in enumerate(pauses):
            writer.add(number)
            if pause == 1:
                await asyncio.sleep(0)
        await writer.finish()

    asyncio.run(bring())
    assert [one for batch in batches for one in batch] == list(range(len(pauses)))
    assert all(batches)


async def test_what_comes_while_one_batch_is_written_is_the_next() -> None:
    may_go = threading.Event()
    batches: list[list[int]] = []

    def write(batch: list[int]) -> None:
        assert may_go.wait(20)
        batches.append(batch)

    writer = Batches[int](write, "it is")
    first = writer.add(0)
    await asyncio.sleep(0)
    others = [writer.add(number) for number in range(1, 50)]
    assert not first.is_set()
    may_go.set()
    await first.wait()
    await others[-1].wait()
    assert batches == [[0], list(range(1, 50))]


async def test_a_batch_that_is_lost_is_told_and_holds_up_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept: list[Left] = []

    def write(left: Iterable[Left]) -> None:
        if not kept:
            kept.append(Left(0))
            message = "disk full"
            raise StorageError(message)
        kept.extend(left)

    keeper = Keeper(write)
    keeper.keep(Place(1), _turn("my secret"))
    await keeper.settled(1)
    keeper.keep(Place(1), _turn("again"))
    await keeper.settled(1)
    assert "what turns leave behind is not written down: disk full" in caplog.text
    assert "secret" not in caplog.text
    assert [one.chat_id for one in kept] == [0, 1]


@pytest.mark.parametrize("error", [ConflictError("no"), ValueError("my secret")])
async def test_what_cannot_be_written_takes_nothing_else_along(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    written: list[int] = []

    def write(batch: list[int]) -> None:
        if 3 in batch:
            raise error
        written.extend(batch)

    writer = Batches[int](write, "it is")
    for number in range(6):
        writer.add(number)
    await writer.finish()
    assert written == [0, 1, 2, 4, 5]
    assert caplog.text.count("it is not written down") == 1
    assert "secret" not in caplog.text


async def test_an_archive_that_is_locked_is_not_asked_for_each(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[list[int]] = []

    def write(batch: list[int]) -> None:
        asked.append(batch)
        message = "locked"
        raise StorageError(message)

    writer = Batches[int](write, "it is")
    for number in range(6):
        writer.add(number)
    await writer.finish()
    assert asked == [list(range(6))]
    assert "it is not written down" in caplog.text


async def test_a_chat_waits_for_its_own_turns_alone() -> None:
    may_go = threading.Event()

    def write(left: Iterable[Left]) -> None:
        assert may_go.wait(20)

    keeper = Keeper(write)
    keeper.keep(Place(1), _turn("what?"))
    keeper.keep(Place(3), Turn(Reply(())))
    await keeper.settled(2)
    await keeper.settled(3)
    waiting = asyncio.create_task(keeper.settled(1))
    assert not (await asyncio.wait({waiting}, timeout=0.02))[0]
    may_go.set()
    await waiting


async def test_of_chats_that_do_not_come_again_nothing_is_remembered() -> None:
    keeper = Keeper(lambda _: None)
    for chat_id in range(100):
        keeper.keep(Place(chat_id), _turn("what?"))
        await keeper.finish()
    assert len(keeper._of_chats) == 1


async def test_answers_do_not_wait_for_who_writes_to_the_archive_but_a_follow_up_finds_what_was(
    chat: Chat, answers: FakeAnswers, readers: Readers
) -> None:
    """As beside a large import: more chats ask than there are places for updates under way."""
    api, order = chat.api, chat.application.update_processor

    def asked(text: str, chat_id: int) -> asyncio.Task[None]:
        update = chat.update(
            api.update(message=api.message(text, chat_id=chat_id, user_id=chat_id))
        )
        coroutine = chat.application.process_update(update)
        return asyncio.create_task(order.process_update(update, coroutine))

    chats = range(100, 100 + 3 * CONCURRENT_UPDATES)
    other = sqlite3.connect(readers.connections.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        await asyncio.gather(*(asked("what will the repairs cost?", i) for i in chats))
        assert sorted(sent.chat_id for sent in api.sent) == list(chats)
        follow_up = asked("and the school?", chats[0])
        assert not (await asyncio.wait({follow_up}, timeout=0.02))[0]
        assert readers.memory(chats[0], 0) is None
    finally:
        other.execute("ROLLBACK")
        other.close()
    await follow_up
    assert answers.asked[-1][1] is not None
    await chat.application.bot_data.keeper.finish()
    assert all(readers.memory(chat_id, 0) is not None for chat_id in chats)


async def test_a_bot_that_stops_keeps_first_what_turns_left_behind(
    chat: Chat, readers: Readers
) -> None:
    api = chat.api
    update = chat.update(api.update(message=api.message("what will the repairs cost?")))
    await chat.application.update_processor.process_update(
        update, chat.application.process_update(update)
    )
    await chat.application.update_processor.shutdown()
    assert readers.memory(7, 0) is not None
