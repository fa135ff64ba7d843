"""Parses HTML and XML into lxml trees, however broken; reads nothing outside the file."""

from __future__ import annotations

import re

from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_BREAKS_PARSER = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONG_TAG = re.compile(r"<([A-Za-z\"'][^\s<>]{0,20})[^<>]{2000,}")
_ATTRIBUTE_LIMIT = 300
_BLANKS = re.compile(r"\s+")


def parse_html(text: str) -> html.HtmlElement | None:
    """The tree of a page, or None where there is none. No entity outside the page is read.

    The parser stops at 256 levels of nesting: a tree is never deeper. A tag with hundreds of
    attributes loses them: the parser compares each with all before it.
    """
    clean = _BREAKS_PARSER.sub("", _DECLARATION.sub("", text))
    clean = _LONG_TAG.sub(_few_attributes, clean)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(clean.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if len(tree) else None


def words_of(element: etree._Element) -> str:
    """The words of an element on one line, without those of scripts and styles."""
    return _BLANKS.sub(
        " ", "".join(element.xpath(".//text()[not(parent::script or parent::style)]"))
    ).strip()


def _few_attributes(tag: re.Match[str]) -> str:
    return f"<{tag[1]} " if len(tag[0].split(None, _ATTRIBUTE_LIMIT)) > _ATTRIBUTE_LIMIT else tag[0]


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
