"""Reads EPUB books and magazine issues: each chapter of the spine is an article."""

from __future__ import annotations

import posixpath
import re
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
from store.ingest.story.trees import local_name, parse_html, parse_xml, words_of
from store.model import Draft

# In code points: title pages, imprints and dedications are shorter.
_CHAPTER_CHARS = 400
# A part linked to this share is a list of contents.
_LINKED_SHARE = 0.5
# Parts of a book that are not its text, by the words of epub:type and of the guide.
_MATTER = frozenset(
    """cover frontispiece titlepage title-page halftitlepage half-title-page toc landmarks
    page-list loi lot lov lista copyright-page copyright imprint imprimatur dedication colophon
    index bibliography footnotes endnotes rearnotes notes other-credits""".split()
)
_TYPED = re.compile(
    r"<(?:body|section|div|nav)\b[^>]*\bepub:type\s*=\s*[\"']([^\"']{1,200})", re.IGNORECASE
)
# Words of an imprint, in a part too short to be about such things.
_IMPRINT = re.compile(
    r"©|\(c\)\s*\d{4}|\bISBN\b|\bcopyright\b|all rights reserved|alle rechte vorbehalten"
    r"|tous droits réservés|todos los derechos|tutti i diritti|все права|wszelkie prawa",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…:;,。！？؟।—–][»”“’\"')\]]*\s*$", re.MULTILINE)
_WORD = re.compile(r"\w+")
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
    matter = _named_matter(package, package_name)
    about_book = {word for value in fields.values() for word in _WORD.findall(value.casefold())}
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
        is_matter = name in matter or _is_typed_matter(chapter)
        headline, blocks = _headed(blocks)
        draft = fragment_draft(blocks, fields | {"headline": headline}, source=source)
        if isinstance(draft, Draft) and (
            len(draft.text) >= _CHAPTER_CHARS
            or not (is_matter or _is_title_page(draft, about_book) or _is_contents(chapter))
        ):
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


def _named_matter(package: etree._Element, package_name: str) -> set[str]:
    """The parts that the book calls its cover, contents, imprint and the like."""
    found = set()
    for element in package.iter():
        words = f"{element.get('type', '')} {element.get('properties', '')}".lower().split()
        is_matter = not _MATTER.isdisjoint(words) or "nav" in words
        if local_name(element) in ("reference", "item") and is_matter and element.get("href"):
            found.add(_place(package_name, element.get("href").partition("#")[0]))
    return found


def _is_typed_matter(chapter: str) -> bool:
    """Whether the first part of a chapter that says what it is says that it is no text."""
    typed = _TYPED.search(chapter)
    return typed is not None and not _MATTER.isdisjoint(typed[1].lower().split())


def _is_title_page(draft: Draft, about_book: set[str]) -> bool:
    """Whether a short part is a title page or an imprint, not a short text."""
    words = set(_WORD.findall(draft.text.casefold()))
    return (
        words <= about_book
        or bool(_IMPRINT.search(draft.text))
        or not (_SENTENCE_END.search(draft.text) or draft.headline)
    )


def _is_contents(chapter: str) -> bool:
    """Whether most words of a part are links to others."""
    tree = parse_html(chapter)
    if tree is None:
        return False
    linked = sum(len(words_of(link)) for link in tree.iter("a") if link.get("href"))
    return linked >= _LINKED_SHARE * len(words_of(tree))


def _place(package_name: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(package_name), unquote(href)))


def _spine(package: etree._Element, package_name: str) -> Iterator[str]:
    places = {
        element.get("id"): element.get("href")
        for element in package.iter()
        if local_name(element) == "item" and "html" in (element.get("media-type") or "")
    }
    for element in package.iter():
        place = places.get(element.get("idref")) if local_name(element) == "itemref" else None
        if place:
            yield _place(package_name, place)


def _headed(blocks: list[Block]) -> tuple[str, list[Block]]:
    for place, block in enumerate(blocks[:4]):
        if block.role is Role.HEADING:
            return block.text, blocks[:place] + blocks[place + 1 :]
    return "", blocks
