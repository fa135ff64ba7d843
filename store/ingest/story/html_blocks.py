"""A tree of HTML, or of what trafilatura makes of it, to blocks: everything in it, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from store.ingest.story.blocks import Block, Role

_BLANKS = re.compile(r"[^\S\n]+")
_LAYOUT = re.compile(r"\s+")
_ROLES = {
    "head": Role.HEADING, "h1": Role.HEADING, "h2": Role.HEADING, "h3": Role.HEADING,
    "h4": Role.HEADING, "h5": Role.HEADING, "h6": Role.HEADING, "item": Role.ITEM, "li": Role.ITEM,
    "dt": Role.ITEM, "dd": Role.ITEM, "quote": Role.QUOTATION, "blockquote": Role.QUOTATION,
}  # fmt: skip
_BREAKS = frozenset({"lb", "br"})
_ROWS = ("row", "tr")
_CELLS = ("cell", "td", "th")
_UNSEEN = frozenset({"script", "style", "title", "meta", "link", "noscript", "template"})
_HOLDERS = frozenset(
    """p div section article main header footer aside ul ol list dl table tbody thead body html
    figure figcaption pre hr center address details summary form fieldset td th tr cell row
    nav""".split()
)
# A cell longer than this, in characters, is a column of a page and no datum.
_LONGEST_CELL = 400
_BLOCKS = _HOLDERS | frozenset(_ROLES)


def tree_blocks(element: etree._Element) -> list[Block]:
    """The blocks of everything below `element`."""
    return list(_blocks(element, Role.PARAGRAPH, 0))


def _blocks(element: etree._Element, role: Role, level: int) -> Iterator[Block]:
    words: list[str] = [_flow(element.text)]
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _UNSEEN:
            pass
        elif child.tag in _BREAKS:
            words.append("\n")
        elif not _is_block(child):
            words.append(_words(child))
        else:
            yield from _paragraph(words, role, level)
            if child.tag == "table" and not _is_layout(child):
                yield from _rows(child)
            else:
                inner = _ROLES.get(child.tag, role if child.tag in _HOLDERS else Role.PARAGRAPH)
                yield from _blocks(child, inner, _level(child) or level)
        words.append(_flow(child.tail))
    yield from _paragraph(words, role, level)


def _paragraph(words: list[str], role: Role, level: int) -> Iterator[Block]:
    text = _tidy("".join(words))
    words.clear()
    if text:
        yield Block(text, role, level if role is Role.HEADING else 0)


def _is_block(element: etree._Element) -> bool:
    return element.tag in _BLOCKS or any(
        inner.tag in _BLOCKS for inner in element.iterdescendants()
    )


def _is_layout(table: etree._Element) -> bool:
    """Whether a table only arranges a page (mail does that): its cells hold paragraphs."""
    cells = list(table.iterdescendants(*_CELLS))
    return any(inner.tag in _BLOCKS for cell in cells for inner in cell.iterdescendants()) or any(
        len(_words(cell)) > _LONGEST_CELL for cell in cells
    )


def _words(element: etree._Element) -> str:
    parts = [_flow(element.text)]
    for child in element:
        if child.tag in _BREAKS:
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
            parts.append(_words(child))
        parts.append(_flow(child.tail))
    return "".join(parts)


def _rows(table: etree._Element) -> Iterator[Block]:
    for row in table.iter(*_ROWS):
        cells = [" ".join(_words(cell).split()) for cell in row.iter(*_CELLS)]
        text = " | ".join(cell for cell in cells if cell)
        if text:
            yield Block(text, Role.ITEM)


def _level(element: etree._Element) -> int:
    mark = element.get("rend") or "h2" if element.tag == "head" else element.tag
    return int(mark[1]) if len(mark) == 2 and mark[1].isdigit() else 0


def _flow(text: str | None) -> str:
    return _LAYOUT.sub(" ", text) if text else ""


def _tidy(text: str) -> str:
    return "\n".join(filter(None, (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))))
