"""`/follow` and its kin. In a group its administrators decide what everybody there is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from telegram import Chat, ChatMember, Update, User
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.context import BotContext
from bot.conversation import following
from bot.conversation.services import Services
from bot.conversation.turn import Place, Turn
from bot.handlers.incoming import argument_of, place_of
from bot.handlers.send import answer_message
from bot.handlers.welcome import is_welcome, tell

_Make = Callable[[Services, Place, str], Turn]
_DECIDE = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


async def on_follow(update: Update, context: BotContext) -> None:
    """`/follow WORDS`."""
    await _change(update, context, following.follow)


async def on_digest(update: Update, context: BotContext) -> None:
    """`/digest daily 08:00`."""
    await _change(update, context, following.digest)


async def on_quiet(update: Update, context: BotContext) -> None:
    """`/quiet 22:00-07:00`."""
    await _change(update, context, following.quiet)


async def on_timezone(update: Update, context: BotContext) -> None:
    """`/timezone Berlin`."""
    await _change(update, context, following.timezone)


async def on_following(update: Update, context: BotContext) -> None:
    """`/following`: everybody may see it."""
    message = update.message
    if message is None or not await is_welcome(update, context, message):
        return
    place = place_of(message, update.effective_user)
    turn = await asyncio.to_thread(following.following, context.services, place)
    await answer_message(context, message, place, turn)


async def may_change(
    context: BotContext, chat: Chat, user: User | None, sender: Chat | None = None
) -> bool:
    """Whether somebody decides what a chat follows: in private its person, else administrators.

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


async def _change(update: Update, context: BotContext, make: _Make) -> None:
    message = update.message
    if message is None or not await is_welcome(update, context, message):
        return
    place = place_of(message, update.effective_user)
    argument = argument_of(message)
    if argument and not await may_change(
        context, message.chat, update.effective_user, message.sender_chat
    ):
        await tell(update, context, message, "admins_only")
        return
    turn = await asyncio.to_thread(make, context.services, place, argument)
    await answer_message(context, message, place, turn)
