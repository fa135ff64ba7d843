"""Sitemaps and sitemap indexes to the addresses in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from store.ingest.readers.xml_tree import local_name, parse_xml

_NEWS_FIELDS = {
    "title": "headline",
    "publication_date": "published",
    "name": "publisher",
    "language": "language",
}


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page a sitemap lists, and what a news sitemap says of it, by the names in `Draft`."""

    url: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: pages, and further sitemaps where it is an index."""

    pages: tuple[SitemapPage, ...]
    sitemaps: tuple[str, ...]


def parse_sitemap(data: bytes) -> Sitemap:
    """The addresses of a sitemap or a sitemap index, in order."""
    root = parse_xml(data)
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
