"""The commands: each becomes one turn of the conversation."""

from __future__ import annotations

import asyncio

from telegram import Message, Update
from telegram.constants import ChatType

from bot.conversation.routing import route_command
from bot.handlers.context import BotContext
from bot.handlers.deciding import decides
from bot.handlers.incoming import argument_of, name_of, place_of
from bot.handlers.send import answer_message
from bot.handlers.welcome import is_welcome, tell


async def on_command(update: Update, context: BotContext) -> None:
    """A command that anybody may give anywhere."""
    await _turn(update, context)


async def on_follow_command(update: Update, context: BotContext) -> None:
    """A command that changes what a chat is told: in a group its administrators decide."""
    await _turn(update, context, needs_decider=True)


async def on_unknown(update: Update, context: BotContext) -> None:
    """A command of no meaning here; in groups it may be another bot's."""
    message = update.effective_message
    if message is not None and message.chat.type == ChatType.PRIVATE:
        await _turn(update, context)


async def _turn(update: Update, context: BotContext, *, needs_decider: bool = False) -> None:
    message: Message | None = update.message
    if message is None or not await is_welcome(update, context, message):
        return
    argument = argument_of(message)
    if needs_decider and argument:
        user, channel = update.effective_user, message.sender_chat
        if not await decides(context, message.chat, user, channel):
            await tell(update, context, message, "admins_only")
            return
    place = place_of(message, update.effective_user)
    turn = await asyncio.to_thread(
        route_command, context.services, place, name_of(message), argument
    )
    await answer_message(context, message, place, turn)
