"""Puts the Telegram application together from settings and answers."""

from __future__ import annotations

from telegram import Update
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot.answering.answerer import Answers
from bot.conversation.curating import Curator
from bot.conversation.routing import COMMANDS
from bot.conversation.services import Services
from bot.conversation.tally import Tally
from bot.conversation.turn import Rules
from bot.handlers import (
    adding,
    callback,
    command,
    error,
    feeding,
    inline,
    members,
    message,
    welcome,
)
from bot.handlers.context import BotApplication, BotContext, Desk
from bot.handlers.gatekeeper import Gatekeeper
from bot.service.delivery import ChatOrder, PatientLimiter
from bot.settings import Settings
from store.chats.chats import Chats
from store.chats.follows import Follows
from store.chats.handled import HandledUpdates
from store.chats.news import News
from store.database.collections import Collections

# Measured on a bare bot with 50 ms a call and 50 chats: one at a time 18 replies a second, 8 to 16
# about 270, 256 (what `True` means) 110 with seconds of tail.
CONCURRENT_UPDATES = 16
# Only what a handler below takes.
ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.GUEST_MESSAGE,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
)
_READ_TIMEOUT_S = 20.0
_CONNECTIONS = 32

# Handlers of a lower group see an update first.
_BEFORE_ALL = -1
_QUESTIONS = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE


def build_application(
    settings: Settings,
    answers: Answers,
    chats: Chats,
    *,
    request: BaseRequest | None = None,
    polling_request: BaseRequest | None = None,
    rate_limiter: AIORateLimiter | None = None,
    curator: Curator | None = None,
    collections: Collections | None = None,
) -> BotApplication:
    """The bot, ready to be started.

    `request` stands in for the network, `polling_request` for the connection that polls.

    Raises:
        SettingsError: there is no token.
    """
    token = settings.token()
    # A token begins with its bot's number.
    number = token.partition(":")[0]
    handled = HandledUpdates(chats.connections, int(number) if number.isdecimal() else 0)
    services = Services(
        answers,
        chats,
        Rules(
            settings.article_view,
            settings.memory_hours * 3600,
            settings.buttons_days * 86400,
            most_follows=settings.follows_per_chat,
        ),
        Tally(),
        News(Follows(chats)),
        curator,
        collections,
    )
    builder = (
        Application.builder()
        .token(token)
        .context_types(ContextTypes(context=BotContext, bot_data=Desk))
        .job_queue(None)
        .rate_limiter(rate_limiter or PatientLimiter())
        .concurrent_updates(ChatOrder(CONCURRENT_UPDATES, handled))
        .request(
            request or HTTPXRequest(connection_pool_size=_CONNECTIONS, read_timeout=_READ_TIMEOUT_S)
        )
    )
    polls_with = polling_request or request
    if polls_with is not None:
        builder = builder.get_updates_request(polls_with)
    if settings.telegram_api_url is not None:
        address = settings.telegram_api_url.rstrip("/")
        builder = builder.base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")
    application: BotApplication = builder.build()
    desk = application.bot_data
    desk.services = services
    desk.gatekeeper = Gatekeeper(
        settings.access,
        settings.allowed_ids,
        settings.questions_per_minute,
        settings.operator_ids,
    )
    desk.members = members.Members()
    _add_handlers(application)
    return application


def _add_handlers(application: BotApplication) -> None:
    operators = {
        "add": adding.on_add,
        "remove": feeding.on_remove,
        "stats": feeding.on_stats,
        "collection": feeding.on_collection,
        "export": feeding.on_export,
        "feeds": feeding.on_feeds,
        "refresh": feeding.on_refresh,
    }
    commands = dict.fromkeys(COMMANDS.keys() - {"ask"}, command.on_command) | operators
    application.add_handler(TypeHandler(Update, welcome.leave_bots_alone), _BEFORE_ALL)
    application.add_handler(CommandHandler("ask", message.on_ask, _QUESTIONS))
    for name, handler in commands.items():
        application.add_handler(CommandHandler(name, handler, filters.UpdateType.MESSAGE))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, message.on_migration))
    application.add_handler(
        MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND, command.on_unknown)
    )
    application.add_handler(
        MessageHandler(
            filters.UpdateType.MESSAGE & ~filters.ChatType.CHANNEL & adding.MATERIAL,
            message.on_material,
        )
    )
    application.add_handler(
        MessageHandler(_QUESTIONS & ~filters.StatusUpdate.ALL, message.on_message)
    )
    application.add_handler(CallbackQueryHandler(callback.on_callback))
    application.add_handler(InlineQueryHandler(inline.on_inline))
    application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, inline.on_guest))
    application.add_handler(ChatMemberHandler(members.on_member, ChatMemberHandler.CHAT_MEMBER))
    application.add_handler(
        ChatMemberHandler(members.on_own_membership, ChatMemberHandler.MY_CHAT_MEMBER)
    )
    application.add_error_handler(error.on_error)
