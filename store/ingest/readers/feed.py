"""Reads RSS, Atom, RDF (with feedparser) and JSON feeds."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import TYPE_CHECKING

from store.errors import ExtractError
from store.ingest.apart import reading_apart
from store.ingest.readers.markup import is_escaped_html, is_html, plain_line, plain_markup
from store.ingest.sources.charset import utf8_xml
from store.ingest.story.canonical import canonical_url
from store.ingest.story.dates import parse_stamp

if TYPE_CHECKING:
    import feedparser

# In code points: an entry of at least this length is the whole article.
FULL_TEXT_CHARS = 1_500
# A larger feed, or one of more entries, takes seconds to parse.
_LARGE_BYTES = 1 << 20
_MANY_ENTRIES = 1_000
# Each entry costs a millisecond, and no feed has as many.
_ENTRY_LIMIT = 10_000
_OWN_ENTITIES = re.compile(
    rb"\A([^\[]{0,2000}<!DOCTYPE[^\[>]{0,500})\[.*?\]\s*>", re.DOTALL | re.IGNORECASE
)
# A CDATA section that was escaped, or stands in another: a parser would drop it or show its marks.
_CDATA_MARK = re.compile(rb"&(?:amp;)*lt;!\[CDATA\[|\]\]&(?:amp;)*gt;", re.IGNORECASE)
_CDATA_WITHIN = re.compile(rb"(?<=<!\[CDATA\[)\s*<!\[CDATA\[")
_CDATA_END_WITHIN = b"]]]]><![CDATA[>]]>"
_TAG = re.compile(r"<[^>]+>")
# RSS states its pace before its entries: within this many bytes.
_HEAD_BYTES = 1 << 16
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL | re.IGNORECASE)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,1000}?)</skipDays>", re.DOTALL | re.IGNORECASE)
_LISTED = re.compile(rb"<(?:hour|day)>\s*(\d{1,2}|[A-Za-z]{6,9})\s*</", re.IGNORECASE)
_DAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6,
}  # fmt: skip
# Seconds of the periods in http://purl.org/rss/1.0/modules/syndication/.
_PERIODS = {
    "hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000,
    "yearly": 31_536_000,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed: the fields of an article, and its words or a part of them.

    `fields` go by their names in `Draft`. `content` is the fullest text in the entry, HTML if
    `is_markup`. `identity` tells the entry from all others of its feed, empty if its address does;
    `is_shared` means that others have its address, but for the fragment.
    """

    url: str | None
    content: str = ""
    is_markup: bool = True
    fields: dict[str, str] = field(default_factory=dict)
    identity: str = ""
    is_shared: bool = False

    @property
    def label(self) -> str:
        """Tells the entry from others at its address: its identity, else its title and date."""
        return self.identity or self._title_and_date

    @property
    def _title_and_date(self) -> str:
        return f"{self.fields.get('headline', '')}\n{self.fields.get('published', '')}"

    @property
    def key(self) -> str:
        """Tells the entry from others of its feed: its identity, else its address or headline."""
        return self.identity or self.url or f"headline:{self.fields.get('headline', '')}"

    @property
    def mark(self) -> str:
        """A text that changes when the entry does.

        It is made of the date of change, if the feed states one, else of the words without
        mark-up: counters in the mark-up change at each request.
        """
        modified = self.fields.get("modified")
        told = modified or [self.fields.get("published"), _text(self.content)]
        where = canonical_url(self.url) if self.url else None
        shown = json.dumps([self.fields.get("headline"), where, told])
        return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace at which a feed wishes to be asked.

    It may be kept for `ttl_s` seconds. It need not be asked in `skip_hours` (UTC, 0 to 23) and on
    `skip_days` (0 is Monday).
    """

    ttl_s: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read: its title, its entries in order, and its pace."""

    title: str
    entries: tuple[FeedEntry, ...]
    pace: Pace = Pace()


def _told_apart(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """The entries, each with an identity that no other has, and whether its address is shared.

    An id that several entries have is none: their addresses tell them apart, or where these are
    the same, their titles and dates. Entries with the same title and words are one.
    """
    entries = tuple(entries)
    ids = Counter(entry.identity for entry in entries)
    entries = tuple(
        entry if ids[entry.identity] == 1 else replace(entry, identity="") for entry in entries
    )
    alike = [canonical_url(entry.url) if entry.url else "" for entry in entries]
    stories: dict[str, set[tuple[str, str]]] = {}
    for address, entry in zip(alike, entries, strict=True):
        told = (entry.fields.get("headline", ""), _text(entry.content))
        stories.setdefault(address, set()).add(told)
    return tuple(
        replace(entry, identity=entry.label, is_shared=True)
        if address and len(stories[address]) > 1
        else entry
        for address, entry in zip(alike, entries, strict=True)
    )


def read_feed(data: bytes, url: str | None = None, charset: str | None = None) -> Feed:
    """Parses a feed as `parse_feed` does; a large one in a process of its own, within its limits.

    Raises:
        ExtractError: it has over 10,000 entries, or took too long or too much memory.
    """
    count = data.count(b"<item") + data.count(b"<entry")
    if count > _ENTRY_LIMIT:
        message = f"The feed has more than {_ENTRY_LIMIT:,} entries."
        raise ExtractError(message)
    if len(data) <= _LARGE_BYTES and count <= _MANY_ENTRIES:
        return parse_feed(data, url, charset)
    (feed,) = reading_apart().call(__name__, "parse_feeds", data, url, charset)
    return feed  # type: ignore[no-any-return]


def parse_feeds(data: bytes, url: str | None, charset: str | None) -> list[Feed]:
    """Parses one feed, for a process that returns lists."""
    return [parse_feed(data, url, charset)]


def parse_feed(data: bytes, url: str | None = None, charset: str | None = None) -> Feed:
    """Parses an RSS, Atom or RDF feed, however broken. Relative links in it start from `url`.

    `charset` is the one in the HTTP header, if any.
    """
    import feedparser  # noqa: PLC0415 - takes 60 ms, and the nouns of this module are needed early

    headers = {"content-type": "application/xml; charset=utf-8"}
    headers |= {"content-location": url} if url else {}
    data = _unwrapped(utf8_xml(data, charset))
    # A feed's own entities are left undefined: only bombs and spies need them.
    plain = _OWN_ENTITIES.sub(rb"\1>", data, count=1)
    parsed = feedparser.parse(plain, response_headers=headers)
    title = plain_line(parsed.feed.get("title") or "")
    language = parsed.feed.get("language")
    entries = _told_apart(_entry(entry, title, language) for entry in parsed.entries)
    return Feed(title, entries, _pace(parsed.feed, data))


def _unwrapped(data: bytes) -> bytes:
    """A feed with no CDATA section in another, and none that was escaped."""
    data, wrapped = _CDATA_WITHIN.subn(b"", _CDATA_MARK.sub(b"", data))
    return data.replace(_CDATA_END_WITHIN, b"]]>") if wrapped else data


def _entry(entry: feedparser.FeedParserDict, publisher: str, language: str | None) -> FeedEntry:
    authors = [author.get("name") for author in entry.get("authors", [])] or [entry.get("author")]
    origin = entry.get("source") or {}
    # feedparser's own `get` takes one date for the other; `dict.get` does not.
    published, updated = (dict.get(entry, name) or "" for name in ("published", "updated"))
    found = {
        "headline": plain_line(entry.get("title") or ""),
        "byline": ", ".join(dict.fromkeys(plain_line(name) for name in authors if name)),
        "published": parse_stamp(published or updated),
        "modified": parse_stamp(updated) if published else None,
        "publisher": plain_line(origin.get("title") or "") or publisher,
        "language": language,
    }
    bodies = [(part.get("value", ""), part.get("type", "")) for part in entry.get("content", [])]
    bodies.append((entry.get("summary", ""), entry.get("summary_detail", {}).get("type", "")))
    content, kind = max(bodies, key=lambda body: len(_text(body[0])))
    links = [entry.get("link"), *(link.get("href") for link in entry.get("links", []))]
    is_markup = kind != "text/plain" or is_html(content) or is_escaped_html(content)
    return FeedEntry(
        next((link for link in links if link and link.startswith(("http://", "https://"))), None),
        plain_markup(content) if is_markup else content,
        is_markup,
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
    """The values in the first match of `block` in the feed's head; feedparser drops them."""
    found = block.search(data, 0, _HEAD_BYTES)
    return [value.decode("ascii") for value in _LISTED.findall(found[1])] if found else []


def _text(markup: str | None) -> str:
    return unescape(_TAG.sub("", markup or "")).strip()


def parse_json_feed(text: str) -> Feed:
    """Parses a JSON Feed (jsonfeed.org).

    Raises:
        ExtractError: `text` is not JSON, or holds no list of items.
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
        _told_apart(
            _json_entry(item, title, language, byline) for item in items if isinstance(item, dict)
        ),
    )


def _json_entry(
    item: Mapping[str, object], publisher: str, language: str, byline: str
) -> FeedEntry:
    fields = {
        "headline": plain_line(_string(item, "title")),
        "byline": _json_byline(item) or byline,
        "published": parse_stamp(_string(item, "date_published")),
        "modified": parse_stamp(_string(item, "date_modified")),
        "publisher": publisher,
        "language": _string(item, "language") or language,
    }
    address = _string(item, "url") or _string(item, "external_url") or _string(item, "id")
    content = (
        _string(item, "content_html") or _string(item, "content_text") or _string(item, "summary")
    )
    is_markup = bool(_string(item, "content_html")) or is_html(content)
    return FeedEntry(
        address if address.startswith(("http://", "https://")) else None,
        plain_markup(content) if is_markup else content,
        is_markup,
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
