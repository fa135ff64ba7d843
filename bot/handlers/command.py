"""The commands: each becomes one turn of the conversation."""

from __future__ import annotations

import asyncio
from functools import partial

from telegram import Message, Update
from telegram.constants import ChatType

from bot.conversation.rights import Deed, command_deed, refusal
from bot.conversation.routing import route_command
from bot.handlers.context import BotContext
from bot.handlers.deciding import may, place_for
from bot.handlers.incoming import argument_of, name_of
from bot.handlers.send import answer_message
from bot.handlers.welcome import is_welcome, tell


async def on_command(update: Update, context: BotContext) -> None:
    """A command of the conversation, from somebody who may give it here."""
    message: Message | None = update.message
    if message is None or not await is_welcome(update, context, message):
        return
    name, argument = name_of(message), argument_of(message)
    who = message.chat, update.effective_user, message.sender_chat
    deed = command_deed(name, argument)
    if not await may(context, deed, *who):
        await tell(update, context, message, refusal(deed))
        return
    decides = deed is not Deed.FORGET_OWN or await may(context, Deed.FORGET_CHAT, *who)
    place = await place_for(context, message, update.effective_user, message.sender_chat)
    turn = await asyncio.to_thread(
        partial(route_command, context.services, place, name, argument, decides=decides)
    )
    await answer_message(context, message, place, turn)


async def on_unknown(update: Update, context: BotContext) -> None:
    """A command of no meaning here; in groups it may be another bot's."""
    message = update.effective_message
    if message is not None and message.chat.type == ChatType.PRIVATE:
        await on_command(update, context)
