"""Turns away strangers with a polite no, and people in a hurry with a request to wait."""

from __future__ import annotations

import asyncio

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot.conversation.services import say
from bot.conversation.tally import Event
from bot.handlers.context import BotContext
from bot.handlers.gatekeeper import Verdict
from bot.handlers.incoming import is_from_bot, judge, names_bot, place_of
from bot.handlers.send import send


async def leave_bots_alone(update: Update, context: BotContext) -> None:
    """Let pass what people do, and of bots a few messages in a row that name this one.

    Raises:
        ApplicationHandlerStop: it is not to be answered.
    """
    message = update.message or update.guest_message or update.edited_message
    query = update.callback_query or update.inline_query
    if query is not None and query.from_user.is_bot:
        raise ApplicationHandlerStop
    if message is None:
        return
    if not is_from_bot(message):
        context.gatekeeper.hear_person(message.chat_id)
        return
    is_asked = update.edited_message is None and names_bot(message, context.bot.username)
    if not is_asked or not context.gatekeeper.hears_bot(message.chat_id):
        raise ApplicationHandlerStop


async def is_welcome(update: Update, context: BotContext, message: Message) -> bool:
    """Whether this person may ask here now; says no politely where they may not."""
    verdict = judge(context, update)
    if verdict is Verdict.WELCOME:
        return True
    context.services.tally.count(Event.REFUSED)
    if verdict is not Verdict.SILENT:
        await tell(update, context, message, verdict.value)
    return False


async def tell(update: Update, context: BotContext, message: Message, key: str) -> None:
    """One sentence in answer to a message."""
    place = place_of(message, update.effective_user)
    says = await asyncio.to_thread(context.services.phrases, place)
    is_group = message.chat.type != ChatType.PRIVATE
    await send(context, message, say(says, key), is_reply=is_group)
