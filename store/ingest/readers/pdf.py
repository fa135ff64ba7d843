"""Reads PDF files, with pypdfium2: joins lines to paragraphs, drops running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from store.errors import ExtractError
from store.ingest.extra import load_extra
from store.ingest.outcome import Read, Skipped
from store.ingest.sources.material import Material
from store.ingest.story.blocks import plain_blocks, story_text
from store.ingest.story.drafting import draft_of
from store.ingest.story.saved import read_saved

# Longer files are books of law and the like, which take minutes to read.
_PAGE_LIMIT = 3_000
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\ufffe\x02]$")
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
# A line below this share of the widest ends its paragraph.
_SHORT_SHARE = 0.85


def read_pdf(data: bytes, material: Material) -> Iterator[Read]:
    """Yields the article in a PDF file.

    Raises:
        ExtractError: pypdfium2 is not installed, or the file is broken, encrypted or too long.
    """
    pdfium = load_extra("pypdfium2", "pdf", "PDF files")
    try:
        document = pdfium.PdfDocument(data)
        if len(document) > _PAGE_LIMIT:
            message = f"The PDF file has more than {_PAGE_LIMIT} pages."
            raise ExtractError(message)
        pages = [_page_lines(page) for page in document]
        given = _given(document.get_metadata_dict(skip_empty=True))
    except pdfium.PdfiumError as error:
        message = "The PDF file is broken or locked with a password."
        raise ExtractError(message) from error
    text = join_lines(drop_running_heads(pages))
    if not text:
        reason = "The PDF file holds pictures of pages, no text."
        yield Skipped(material.source, reason, material.url)
        return
    # The page goes before the properties, which often are a template's.
    fields, story = read_saved(plain_blocks(text), {"url": material.url} if material.url else {})
    fields = given | dict(material.given) | fields
    draft = draft_of(fields, story_text(story), source=material.source)
    yield draft if draft.text else Skipped(material.source, "There is no text in it.", material.url)


def drop_running_heads(pages: Sequence[Sequence[str]]) -> list[str]:
    """Returns all lines but those repeated at the edge of pages, page numbers aside."""
    edges = Counter(
        mark for page in pages for mark in {_DIGITS.sub("#", line) for line in _edges(page)}
    )
    repeated = {mark for mark, count in edges.items() if count >= max(3, len(pages) // 3)}
    return [
        line
        for page in pages
        for place, line in enumerate(page)
        if not (_is_edge(place, page) and _DIGITS.sub("#", line) in repeated | {"#", "- # -"})
    ]


def join_lines(lines: Sequence[str]) -> str:
    """Joins the lines of printed pages to paragraphs, and mends words cut at a line end."""
    widest = max((len(line) for line in lines), default=0)
    words: list[str] = []
    for line in lines:
        if not line:
            words.append("\n\n")
            continue
        is_short = len(line) < _SHORT_SHARE * widest
        if _HYPHEN.search(line):
            words.append(_HYPHEN.sub("", line))
        else:
            words.append(line + ("\n\n" if is_short else " "))
    return re.sub(r" *\n\n\s*", "\n\n", "".join(words)).strip()


def _page_lines(page: Any) -> list[str]:  # noqa: ANN401 (pypdfium2 is loaded at run time)
    text = page.get_textpage().get_text_bounded()
    page.close()
    return [line.strip() for line in text.replace("\r\n", "\n").split("\n")]


def _edges(page: Sequence[str]) -> list[str]:
    return [line for place, line in enumerate(page) if line and _is_edge(place, page)]


def _is_edge(place: int, page: Sequence[str]) -> bool:
    return place < 2 or place >= len(page) - 2


def _given(metadata: dict[str, str]) -> dict[str, str]:
    created = _DATE.match(metadata.get("CreationDate", ""))
    found = {
        "headline": metadata.get("Title", ""),
        "byline": metadata.get("Author", ""),
        "published": "-".join(created.groups()) if created else "",
    }
    return {name: value for name, value in found.items() if value}
