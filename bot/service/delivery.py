"""Repeats calls of the Bot API that failed; handles updates in order and once each."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any, Protocol

from telegram import Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import AIORateLimiter, BaseUpdateProcessor

from bot.service.turns import Turns
from store.errors import StorageError

_log = logging.getLogger(__name__)

# Seconds before each further try, after a failure of the network or of Telegram's servers.
PAUSES_S = (0.5, 2.0, 5.0)
# Times that one call waits as long as Telegram says (error 429) before it is given up.
_FLOOD_WAITS = 5
# Numbers of the last updates that are remembered. Telegram sends an update again soon or never.
_KNOWN_UPDATES = 10_000
# Updates that wait for their turn in memory; more wait with the library, in the order they came.
_MOST_WAITING = 10_000

_Json = dict[str, Any]
_Outcome = bool | _Json | list[_Json]


class PatientLimiter(AIORateLimiter):
    """Keeps within Telegram's limits, waits out 429, and tries again after 5xx and timeouts."""

    def __init__(self, pauses_s: tuple[float, ...] = PAUSES_S) -> None:
        super().__init__(max_retries=_FLOOD_WAITS)
        self._pauses_s = pauses_s

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Outcome]],
        args: Any,  # noqa: ANN401 - the library's own signature
        kwargs: _Json,
        endpoint: str,
        data: _Json,
        rate_limit_args: int | None,
    ) -> _Outcome:
        """Make a call, again after a pause where the network failed."""
        for pause_s in self._pauses_s:
            try:
                return await super().process_request(
                    callback, args, kwargs, endpoint, data, rate_limit_args
                )
            except BadRequest:
                raise
            except NetworkError as error:
                _log.warning("%s failed (%s), trying again", endpoint, type(error).__name__)
                await asyncio.sleep(pause_s)
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )


class Handled(Protocol):
    """The numbers of updates that were handled, kept over a restart."""

    def newest(self, limit: int) -> list[int]:
        """The last `limit` numbers, oldest first."""

    def add(self, update_ids: Collection[int]) -> None:
        """These were handled."""


class ChatOrder(BaseUpdateProcessor):
    """Handles updates of different chats at the same time, those of one chat or person one by one.

    A follow-up so finds the turn before it finished, and what that leaves behind; `Turns` says
    whose update is next. An update that comes again is passed over: Telegram sends one again when
    it did not hear that it was taken, after a restart too. Which updates were handled is written
    down after the reply.
    """

    def __init__(self, at_once: int, handled: Handled) -> None:
        super().__init__(_MOST_WAITING)
        self._handled = handled
        self._known: OrderedDict[int, None] = OrderedDict()
        self._turns = Turns(at_once)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update that is new, when its chat's turn has come."""
        if not isinstance(update, Update):
            await coroutine
            return
        if update.update_id in self._known:
            _log.info("an update came again and is passed over")
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            return
        self._know(update.update_id)
        try:
            await self._in_turn(update, coroutine)
        except BaseException:
            self._known.pop(update.update_id, None)
            raise
        try:
            await asyncio.to_thread(self._handled.add, [update.update_id])
        except StorageError as error:
            _log.warning("that an update was handled is not written down: %s", error)

    async def initialize(self) -> None:
        """Learn which updates were handled before."""
        for update_id in await asyncio.to_thread(self._handled.newest, _KNOWN_UPDATES):
            self._know(update_id)

    async def shutdown(self) -> None:
        """Nothing is left to be done."""

    async def _in_turn(self, update: Update, coroutine: Awaitable[Any]) -> None:
        sender, chat = update.effective_sender, update.effective_chat
        # The id of a private chat is its person's; what comes from no chat takes that too.
        ids = [one.id for one in (sender, chat) if one is not None]
        if not ids:
            await coroutine
            return
        try:
            async with self._turns.turn(ids[0], ids[-1]):
                await coroutine
        finally:
            if isinstance(coroutine, Coroutine):
                coroutine.close()

    def _know(self, update_id: int) -> None:
        self._known[update_id] = None
        if len(self._known) > _KNOWN_UPDATES:
            self._known.popitem(last=False)
