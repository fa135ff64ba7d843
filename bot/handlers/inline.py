"""Questions from chats the bot is not in: inline queries, and guests that mention it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest

from bot.conversation.elsewhere import (
    MOST,
    PAGE,
    Choice,
    ask_in_private,
    choices,
    guest_reply,
    sentence,
)
from bot.conversation.turn import Place
from bot.errors import OverTimeError
from bot.handlers.context import BotContext
from bot.handlers.gatekeeper import Verdict
from bot.handlers.incoming import judge, place_of, question_of, words_of
from bot.handlers.send import entities, is_too_late, markup, preview
from bot.reply.markup import render
from bot.reply.split import clip, join, split

_log = logging.getLogger(__name__)

# Telegram may answer the same person's same query by itself for so long.
_CACHE_S = 60
_BUTTON_UNITS = 60


async def on_inline(update: Update, context: BotContext) -> None:
    """Offer what answers an inline query, ten at a time."""
    query = update.inline_query
    if query is None:
        return
    if judge(context, update) is not Verdict.WELCOME:
        await query.answer([], cache_time=_CACHE_S, is_personal=True)
        return
    place = Place(query.from_user.id, 0, query.from_user.language_code)
    offset = int(query.offset) if query.offset.isdecimal() and len(query.offset) < 4 else 0
    why_none = "nothing_found"
    try:
        found = await asyncio.to_thread(choices, context.services, place, query.query, offset)
    except OverTimeError as error:
        _log.warning("an inline query was given up: %s", error)
        found, why_none = (), "too_slow"
    button = None
    if not found and offset == 0 and query.query.strip():
        says = await asyncio.to_thread(context.services.phrases, place)
        payload = await asyncio.to_thread(
            ask_in_private, context.services, place, query.query.strip()
        )
        label = clip(says.text(why_none), _BUTTON_UNITS)
        button = InlineQueryResultsButton(label, start_parameter=payload)
    more = offset + PAGE
    try:
        await query.answer(
            [_result(choice, context.bot.username) for choice in found],
            cache_time=_CACHE_S,
            is_personal=True,
            next_offset=str(more) if len(found) >= PAGE and more < MOST else "",
            button=button,
        )
    except BadRequest as error:
        if not is_too_late(error):
            raise


async def on_guest(update: Update, context: BotContext) -> None:
    """Answer somebody who mentions the bot in a chat it is not in."""
    message = update.guest_message
    if message is None or message.guest_query_id is None:
        return
    if judge(context, update) is not Verdict.WELCOME:
        return
    question = question_of(message, context.bot.username)
    if not question and message.reply_to_message is not None:
        question = words_of(message.reply_to_message)
    # Nobody says who else is in that chat.
    place = replace(place_of(message, update.effective_user), is_public=True)
    try:
        choice = await asyncio.to_thread(guest_reply, context.services, place, question)
    except OverTimeError as error:
        _log.warning("a guest's question was given up: %s", error)
        choice = await asyncio.to_thread(sentence, context.services, place, "too_slow")
    await message.answer_guest_query(_result(choice, context.bot.username))


def _result(choice: Choice, username: str) -> InlineQueryResultArticle:
    # Dates as plain text: a result refused for its date entities would take all others with it.
    part = render(join(split(choice.reply.blocks)[0]), with_dates=False)
    return InlineQueryResultArticle(
        choice.id,
        choice.title,
        InputTextMessageContent(
            part.text, entities=entities(part), link_preview_options=preview(choice.reply)
        ),
        description=choice.description or None,
        reply_markup=markup(choice.reply.keyboard, username),
    )
