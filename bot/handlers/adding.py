"""Takes addresses, files and forwarded posts from a chat into the archive."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from telegram import Document, Message, MessageOriginChannel, Update
from telegram.constants import ChatType, FileSizeLimit
from telegram.ext import filters

from bot.conversation import operating
from bot.conversation.curating import Post
from bot.conversation.operating import Offer
from bot.conversation.rights import refusal
from bot.conversation.turn import Place
from bot.handlers.context import BotContext
from bot.handlers.deciding import feeding_deed, may_feed
from bot.handlers.incoming import argument_of, place_of, words_of
from bot.handlers.send import acknowledge, answer_message, edit, send
from bot.handlers.welcome import is_welcome, tell
from bot.reply.buttons import Callback
from bot.reply.card import Reply
from store.ingest.writing.write import Written

_T = TypeVar("_T")
# A file's name has at most 255 bytes on the systems we know, and a code point up to four.
_MOST_STEM_CHARS = 50
_MOST_KIND_CHARS = 10
# How often whoever adds something sees how far it has come.
_PROGRESS_S = 3.0


class _ChannelPost(filters.MessageFilter):
    """A post of a channel, forwarded, with words in it."""

    def filter(self, message: Message) -> bool:
        return isinstance(message.forward_origin, MessageOriginChannel) and bool(words_of(message))


# What becomes an article where somebody sends it who may feed.
MATERIAL = filters.Document.ALL | _ChannelPost()


async def on_add(update: Update, context: BotContext) -> None:
    """`/add ADDRESS`."""
    message = update.effective_message
    if message is None or not await is_welcome(update, context, message):
        return
    if not await may_feed(context, message, update.effective_user, message.sender_chat):
        await tell(update, context, message, refusal(await feeding_deed(context, message)))
        return
    source = argument_of(message)
    if not source.lower().startswith(("http://", "https://")):
        await _tell(update, context, message, "nothing_to_add")
        return
    begin(update, context, _read(update, context, message, source))


async def take_in(update: Update, context: BotContext, message: Message) -> None:
    """A file or a forwarded post of somebody who may feed becomes an article."""
    feeds = context.services.curator
    if feeds is None or not await is_welcome(update, context, message):
        return
    if message.document is not None:
        begin(update, context, _read_file(update, context, message, message.document))
        return
    post = _post_of(message)
    if post is None:
        return
    place = place_of(message, update.effective_user)
    collection = await asyncio.to_thread(context.services.fed_from, place)
    written = await asyncio.to_thread(feeds.put, post, collection)
    turn = await asyncio.to_thread(
        operating.fed, context.services, place, [written], post.url or post.publisher
    )
    await answer_message(context, message, place, turn)


async def on_offer_taken(
    update: Update, context: BotContext, message: Message, callback: Callback
) -> None:
    """The button that adds a pasted address was pressed, under the bot's `message`.

    Progress and outcome are edited into it. Presses while it is read, and of people who may not
    feed, bring a passing word; what is there by then is shown.
    """
    query, services = update.callback_query, context.services
    if query is None:
        return
    place = place_of(message, query.from_user)
    if not await may_feed(context, message, query.from_user):
        deed = await feeding_deed(context, message)
        notice = await asyncio.to_thread(services.notice, place, refusal(deed))
        await acknowledge(query, notice.text)
        return
    offer = await asyncio.to_thread(operating.offer_of, services, place, callback.token)
    under_way = context.bot_data.under_way
    if offer is None or offer.token in under_way:
        notice = await asyncio.to_thread(services.notice, place, "adding" if offer else "stale")
        await acknowledge(query, notice.text)
        return
    under_way.add(offer.token)
    await acknowledge(query)
    begin(update, context, _take(context, place, message, offer))


def begin(update: Update, context: BotContext, work: Coroutine[None, None, None]) -> None:
    """Do what takes a while without holding up the chat's other messages."""
    context.application.create_task(work, update=update)


def collect(reading: Iterator[_T], results: list[_T], stopping: threading.Event) -> bool:
    """Take what comes until the bot is stopped; false where it was."""
    for written in reading:
        results.append(written)
        if stopping.is_set():
            return False
    return True


async def _take(context: BotContext, place: Place, message: Message, offer: Offer) -> None:
    try:
        there = await asyncio.to_thread(operating.about_page, context.services, place, offer.url)
        if there is None:
            await _read_into(context, place, message.message_id, offer.url, offer=offer)
        elif await edit(context, message.chat_id, message.message_id, there.reply):
            await asyncio.to_thread(context.services.keep, place, there, 0, message.message_id)
    finally:
        context.bot_data.under_way.discard(offer.token)


async def _read(
    update: Update, context: BotContext, message: Message, source: str, name: str = ""
) -> None:
    """Add what `source` holds; progress and outcome in one message that is edited."""
    place = place_of(message, update.effective_user)
    begun = await _progress(context, place, name or source, None)
    sent = await send(context, message, begun, is_reply=message.chat.type != ChatType.PRIVATE)
    await _read_into(context, place, sent.message_id, source, name)


async def _read_into(
    context: BotContext,
    place: Place,
    message_id: int,
    source: str,
    name: str = "",
    offer: Offer | None = None,
) -> None:
    """The same in a message that is there. An offer stays until it is fulfilled."""
    services, name = context.services, name or source
    if services.curator is None:
        return
    if offer is not None:
        begun = await _progress(context, place, name, offer)
        await edit(context, place.chat_id, message_id, begun)
    collection = await asyncio.to_thread(services.fed_from, place)
    results: list[Written] = []
    found = services.curator.read(source, collection)
    reading = asyncio.create_task(
        asyncio.to_thread(collect, found, results, context.bot_data.stopping)
    )
    shown = 0
    while not (await asyncio.wait({reading}, timeout=_PROGRESS_S))[0]:
        if len(results) > shown:
            shown = len(results)
            more = await _progress(context, place, f"{name} ({shown})", offer)
            await edit(context, place.chat_id, message_id, more)
    is_whole = await reading
    turn = await asyncio.to_thread(
        partial(operating.fed, services, place, results, name, is_whole=is_whole, offer=offer)
    )
    await edit(context, place.chat_id, message_id, turn.reply)
    await asyncio.to_thread(services.keep, place, turn, 0, message_id)


async def _progress(context: BotContext, place: Place, name: str, offer: Offer | None) -> Reply:
    return await asyncio.to_thread(operating.reading, context.services, place, name, offer)


async def _read_file(
    update: Update, context: BotContext, message: Message, document: Document
) -> None:
    if (document.file_size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
        await _tell(update, context, message, "too_big")
        return
    name = file_name(document.file_name or "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        await (await document.get_file()).download_to_drive(path)
        await _read(update, context, message, str(path), name)


def file_name(given: str) -> str:
    """A name that every file system takes, as near as may be to the one that a person gave.

    At most 61 code points, a kind such as `.pdf` among them; `file` for one with nothing left.
    """
    name = given.replace("\\", "/").rpartition("/")[2]
    name = "".join(character if character.isprintable() else " " for character in name)
    name = name.encode("utf-8", "ignore").decode().strip(" .")
    stem, dot, kind = name.rpartition(".")
    if not stem or len(kind) > _MOST_KIND_CHARS:
        stem, dot, kind = name, "", ""
    return f"{stem[:_MOST_STEM_CHARS].strip() or 'file'}{dot}{kind}"


def _post_of(message: Message) -> Post | None:
    """A forwarded post of a channel, with its public address where it has one."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return None
    username = origin.chat.username
    url = f"https://t.me/{username}/{origin.message_id}" if username else None
    name = origin.chat.title or username or ""
    return Post(words_of(message), name, origin.date.isoformat(), url)


async def _tell(update: Update, context: BotContext, message: Message, key: str) -> None:
    place = place_of(message, update.effective_user)
    turn = await asyncio.to_thread(operating.told, context.services, place, key)
    await answer_message(context, message, place, turn)
