"""Defines what a conversation carries from one question to the next."""

from __future__ import annotations

from dataclasses import dataclass

from bot.language.intents import Aspect, Intent
from store.model import ArticleId


@dataclass(frozen=True, slots=True)
class Memory:
    """The part of a turn that a follow-up may lean on: small, all plain values."""

    question: str
    topic: str = ""
    person: str | None = None
    intent: Intent = Intent.FACT
    article_id: ArticleId | None = None
    aspect: Aspect | None = None  # what was asked about articles themselves
    other: str | None = None  # the second of two speakers put side by side
