"""Parses HTML and XML into lxml trees, however broken; reads nothing outside the file.

lxml is imported at the first parse: most commands read no mark-up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

# The parser refuses a byte string with any of these.

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_BREAKS_PARSER = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A tag of over 2,000 characters, which may hold many attributes.
_LONG_TAG = re.compile(r"<([A-Za-z\"'][^\s<>]{0,20})[^<>]{2000,}")
# The parser compares each attribute with all before it: thousands take minutes.
_ATTRIBUTE_LIMIT = 300
_BLANKS = re.compile(r"\s+")


def parse_html(text: str) -> html.HtmlElement | None:
    """Parses a page; None for a page without an element.

    The parser stops at 256 levels of nesting: a tree is never deeper. A tag with more than 300
    attributes loses them.
    """
    from lxml import etree, html  # noqa: PLC0415

    clean = _BREAKS_PARSER.sub("", _DECLARATION.sub("", text))
    clean = _LONG_TAG.sub(_few_attributes, clean)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(clean.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if len(tree) else None


def words_of(element: etree._Element) -> str:
    """Returns the words of an element on one line, without scripts and styles."""
    return _BLANKS.sub(
        " ", "".join(element.xpath(".//text()[not(parent::script or parent::style)]"))
    ).strip()


def _few_attributes(tag: re.Match[str]) -> str:
    return f"<{tag[1]} " if len(tag[0].split(None, _ATTRIBUTE_LIMIT)) > _ATTRIBUTE_LIMIT else tag[0]


def parse_xml(data: bytes, *, is_mended: bool = True) -> etree._Element | None:
    """Parses an XML file, mended where broken if `is_mended`; None if it cannot be read.

    Expands no entity and reads no other file.
    """
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(
        recover=is_mended, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def local_name(element: etree._Element) -> str:
    """Returns the name of an element without namespace, lower case; empty for a comment."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
