"""The answerer's public face; `bot.handlers`, `bot.terminal` and `bot.cli` speak to this alone."""

from __future__ import annotations

from typing import Protocol

from bot.answer import Answer, Finding, Memory, PersonEntry, PublisherEntry
from store.model import Article, ArticleId, Excerpt


class Answers(Protocol):
    """What a conversation needs. Synchronous and safe to call from any worker thread."""

    def answer(
        self, text: str, *, after: Memory | None = None, limit: int = 3, exactly: bool = False
    ) -> Answer:
        """Answer a message. `after` is the memory of the turn before, for follow-ups; `exactly`
        takes every word as typed (no corrections)."""

    def article(self, article_id: ArticleId) -> Article | None:
        """The stored article, None when it is gone."""

    def latest(self, limit: int = 5) -> tuple[Finding, ...]:
        """The newest articles, as findings of kind ARTICLE."""

    def quotes(self, speaker: str = "", about: str = "", limit: int = 5) -> tuple[Finding, ...]:
        """Quotes of a speaker (any part of the name, misspelt too) on a topic."""

    def people(self, name: str = "", limit: int = 20) -> tuple[PersonEntry, ...]:
        """People by name, or the most mentioned."""

    def publishers(self) -> tuple[PublisherEntry, ...]:
        """Who published what the archive holds, largest first."""

    def widen(self, excerpt: Excerpt) -> Excerpt:
        """More context: the excerpt with its neighbouring sentences, then its paragraph; the same
        excerpt when there is no more."""
