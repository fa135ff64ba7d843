"""XML to a tree: lenient, no entity expanded, nothing outside the file read."""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped]  # ships no types


def parse_xml(data: bytes) -> etree._Element | None:
    """The root of an XML file, mended where broken; None where nothing can be read."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace, lower case; empty for what is no element."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
