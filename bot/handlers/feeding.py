"""The operator's commands; anybody else gets a polite no and nothing changes."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from telegram import Message, Update
from telegram.constants import ChatType

from bot.conversation import operating
from bot.conversation.operating import collection, feeds, refreshed
from bot.conversation.rights import command_deed, refusal
from bot.conversation.turn import Place, Turn
from bot.handlers.adding import begin, collect
from bot.handlers.context import BotContext
from bot.handlers.deciding import may
from bot.handlers.incoming import argument_of, name_of, place_of
from bot.handlers.send import answer_message, edit, send
from bot.handlers.welcome import is_welcome, tell
from store.database.collections import PUBLIC, PUBLIC_NAME, CollectionId
from store.ingest.feeds.refresh import Refreshed
from store.ingest.writing.write import Written


async def on_remove(update: Update, context: BotContext) -> None:
    """`/remove ID_OR_ADDRESS`."""
    await _change(
        update,
        context,
        lambda place, argument: operating.remove(context.services, place, argument),
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
    await _change(update, context, lambda *_: operating.stats(context.services))


async def on_export(update: Update, context: BotContext) -> None:
    """`/export`, `/export COLLECTION`."""
    message = update.effective_message
    if message is None or not await _is_allowed(update, context, message):
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
    if message is None or not await _is_allowed(update, context, message):
        return
    begin(update, context, _refresh(update, context, message))


async def _refresh(update: Update, context: BotContext, message: Message) -> None:
    """Ask the feeds that are due, and say in one edited message what was new."""
    services = context.services
    if services.curator is None:
        return
    place = place_of(message, update.effective_user)
    begun = await asyncio.to_thread(operating.told, services, place, "refreshing")
    sent = await send(context, message, begun.reply, is_reply=message.chat.type != ChatType.PRIVATE)
    results: list[Written | Refreshed] = []
    is_whole = await asyncio.to_thread(
        collect, services.curator.refresh(), results, context.bot_data.stopping
    )
    turn = await asyncio.to_thread(partial(refreshed, services, place, results, is_whole=is_whole))
    await edit(context, message.chat_id, sent.message_id, turn.reply)


async def _export(
    update: Update, context: BotContext, message: Message, collection: CollectionId
) -> None:
    """Send a collection as files, and say in one edited message how it went."""
    services, feeds = context.services, context.services.curator
    if feeds is None:
        return
    place = place_of(message, update.effective_user)
    begun = await asyncio.to_thread(operating.told, services, place, "exporting")
    sent = await send(context, message, begun.reply, is_reply=False)
    with tempfile.TemporaryDirectory() as folder:
        parts = await asyncio.to_thread(feeds.export, collection, Path(folder))
        for part in parts or ():
            await context.bot.send_document(
                message.chat_id,
                await asyncio.to_thread(part.read_bytes),
                filename=part.name,
                protect_content=collection != PUBLIC,
                message_thread_id=message.message_thread_id if message.is_topic_message else None,
            )
    key = "too_much_to_export" if parts is None else "exported" if parts else "nothing_in_it"
    done = await asyncio.to_thread(operating.told, services, place, key)
    await edit(context, message.chat_id, sent.message_id, done.reply)


async def _change(update: Update, context: BotContext, make: Callable[[Place, str], Turn]) -> None:
    message = update.effective_message
    if message is None or not await _is_allowed(update, context, message):
        return
    place = place_of(message, update.effective_user)
    turn = await asyncio.to_thread(make, place, argument_of(message))
    await answer_message(context, message, place, turn)


async def _is_allowed(update: Update, context: BotContext, message: Message) -> bool:
    if not await is_welcome(update, context, message):
        return False
    deed = command_deed(name_of(message), argument_of(message))
    if await may(context, deed, message.chat, update.effective_user, message.sender_chat):
        return True
    await tell(update, context, message, refusal(deed))
    return False


async def _tell(
    update: Update, context: BotContext, message: Message, key: str, **values: str
) -> None:
    place = place_of(message, update.effective_user)
    turn = await asyncio.to_thread(partial(operating.told, context.services, place, key, **values))
    await answer_message(context, message, place, turn)
