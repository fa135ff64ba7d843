"""A turn of the conversation becomes calls of the Bot API."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from urllib.parse import quote, urlencode

from telegram import (
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import ExtBot
from telegram.helpers import create_deep_linked_url

from bot.conversation.turn import Place, Turn
from bot.handlers.context import BotContext
from bot.reply.buttons import Button, Copy, Keyboard, Open, Pass, Press, Share, encode
from bot.reply.card import Reply
from bot.reply.markup import Rendered, render
from bot.reply.split import Blocks, join, split

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

# How a Bot API server says that it does not know a kind of entity (tdlib/telegram-bot-api,
# Client.cpp, `get_text_entity_type`).
_UNKNOWN_ENTITY = "unsupported type"
# Telegram's form of a date: D is the long one ("March 17, 2022").
_DATE_FORM = "D"
# How Telegram says that a message is there no more, or too old to change.
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


def markup(keyboard: Keyboard, username: str) -> InlineKeyboardMarkup | None:
    """The buttons as Telegram takes them, None where there are none; the bot is `username`."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup([[_button(b, username) for b in row] for row in keyboard])


def entities(rendered: Rendered) -> list[MessageEntity]:
    """The entities of a message as Telegram takes them."""
    return [
        MessageEntity(
            one.kind,
            one.offset,
            one.length,
            url=one.url,
            unix_time=None if one.unix_s is None else datetime.fromtimestamp(one.unix_s, UTC),
            date_time_format=None if one.unix_s is None else _DATE_FORM,
        )
        for one in rendered.entities
    ]


def preview(reply: Reply) -> LinkPreviewOptions:
    """A small preview of the source, and of nothing else the text links to."""
    if reply.preview_url is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=reply.preview_url, prefer_small_media=True)


async def answer_message(context: BotContext, message: Message, place: Place, turn: Turn) -> None:
    """Send a turn in answer to `message`, in its topic, and keep what it leaves behind.

    In groups the answer replies to the question, if it is still there.
    """
    is_private = await asyncio.to_thread(context.services.is_private, turn)
    is_reply = message.chat.type != ChatType.PRIVATE
    sent = await send(context, message, turn.reply, is_reply=is_reply, is_private=is_private)
    await asyncio.to_thread(context.services.keep, place, turn, message.message_id, sent.message_id)


async def send(
    context: BotContext,
    message: Message,
    reply: Reply,
    *,
    is_reply: bool,
    is_private: bool = False,
) -> Message:
    """Send a reply where `message` stands, in as many messages as it takes.

    The last one carries the buttons and is returned. A private one cannot be passed on.
    """
    thread_id = message.message_thread_id if message.is_topic_message else None
    quoted = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    return await send_to(
        context.bot,
        message.chat_id,
        thread_id,
        reply,
        quoted=quoted if is_reply else None,
        is_private=is_private,
    )


async def send_to(
    bot: ExtBot[int],
    chat_id: int,
    thread_id: int | None,
    reply: Reply,
    *,
    quoted: ReplyParameters | None = None,
    is_private: bool = False,
) -> Message:
    """Send a reply to a chat, or a topic of it, in as many messages as it takes.

    The first answers what is `quoted`; the last one carries the buttons and is returned. Those of a
    private reply can be neither forwarded nor saved.
    """
    parts = split(reply.blocks)

    async def call(part: Rendered, *, is_first: bool, is_last: bool) -> Message:
        return await bot.send_message(
            chat_id,
            part.text,
            entities=entities(part),
            message_thread_id=thread_id,
            link_preview_options=preview(reply),
            reply_parameters=quoted if is_first else None,
            reply_markup=markup(reply.keyboard, bot.username) if is_last else None,
            protect_content=True if is_private else None,
        )

    for part in parts[:-1]:
        await _with_dates(part, partial(call, is_first=part is parts[0], is_last=False))
    return await _with_dates(parts[-1], partial(call, is_first=len(parts) == 1, is_last=True))


async def edit(context: BotContext, chat_id: int, message_id: int, reply: Reply) -> bool:
    """Put a reply in the place of an earlier one; false where that one is gone.

    That it is the same already is no error.
    """
    part = split(reply.blocks)[0]

    async def call(part: Rendered) -> None:
        await context.bot.edit_message_text(
            part.text,
            chat_id,
            message_id,
            entities=entities(part),
            link_preview_options=preview(reply),
            reply_markup=markup(reply.keyboard, context.bot.username),
        )

    try:
        await _with_dates(part, call)
    except BadRequest as error:
        if any(sign in error.message.lower() for sign in _GONE):
            return False
        if "not modified" not in error.message:
            raise
    return True


async def acknowledge(query: CallbackQuery, text: str | None = None) -> None:
    """Stop a pressed button's spinner, with a word if there is one. Too late is no error."""
    try:
        await query.answer(text)
    except BadRequest as error:
        if not is_too_late(error):
            raise
        _log.info("a callback was too old to be answered")


def is_too_late(error: BadRequest) -> bool:
    """Whether Telegram refuses an answer because nobody waits for it any more."""
    return "query is too old" in error.message.lower()


async def _with_dates(part: Blocks, call: Callable[[Rendered], Awaitable[_T]]) -> _T:
    """Call with the rendered part, and once more with plain dates where that is refused.

    A Bot API server older than 9.5 knows no date entities.
    """
    try:
        return await call(render(join(part)))
    except BadRequest as error:
        if _UNKNOWN_ENTITY not in error.message.lower():
            raise
        return await call(render(join(part), with_dates=False))


def _button(button: Button, username: str) -> InlineKeyboardButton:
    match button:
        case Press(label, callback):
            return InlineKeyboardButton(label, callback_data=encode(callback))
        case Copy(label, text):
            return InlineKeyboardButton(label, copy_text=CopyTextButton(text))
        case Share(label, query):
            return InlineKeyboardButton(label, switch_inline_query=query)
        case Pass(label, payload, text):
            address = create_deep_linked_url(username, payload)
            query = urlencode({"url": address, "text": text}, quote_via=quote)
            return InlineKeyboardButton(label, url=f"https://t.me/share/url?{query}")
        case Open(label, payload):
            address = create_deep_linked_url(username, payload)
            return InlineKeyboardButton(label, url=address)
