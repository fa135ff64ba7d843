"""Reads EPUB books and magazine issues: each chapter of the spine is an article."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from store.errors import ExtractError
from store.ingest.outcome import Failed, Read, Skipped
from store.ingest.readers.html import fragment_blocks, fragment_draft
from store.ingest.sources.charset import decode, utf8_xml
from store.ingest.sources.material import Material
from store.ingest.sources.unpacking import open_zip, read_member
from store.ingest.story.blocks import Block, Role
from store.ingest.story.trees import local_name, parse_xml
from store.model import Draft

# In code points: title pages, imprints and dedications are shorter, chapters longer.
_CHAPTER_CHARS = 400
_FIELDS = {
    "creator": "byline", "publisher": "publisher", "date": "published", "language": "language",
}  # fmt: skip


def read_epub(data: bytes, material: Material) -> Iterator[Read]:
    """Yields the article of every chapter, in reading order.

    Raises:
        ExtractError: the file is broken, or holds no book.
    """
    archive = open_zip(data)
    package_name = _package_name(archive)
    package = parse_xml(utf8_xml(read_member(archive, package_name)))
    if package is None:
        message = "The book has no table of its parts."
        raise ExtractError(message)
    fields = _fields(package)
    count = 0
    for name in _spine(package, package_name):
        source = f"{material.source}#{name}"
        try:
            chapter = decode(read_member(archive, name))
            language = fields.get("language", "")
            blocks = fragment_blocks(chapter, is_markup=True, language=language)
        except ExtractError as error:
            yield Failed(source, error.message)
            continue
        headline, blocks = _headed(blocks)
        draft = fragment_draft(blocks, fields | {"headline": headline}, source=source)
        if isinstance(draft, Draft) and len(draft.text) >= _CHAPTER_CHARS:
            count += 1
            yield draft
    if not count:
        yield Skipped(material.source, "The book has no chapter with text.", material.url)


def _package_name(archive: zipfile.ZipFile) -> str:
    container = parse_xml(utf8_xml(read_member(archive, "META-INF/container.xml")))
    for element in () if container is None else container.iter():
        if local_name(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    message = "The book does not say where its parts are."
    raise ExtractError(message)


def _fields(package: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    title = ""
    for element in package.iter():
        name, value = local_name(element), (element.text or "").strip()
        if name in _FIELDS and value:
            found.setdefault(_FIELDS[name], value)
        elif name == "title" and value:
            title = title or value
    return {"publisher": title} | found


def _spine(package: etree._Element, package_name: str) -> Iterator[str]:
    folder = posixpath.dirname(package_name)
    places = {
        element.get("id"): element.get("href")
        for element in package.iter()
        if local_name(element) == "item" and "html" in (element.get("media-type") or "")
    }
    for element in package.iter():
        place = places.get(element.get("idref")) if local_name(element) == "itemref" else None
        if place:
            yield posixpath.normpath(posixpath.join(folder, unquote(place)))


def _headed(blocks: list[Block]) -> tuple[str, list[Block]]:
    for place, block in enumerate(blocks[:4]):
        if block.role is Role.HEADING:
            return block.text, blocks[:place] + blocks[place + 1 :]
    return "", blocks
