"""Recognises captcha, consent, login and error pages."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from store.ingest.story.tables import load_table

# In code points: a longer story is an article, whatever its title: people write about errors too.
_NOTICE_CHARS = 1_500
# In code points: a shorter story is a notice if its own words say so.
_SHORT_CHARS = 700
# In code points: a shorter story is a notice if words anywhere on its page say so.
_BARE_CHARS = 200


@dataclass(frozen=True, slots=True)
class _Sign:
    reason: str
    title: re.Pattern[str]
    text: re.Pattern[str]


def refusal(titles: tuple[str, ...], story: str, page_words: str) -> str | None:
    """Returns a sentence that says why a page is no article, or None if it may be one.

    `titles` are its title and headline, `story` the text extracted from it, `page_words` all its
    words. A story of more than 1,500 code points is never refused.
    """
    if len(story) > _NOTICE_CHARS:
        return None
    for sign in _signs():
        if any(sign.title.match(title) for title in titles):
            return sign.reason
        if len(story) < _SHORT_CHARS and sign.text.search(story):
            return sign.reason
        # Many pages with a story have a login box or a script notice.
        if len(story) < _BARE_CHARS and sign.text.search(page_words[: 4 * _NOTICE_CHARS]):
            return sign.reason
    return None


@functools.cache
def _signs() -> tuple[_Sign, ...]:
    table = load_table("refusals")
    return tuple(
        _Sign(
            entry["reason"],
            re.compile(rf"\W*(?:{_alternation(entry['title'])})(?!\w)", re.IGNORECASE),
            re.compile(_alternation(entry["text"]), re.IGNORECASE),
        )
        for entry in table.values()
    )


def _alternation(entries: list[str]) -> str:
    return "|".join(re.escape(entry) for entry in sorted(entries, key=len, reverse=True))
