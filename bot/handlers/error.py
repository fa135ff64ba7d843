"""Handles failures of handlers: logs, reacts by kind, then apologises.

Nothing that is logged here holds a message's words: the error and its traceback do not.
"""

from __future__ import annotations

import asyncio
import logging

from telegram import Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.conversation.services import say
from bot.errors import OverTimeError
from bot.handlers.context import BotContext
from bot.handlers.incoming import place_of
from bot.handlers.send import acknowledge, send

_log = logging.getLogger(__name__)


async def on_error(update: object, context: BotContext) -> None:
    """Log, react by kind, apologise."""
    error = context.error
    if error is None:
        return
    context.services.tally.error(type(error).__name__)
    chat = update.effective_chat if isinstance(update, Update) else None
    chats = context.services.chats
    match error:
        case Forbidden():
            _log.info("a chat has closed its door to the bot; forgetting it")
            if chat is not None:
                await asyncio.to_thread(chats.forget, chat.id)
            return
        case ChatMigrated(new_chat_id=new_chat_id):
            _log.info("a group has become a supergroup")
            if chat is not None:
                await asyncio.to_thread(chats.move, chat.id, new_chat_id)
            return
        case RetryAfter() | NetworkError() if not isinstance(error, BadRequest):
            _log.warning("Telegram could not be reached: %s", type(error).__name__)
            return
        case OverTimeError():
            _log.warning("a question was given up: %s", error)
        case _:
            _log.error("a handler failed", exc_info=error)
    if isinstance(update, Update):
        key = "too_slow" if isinstance(error, OverTimeError) else "went_wrong"
        await _apologise(update, context, key)


async def _apologise(update: Update, context: BotContext, key: str) -> None:
    message, query = update.effective_message, update.callback_query
    if message is None or update.inline_query is not None:
        return
    place = place_of(message, update.effective_user)
    try:
        says = await asyncio.to_thread(context.services.phrases, place)
        if query is not None:
            await acknowledge(query, says.text(key))
        elif message.guest_query_id is None:
            await send(context, message, say(says, key), is_reply=True)
    except TelegramError as error:
        _log.warning("the apology failed too: %s", type(error).__name__)
