"""Knows who is a member of a group, and what becomes of a chat that the bot is put out of."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatType

from bot.handlers.context import BotContext

_log = logging.getLogger(__name__)

# Seconds for which an answer of Telegram holds. Only administrators hear at once who has left.
_KNOWN_S = 60.0
# Members known at a time; the ones met longest ago are let go first.
_MOST_KNOWN = 10_000


class Members:
    """Remembers for a minute whether somebody is a member of a group."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[int, int], tuple[bool, float]] = OrderedDict()

    def is_member(self, chat_id: int, user_id: int) -> bool | None:
        """Whether they are, None where that is not known any more."""
        is_member, until = self._known.get((chat_id, user_id), (False, float("-inf")))
        return is_member if self._clock() < until else None

    def learn(self, chat_id: int, user_id: int, *, is_member: bool) -> None:
        """Remember whether they are."""
        self._known[chat_id, user_id] = is_member, self._clock() + _KNOWN_S
        self._known.move_to_end((chat_id, user_id))
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)


def is_in(member: ChatMember) -> bool:
    """Whether a member, as Telegram tells of them, is in the chat."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)


async def on_member(update: Update, context: BotContext) -> None:
    """Somebody has come into a group, or has left it."""
    changed = update.chat_member
    if changed is not None:
        member = changed.new_chat_member
        context.bot_data.members.learn(changed.chat.id, member.user.id, is_member=is_in(member))


async def on_own_membership(update: Update, context: BotContext) -> None:
    """Forget a chat that the bot was put out of.

    A group loses its grants too: nobody sees any more who is in it.
    """
    changed = update.my_chat_member
    if changed is None or is_in(changed.new_chat_member):
        return
    chats, chat = context.services.chats, changed.chat
    _log.info("a chat has closed its door to the bot; forgetting it")
    await asyncio.to_thread(chats.forget, chat.id)
    if chat.type != ChatType.PRIVATE:
        for name in await asyncio.to_thread(chats.grants.granted, chat.id):
            await asyncio.to_thread(chats.grants.revoke, name, chat.id)
            _log.warning("the bot was put out of chat %d, which may read %s no more", chat.id, name)
