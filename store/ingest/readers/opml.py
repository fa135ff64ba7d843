"""OPML lists to the addresses of the feeds in them."""

from __future__ import annotations

from store.ingest.readers.xml_tree import local_name, parse_xml


def parse_opml(data: bytes) -> list[str]:
    """The address of every feed in the list, in order, each once."""
    root = parse_xml(data)
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


_FEEDS = frozenset({"rss", "atom", "feed", "include"})
