"""A text or Markdown file to a draft."""

from __future__ import annotations

import re
from pathlib import PurePath

from store.ingest.story.drafting import draft_of
from store.ingest.story.front_matter import split_front_matter
from store.ingest.story.markdown import is_markdown, markdown_blocks
from store.ingest.story.normalise import normalise
from store.ingest.story.plain import plain_blocks
from store.ingest.story.saved import read_saved, story_text
from store.model import Draft

_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown|mdown|mkd|mdx)$", re.IGNORECASE)


def read_document(text: str, *, source: str, url: str | None = None) -> Draft:
    """The article in a decoded text or Markdown file. Its text may come out empty.

    `source` is a path or an address and decides between the two where the text itself does not.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    given, text = split_front_matter(text)
    is_marked = _MARKDOWN_NAME.search(PurePath(source).name) is not None or is_markdown(text)
    blocks = markdown_blocks(text) if is_marked else plain_blocks(normalise(text))
    if url:
        given = {"url": url} | given
    fields, story = read_saved(blocks, given)
    return draft_of(fields, story_text(story), source=source)
