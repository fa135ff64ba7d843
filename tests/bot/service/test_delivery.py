"""Updates come in order and once, over restarts too."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat as TelegramChat
from telegram import Message, Update

from bot.service.delivery import ChatOrder
from bot.service.turns import Waiting
from store.errors import StorageError
from tests.leaks import alive


class Handled:
    """The numbers in memory; writing fails where it is told to."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.is_broken = False

    def newest(self, limit: int) -> list[int]:
        return self.ids[-limit:]

    def add(self, update_ids: Collection[int]) -> None:
        if self.is_broken:
            message = "disk full"
            raise StorageError(message)
        self.ids += update_ids


def _update(chat_id: int, update_id: int) -> Update:
    message = Message(1, 0, TelegramChat(chat_id, "private"))  # type: ignore[arg-type]
    return Update(update_id, message=message)


async def test_one_chats_updates_are_handled_in_order_and_others_meanwhile() -> None:
    before = alive(Waiting)
    order = ChatOrder(8, Handled())
    seen: list[str] = []
    first_may_end = asyncio.Event()

    async def first() -> None:
        await first_may_end.wait()
        seen.append("first")

    async def note(name: str) -> None:
        seen.append(name)
        if name == "other":
            first_may_end.set()

    async with order:
        await asyncio.gather(
            order.process_update(_update(1, 1), first()),
            order.process_update(_update(1, 2), note("second")),
            order.process_update(_update(2, 3), note("other")),
            order.process_update(object(), note("nowhere")),
        )
    assert seen == ["other", "nowhere", "first", "second"]
    assert alive(Waiting) == before, "the turn of a chat is remembered"


async def test_an_update_that_fails_does_not_hold_up_its_chat() -> None:
    before = alive(Waiting)
    order = ChatOrder(8, Handled())

    async def fail() -> None:
        raise RuntimeError

    async def work() -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError):
        await order.process_update(_update(1, 1), fail())
    await order.process_update(_update(1, 2), work())
    assert alive(Waiting) == before, "the turn of a chat is remembered"


@given(
    st.lists(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 12)), max_size=12), max_size=4)
)
def test_an_update_is_handled_once_however_often_and_after_how_many_restarts_it_comes(
    runs: list[list[tuple[int, int]]],
) -> None:
    handled = Handled()
    seen: list[int] = []

    async def work(update_id: int) -> None:
        await asyncio.sleep(0)
        seen.append(update_id)

    async def run(updates: list[tuple[int, int]]) -> None:
        async with ChatOrder(8, handled) as order:
            await asyncio.gather(
                *(
                    order.process_update(_update(chat_id, update_id), work(update_id))
                    for chat_id, update_id in updates
                )
            )

    for updates in runs:
        asyncio.run(run(updates))
    assert sorted(seen) == sorted({update_id for updates in runs for _, update_id in updates})
    assert sorted(handled.ids) == sorted(seen)


async def test_an_update_whose_handling_failed_is_handled_when_it_comes_again() -> None:
    seen: list[str] = []

    async def fail() -> None:
        raise RuntimeError

    async def work() -> None:
        seen.append("done")

    async with ChatOrder(8, Handled()) as order:
        with pytest.raises(RuntimeError):
            await order.process_update(_update(1, 1), fail())
        await order.process_update(_update(1, 1), work())
    assert seen == ["done"]


async def test_what_cannot_be_written_down_does_not_keep_anybody_from_an_answer() -> None:
    handled, seen = Handled(), []
    handled.is_broken = True

    async def work(number: int) -> None:
        seen.append(number)

    async with ChatOrder(8, handled) as order:
        for number in (1, 2, 2):
            await order.process_update(_update(1, number), work(number))
    assert seen == [1, 2]
