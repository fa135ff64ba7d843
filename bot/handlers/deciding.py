"""Asks the table of rights for somebody in a chat; Telegram says what they are there."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from telegram import Chat, ChatMember, Message, User
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.conversation.rights import RIGHTS, Deed, Ground, Standing
from bot.conversation.rights import may as may_there
from bot.conversation.turn import Place
from bot.handlers.context import BotContext
from bot.handlers.incoming import place_of
from bot.handlers.members import is_in
from store.database.collections import PUBLIC

_DECIDE = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})
_GROUNDS = {ChatType.PRIVATE: Ground.PRIVATE, ChatType.CHANNEL: Ground.CHANNEL}
_EVERYONE = frozenset({Standing.EVERYONE})
_MEMBER = frozenset({Standing.MEMBER})
_ADMINISTRATOR = frozenset({Standing.MEMBER, Standing.ADMINISTRATOR})


async def may(
    context: BotContext, deed: Deed, chat: Chat, user: User | None, sender: Chat | None = None
) -> bool:
    """Whether somebody may do that in a chat.

    `sender` is the chat a message was sent as; an administrator may stay behind the group.
    """
    ground = _GROUNDS.get(ChatType(chat.type), Ground.GROUP)
    known = frozenset[Standing]()
    if user is not None and context.gatekeeper.is_operator(user.id):
        known = frozenset({Standing.OPERATOR})
    if may_there(deed, ground, known | _EVERYONE):
        return True
    if not RIGHTS[deed][ground] - {Standing.OPERATOR}:
        return False
    needs_only_member = Standing.MEMBER in RIGHTS[deed][ground]
    asked = _asked_member if needs_only_member else _asked_standing
    return may_there(deed, ground, known | await asked(context, chat, user, sender))


async def _asked_standing(
    context: BotContext, chat: Chat, user: User | None, sender: Chat | None
) -> frozenset[Standing]:
    """The standing of somebody in a chat, beside that of an operator."""
    if chat.type == ChatType.PRIVATE:
        return _MEMBER
    if sender is not None:
        return _ADMINISTRATOR if sender.id == chat.id else _MEMBER
    if user is None:
        return _EVERYONE
    try:
        member = await context.bot.get_chat_member(chat.id, user.id)
    except BadRequest:
        return _EVERYONE
    context.bot_data.members.learn(chat.id, user.id, is_member=is_in(member))
    if member.status in _DECIDE:
        return _ADMINISTRATOR
    return _MEMBER if is_in(member) else _EVERYONE


async def _asked_member(
    context: BotContext, chat: Chat, user: User | None, sender: Chat | None
) -> frozenset[Standing]:
    """The same where it is enough to know whether somebody is a member, asked once a minute."""
    if user is not None and sender is None:
        known = context.bot_data.members.is_member(chat.id, user.id)
        if known is not None:
            return _MEMBER if known else _EVERYONE
    return await _asked_standing(context, chat, user, sender)


async def place_for(
    context: BotContext, message: Message, user: User | None, sender: Chat | None = None
) -> Place:
    """The place of a message as somebody may read there: as in public where they are no member."""
    place = place_of(message, user)
    if message.chat.type == ChatType.PRIVATE:
        return place
    if not await asyncio.to_thread(context.services.is_granted, place):
        return place
    is_reader = await may(context, Deed.READ_GRANTED, message.chat, user, sender)
    return place if is_reader else replace(place, is_public=True)


async def feeding_deed(context: BotContext, message: Message) -> Deed:
    """The deed of adding something where `message` stands."""
    is_fed = await feeds_collection(context, message)
    return Deed.FEED_COLLECTION if is_fed else Deed.FEED_ARCHIVE


async def may_feed(
    context: BotContext, message: Message, user: User | None, sender: Chat | None = None
) -> bool:
    """Whether somebody may add articles where `message` stands."""
    if context.services.curator is None:
        return False
    return await may(context, await feeding_deed(context, message), message.chat, user, sender)


async def feeds_collection(context: BotContext, message: Message) -> bool:
    """Whether what is added in this chat goes into a collection of its own."""
    place = place_of(message, None)
    return await asyncio.to_thread(context.services.fed_from, place) != PUBLIC
