"""Runs the bot as a service: starts it, watches over it, stops it cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.ext import Updater

from bot.answering.answerer import Answers
from bot.conversation.curating import Curator
from bot.conversation.rights import administrators_decide
from bot.errors import SettingsError
from bot.handlers.context import BotApplication
from bot.handlers.telling import Teller
from bot.reply.phrases import DEFAULT_LANGUAGE, languages, phrases
from bot.service.app import ALLOWED_UPDATES, build_application
from bot.service.health import FileWatch, start_health
from bot.service.logs import configure
from bot.service.polling import (
    SILENCE_S,
    Pulse,
    PulsingRequest,
    forget_missing_sniffio,
    start_polling,
    watch,
)
from bot.service.webhook import Hook, Webhook
from bot.settings import Settings
from store.chats.chats import Chats
from store.chats.handled import HandledUpdates
from store.database.collections import Collections

_log = logging.getLogger(__name__)

# A job that runs beside the bot until it is cancelled.
Job = Callable[[], Coroutine[None, None, None]]

# Seconds between attempts to reach Telegram at the start.
RECONNECT_S = 5.0
# Threads that answer questions. They take turns with the event loop, and more would hold it up.
_THREADS = 2
# Threads where worker processes answer: they only wait for the workers and for files.
_THREADS_THAT_WAIT = 16
# Seconds that a thread may keep the interpreter while the event loop waits (by default .005).
_SWITCH_S = 0.001
# Commands of no use in a group.
_PRIVATE_COMMANDS = frozenset({"start", "privacy", "language", "forget"})


def serve(
    settings: Settings,
    answers: Answers,
    chats: Chats,
    curator: Curator | None = None,
    collections: Collections | None = None,
    job: Job | None = None,
) -> int:
    """Run the bot until SIGTERM or Ctrl-C, with `job` beside it; the exit status.

    Raises:
        SettingsError: the token is missing, or Telegram does not know it.
    """
    configure(settings.token())
    return asyncio.run(run(settings, answers, chats, curator, collections, job))


async def prepare(application: BotApplication, operator_ids: frozenset[int] = frozenset()) -> None:
    """Learn what Telegram lets this bot do, and show people what it is and can do."""
    desk = application.bot_data
    can_share = bool(application.bot.bot.supports_inline_queries)
    desk.services = replace(desk.services, rules=replace(desk.services.rules, can_share=can_share))
    try:
        await _introduce(application)
        await _show_operators(application, operator_ids)
    except TelegramError as error:
        _log.warning("menus and descriptions were not set: %s", type(error).__name__)


async def run(
    settings: Settings,
    answers: Answers,
    chats: Chats,
    curator: Curator | None = None,
    collections: Collections | None = None,
    job: Job | None = None,
    reconnect_s: float = RECONNECT_S,
) -> int:
    """Be the bot until SIGTERM or Ctrl-C; see `serve`."""
    secret = _webhook_secret(settings)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    threads = _THREADS_THAT_WAIT if settings.workers else _THREADS
    loop.set_default_executor(ThreadPoolExecutor(threads, "archive"))
    sys.setswitchinterval(_SWITCH_S)
    forget_missing_sniffio()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    pulse = Pulse()
    application = build_application(
        settings,
        answers,
        chats,
        polling_request=PulsingRequest(pulse),
        curator=curator,
        collections=collections,
    )
    tally = application.bot_data.services.tally
    async with contextlib.AsyncExitStack() as stack:
        # Connections are open even if the application never gets to be initialized.
        stack.push_async_callback(application.bot.shutdown)
        if not await _initialized(application, stopped, reconnect_s):
            return 0
        stack.push_async_callback(application.shutdown)
        await prepare(application, settings.operator_ids)
        await application.start()
        stack.push_async_callback(application.stop)
        stack.callback(application.bot_data.stopping.set)
        teller = Teller(application)
        teller.start()
        stack.push_async_callback(teller.stop)
        updater = application.updater
        if updater is None:
            return 1
        stack.push_async_callback(_stop, updater)
        watching: asyncio.Task[None] | None = None
        if settings.webhook_url is None:
            await start_polling(updater, ALLOWED_UPDATES)
            watching = asyncio.create_task(watch(updater, pulse, ALLOWED_UPDATES))
            watching.add_done_callback(lambda _: stopped.set())
            stack.callback(watching.cancel)
        else:
            received = HandledUpdates(chats.connections, application.bot.id)
            await _start_webhook(application, settings, secret, received, stack)
        files = FileWatch(chats.archive, chats.connections)
        stack.push_async_callback(_ended, asyncio.create_task(files.run()))
        if settings.health_port:
            beats = pulse if settings.webhook_url is None else None
            wrong = partial(_what_is_wrong, files, beats)
            stack.callback(start_health(settings.health_port, tally, wrong).stop)
        if job is not None:
            stack.push_async_callback(_ended, asyncio.create_task(job()))
        # Objects made so far stay, so no full collection need look through them again.
        gc.collect()
        gc.freeze()
        _log.info("ready: @%s", application.bot.username)
        await stopped.wait()
        _log.info("stopping")
        if watching is not None and watching.done():
            _log.error("polling cannot be started again", exc_info=watching.exception())
            return 1
    return 0


def _what_is_wrong(files: FileWatch, pulse: Pulse | None) -> str:
    is_silent = pulse is not None and pulse.silence_s() > SILENCE_S
    return "; ".join(filter(None, ["polling has stopped" if is_silent else "", files.problem]))


async def _initialized(
    application: BotApplication, stopped: asyncio.Event, reconnect_s: float
) -> bool:
    """Reach Telegram, however long it takes; false where we are stopped before."""
    while not stopped.is_set():
        try:
            await application.initialize()
        except InvalidToken as error:
            message = "TELEGRAM_BOT_TOKEN: Telegram does not know this token"
            raise SettingsError(message) from error
        except NetworkError as error:
            _log.warning("Telegram cannot be reached (%s), trying again", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), reconnect_s)
        else:
            return True
    return False


def _webhook_secret(settings: Settings) -> str:
    """The secret that Telegram shows with each call; empty with long polling."""
    if settings.webhook_url is None:
        return ""
    if settings.webhook_secret is None:
        message = "PULLQUOTE_WEBHOOK_SECRET is not set: a webhook needs one, or anybody could call"
        raise SettingsError(message)
    return settings.webhook_secret.get_secret_value()


async def _start_webhook(
    application: BotApplication,
    settings: Settings,
    secret: str,
    received: HandledUpdates,
    stack: contextlib.AsyncExitStack,
) -> None:
    """Let Telegram call us: on the path of the public address, with the secret it must show."""
    url = settings.webhook_url or ""
    hook = Hook(settings.webhook_listen, settings.webhook_port, urlsplit(url).path, url, secret)
    webhook = Webhook(application.bot, application.update_queue, hook, received)
    stack.push_async_callback(webhook.stop)
    await webhook.start(ALLOWED_UPDATES)


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it has put its things in order."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _stop(updater: Updater) -> None:
    if updater.running:
        await updater.stop()


async def _show_operators(application: BotApplication, operator_ids: frozenset[int]) -> None:
    """The operators' menus have their own commands too; who never wrote to the bot has none."""
    says = phrases(DEFAULT_LANGUAGE)
    commands = [
        BotCommand(name, what) for name, what in (*says.commands(), *says.operator_commands())
    ]
    for operator_id in sorted(operator_ids):
        with contextlib.suppress(BadRequest):
            await application.bot.set_my_commands(commands, BotCommandScopeChat(operator_id))


async def _introduce(application: BotApplication) -> None:
    """Menus and descriptions, in each language, the default one for all others."""
    bot = application.bot
    for code in languages():
        says = phrases(code)
        tag = None if code == DEFAULT_LANGUAGE else code
        commands = [BotCommand(name, what) for name, what in says.commands()]
        in_groups = [command for command in commands if command.command not in _PRIVATE_COMMANDS]
        await bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), tag)
        for_all = [one for one in in_groups if not administrators_decide(one.command)]
        await bot.set_my_commands(for_all, BotCommandScopeAllGroupChats(), tag)
        await bot.set_my_commands(in_groups, BotCommandScopeAllChatAdministrators(), tag)
        await bot.set_my_description(says.profile("description"), tag)
        await bot.set_my_short_description(says.profile("short"), tag)
