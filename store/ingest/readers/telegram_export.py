"""Reads Telegram Desktop exports (`result.json`): each post is an article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TextIO

from store.errors import ExtractError
from store.ingest.outcome import Failed, Read, Skipped
from store.ingest.readers.records import JsonStream
from store.ingest.story.drafting import draft_of
from store.model import Draft

_FIELD = re.compile(r'"(name|type|id|username)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)')
# A longer first line is a paragraph, in code points.
_HEADLINE_LIMIT = 150
# Keys of a post that came from elsewhere. `saved_from` is the chat of a saved message.
_ORIGINS = ("forwarded_from", "saved_from", "forwarded_from_id")
# Exports add this to a channel's id; links do not.
_CHANNEL_OFFSET = 1_000_000_000_000


def read_telegram_export(stream: TextIO, source: str) -> Iterator[Read]:
    """Yields every post of the export; skips service messages and posts without words.

    The address of a post is its `t.me` link. Most exports do not name the channel's public name:
    then it is the `t.me/c/…` form, which opens for members.
    """
    reader = JsonStream(stream)
    try:
        while (before := reader.skip_past('"messages"')) is not None:
            if reader.skip_past("[") is None:
                return
            chat = {name: json.loads(value) for name, value in _FIELD.findall(before)}
            for post in reader.objects():
                if post.get("type") == "message":
                    yield _article(post, chat, source)
    except ExtractError as error:
        yield Failed(source, error.message)


def _article(
    post: Mapping[str, object], chat: Mapping[str, object], source: str
) -> Draft | Skipped:
    url = _address(post, chat)
    text = _words(post.get("text"))
    if not text.strip():
        return Skipped(source, f"Post {post.get('id')} has no words.", url)
    headline, text = _split_headline(text)
    fields = {
        "headline": headline,
        "url": url or "",
        "published": _moment(post.get("date_unixtime"), post.get("date")),
        "modified": _moment(post.get("edited_unixtime"), post.get("edited")),
        "publisher": _publisher(post, chat),
        "byline": str(post.get("author") or ""),
    }
    return draft_of(fields, text, source=source)


def _publisher(post: Mapping[str, object], chat: Mapping[str, object]) -> str:
    """The channel whose words a post is: a forwarded one came from another.

    A forwarded post may hide where it came from: then nobody is named.
    """
    for name in _ORIGINS:
        if name in post:
            origin = post[name]
            return origin if isinstance(origin, str) else ""
    return str(chat.get("name") or post.get("from") or "")


def _address(post: Mapping[str, object], chat: Mapping[str, object]) -> str | None:
    number, name, identity = post.get("id"), chat.get("username"), chat.get("id")
    if isinstance(number, int) and isinstance(name, str) and name:
        return f"https://t.me/{name}/{number}"
    if isinstance(number, int) and isinstance(identity, int):
        bare = abs(identity)
        return (
            f"https://t.me/c/{bare - _CHANNEL_OFFSET if bare > _CHANNEL_OFFSET else bare}/{number}"
        )
    return None


def _words(text: object) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(map(_words, text))
    if not isinstance(text, dict) or text.get("type") == "strikethrough":
        return ""
    return _words(text.get("text"))


def _split_headline(text: str) -> tuple[str, str]:
    """Parts a short first line, the headline, from the text below it."""
    first, _, rest = text.strip().partition("\n")
    is_headline = (
        rest.strip() and len(first) <= _HEADLINE_LIMIT and not first.endswith((".", ":", ","))
    )
    return (first, rest) if is_headline else ("", text)


def _moment(seconds: object, local: object) -> str:
    if isinstance(seconds, str) and seconds.isdigit() and len(seconds) < 12:
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    return local if isinstance(local, str) else ""
