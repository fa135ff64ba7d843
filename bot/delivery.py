"""How calls of the Bot API wait, try again, and keep their order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import AIORateLimiter, BaseUpdateProcessor

_log = logging.getLogger(__name__)

# After a failure of the network or of Telegram's servers, seconds before each further try.
PAUSES_S = (0.5, 2.0, 5.0)
# Telegram says how long to wait; after this many such waits for one call we give it up.
_FLOOD_WAITS = 5

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


class ChatOrder(BaseUpdateProcessor):
    """Handles updates of different chats at the same time, those of one chat one by one.

    A follow-up so finds the turn before it finished.
    """

    def __init__(self, max_concurrent_updates: int) -> None:
        super().__init__(max_concurrent_updates)
        self._turns: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then handle the update."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        turn = self._turns.setdefault(chat.id, asyncio.Lock())
        self._waiting[chat.id] = self._waiting.get(chat.id, 0) + 1
        try:
            async with turn:
                await coroutine
        finally:
            self._waiting[chat.id] -= 1
            if not self._waiting[chat.id]:
                del self._waiting[chat.id], self._turns[chat.id]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""
