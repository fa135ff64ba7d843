"""Decides who may ask, and how often. Pure but for the clock it is given."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from enum import StrEnum

from bot.settings import Access

_WINDOW_S = 60.0
# People whose pace is known at a time; the ones silent longest are let go first.
_MOST_PEOPLE = 10_000
# Telegram asks anew at nearly every pause in typing.
_QUERIES_A_QUESTION = 6
# Messages of bots that are answered in a chat before a person speaks there again. Two bots that
# answer each other would never end.
_MOST_BOT_TURNS = 3

_Person = tuple[int, bool]


class Verdict(StrEnum):
    """The answer of the gatekeeper to a message."""

    WELCOME = "welcome"
    NOT_ALLOWED = "not_allowed"
    BUSY = "busy"  # too many at once: say so
    SILENT = "silent"  # too many at once, and it was said already


class Gatekeeper:
    """Access by mode and list, and a sliding window of one minute for each person."""

    def __init__(
        self,
        access: Access,
        allowed_ids: frozenset[int],
        per_minute: int,
        operator_ids: frozenset[int] = frozenset(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._access = access
        self._allowed_ids = allowed_ids
        self._per_minute = per_minute
        self._operator_ids = operator_ids
        self._clock = clock
        self._asked: OrderedDict[_Person, deque[float]] = OrderedDict()
        self._told: dict[_Person, float] = {}
        self._bot_turns: OrderedDict[int, int] = OrderedDict()

    @property
    def has_operators(self) -> bool:
        """Whether anybody may change the archive."""
        return bool(self._operator_ids)

    def is_operator(self, user_id: int) -> bool:
        """Whether this person may change the archive."""
        return user_id in self._operator_ids

    def hear_person(self, chat_id: int) -> None:
        """A person has spoken in a chat: bots may ask there again."""
        self._bot_turns.pop(chat_id, None)

    def hears_bot(self, chat_id: int) -> bool:
        """Whether one more message of a bot is answered in a chat; it counts if it is."""
        turns = self._bot_turns.get(chat_id, 0)
        if turns >= _MOST_BOT_TURNS:
            return False
        self._bot_turns[chat_id] = turns + 1
        self._bot_turns.move_to_end(chat_id)
        while len(self._bot_turns) > _MOST_PEOPLE:
            self._bot_turns.popitem(last=False)
        return True

    def admits(self, chat_id: int, user_id: int, *, is_group: bool) -> bool:
        """Whether the bot is open to this person in this chat."""
        if self._access is Access.EVERYONE or {chat_id, user_id} & self._allowed_ids:
            return True
        if self.is_operator(user_id):
            return True
        return self._access is Access.GROUPS and is_group

    def judge(
        self, chat_id: int, user_id: int, *, is_group: bool, is_typing: bool = False
    ) -> Verdict:
        """Judges one more message of a person; it counts unless it is refused.

        `is_typing` tells an inline query, of which one question makes several.
        """
        if not self.admits(chat_id, user_id, is_group=is_group):
            return Verdict.NOT_ALLOWED
        if self._per_minute == 0:
            return Verdict.WELCOME
        now = self._clock()
        person = (user_id, is_typing)
        most = self._per_minute * (_QUERIES_A_QUESTION if is_typing else 1)
        asked = self._asked.setdefault(person, deque())
        self._asked.move_to_end(person)
        while len(self._asked) > _MOST_PEOPLE:
            forgotten, _ = self._asked.popitem(last=False)
            self._told.pop(forgotten, None)
        while asked and asked[0] <= now - _WINDOW_S:
            asked.popleft()
        if len(asked) < most:
            asked.append(now)
            return Verdict.WELCOME
        if self._told.get(person, -_WINDOW_S) > now - _WINDOW_S:
            return Verdict.SILENT
        self._told[person] = now
        return Verdict.BUSY
