"""What turns leave behind is written down beside the conversation, of all chats together.

Who writes to the archive waits for whoever else does: beside a large import for the better part of
a second. An answer that kept its place among the updates under way for so long would keep others
out, and each would wait for itself. So one batch is written while the next gathers (group commit:
DeWitt et al., "Implementation techniques for main memory database systems", SIGMOD 1984).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from bot.conversation.services import left_by
from bot.conversation.turn import Place, Turn
from store.chats.chats import Left
from store.errors import ConflictError, StorageError

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Batches(Generic[_T]):
    """Writes down what comes, in its order: all that came while the last batch was written.

    `write` is called in a thread, and writes all of a batch or nothing. Where it fails for what it
    is given, each of the batch is written by itself. What is lost is logged; `what` names it there.
    """

    def __init__(self, write: Callable[[list[_T]], None], what: str) -> None:
        self._write = write
        self._what = what
        self._batch: list[_T] = []
        self._is_written = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def add(self, one: _T) -> asyncio.Event:
        """Have it written down; the event is set once it is, or is lost."""
        self._batch.append(one)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return self._is_written

    async def finish(self) -> None:
        """Wait until all that came has been written down."""
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while self._batch:
            batch, is_written = self._batch, self._is_written
            self._batch, self._is_written = [], asyncio.Event()
            try:
                await asyncio.to_thread(self._write_down, batch)
            finally:
                is_written.set()

    def _write_down(self, batch: list[_T]) -> None:
        try:
            self._write(batch)
        except Exception as error:  # noqa: BLE001
            # Logged: one thing that cannot be written must not take others along, nor end the rest.
            is_of_one = not isinstance(error, StorageError) or isinstance(error, ConflictError)
            if is_of_one and len(batch) > 1:
                for one in batch:
                    self._write_down([one])
            else:
                # Others' errors may hold somebody's words.
                told = error if isinstance(error, StorageError) else type(error).__name__
                _log.warning("%s not written down: %s", self._what, told)


class Keeper:
    """Keeps what turns leave behind. The next turn of a chat waits until it is (`settled`)."""

    def __init__(self, write: Callable[[Iterable[Left]], None]) -> None:
        self._batches = Batches[Left](write, "what turns leave behind is")
        # When that of each chat is kept; those long kept go as a new batch begins.
        self._of_chats: dict[int, asyncio.Event] = {}
        self._newest: asyncio.Event | None = None

    def keep(
        self, place: Place, turn: Turn, question_message_id: int = 0, reply_message_id: int = 0
    ) -> None:
        """Have what a turn leaves behind kept that has been said in `reply_message_id`."""
        left = left_by(place, turn, question_message_id, reply_message_id)
        if left.memory is None and left.shown is None:
            return
        is_kept = self._batches.add(left)
        if is_kept is not self._newest:
            self._newest = is_kept
            self._of_chats = {c: kept for c, kept in self._of_chats.items() if not kept.is_set()}
        self._of_chats[place.chat_id] = is_kept

    async def settled(self, chat_id: int) -> None:
        """Wait until what turns in a chat left behind is kept."""
        if chat_id in self._of_chats:
            await self._of_chats[chat_id].wait()

    async def finish(self) -> None:
        """Wait until all is kept."""
        await self._batches.finish()
