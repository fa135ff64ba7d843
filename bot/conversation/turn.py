"""The shapes of a conversation: where it is held, what a turn brings, what the house rules are."""

from __future__ import annotations

from dataclasses import dataclass

from bot.asking.memory import Memory
from bot.reply.card import Reply
from bot.settings import ArticleView
from store.chats.chats import Shown
from store.model import ArticleId

# The chat of a person at a terminal.
TERMINAL = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that the operator set. Times in seconds."""

    article_view: ArticleView = ArticleView.OPENING
    memory_s: int = 6 * 3600
    buttons_s: int = 30 * 86400
    can_share: bool = False  # whether the bot can be asked inline
    most_follows: int = 50  # in one chat


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, the forum topic in it (0 for none), and the language of whoever speaks.

    `asker_id` is the person in a group who speaks, 0 in private. `is_public` keeps to what
    everybody may read, whatever the chat was granted.
    """

    chat_id: int
    thread_id: int = 0
    language: str | None = None
    asker_id: int = 0
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """The next words of the bot. `Services.keep` keeps `shown` and `memory` once it is said.

    `is_new` asks for a message of its own where a button was pressed. `quotes` is the article whose
    words the reply gives without showing them as an excerpt.
    """

    reply: Reply
    shown: Shown | None = None
    memory: Memory | None = None
    is_new: bool = False
    quotes: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A passing word to whoever pressed a button; nothing else changes."""

    text: str
