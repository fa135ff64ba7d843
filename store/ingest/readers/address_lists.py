"""Reads lists of addresses: OPML, sitemaps, bookmarks, plain text with an address a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from store.ingest.outcome import Read, Skipped
from store.ingest.sources.charset import decode, utf8_xml
from store.ingest.sources.material import Material
from store.ingest.story.trees import local_name, parse_html, parse_xml

# Types of an OPML outline whose `url` is a feed.
_FEEDS = frozenset({"rss", "atom", "feed", "include"})
_NEWS_FIELDS = {
    "title": "headline",
    "publication_date": "published",
    "name": "publisher",
    "language": "language",
}

_BOOKMARKS = re.compile(r"\s*<!doctype\s+netscape-bookmark-file", re.IGNORECASE)
# Marks of an export: browsers and read-later services say when each link was saved.
_SAVED = re.compile(r"<a\s[^>]*\b(?:time_added|add_date)\s*=", re.IGNORECASE)
_TOKEN = re.compile(
    r"<!--.{0,5000}?-->|<[!?][^<>]*>|<(?P<end>/?)(?P<name>[a-z][a-z\d]*)(?P<rest>[^<>]*)>"
    r"|(?P<words>[^<]+)|<",
    re.IGNORECASE | re.DOTALL,
)
_WEB_LINK = re.compile(r"href\s*=\s*[\"']?\s*https?:", re.IGNORECASE)
# Words in these are not the page's, or name a folder of links.
_NO_WORDS = frozenset({"head", "title", "script", "style", "h1", "h2", "h3", "h4", "h5", "h6"})
# A page of which more is not seen may go on with a story, in characters.
_WHOLE_PAGE_CHARS = 60_000


def parse_opml(data: bytes) -> list[str]:
    """Returns the address of every feed in an OPML list, in order, each once."""
    root = parse_xml(utf8_xml(data))
    if root is None:
        return []
    found: dict[str, None] = {}
    for element in root.iter():
        if local_name(element) == "outline":
            attributes = {name.lower(): value.strip() for name, value in element.attrib.items()}
            address = attributes.get("xmlurl") or (
                attributes.get("url", "") if attributes.get("type", "").lower() in _FEEDS else ""
            )
            if address:
                found[address] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page in a sitemap. `fields` are those of a news sitemap, by their names in `Draft`."""

    url: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages in a sitemap, and the sitemaps in a sitemap index."""

    pages: tuple[SitemapPage, ...]
    sitemaps: tuple[str, ...]


def parse_sitemap(data: bytes) -> Sitemap:
    """Returns the addresses of a sitemap or a sitemap index, in order."""
    root = parse_xml(utf8_xml(data))
    pages: list[SitemapPage] = []
    sitemaps: list[str] = []
    for entry in () if root is None else root:
        name = local_name(entry)
        if name not in ("url", "sitemap"):
            continue
        fields: dict[str, str] = {}
        address = ""
        for element in entry.iter():
            value = (element.text or "").strip()
            within = local_name(element)
            if within == "loc" and not address:
                address = value
            elif within in _NEWS_FIELDS and value and "news" in (element.tag or ""):
                fields[_NEWS_FIELDS[within]] = value
        if address and name == "url":
            pages.append(SitemapPage(address, fields))
        elif address:
            sitemaps.append(address)
    return Sitemap(tuple(pages), tuple(sitemaps))


def parse_url_list(text: str) -> list[str]:
    """Returns the addresses of a list with one a line, in order, each once.

    A line that begins with `#` is a remark.
    """
    lines = (line.strip().strip("\ufeff") for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def is_web_address(text: str) -> bool:
    """Whether a text is an http(s) address."""
    return text.lower().startswith(("http://", "https://")) and not any(map(str.isspace, text))


def saved_link(url: str, source: str, place: str) -> Skipped:
    """Says that a source has a link without the text behind it. `place` names its row or item."""
    reason = f"{place} is a saved link without its text; to read the page: pullquote add {url}"
    return Skipped(source, reason, url)


def read_bookmarks(data: bytes, material: Material) -> Iterator[Read]:
    """Yields a browser's bookmarks, or the links that a read-later service saved, as links."""
    tree = parse_html(decode(data, material.charset))
    found: dict[str, None] = {}
    for link in () if tree is None else tree.iter("a"):
        url = (link.get("href") or "").strip()
        if is_web_address(url):
            found[url] = None
    if not found:
        yield Skipped(material.source, "The list of links is empty.", material.url)
    for number, url in enumerate(found, 1):
        yield saved_link(url, material.source, f"Link {number} of {len(found)}")


def is_list_of_links(page: str) -> bool:
    """Whether a page, or its head, holds saved links and no words beside them and their folders.

    Of a page that is longer than its head only the marks of an export are believed.
    """
    if _BOOKMARKS.match(page):
        return True
    if len(page) > _WHOLE_PAGE_CHARS and not _SAVED.search(page):
        return False
    links, passed_over, before, is_in_link = 0, "", "", False
    for token in _TOKEN.finditer(page):
        name, words = (token["name"] or "").lower(), token["words"]
        if passed_over:
            passed_over = "" if token["end"] and name == passed_over else passed_over
        elif words is not None:
            if not is_in_link and re.search(r"\w", words):
                return False
        elif token["end"]:
            is_in_link = is_in_link and name != "a"
        elif name in _NO_WORDS:
            passed_over = name
        elif name == "a" and before in ("li", "dt") and _WEB_LINK.search(token["rest"]):
            links, is_in_link = links + 1, True
        before = name or before
    return links > 0
