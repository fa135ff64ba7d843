"""A piece of mark-up or text that is an article as a whole: a feed entry, a chapter, a newsletter.

Nothing is looked for in it, as on a page; what plainly is no story is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.ingest.story.blocks import Block
from store.ingest.story.drafting import draft_of, with_credible_language
from store.ingest.story.html_blocks import tree_blocks
from store.ingest.story.html_pruning import prune
from store.ingest.story.html_story import sift_story
from store.ingest.story.html_tree import parse_html
from store.ingest.story.normalise import normalise
from store.ingest.story.outcome import Skipped
from store.ingest.story.plain import plain_blocks
from store.ingest.story.saved import story_text
from store.model import Draft

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
