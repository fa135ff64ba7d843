"""RSS, Atom and RDF feeds to their entries (feedparser behind it)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

import feedparser

from store.ingest.dates import parse_date

_OWN_ENTITIES = re.compile(
    rb"\A([^\[]{0,2000}<!DOCTYPE[^\[>]{0,500})\[.*?\]\s*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: what it says of an article, and its words where it holds them.

    `fields` go by their names in `Draft`. `content` is the fullest text in the entry and
    `is_markup` says whether it is HTML.
    """

    url: str | None
    content: str = ""
    is_markup: bool = True
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read: its title, its entries in order, and where it says it lives."""

    title: str
    entries: tuple[Entry, ...]


def parse_feed(data: bytes, url: str | None = None) -> Feed:
    """The feed in `data`, however broken. `url` is what relative links in it start from."""
    headers = {"content-location": url} if url else {}
    # Entities that a feed defines for itself are left undefined: they serve bombs and spies alone.
    plain = _OWN_ENTITIES.sub(rb"\1>", data, count=1)
    parsed = feedparser.parse(plain, response_headers=headers)
    title = _text(parsed.feed.get("title"))
    language = parsed.feed.get("language")
    return Feed(title, tuple(_entry(entry, title, language) for entry in parsed.entries))


def _entry(entry: feedparser.FeedParserDict, publisher: str, language: str | None) -> Entry:
    authors = [author.get("name") for author in entry.get("authors", [])] or [entry.get("author")]
    origin = entry.get("source") or feedparser.FeedParserDict()
    # Past feedparser's own `get`, which takes the one date for the other.
    published, updated = (dict.get(entry, name) or "" for name in ("published", "updated"))
    found = {
        "headline": _text(entry.get("title")),
        "byline": ", ".join(dict.fromkeys(name for name in authors if name)),
        "published": parse_date(published or updated),
        "modified": parse_date(updated) if published else None,
        "publisher": _text(origin.get("title")) or publisher,
        "language": language,
    }
    bodies = [(part.get("value", ""), part.get("type", "")) for part in entry.get("content", [])]
    bodies.append((entry.get("summary", ""), entry.get("summary_detail", {}).get("type", "")))
    content, kind = max(bodies, key=lambda body: len(_text(body[0])))
    links = [entry.get("link"), *(link.get("href") for link in entry.get("links", []))]
    return Entry(
        next((link for link in links if link and link.startswith(("http://", "https://"))), None),
        content,
        kind != "text/plain",
        {name: value for name, value in found.items() if value},
    )


def _text(markup: str | None) -> str:
    return unescape(_TAG.sub("", markup or "")).strip()
