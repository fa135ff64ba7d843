"""Reads Word documents as they stand once every tracked change is accepted.

The XML is walked whole: an element that is not known here is searched for words. Left out are
deleted, struck out and hidden words, captions, tables of contents, comments, headers and footers.
The notes follow the text; a text box follows the paragraph that it is anchored to.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.errors import ExtractError
from store.ingest.outcome import Read, Skipped
from store.ingest.sources.material import Material
from store.ingest.sources.unpacking import open_zip, read_member
from store.ingest.story.blocks import Block, Role, story_text
from store.ingest.story.drafting import draft_of
from store.ingest.story.normalise import raised
from store.ingest.story.saved import read_saved
from store.ingest.story.trees import local_name, parse_xml

if TYPE_CHECKING:
    from lxml import etree  # type: ignore[import-untyped]  # ships no types

_PROPERTIES = {
    "title": "headline", "creator": "byline", "created": "published", "language": "language",
}  # fmt: skip
# The program that made a document, where its template names the program as the author.
_NO_AUTHORS = ("python-docx", "docx4j", "Apache POI")
# Words in these are deleted, moved away, codes of fields, or a word's pronunciation above it.
_UNSEEN = frozenset(
    """del movefrom deltext delinstrtext instrtext flddata ppr rpr tblpr trpr tcpr sectpr sdtpr
    sdtendpr smarttagpr customxmlpr annotationref footnoteref endnoteref rt""".split()
)
_BOXED = frozenset({"txbxcontent", "p", "tbl"})
_OFF = frozenset({"0", "false", "off", "none"})
_HIDDEN = ("strike", "dstrike", "vanish")
_HEADING = re.compile(r"heading\s*(\d)$")
_OUTLINED = re.compile(r"(?:toc|table of figures|index|contents)\s*(?:heading|\d*)$")
# Styles build on one another; a longer chain is a circle.
_STYLE_DEPTH = 12
# A longer cell, in characters, is a column of a page and no datum.
_LONGEST_CELL = 400
# Symbol fonts keep their signs here; no other font has them.
_PRIVATE_USE = range(0xE000, 0xF900)


def read_docx(data: bytes, material: Material) -> Iterator[Read]:
    """Yields the article in a Word document.

    Raises:
        ExtractError: the file is broken, or is no Word document.
    """
    archive = open_zip(data)
    name = _related(archive, "").get("officedocument", "")
    tree = _part(archive, name) if name else None
    if tree is None or local_name(tree) != "document":
        message = "The file is no Word document inside."
        raise ExtractError(message)
    story = _Story(*(_children_by_id(part) for part in _side_parts(archive, name)))
    blocks = list(story.blocks(tree))
    # The page goes before the properties, which often are a template's.
    fields, body = read_saved(blocks, {})
    text = story_text([*body, *story.note_blocks()])
    draft = draft_of(_given(archive) | fields, text, source=material.source)
    yield draft if draft.text else Skipped(material.source, "There is no text in it.")


def _related(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The parts that the part `name` needs, by the last word of their kind; "" is the package."""
    folder, base = posixpath.split(name)
    place = posixpath.join(folder, "_rels", f"{base}.rels")
    tree = _part(archive, place) if place in archive.namelist() else None
    return {
        str(element.get("Type", "")).rpartition("/")[2].lower(): posixpath.normpath(
            posixpath.join("/", folder, element.get("Target", ""))
        ).lstrip("/")
        for element in ([] if tree is None else tree.iter())
        if local_name(element) == "relationship" and element.get("TargetMode") != "External"
    }


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    tree = parse_xml(read_member(archive, name), is_mended=False)
    if tree is None:
        message = f"The part {name!r} of the Word document is broken."
        raise ExtractError(message)
    return tree


def _side_parts(archive: zipfile.ZipFile, name: str) -> Iterator[etree._Element | None]:
    """The styles, footnotes and endnotes; None for a part that is missing or broken."""
    parts = _related(archive, name)
    for kind in ("styles", "footnotes", "endnotes"):
        try:
            yield _part(archive, parts[kind]) if kind in parts else None
        except ExtractError:
            yield None


def _given(archive: zipfile.ZipFile) -> dict[str, str]:
    place = _related(archive, "").get("core-properties")
    if place is None or place not in archive.namelist():
        return {}
    tree = parse_xml(read_member(archive, place))
    found = {
        _PROPERTIES[local_name(element)]: (element.text or "").strip()
        for element in (() if tree is None else tree)
        if local_name(element) in _PROPERTIES
    }
    # A template's day is its own, like its author.
    return {} if found.get("byline") in _NO_AUTHORS else {n: v for n, v in found.items() if v}


def _children_by_id(tree: etree._Element | None) -> dict[str, etree._Element]:
    found = {}
    for element in () if tree is None else tree:
        key = _attribute(element, "styleid") or _attribute(element, "id")
        if key:
            found[key] = element
    return found


def _attribute(element: etree._Element, name: str) -> str:
    """The value of an attribute, whatever its namespace and case; empty without it."""
    return next((str(value) for key, value in element.attrib.items() if _local(key) == name), "")


def _local(key: str | bytes) -> str:
    return str(key).rpartition("}")[2].lower()


def _child(element: etree._Element | None, *path: str) -> etree._Element | None:
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if local_name(child) == name), None)
    return element


def _switch(properties: etree._Element | None, name: str) -> bool | None:
    """Whether a property is on; None if nothing is said of it."""
    element = _child(properties, name)
    return None if element is None else _attribute(element, "val").lower() not in _OFF


@dataclass(slots=True)
class _Words:
    """The words of one paragraph as they are gathered, and its text boxes."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    # One entry a field that is open here: whether its code has ended.
    fields: list[bool] = field(default_factory=list)
    is_plain: bool = False

    def add(self, text: str, *, is_emphasised: bool) -> None:
        if all(self.fields):
            self.parts.append(text)
            self.is_plain = self.is_plain or bool(text.strip() and not is_emphasised)


@dataclass(frozen=True, slots=True)
class _Run:
    """Says how the words of a run look: hidden or struck out, bold or italic, superscript."""

    is_hidden: bool = False
    is_emphasised: bool = False
    is_raised: bool = False


class _Story:
    """Walks the parts of one document; gathers the notes that it refers to."""

    def __init__(
        self,
        styles: Mapping[str, etree._Element],
        footnotes: Mapping[str, etree._Element],
        endnotes: Mapping[str, etree._Element],
    ) -> None:
        self._styles = styles
        self._notes = {"footnotereference": footnotes, "endnotereference": endnotes}
        self._referred: dict[tuple[str, str], None] = {}

    def blocks(self, holder: etree._Element) -> Iterator[Block]:
        """The blocks below `holder`, in order; a paragraph whose end was deleted runs on."""
        held = _Words()
        for part in _parts(holder):
            if local_name(part) == "tbl":
                yield from _rest(held)
                held = _Words()
                yield from self._table(part)
                continue
            chain = self._chain(_attribute_of(_child(part, "ppr", "pstyle")))
            self._walk(part, held, chain, _Run())
            if not _runs_on(part):
                yield from self._paragraph(part, held, chain)
                held = _Words()
        yield from _rest(held)

    def note_blocks(self) -> Iterator[Block]:
        """The notes that the text refers to, in the order of their marks."""
        for kind, number in list(self._referred):
            if number in self._notes[kind]:
                yield from self.blocks(self._notes[kind][number])

    def _paragraph(
        self, part: etree._Element, words: _Words, chain: list[etree._Element]
    ) -> Iterator[Block]:
        names = [_attribute_of(_child(style, "name")).lower() for style in chain]
        names = names or [_attribute_of(_child(part, "ppr", "pstyle")).lower()]
        text = "".join(words.parts).strip()
        is_left_out = any(name == "caption" or _OUTLINED.match(name) for name in names)
        if text and not is_left_out:
            level = self._level(part, names, chain)
            if level:
                yield Block(text, Role.HEADING, level)
            else:
                is_item = _child(part, "ppr", "numpr") is not None
                yield Block(text, _role(names, is_item=is_item), is_emphasised=not words.is_plain)
        yield from words.boxes

    def _level(self, part: etree._Element, names: list[str], chain: list[etree._Element]) -> int:
        """The depth of a heading, 1 to 9; 0 for other paragraphs."""
        for name in names:
            heading = _HEADING.match(name)
            if heading:
                return int(heading[1])
            if name == "title":
                return 1
        for holder in (part, *chain):
            outline = _attribute_of(_child(holder, "ppr", "outlinelvl"))
            if outline.isdecimal():
                return int(outline) + 1 if int(outline) < 9 else 0
        return 0

    def _chain(self, name: str) -> list[etree._Element]:
        """A style and those it is based on, nearest first."""
        chain: list[etree._Element] = []
        while name in self._styles and len(chain) < _STYLE_DEPTH:
            chain.append(self._styles[name])
            name = _attribute_of(_child(chain[-1], "basedon"))
        return chain

    def _walk(
        self, holder: etree._Element, words: _Words, chain: list[etree._Element], run: _Run
    ) -> None:
        for child in holder:
            name = local_name(child)
            if name in _UNSEEN or not name:
                continue
            if name == "r":
                own = self._run(child, chain)
                if not own.is_hidden:
                    self._walk(child, words, chain, own)
            elif name == "fldchar":
                _turn_field(words.fields, _attribute(child, "fldchartype"))
            elif name in self._notes:
                self._referred[name, _attribute(child, "id")] = None
            elif name in _BOXED:
                words.boxes.extend(self.blocks(_alone(child)))
            elif name == "alternatecontent":
                self._choose(child, words, chain, run)
            elif name != "sdt" or _child(child, "sdtpr", "showingplchdr") is None:
                text = _sign(child, name)
                words.add(raised(text) if run.is_raised else text, is_emphasised=run.is_emphasised)
                self._walk(child, words, chain, run)

    def _choose(
        self, holder: etree._Element, words: _Words, chain: list[etree._Element], run: _Run
    ) -> None:
        """Takes the first alternative that has words: all show the same."""
        for choice in holder:
            found = _Words(fields=words.fields)
            self._walk(choice, found, chain, run)
            if found.boxes or "".join(found.parts).strip():
                words.parts.extend(found.parts)
                words.boxes.extend(found.boxes)
                words.is_plain = words.is_plain or found.is_plain
                return

    def _run(self, element: etree._Element, chain: list[etree._Element]) -> _Run:
        own = _child(element, "rpr")
        styles = [*self._chain(_attribute_of(_child(own, "rstyle"))), *chain]
        holders = [own, *(_child(style, "rpr") for style in styles)]

        def is_on(name: str) -> bool:
            said = (_switch(holder, name) for holder in holders)
            return next((value for value in said if value is not None), False)

        return _Run(
            any(map(is_on, _HIDDEN)),
            bool(_switch(own, "b") or _switch(own, "i")),
            _attribute_of(_child(own, "vertalign")) == "superscript",
        )

    def _table(self, table: etree._Element) -> Iterator[Block]:
        """A row is a line; a table that arranges a page is read as the page is."""
        rows = [
            [list(self.blocks(cell)) for cell in _below(row, "tc") if not _is_deleted(cell)]
            for row in _below(table, "tr")
            if not _is_deleted(row)
        ]
        cells = [cell for row in rows for cell in row]
        lengths = [sum(len(block.text) for block in cell) for cell in cells]
        if len(cells) == 1 or any(length > _LONGEST_CELL for length in lengths):
            for cell in cells:
                yield from cell
            return
        for row in rows:
            texts = (" ".join(" ".join(block.text for block in cell).split()) for cell in row)
            text = " | ".join(text for text in texts if text)
            if text:
                yield Block(text, Role.ITEM)


def _rest(words: _Words) -> Iterator[Block]:
    """The block of a paragraph that nothing follows in which it could run on."""
    text = "".join(words.parts).strip()
    if text:
        yield Block(text)
    yield from words.boxes


def _attribute_of(element: etree._Element | None) -> str:
    return "" if element is None else _attribute(element, "val")


def _parts(holder: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables below an element, looked for in whatever wraps them."""
    for child in holder:
        name = local_name(child)
        if name in ("p", "tbl"):
            yield child
        elif name == "alternatecontent":
            yield from next(filter(None, (list(_parts(choice)) for choice in child)), [])
        elif name == "sdt" and _child(child, "sdtpr", "showingplchdr") is not None:
            continue
        elif name and name not in _UNSEEN:
            yield from _parts(child)


def _below(holder: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table, or the cells of a row, within whatever wraps them."""
    for child in holder:
        if local_name(child) == name:
            yield child
        elif local_name(child) not in (*_UNSEEN, "tbl", "tc", ""):
            yield from _below(child, name)


def _alone(element: etree._Element) -> etree._Element:
    """An element whose children are the parts: `element`, or a wrapper of a part."""
    return element if local_name(element) == "txbxcontent" else [element]


def _is_deleted(element: etree._Element) -> bool:
    """Whether a row or cell was deleted as a tracked change."""
    row, cell = _child(element, "trpr", "del"), _child(element, "tcpr", "celldel")
    return row is not None or cell is not None


def _runs_on(paragraph: etree._Element) -> bool:
    """Whether a paragraph continues in the next: its end was deleted, or it is a large initial."""
    frame = _child(paragraph, "ppr", "framepr")
    if frame is not None and _attribute(frame, "dropcap") in ("drop", "margin"):
        return True
    mark = _child(paragraph, "ppr", "rpr")
    return _child(mark, "del") is not None or _child(mark, "movefrom") is not None


def _role(names: list[str], *, is_item: bool) -> Role:
    if any("quote" in name for name in names):
        return Role.QUOTATION
    return (
        Role.ITEM if is_item or any(name.startswith("list") for name in names) else Role.PARAGRAPH
    )


def _turn_field(fields: list[bool], kind: str) -> None:
    """Follows a field: its code stands before the mark "separate", its result after it."""
    if kind == "begin":
        fields.append(False)
    elif kind == "separate" and fields:
        fields[-1] = True
    elif kind == "end" and fields:
        fields.pop()


def _sign(element: etree._Element, name: str) -> str:
    """The words or the sign that an element stands for; empty for one that only holds others."""
    if name == "t":
        return element.text or ""
    if name == "sym":
        code = _attribute(element, "char")
        sign = int(code, 16) if re.fullmatch(r"[0-9a-fA-F]{2,5}", code) else 0xE000
        return "" if sign in _PRIVATE_USE else chr(sign)
    if name == "br":
        return " " if _attribute(element, "type") in ("page", "column") else "\n"
    return {"tab": "\t", "ptab": "\t", "cr": "\n", "nobreakhyphen": "-"}.get(name, "")
