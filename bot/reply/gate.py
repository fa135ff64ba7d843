"""The verbatim gate: nothing is shown as an article's words that does not stand in the article.

Every excerpt is a slice by type; this checks the finished HTML all the same, against the text as
it is stored now, so that neither a rendering fault nor a replaced article can put words into
anybody's mouth.
"""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

from bot.errors import NotVerbatimError
from bot.reply.card import Reply
from bot.reply.markup import to_html
from bot.reply.split import join
from store.model import Article, ArticleId


def check(reply: Reply, stored: Callable[[ArticleId], Article | None]) -> None:
    """Compare the reply's block quotations with what is stored.

    Raises:
        NotVerbatimError: one of them is not, character for character, its excerpt's span.
    """
    quoted = _Blockquotes.of(to_html(join(reply.blocks)))
    if len(quoted) != len(reply.shows):
        message = f"{len(quoted)} quotations for {len(reply.shows)} excerpts"
        raise NotVerbatimError(message)
    for text, excerpt in zip(quoted, reply.shows, strict=True):
        article = stored(excerpt.article.id)
        if article is None or excerpt.span.of(article.text) != text:
            message = f"article {excerpt.article.id}, {excerpt.span}"
            raise NotVerbatimError(message)


class _Blockquotes(HTMLParser):
    """Reads the characters inside block quotations back out of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = False

    @classmethod
    def of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "blockquote":
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data
