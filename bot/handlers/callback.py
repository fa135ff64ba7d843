"""Presses of the buttons under an answer: each edits the one message, or brings a passing word."""

from __future__ import annotations

import asyncio

from telegram import Message, Update

from bot.conversation.pressing import press
from bot.conversation.rights import button_deed, refusal
from bot.conversation.turn import Notice
from bot.handlers.adding import on_offer_taken
from bot.handlers.context import BotContext
from bot.handlers.deciding import may, place_for
from bot.handlers.gatekeeper import Verdict
from bot.handlers.incoming import judge, place_of
from bot.handlers.send import acknowledge, answer_message, edit
from bot.reply.buttons import Act, decode


async def on_callback(update: Update, context: BotContext) -> None:
    """Do what the pressed button says."""
    query = update.callback_query
    if query is None:
        return
    message = query.message
    if not isinstance(message, Message):
        await acknowledge(query)
        return
    place = place_of(message, query.from_user)
    services = context.services
    verdict = judge(context, update)
    if verdict is not Verdict.WELCOME:
        key = "not_allowed" if verdict is Verdict.NOT_ALLOWED else "busy"
        notice = await asyncio.to_thread(services.notice, place, key)
        await acknowledge(query, notice.text)
        return
    callback = decode(query.data or "")
    if callback is not None and callback.act is Act.ADD:
        await on_offer_taken(update, context, message, callback)
        return
    if callback is not None:
        deed = button_deed(callback.act)
        if not await may(context, deed, message.chat, query.from_user):
            notice = await asyncio.to_thread(services.notice, place, refusal(deed))
            await acknowledge(query, notice.text)
            return
    place = await place_for(context, message, query.from_user)
    outcome = await asyncio.to_thread(press, services, place, callback)
    if isinstance(outcome, Notice):
        await acknowledge(query, outcome.text)
        return
    await acknowledge(query)
    # Protection is given to a message as it is sent: an edit cannot bring it.
    is_unprotected = not message.has_protected_content and await asyncio.to_thread(
        services.is_private, outcome
    )
    if (
        outcome.is_new
        or is_unprotected
        or not await edit(context, message.chat_id, message.message_id, outcome.reply)
    ):
        await answer_message(context, message, place, outcome)
        return
    await asyncio.to_thread(services.keep, place, outcome, 0, message.message_id)
