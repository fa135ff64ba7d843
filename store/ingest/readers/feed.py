"""Reads RSS, Atom, RDF (with feedparser) and JSON feeds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from store.errors import ExtractError
from store.ingest.story.canonical import canonical_url
from store.ingest.story.dates import parse_date

if TYPE_CHECKING:
    import feedparser

_OWN_ENTITIES = re.compile(
    rb"\A([^\[]{0,2000}<!DOCTYPE[^\[>]{0,500})\[.*?\]\s*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<[^>]+>")
# What RSS says of its pace stands before its entries.
_HEAD_BYTES = 1 << 16
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL | re.IGNORECASE)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,1000}?)</skipDays>", re.DOTALL | re.IGNORECASE)
_LISTED = re.compile(rb"<(?:hour|day)>\s*(\d{1,2}|[A-Za-z]{6,9})\s*</", re.IGNORECASE)
_DAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6,
}  # fmt: skip
# Of http://purl.org/rss/1.0/modules/syndication/, in seconds.
_PERIODS = {
    "hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000,
    "yearly": 31_536_000,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed: what it says of an article, and its words where it holds them.

    `fields` go by their names in `Draft`. `content` is the fullest text in the entry and
    `is_markup` says whether it is HTML. `identity` is what the feed calls it, empty where it does
    not.
    """

    url: str | None
    content: str = ""
    is_markup: bool = True
    fields: dict[str, str] = field(default_factory=dict)
    identity: str = ""

    @property
    def key(self) -> str:
        """What the entry is known by in its feed: its own identity, its address or its headline."""
        return self.identity or self.url or f"headline:{self.fields.get('headline', '')}"

    @property
    def mark(self) -> str:
        """A text that changes when the entry does.

        A feed that dates its changes is believed; of others the words count, not the mark-up, in
        which counters and the like change at each request.
        """
        modified = self.fields.get("modified")
        told = modified or [self.fields.get("published"), _text(self.content)]
        where = canonical_url(self.url) if self.url else None
        shown = json.dumps([self.fields.get("headline"), where, told])
        return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed wishes to be asked.

    `ttl_s` is for how many seconds it may be kept; it need not be asked in `skip_hours` (UTC) and
    on `skip_days` (0 is Monday).
    """

    ttl_s: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read: its title, its entries in order, and how often it wishes to be asked."""

    title: str
    entries: tuple[FeedEntry, ...]
    pace: Pace = Pace()


def parse_feed(data: bytes, url: str | None = None) -> Feed:
    """The feed in `data`, however broken. `url` is what relative links in it start from."""
    import feedparser  # noqa: PLC0415 - takes 60 ms, and the nouns of this module are needed early

    headers = {"content-location": url} if url else {}
    # Entities that a feed defines for itself are left undefined: they serve bombs and spies alone.
    plain = _OWN_ENTITIES.sub(rb"\1>", data, count=1)
    parsed = feedparser.parse(plain, response_headers=headers)
    title = _text(parsed.feed.get("title"))
    language = parsed.feed.get("language")
    entries = tuple(_entry(entry, title, language) for entry in parsed.entries)
    return Feed(title, entries, _pace(parsed.feed, data))


def _entry(entry: feedparser.FeedParserDict, publisher: str, language: str | None) -> FeedEntry:
    authors = [author.get("name") for author in entry.get("authors", [])] or [entry.get("author")]
    origin = entry.get("source") or {}
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
    return FeedEntry(
        next((link for link in links if link and link.startswith(("http://", "https://"))), None),
        content,
        kind != "text/plain",
        {name: value for name, value in found.items() if value},
        str(entry.get("id") or "").strip(),
    )


def _pace(feed: feedparser.FeedParserDict, data: bytes) -> Pace:
    ttl = str(feed.get("ttl") or "").strip()
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if ttl.isdecimal():
        ttl_s: int | None = int(ttl[:7]) * 60
    elif period is not None:
        times = str(feed.get("sy_updatefrequency") or "").strip()
        ttl_s = period // max(int(times[:4]) if times.isdecimal() else 1, 1)
    else:
        ttl_s = None
    hours = (int(hour) for hour in _listed(_SKIP_HOURS, data) if hour.isdecimal())
    days = (_DAYS.get(day.lower()) for day in _listed(_SKIP_DAYS, data))
    return Pace(
        ttl_s,
        frozenset(hour % 24 for hour in hours if hour <= 24),
        frozenset(day for day in days if day is not None),
    )


def _listed(block: re.Pattern[bytes], data: bytes) -> list[str]:
    """The values in the first such block of the feed's head; feedparser passes them over."""
    found = block.search(data, 0, _HEAD_BYTES)
    return [value.decode("ascii") for value in _LISTED.findall(found[1])] if found else []


def _text(markup: str | None) -> str:
    return unescape(_TAG.sub("", markup or "")).strip()


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
    byline = _json_byline(feed)
    return Feed(
        title,
        tuple(
            _json_entry(item, title, language, byline) for item in items if isinstance(item, dict)
        ),
    )


def _json_entry(
    item: Mapping[str, object], publisher: str, language: str, byline: str
) -> FeedEntry:
    fields = {
        "headline": _string(item, "title"),
        "byline": _json_byline(item) or byline,
        "published": _string(item, "date_published"),
        "modified": _string(item, "date_modified"),
        "publisher": publisher,
        "language": _string(item, "language") or language,
    }
    address = _string(item, "url") or _string(item, "external_url") or _string(item, "id")
    markup = _string(item, "content_html")
    return FeedEntry(
        address if address.startswith(("http://", "https://")) else None,
        markup or _string(item, "content_text") or _string(item, "summary"),
        bool(markup),
        {name: value for name, value in fields.items() if value},
        _string(item, "id"),
    )


def _json_byline(holder: Mapping[str, object]) -> str:
    authors = holder.get("authors")
    authors = authors if isinstance(authors, list) else [holder.get("author")]
    names = [_string(author, "name") for author in authors if isinstance(author, dict)]
    return ", ".join(name for name in names if name)


def _string(holder: Mapping[str, object], name: str) -> str:
    value = holder.get(name)
    return value.strip() if isinstance(value, str) else ""
