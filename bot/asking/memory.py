"""Defines what a conversation carries from one question to the next."""

from __future__ import annotations

from dataclasses import dataclass

from bot.language.intents import Aspect, Intent
from store.model import ArticleId, Span


@dataclass(frozen=True, slots=True)
class Seen:
    """An excerpt that was shown."""

    article_id: ArticleId
    span: Span


@dataclass(frozen=True, slots=True)
class Memory:
    """The part of a turn that a follow-up may lean on: small, all plain values.

    `root` is the question that the talk of this subject began with, empty where `question` is that.
    `seen` are the excerpts shown in it, the newest first: the first of them is the one that a
    follow-up is about. `named` is the first person that excerpt names. `words` are those of
    somebody else's message that was sent to be looked at.
    """

    question: str
    topic: str = ""
    person: str | None = None
    intent: Intent = Intent.FACT
    article_id: ArticleId | None = None
    aspect: Aspect | None = None  # what was asked about articles themselves
    other: str | None = None  # the second of two speakers put side by side
    root: str = ""
    seen: tuple[Seen, ...] = ()
    named: str | None = None
    words: str = ""

    @property
    def shown(self) -> Seen | None:
        """The excerpt that was shown last; None where an article or nothing was."""
        first = self.seen[0] if self.seen else None
        return first if first is not None and first.article_id == self.article_id else None

    @property
    def somebody(self) -> str | None:
        """The person that "he" or "she" stands for."""
        return self.person or self.named
