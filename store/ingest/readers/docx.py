"""Reads Word documents, with python-docx."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from store.errors import ExtractError
from store.ingest.outcome import Read, Skipped
from store.ingest.readers.extra import load_extra
from store.ingest.sources.material import Material
from store.ingest.sources.unpacking import open_zip
from store.ingest.story.blocks import Block, Role, story_text
from store.ingest.story.drafting import draft_of
from store.ingest.story.saved import read_saved


def read_docx(data: bytes, material: Material) -> Iterator[Read]:
    """Yields the article in a Word document.

    Raises:
        ExtractError: python-docx is not installed, or the file is broken.
    """
    docx = load_extra("docx", "docx", "Word documents")
    open_zip(data)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = [block for part in document.iter_inner_content() for block in _blocks(part)]
        given = _given(document.core_properties)
    except Exception as error:  # python-docx raises anything on a broken part
        message = "The Word document is broken."
        raise ExtractError(message) from error
    # The page goes before the properties, which often are a template's.
    fields, story = read_saved(blocks, {})
    draft = draft_of(given | fields, story_text(story), source=material.source)
    yield draft if draft.text else Skipped(material.source, "There is no text in it.")


def _given(properties: Any) -> dict[str, str]:  # noqa: ANN401 (python-docx is loaded at run time)
    found = {
        "headline": properties.title,
        "byline": properties.author if properties.author != "python-docx" else "",
        "published": properties.created.isoformat() if properties.created else "",
        "language": properties.language,
    }
    return {name: value for name, value in found.items() if value}


def _blocks(part: Any) -> Iterator[Block]:  # noqa: ANN401 (python-docx is loaded at run time)
    if hasattr(part, "rows"):
        for row in part.rows:
            cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
            text = " | ".join(cell for cell in cells if cell)
            if text:
                yield Block(text, Role.ITEM)
        return
    text = part.text.strip()
    if not text:
        return
    style = (part.style.name if part.style else "") or ""
    level = int(style[-1]) if style[-1:].isdigit() and style.startswith("Heading") else 1
    if style.startswith(("Heading", "Title")):
        yield Block(text, Role.HEADING, level)
        return
    role = Role.ITEM if style.startswith("List") else Role.PARAGRAPH
    runs = [run for run in part.runs if run.text.strip()]
    is_emphasised = bool(runs) and all(run.bold or run.italic for run in runs)
    yield Block(text, Role.QUOTATION if "Quote" in style else role, is_emphasised=is_emphasised)
