"""Chats are told what is new in what they follow, by themselves.

A task beside the bot: it looks for new articles every few seconds and sends what is due. Everything
it has to know is in the archive's file, so it goes on after a stop where it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.conversation.tally import Event
from bot.conversation.telling import Bulletin, due_places, take_news
from bot.conversation.turn import TERMINAL, Place
from bot.handlers.context import BotApplication
from bot.handlers.send import send_to
from store.errors import StoreError

_log = logging.getLogger(__name__)

_LOOK_S = 15.0
# Messages under way at a time. More would stand before people's answers in the queue of sends.
_AT_ONCE = 4
# How long the message under way may take when the bot stops.
_STOP_S = 10.0
# How Telegram says that a chat, or a topic of it, is there no more.
_NO_CHAT = ("chat not found", "peer_id_invalid", "group chat was deactivated")
_NO_TOPIC = ("thread not found", "topic_deleted", "topic_id_invalid", "message_thread_id_invalid")


class Teller:
    """Tells the chats of one application. Start it once the application is running."""

    def __init__(self, application: BotApplication) -> None:
        self._bot = application.bot
        self._desk = application.bot_data
        self._stopped = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look and tell from now on."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Begin nothing more; wait for what is under way."""
        self._stopped.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_STOP_S)
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def tell(self) -> None:
        """Look through what is new, then tell whoever is to be told now."""
        services = self._desk.services
        is_more = True
        while is_more and not self._stopped.is_set():
            is_more = await asyncio.to_thread(services.news.look)
        places = [p for p in await asyncio.to_thread(due_places, services) if self._admits(p)]
        for start in range(0, len(places), _AT_ONCE):
            if self._stopped.is_set():
                return
            await asyncio.gather(*map(self._tell, places[start : start + _AT_ONCE]))

    async def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                await self.tell()
            except StoreError as error:
                self._desk.services.tally.error(type(error).__name__)
                _log.warning("what is new cannot be looked at: %s", error)
            except Exception as error:  # noqa: BLE001
                # Logged and counted: one failure must not end the telling of everything else.
                self._desk.services.tally.error(type(error).__name__)
                _log.exception("telling what is new failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), _LOOK_S)

    def _admits(self, place: Place) -> bool:
        """Whether the bot is open to the chat; a terminal tells its person itself."""
        is_group = place.chat_id < 0
        return place.chat_id != TERMINAL and self._desk.gatekeeper.admits(
            place.chat_id, place.chat_id, is_group=is_group
        )

    async def _tell(self, place: Place) -> None:
        services = self._desk.services
        bulletin = await asyncio.to_thread(take_news, services, place)
        turn = bulletin.turn
        if turn is None:
            return
        try:
            sent = await send_to(
                self._bot,
                place.chat_id,
                place.thread_id or None,
                turn.reply,
                is_private=await asyncio.to_thread(services.is_private, turn),
            )
        except TelegramError as error:
            services.tally.error(type(error).__name__)
            await asyncio.to_thread(self._failed, bulletin, error)
            return
        services.tally.count(Event.TOLD)
        await asyncio.to_thread(services.keep, place, turn, 0, sent.message_id)

    def _failed(self, bulletin: Bulletin, error: TelegramError) -> None:
        """React by kind: forget the chat, drop the topic, or keep what it is to be told."""
        services, place = self._desk.services, bulletin.place
        chats, follows = services.chats, services.news.follows
        said = error.message.lower()
        match error:
            case Forbidden():
                _log.info("a chat has closed its door to the bot; forgetting it")
                chats.forget(place.chat_id)
            case ChatMigrated(new_chat_id=new_chat_id):
                _log.info("a group has become a supergroup")
                follows.give_back(place.chat_id, place.thread_id, bulletin.taken)
                chats.move(place.chat_id, new_chat_id)
            case BadRequest() if any(sign in said for sign in _NO_CHAT):
                _log.info("a chat is gone; forgetting it")
                chats.forget(place.chat_id)
            case BadRequest() if any(sign in said for sign in _NO_TOPIC):
                _log.info("a topic is gone; following nothing there")
                follows.drop_topic(place.chat_id, place.thread_id)
            case RetryAfter() | NetworkError() if not isinstance(error, BadRequest):
                _log.warning("news could not be sent (%s), trying again", type(error).__name__)
                follows.give_back(place.chat_id, place.thread_id, bulletin.taken)
            case _:
                _log.error("news was refused: %s", error.message)
