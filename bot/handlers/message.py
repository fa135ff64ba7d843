"""Questions in writing, edited ones too, and whatever else people send."""

from __future__ import annotations

import asyncio
from functools import partial

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.context import BotContext
from bot.conversation.asking import ask
from bot.conversation.services import say
from bot.conversation.turn import Place, Turn
from bot.gatekeeper import Verdict
from bot.handlers.incoming import (
    argument_of,
    is_for_bot,
    judge,
    place_of,
    question_of,
    words_of,
)
from bot.handlers.send import answer_message, edit, send
from store.readers import Shown


async def on_message(update: Update, context: BotContext) -> None:
    """Answer a question asked in private, by mention or in reply."""
    message = update.effective_message
    if message is None or not is_for_bot(message, context.bot.id, context.bot.username):
        return
    if not words_of(message):
        if await is_welcome(update, context, message):
            await _say(update, context, message, "not_text")
        return
    await answer(update, context, message, question_of(message, context.bot.username))


async def on_ask(update: Update, context: BotContext) -> None:
    """Answer `/ask QUESTION`; a bare /ask in reply to a message asks that message."""
    message = update.effective_message
    if message is None:
        return
    question = argument_of(message)
    if not question and message.reply_to_message is not None:
        question = words_of(message.reply_to_message)
    await answer(update, context, message, question)


async def answer(update: Update, context: BotContext, message: Message, question: str) -> None:
    """Answer a question; one that was edited is answered in the place of its first answer."""
    if not await is_welcome(update, context, message):
        return
    services = context.services
    place = place_of(message, update.effective_user)
    before: Shown | None = None
    if update.edited_message is not None:
        before = await asyncio.to_thread(
            services.readers.shown_for, message.chat_id, message.message_id
        )
        if before is None:
            return
    about = await _replied_answer(context, message)
    turn = await asyncio.to_thread(partial(ask, services, place, question, about=about))
    if before is not None and await _edited(context, place, turn, before):
        return
    await answer_message(context, message, place, turn)


async def on_migration(update: Update, context: BotContext) -> None:
    """A group has become a supergroup: what is kept for it moves along."""
    message = update.effective_message
    if message is not None and message.migrate_to_chat_id is not None:
        readers = context.services.readers
        await asyncio.to_thread(readers.move, message.chat_id, message.migrate_to_chat_id)


async def is_welcome(update: Update, context: BotContext, message: Message) -> bool:
    """Whether this person may ask here now; says no politely where they may not."""
    verdict = judge(context, update)
    if verdict in (Verdict.NOT_ALLOWED, Verdict.BUSY):
        await _say(update, context, message, verdict.value)
    return verdict is Verdict.WELCOME


async def _replied_answer(context: BotContext, message: Message) -> Shown | None:
    """The answer that a message replies to, None where it replies to something else."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != context.bot.id:
        return None
    readers = context.services.readers
    return await asyncio.to_thread(readers.shown_in, message.chat_id, replied.message_id)


async def _edited(context: BotContext, place: Place, turn: Turn, before: Shown) -> bool:
    """Whether the turn could take the place of the answer that was sent before."""
    try:
        await edit(context, before.chat_id, before.reply_message_id, turn.reply)
    except BadRequest as error:
        if "message to edit not found" in error.message.lower():
            return False
        raise
    await asyncio.to_thread(
        context.services.settle,
        place,
        turn,
        before.question_message_id,
        before.reply_message_id,
    )
    return True


async def _say(update: Update, context: BotContext, message: Message, key: str) -> None:
    place = place_of(message, update.effective_user)
    says = await asyncio.to_thread(context.services.phrases, place)
    is_group = message.chat.type != ChatType.PRIVATE
    await send(context, message, say(says, key), is_reply=is_group)
