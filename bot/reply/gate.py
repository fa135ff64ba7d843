"""Checks a finished reply: what it shows as an article's words must stand in the article.

Every excerpt is a slice by type. The rendered text and its entities are checked all the same,
against the article as it is stored now: neither a rendering fault nor a replaced article can put
words into anybody's mouth.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import NotVerbatimError
from bot.reply.card import Reply
from bot.reply.markup import EntityKind, render
from bot.reply.split import join
from store.model import Article, ArticleId


def check(reply: Reply, stored: Callable[[ArticleId], Article | None]) -> None:
    """Compare the reply's block quotations with what is stored.

    Raises:
        NotVerbatimError: one of them is not, character for character, its excerpt's span.
    """
    rendered = render(join(reply.blocks))
    quoted = rendered.of(EntityKind.QUOTATION, EntityKind.FOLDED_QUOTATION)
    if len(quoted) != len(reply.shows):
        message = f"{len(quoted)} quotations for {len(reply.shows)} excerpts"
        raise NotVerbatimError(message)
    for text, excerpt in zip(quoted, reply.shows, strict=True):
        article = stored(excerpt.article.id)
        if article is None or excerpt.span.of(article.text) != text:
            message = f"article {excerpt.article.id}, {excerpt.span}"
            raise NotVerbatimError(message)
