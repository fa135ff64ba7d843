"""Questions in writing, edited ones too, and whatever else people send."""

from __future__ import annotations

import asyncio

from telegram import Message, Update
from telegram.constants import ChatType

from bot.conversation.operating import Adder
from bot.conversation.routing import Incoming, route
from bot.conversation.turn import Place, Turn
from bot.handlers import adding
from bot.handlers.context import BotContext
from bot.handlers.deciding import feeds_collection, may_feed, place_for
from bot.handlers.incoming import argument_of, is_for_bot, question_of, quoted_in, words_of
from bot.handlers.send import answer_message, edit
from bot.handlers.welcome import is_welcome, tell
from bot.reply.card import Reply
from bot.reply.link import is_web_address
from store.chats.chats import Shown


async def on_message(update: Update, context: BotContext) -> None:
    """Answer a question asked in private, by mention or in reply."""
    message = update.effective_message
    if message is None or not is_for_bot(message, context.bot.id, context.bot.username):
        return
    if not words_of(message):
        if await is_welcome(update, context, message):
            await tell(update, context, message, "not_text")
        return
    await answer(update, context, message, question_of(message, context.bot.username))


async def on_material(update: Update, context: BotContext) -> None:
    """A file or a forwarded post is taken in where its sender may feed.

    In groups only where they feed a collection. Of others' it is a message like any.
    """
    message = update.effective_message
    if message is None:
        return
    is_group = message.chat.type != ChatType.PRIVATE
    is_fed = await feeds_collection(context, message)
    if (is_fed or not is_group) and await may_feed(
        context, message, update.effective_user, message.sender_chat
    ):
        await adding.take_in(update, context, message)
    elif is_fed and not words_of(message):
        if is_for_bot(message, context.bot.id, context.bot.username) and await is_welcome(
            update, context, message
        ):
            await tell(update, context, message, "add_admins_only")
    else:
        await on_message(update, context)


async def on_ask(update: Update, context: BotContext) -> None:
    """Answer `/ask QUESTION`; a bare /ask in reply to a message asks that message."""
    message = update.effective_message
    if message is None:
        return
    question = argument_of(message)
    if not question:
        question = quoted_in(message, 0)
    await answer(update, context, message, question)


async def answer(update: Update, context: BotContext, message: Message, question: str) -> None:
    """Answer a question; one that was edited is answered in the place of its first answer."""
    if not await is_welcome(update, context, message):
        return
    services = context.services
    place = await place_for(context, message, update.effective_user, message.sender_chat)
    before: Shown | None = None
    if update.edited_message is not None:
        before = await asyncio.to_thread(
            services.chats.shown_for, message.chat_id, message.message_id
        )
        if before is None:
            return
    incoming = await _incoming(update, context, message, question)
    turn = await asyncio.to_thread(route, services, place, incoming)
    if before is not None and await _edited(context, place, turn, before):
        return
    await answer_message(context, message, place, turn)


async def on_migration(update: Update, context: BotContext) -> None:
    """A group has become a supergroup: what is kept for it moves along."""
    message = update.effective_message
    if message is not None and message.migrate_to_chat_id is not None:
        await asyncio.to_thread(
            context.services.chats.move, message.chat_id, message.migrate_to_chat_id
        )


async def _incoming(
    update: Update, context: BotContext, message: Message, question: str
) -> Incoming:
    """The message as the conversation takes it; who may add a page is asked for an address."""
    replied_id = _replied_id(context, message)
    if not is_web_address(question) or context.services.curator is None:
        quoted = quoted_in(message, context.bot.id)
        is_forwarded = message.forward_origin is not None
        return Incoming(question, replied_id, quoted if quoted != question else "", is_forwarded)
    may_add = await may_feed(context, message, update.effective_user, message.sender_chat)
    adder = await _adder(context, message)
    return Incoming(question, replied_id, adder=adder, may_add=may_add)


async def _adder(context: BotContext, message: Message) -> Adder:
    """Tells who could add an article in the chat of `message`."""
    if await feeds_collection(context, message):
        return Adder.ADMINISTRATORS
    return Adder.OPERATORS if context.gatekeeper.has_operators else Adder.NOBODY


def _replied_id(context: BotContext, message: Message) -> int:
    """The message of ours that a message replies to, 0 where it replies to none."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != context.bot.id:
        return 0
    return replied.message_id


async def _edited(context: BotContext, place: Place, turn: Turn, before: Shown) -> bool:
    """Whether the turn could take the place of the answer that was sent before.

    Words that not everybody may read do not take the place of others: an edit cannot protect them.
    """
    services = context.services
    is_private = await asyncio.to_thread(services.is_private, turn)
    if is_private and not await asyncio.to_thread(services.is_private, Turn(Reply(()), before)):
        return False
    if not await edit(context, before.chat_id, before.reply_message_id, turn.reply):
        return False
    ids = before.question_message_id, before.reply_message_id
    await asyncio.to_thread(services.keep, place, turn, *ids)
    return True
