"""`/follow` and its kin. In a group its administrators decide what everybody there is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from telegram import Update

from bot.conversation import following
from bot.conversation.services import Services
from bot.conversation.turn import Place, Turn
from bot.handlers.context import BotContext
from bot.handlers.deciding import decides
from bot.handlers.incoming import argument_of, place_of
from bot.handlers.send import answer_message
from bot.handlers.welcome import is_welcome, tell

_Make = Callable[[Services, Place, str], Turn]


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


async def _change(update: Update, context: BotContext, make: _Make) -> None:
    message = update.message
    if message is None or not await is_welcome(update, context, message):
        return
    place = place_of(message, update.effective_user)
    argument = argument_of(message)
    if argument and not await decides(
        context, message.chat, update.effective_user, message.sender_chat
    ):
        await tell(update, context, message, "admins_only")
        return
    turn = await asyncio.to_thread(make, context.services, place, argument)
    await answer_message(context, message, place, turn)
