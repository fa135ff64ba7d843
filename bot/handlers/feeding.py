"""The operator feeds the archive from a chat; anybody else gets a polite no and nothing changes."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from pathlib import Path, PurePath
from typing import TypeVar

from telegram import Document, Message, MessageOriginChannel, Update
from telegram.constants import ChatType, FileSizeLimit
from telegram.ext import filters

from bot.context import BotContext
from bot.conversation import feeding
from bot.conversation.feeds import feeds, refreshed
from bot.conversation.granting import collection
from bot.conversation.turn import Place, Turn
from bot.feeding import Post
from bot.handlers.incoming import argument_of, place_of, words_of
from bot.handlers.send import answer_message, edit, send
from bot.handlers.welcome import is_welcome
from store.collections import PUBLIC_NAME, CollectionId
from store.ingest.refresh import Refreshed
from store.ingest.write import Written

_T = TypeVar("_T")


class _ChannelPost(filters.MessageFilter):
    """A post of a channel, forwarded, with words in it."""

    def filter(self, message: Message) -> bool:
        return isinstance(message.forward_origin, MessageOriginChannel) and bool(words_of(message))


# What becomes an article where the operator sends it.
MATERIAL = filters.Document.ALL | _ChannelPost()
# How often the operator sees how far it has come.
_PROGRESS_S = 3.0


async def on_add(update: Update, context: BotContext) -> None:
    """`/add ADDRESS`."""
    message = update.effective_message
    if message is None or not await _is_operator(update, context, message):
        return
    source = argument_of(message)
    if not source.lower().startswith(("http://", "https://")):
        await _tell(update, context, message, "nothing_to_add")
        return
    begin(update, context, read(update, context, message, source))


async def on_remove(update: Update, context: BotContext) -> None:
    """`/remove ID_OR_ADDRESS`."""
    await _change(
        update,
        context,
        lambda place, argument: feeding.remove(context.services, place, argument),
    )


async def on_collection(update: Update, context: BotContext) -> None:
    """`/collection`, `/collection grant|revoke|feed NAME [CHAT_ID]`."""
    message = update.effective_message
    is_group = message is not None and message.chat.type != ChatType.PRIVATE
    await _change(
        update,
        context,
        lambda place, argument: collection(context.services, place, argument, is_group=is_group),
    )


async def on_stats(update: Update, context: BotContext) -> None:
    """`/stats`."""
    await _change(update, context, lambda *_: feeding.stats(context.services))


async def on_export(update: Update, context: BotContext) -> None:
    """`/export`, `/export COLLECTION`."""
    message = update.effective_message
    if message is None or not await _is_operator(update, context, message):
        return
    place = place_of(message, update.effective_user)
    name = argument_of(message) or PUBLIC_NAME
    collection = await asyncio.to_thread(context.services.readable, place, name)
    if collection is None:
        await _tell(update, context, message, "no_collection", name=name)
        return
    begin(update, context, _export(update, context, message, collection))


async def on_feeds(update: Update, context: BotContext) -> None:
    """`/feeds`, `/feeds add ADDRESS`, `/feeds remove ADDRESS`."""
    await _change(update, context, lambda place, argument: feeds(context.services, place, argument))


async def on_refresh(update: Update, context: BotContext) -> None:
    """`/refresh`."""
    message = update.effective_message
    if message is None or not await _is_operator(update, context, message):
        return
    begin(update, context, _refresh(update, context, message))


async def on_material(update: Update, context: BotContext) -> None:
    """A file or a forwarded post from the operator becomes an article; others' are messages."""
    message, feeds = update.effective_message, context.services.feeds
    if message is None or feeds is None or not await is_welcome(update, context, message):
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
        feeding.fed, context.services, place, [written], post.url or post.publisher
    )
    await answer_message(context, message, place, turn)


def begin(update: Update, context: BotContext, work: Coroutine[None, None, None]) -> None:
    """Do what takes a while without holding up the chat's other messages."""
    context.application.create_task(work, update=update)


async def read(
    update: Update, context: BotContext, message: Message, source: str, name: str = ""
) -> None:
    """Add what `source` holds; progress and outcome in one message that is edited."""
    services = context.services
    feeds = services.feeds
    if feeds is None:
        return
    place = place_of(message, update.effective_user)
    name = name or source
    begun = await asyncio.to_thread(feeding.told, services, place, "reading", source=name)
    sent = await send(context, message, begun.reply, is_reply=message.chat.type != ChatType.PRIVATE)
    collection = await asyncio.to_thread(services.fed_from, place)
    results: list[Written] = []
    reading = asyncio.create_task(
        asyncio.to_thread(
            _collect, feeds.read(source, collection), results, context.bot_data.stopping
        )
    )
    shown = 0
    while not (await asyncio.wait({reading}, timeout=_PROGRESS_S))[0]:
        if len(results) > shown:
            shown = len(results)
            more = await asyncio.to_thread(
                feeding.told, services, place, "reading", source=f"{name} ({shown})"
            )
            await edit(context, message.chat_id, sent.message_id, more.reply)
    is_whole = await reading
    turn = await asyncio.to_thread(
        partial(feeding.fed, services, place, results, name, is_whole=is_whole)
    )
    await edit(context, message.chat_id, sent.message_id, turn.reply)


def _collect(reading: Iterator[_T], results: list[_T], stopping: threading.Event) -> bool:
    """Take what comes until the bot is stopped; false where it was."""
    for written in reading:
        results.append(written)
        if stopping.is_set():
            return False
    return True


async def _refresh(update: Update, context: BotContext, message: Message) -> None:
    """Ask the feeds that are due, and say in one edited message what was new."""
    services = context.services
    if services.feeds is None:
        return
    place = place_of(message, update.effective_user)
    begun = await asyncio.to_thread(feeding.told, services, place, "refreshing")
    sent = await send(context, message, begun.reply, is_reply=message.chat.type != ChatType.PRIVATE)
    results: list[Written | Refreshed] = []
    is_whole = await asyncio.to_thread(
        _collect, services.feeds.refresh(), results, context.bot_data.stopping
    )
    turn = await asyncio.to_thread(partial(refreshed, services, place, results, is_whole=is_whole))
    await edit(context, message.chat_id, sent.message_id, turn.reply)


async def _export(
    update: Update, context: BotContext, message: Message, collection: CollectionId
) -> None:
    """Send a collection as files, and say in one edited message how it went."""
    services, feeds = context.services, context.services.feeds
    if feeds is None:
        return
    place = place_of(message, update.effective_user)
    begun = await asyncio.to_thread(feeding.told, services, place, "exporting")
    sent = await send(context, message, begun.reply, is_reply=False)
    with tempfile.TemporaryDirectory() as folder:
        parts = await asyncio.to_thread(feeds.export, collection, Path(folder))
        for part in parts or ():
            await context.bot.send_document(
                message.chat_id,
                await asyncio.to_thread(part.read_bytes),
                filename=part.name,
                message_thread_id=message.message_thread_id if message.is_topic_message else None,
            )
    key = "too_much_to_export" if parts is None else "exported" if parts else "nothing_in_it"
    done = await asyncio.to_thread(feeding.told, services, place, key)
    await edit(context, message.chat_id, sent.message_id, done.reply)


async def _read_file(
    update: Update, context: BotContext, message: Message, document: Document
) -> None:
    if (document.file_size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
        await _tell(update, context, message, "too_big")
        return
    name = PurePath(document.file_name or "file").name or "file"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        await (await document.get_file()).download_to_drive(path)
        await read(update, context, message, str(path), name)


def _post_of(message: Message) -> Post | None:
    """A forwarded post of a channel, with its public address where it has one."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return None
    username = origin.chat.username
    url = f"https://t.me/{username}/{origin.message_id}" if username else None
    name = origin.chat.title or username or ""
    return Post(words_of(message), name, origin.date.isoformat(), url)


async def _change(update: Update, context: BotContext, make: Callable[[Place, str], Turn]) -> None:
    message = update.effective_message
    if message is None or not await _is_operator(update, context, message):
        return
    place = place_of(message, update.effective_user)
    turn = await asyncio.to_thread(make, place, argument_of(message))
    await answer_message(context, message, place, turn)


async def _is_operator(update: Update, context: BotContext, message: Message) -> bool:
    if not await is_welcome(update, context, message):
        return False
    user = update.effective_user
    if user is not None and context.gatekeeper.is_operator(user.id):
        return True
    await _tell(update, context, message, "denied")
    return False


async def _tell(
    update: Update, context: BotContext, message: Message, key: str, **values: str
) -> None:
    place = place_of(message, update.effective_user)
    turn = await asyncio.to_thread(partial(feeding.told, context.services, place, key, **values))
    await answer_message(context, message, place, turn)
