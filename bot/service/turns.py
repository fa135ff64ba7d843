"""Gives every chat and every person their turn, however many messages another has waiting."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Waiting:
    """One piece of work that waits for its turn, or has it: `begins` is done then."""

    person: int
    chat: int
    number: int
    begins: asyncio.Future[None]


@dataclass(slots=True)
class _Line:
    """The work that one person has waiting, in its order.

    `served` is the number of the turn they had last.
    """

    waiting: deque[Waiting] = field(default_factory=deque)
    is_served: bool = False
    served: int = 0


@dataclass(slots=True)
class _Room:
    """A chat with work in it: how much, and the number of the turn it had last."""

    work: int = 0
    is_served: bool = False
    served: int = 0


class Turns:
    """Lets `slots` pieces of work run at a time, at most one of a chat and one of a person.

    One person's work begins in the order in which it came. A free slot goes to the chat, and in it
    to the person, whose last turn is longest ago, so that whoever asks one thing waits for at most
    one piece of work of each other chat.
    """

    def __init__(self, slots: int) -> None:
        self._free = slots
        self._count = 0
        self._lines: dict[int, _Line] = {}
        self._rooms: dict[int, _Room] = {}

    @asynccontextmanager
    async def turn(self, person: int, chat: int) -> AsyncIterator[None]:
        """Wait for the turn of `person` in `chat`; it lasts as long as the block."""
        self._count += 1
        begins: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        mine = Waiting(person, chat, self._count, begins)
        self._lines.setdefault(person, _Line()).waiting.append(mine)
        self._rooms.setdefault(chat, _Room()).work += 1
        self._let_begin()
        try:
            await begins
            yield
        finally:
            self._end(mine)

    def _let_begin(self) -> None:
        """Begin as much of what waits as there are slots for."""
        while self._free:
            heads = [
                line.waiting[0]
                for line in self._lines.values()
                if line.waiting and not line.is_served and not line.waiting[0].begins.done()
            ]
            ready = [head for head in heads if not self._rooms[head.chat].is_served]
            if not ready:
                return
            self._begin(min(ready, key=self._served))

    def _served(self, head: Waiting) -> tuple[int, int, int]:
        return self._rooms[head.chat].served, self._lines[head.person].served, head.number

    def _begin(self, head: Waiting) -> None:
        line, room = self._lines[head.person], self._rooms[head.chat]
        self._free -= 1
        self._count += 1
        line.waiting.popleft()
        line.is_served = room.is_served = True
        line.served = room.served = self._count
        head.begins.set_result(None)

    def _end(self, mine: Waiting) -> None:
        """Give the turn back, or the place in the line where the work never began."""
        line, room = self._lines[mine.person], self._rooms[mine.chat]
        if mine.begins.done() and not mine.begins.cancelled():
            self._free += 1
            line.is_served = room.is_served = False
        else:
            line.waiting.remove(mine)
        room.work -= 1
        if not room.work:
            del self._rooms[mine.chat]
        if not line.waiting and not line.is_served:
            del self._lines[mine.person]
        self._let_begin()
