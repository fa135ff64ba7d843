"""Types the context of a handler: python-telegram-bot's, with our services."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram.ext import Application, CallbackContext, ExtBot

from bot.conversation.services import Services
from bot.handlers.gatekeeper import Gatekeeper

if TYPE_CHECKING:
    from bot.handlers.members import Members

BotData: TypeAlias = dict[Any, Any]


class BotContext(CallbackContext[ExtBot[int], BotData, BotData, "Desk"]):
    """A handler's context."""

    @property
    def services(self) -> Services:
        """The conversation's services."""
        return self.bot_data.services

    @property
    def gatekeeper(self) -> Gatekeeper:
        """The judge of who may ask, and how often."""
        return self.bot_data.gatekeeper


class Desk:
    """Holds the services of all handlers; filled in once by `build_application`."""

    services: Services
    gatekeeper: Gatekeeper
    members: Members

    def __init__(self) -> None:
        # Set when the bot is about to stop, for threads that have much to do.
        self.stopping = threading.Event()
        # Tokens of the offers whose address is being read.
        self.under_way: set[str] = set()


BotApplication: TypeAlias = Application[ExtBot[int], BotContext, BotData, BotData, Desk, None]
