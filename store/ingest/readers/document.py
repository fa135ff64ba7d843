"""Reads text, Markdown and fragments of HTML that are an article as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from store.ingest.outcome import Skipped
from store.ingest.story.blocks import Block, plain_blocks, story_text
from store.ingest.story.drafting import draft_of, with_credible_language
from store.ingest.story.html_body import prune, sift_story, tree_blocks
from store.ingest.story.markdown import is_markdown, markdown_blocks
from store.ingest.story.normalise import normalise
from store.ingest.story.saved import read_saved, split_front_matter
from store.ingest.story.trees import parse_html
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


_NO_TEXT = "There is no text in it."


def fragment_blocks(content: str, *, is_markup: bool) -> list[Block]:
    """The blocks of a fragment, in order."""
    if not is_markup:
        return plain_blocks(normalise(content))
    tree = parse_html(f"<div>{content}</div>") if content.strip() else None
    if tree is None:
        return []
    prune(tree)
    return tree_blocks(tree)


def fragment_draft(
    blocks: Sequence[Block], fields: Mapping[str, str], *, source: str
) -> Draft | Skipped:
    """The article in the blocks of a fragment."""
    story = sift_story(blocks, fields.get("headline", ""))
    draft = with_credible_language(draft_of(fields, story_text(story), source=source))
    return draft if draft.text else Skipped(source, _NO_TEXT, draft.url)


def read_fragment(
    content: str, fields: Mapping[str, str], *, source: str, is_markup: bool
) -> Draft | Skipped:
    """The article in a fragment. `fields` go by their names in `Draft`."""
    return fragment_draft(fragment_blocks(content, is_markup=is_markup), fields, source=source)
