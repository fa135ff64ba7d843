"""The commands: each becomes one turn of the conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from telegram import Message, Update
from telegram.constants import ChatType

from bot.conversation import browsing
from bot.conversation.services import Services, say
from bot.conversation.turn import Place, Turn
from bot.handlers.context import BotContext
from bot.handlers.incoming import argument_of, place_of
from bot.handlers.send import answer_message
from bot.handlers.welcome import is_welcome
from bot.reply.payload import decode_payload


async def on_start(update: Update, context: BotContext) -> None:
    """`/start`, and what a deep link asks for."""
    await _turn(
        update,
        context,
        lambda services, place, argument: browsing.start(services, place, decode_payload(argument)),
    )


async def on_help(update: Update, context: BotContext) -> None:
    """`/help`."""
    await _turn(update, context, lambda services, place, _: browsing.help_(services, place))


async def on_quotes(update: Update, context: BotContext) -> None:
    """`/quotes NAME about WORDS`."""
    await _turn(update, context, browsing.quotes)


async def on_people(update: Update, context: BotContext) -> None:
    """`/people NAME`."""
    await _turn(update, context, browsing.people)


async def on_latest(update: Update, context: BotContext) -> None:
    """`/latest`."""
    await _turn(update, context, lambda services, place, _: browsing.latest(services, place))


async def on_sources(update: Update, context: BotContext) -> None:
    """`/sources`."""
    await _turn(update, context, lambda services, place, _: browsing.sources(services, place))


async def on_privacy(update: Update, context: BotContext) -> None:
    """`/privacy`."""
    await _turn(update, context, lambda services, place, _: browsing.privacy(services, place))


async def on_forget(update: Update, context: BotContext) -> None:
    """`/forget`."""
    await _turn(update, context, lambda services, place, _: browsing.forget(services, place))


async def on_language(update: Update, context: BotContext) -> None:
    """`/language`."""
    await _turn(update, context, lambda services, place, _: browsing.language(services, place))


async def on_unknown(update: Update, context: BotContext) -> None:
    """A command of no meaning here; in groups it may be another bot's."""
    message = update.effective_message
    if message is not None and message.chat.type == ChatType.PRIVATE:
        await _turn(
            update,
            context,
            lambda services, place, _: Turn(say(services.phrases(place), "unknown_command")),
        )


async def _turn(
    update: Update, context: BotContext, make: Callable[[Services, Place, str], Turn]
) -> None:
    message: Message | None = update.message
    if message is None or not await is_welcome(update, context, message):
        return
    place = place_of(message, update.effective_user)
    turn = await asyncio.to_thread(make, context.services, place, argument_of(message))
    await answer_message(context, message, place, turn)
