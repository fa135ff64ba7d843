"""Reads text and Markdown files, each one article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from store.ingest.outcome import Read, Skipped
from store.ingest.sources.charset import decode
from store.ingest.sources.material import Material
from store.ingest.story.blocks import plain_blocks, story_text
from store.ingest.story.drafting import draft_of
from store.ingest.story.markdown import is_markdown, markdown_blocks
from store.ingest.story.normalise import normalise
from store.ingest.story.saved import read_saved, split_front_matter
from store.model import Draft

_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown|mdown|mkd|mdx)$", re.IGNORECASE)


def read_text_file(data: bytes, material: Material) -> Iterator[Read]:
    """Yields the article in a text or Markdown file, or says that it has no text."""
    text = decode(data, material.charset)
    draft = read_document(text, source=material.source, url=material.url)
    yield draft if draft.text else Skipped(material.source, "There is no text in it.", draft.url)


def read_document(text: str, *, source: str, url: str | None = None) -> Draft:
    """Reads a decoded text or Markdown file. The draft's text may be empty.

    `source` is a path or an address. A Markdown ending or Markdown marks in the text make it
    Markdown; all else is plain text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    given, text = split_front_matter(text)
    is_marked = _MARKDOWN_NAME.search(PurePath(source).name) is not None or is_markdown(text)
    blocks = markdown_blocks(text) if is_marked else plain_blocks(normalise(text))
    if url:
        given = {"url": url} | given
    fields, story = read_saved(blocks, given)
    return draft_of(fields, story_text(story), source=source)
