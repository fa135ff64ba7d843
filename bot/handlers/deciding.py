"""Tells who decides in a chat about follows and about its collection."""

from __future__ import annotations

import asyncio

from telegram import Chat, ChatMember, Message, User
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.handlers.context import BotContext
from bot.handlers.incoming import place_of
from store.database.collections import PUBLIC

_DECIDE = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


async def decides(
    context: BotContext, chat: Chat, user: User | None, sender: Chat | None = None
) -> bool:
    """Whether somebody decides for a chat: in private its person, else administrators.

    `sender` is the chat a message was sent as; an administrator may stay behind the group.
    """
    if chat.type == ChatType.PRIVATE or (sender is not None and sender.id == chat.id):
        return True
    if user is None:
        return False
    try:
        member = await context.bot.get_chat_member(chat.id, user.id)
    except BadRequest:
        return False
    return member.status in _DECIDE


async def may_feed(
    context: BotContext, message: Message, user: User | None, sender: Chat | None = None
) -> bool:
    """Whether somebody may add articles where `message` stands.

    The operators may everywhere; whoever decides for a chat may where it feeds a collection.
    """
    if context.services.curator is None:
        return False
    if user is not None and context.gatekeeper.is_operator(user.id):
        return True
    if not await feeds_collection(context, message):
        return False
    return await decides(context, message.chat, user, sender)


async def feeds_collection(context: BotContext, message: Message) -> bool:
    """Whether what is added in this chat goes into a collection of its own."""
    place = place_of(message, None)
    return await asyncio.to_thread(context.services.fed_from, place) != PUBLIC
