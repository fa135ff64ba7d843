"""Reads lists of addresses: OPML, sitemaps, plain text with an address a line."""

from __future__ import annotations

from dataclasses import dataclass, field

from store.ingest.sources.charset import utf8_xml
from store.ingest.story.trees import local_name, parse_xml

# Types of an OPML outline whose `url` is a feed.
_FEEDS = frozenset({"rss", "atom", "feed", "include"})
_NEWS_FIELDS = {
    "title": "headline",
    "publication_date": "published",
    "name": "publisher",
    "language": "language",
}


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
