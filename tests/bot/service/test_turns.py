"""Everybody has their turn, however many messages others have waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.turns import Turns, Waiting
from tests.leaks import alive

_Asked = tuple[int, int]


async def _begun(slots: int, asked: Sequence[_Asked]) -> list[int]:
    """The numbers of what was asked, in the order in which each began; no rule was broken."""
    turns = Turns(slots)
    running: set[int] = set()
    begun: list[int] = []

    async def ask(number: int) -> None:
        person, chat = asked[number]
        async with turns.turn(person, chat):
            begun.append(number)
            others = [asked[other] for other in running]
            assert person not in {other for other, _ in others}, "two of one person at a time"
            assert chat not in {other for _, other in others}, "two in one chat at a time"
            running.add(number)
            assert len(running) <= slots
            await asyncio.sleep(0)
            running.discard(number)

    await asyncio.gather(*(ask(number) for number in range(len(asked))))
    return begun


@given(
    st.integers(1, 3),
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=30),
)
def test_all_have_their_turn_each_persons_in_their_order(slots: int, asked: list[_Asked]) -> None:
    before = alive(Waiting)
    begun = asyncio.run(_begun(slots, asked))
    assert sorted(begun) == list(range(len(asked)))
    for person in {person for person, _ in asked}:
        own = [number for number in begun if asked[number][0] == person]
        assert own == sorted(own)
    assert alive(Waiting) == before, "what had its turn is remembered"


@pytest.mark.parametrize("slots", [1, 3])
@pytest.mark.parametrize("flooders", [1, 5])
def test_whoever_asks_once_waits_for_one_message_of_each_other_chat(
    slots: int, flooders: int
) -> None:
    asked = [(person, person) for person in range(flooders) for _ in range(30)]
    bystander = len(asked)
    begun = asyncio.run(_begun(slots, [*asked, (99, 99)]))
    assert begun.index(bystander) <= flooders


def test_the_flood_of_one_in_a_group_leaves_the_others_in_it_their_turns() -> None:
    group = -100
    asked = [(1, group) for _ in range(30)] + [(2, group), (3, group)]
    begun = asyncio.run(_begun(3, asked))
    assert {begun.index(30), begun.index(31)} == {1, 2}


def test_one_person_in_many_chats_has_one_turn_at_a_time() -> None:
    asked = [(1, chat) for chat in range(30)] + [(2, 5)]
    begun = asyncio.run(_begun(3, asked))
    assert begun.index(30) <= 2


async def test_work_that_is_given_up_while_it_waits_holds_nobody_up() -> None:
    turns = Turns(1)
    seen: list[str] = []
    may_end = asyncio.Event()

    async def work(name: str, person: int) -> None:
        async with turns.turn(person, person):
            seen.append(name)
            await may_end.wait()

    first, second, third = (
        asyncio.create_task(work(name, person)) for name, person in (("a", 1), ("b", 1), ("c", 1))
    )
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    may_end.set()
    await asyncio.gather(first, third)
    assert seen == ["a", "c"]
    assert second.cancelled()
