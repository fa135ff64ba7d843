"""JSON Feed (jsonfeed.org) to its entries."""

from __future__ import annotations

import json
from collections.abc import Mapping

from store.errors import ExtractError
from store.ingest.readers.feed import Entry, Feed


def parse_json_feed(text: str) -> Feed:
    """The feed in `text`.

    Raises:
        ExtractError: it is not JSON, or holds no list of items.
    """
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        message = "The JSON Feed is not JSON."
        raise ExtractError(message) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        message = "The JSON Feed has no list of items."
        raise ExtractError(message)
    title = _string(feed, "title")
    language = _string(feed, "language")
    byline = _byline(feed)
    return Feed(
        title,
        tuple(_entry(item, title, language, byline) for item in items if isinstance(item, dict)),
    )


def _entry(item: Mapping[str, object], publisher: str, language: str, byline: str) -> Entry:
    fields = {
        "headline": _string(item, "title"),
        "byline": _byline(item) or byline,
        "published": _string(item, "date_published"),
        "modified": _string(item, "date_modified"),
        "publisher": publisher,
        "language": _string(item, "language") or language,
    }
    address = _string(item, "url") or _string(item, "external_url") or _string(item, "id")
    markup = _string(item, "content_html")
    return Entry(
        address if address.startswith(("http://", "https://")) else None,
        markup or _string(item, "content_text") or _string(item, "summary"),
        bool(markup),
        {name: value for name, value in fields.items() if value},
        _string(item, "id"),
    )


def _byline(holder: Mapping[str, object]) -> str:
    authors = holder.get("authors")
    authors = authors if isinstance(authors, list) else [holder.get("author")]
    names = [_string(author, "name") for author in authors if isinstance(author, dict)]
    return ", ".join(name for name in names if name)


def _string(holder: Mapping[str, object], name: str) -> str:
    value = holder.get(name)
    return value.strip() if isinstance(value, str) else ""
