"""The operator feeds the archive from a chat; anybody else gets a polite no and nothing changes."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePath

from telegram import Document, Message, MessageOriginChannel, Update
from telegram.constants import ChatType, FileSizeLimit
from telegram.ext import filters

from bot.context import BotContext
from bot.conversation import feeding
from bot.conversation.turn import Place, Turn
from bot.feeding import Feeds, Post
from bot.handlers.incoming import argument_of, place_of, words_of
from bot.handlers.send import answer_message, edit, send
from bot.handlers.welcome import is_welcome
from store.ingest.write import Written


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
    await read(update, context, message, source)


async def on_remove(update: Update, context: BotContext) -> None:
    """`/remove ID_OR_ADDRESS`."""
    await _change(
        update,
        context,
        lambda place, argument: feeding.remove(context.services, place, argument),
    )


async def on_stats(update: Update, context: BotContext) -> None:
    """`/stats`."""
    await _change(update, context, lambda *_: feeding.stats(context.services))


async def on_material(update: Update, context: BotContext) -> None:
    """A file or a forwarded post from the operator becomes an article; others' are messages."""
    message, feeds = update.effective_message, context.services.feeds
    if message is None or feeds is None or not await is_welcome(update, context, message):
        return
    if message.document is not None:
        await _read_file(update, context, message, message.document)
        return
    post = _post_of(message)
    if post is None:
        return
    place = place_of(message, update.effective_user)
    written = await asyncio.to_thread(feeds.put, post)
    turn = await asyncio.to_thread(
        feeding.fed, context.services, place, [written], post.url or post.publisher
    )
    await answer_message(context, message, place, turn)


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
    results: list[Written] = []
    reading = asyncio.create_task(asyncio.to_thread(_collect, feeds, source, results))
    shown = 0
    while not (await asyncio.wait({reading}, timeout=_PROGRESS_S))[0]:
        if len(results) > shown:
            shown = len(results)
            more = await asyncio.to_thread(
                feeding.told, services, place, "reading", source=f"{name} ({shown})"
            )
            await edit(context, message.chat_id, sent.message_id, more.reply)
    await reading
    turn = await asyncio.to_thread(feeding.fed, services, place, results, name)
    await edit(context, message.chat_id, sent.message_id, turn.reply)


def _collect(feeds: Feeds, source: str, results: list[Written]) -> None:
    results.extend(feeds.read(source))


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


async def _tell(update: Update, context: BotContext, message: Message, key: str) -> None:
    place = place_of(message, update.effective_user)
    turn = await asyncio.to_thread(feeding.told, context.services, place, key)
    await answer_message(context, message, place, turn)
