"""Reads HTML pages, and fragments of HTML or text that are all story.

    page → page_fields: who and when → prune, extract_body, sift_story → refusal? → Draft

A feed entry, a chapter of a book and a letter are fragments: no body is looked for in them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from store.ingest.outcome import Failed, Read, Skipped
from store.ingest.readers.feed import FeedEntry
from store.ingest.sources.charset import decode
from store.ingest.sources.material import Material
from store.ingest.story.blocks import Block, plain_blocks, story_text
from store.ingest.story.canonical import canonical_url, host_of
from store.ingest.story.drafting import draft_of, with_credible_language
from store.ingest.story.html_body import drop_copies, extract_body, prune, sift_story, tree_blocks
from store.ingest.story.html_metadata import is_front_page, page_fields
from store.ingest.story.inline import mend_inline
from store.ingest.story.normalise import normalise
from store.ingest.story.refusal import refusal
from store.ingest.story.trees import parse_html, words_of
from store.model import Draft

# Ten times as long as the longest page with an article.
_SIZE_LIMIT_CHARS = 8 * 1024 * 1024
# Ten times as many as on any page with an article; each costs time.
_ELEMENT_LIMIT = 100_000
_NO_ARTICLE = "There is no article on this page."
_log = logging.getLogger(__name__)


def read_html(
    markup: str,
    *,
    source: str,
    url: str | None = None,
    given: Mapping[str, str] | None = None,
    found_at: str | None = None,
) -> Read:
    """Reads the article on a page, or says why there is none.

    `url` is the address the page was fetched by, None for a file; `found_at` the one that its
    redirects led to. `given` holds fields known from elsewhere, by their names in `Draft`; they
    fill gaps of the page.
    """
    where = found_at or url
    if len(markup) > _SIZE_LIMIT_CHARS:
        return Failed(
            source, f"The page is longer than {_SIZE_LIMIT_CHARS >> 20} Mi characters.", url
        )
    tree = parse_html(markup)
    if tree is None:
        return Skipped(source, _NO_ARTICLE, url)
    if tree.xpath("count(//*)") > _ELEMENT_LIMIT:
        return Failed(source, f"The page has more than {_ELEMENT_LIMIT:,} elements.", url)
    try:
        page_words = words_of(tree.body) if tree.find("body") is not None else ""
        title = words_of(tree.find(".//title")) if tree.find(".//title") is not None else ""
        if is_front_page(tree, where):
            return Skipped(source, "This is a front page, not an article.", url)
        mend_inline(tree, (given or {}).get("language", ""))
        fields = page_fields(tree, markup, where, given or {})
        drop_copies(tree)
        prune(tree)
        found = sift_story(
            extract_body(tree, where), fields.get("headline", ""), fields.get("byline", "")
        )
        text = story_text(found)
    except (ValueError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        # The libraries raise on pages that nobody foresaw; the run goes on with the next page.
        _log.warning("no extraction", exc_info=True, extra={"source": source, "url": url})
        return Failed(source, f"The page cannot be taken apart ({type(error).__name__}).", url)
    reason = refusal((title, fields.get("headline", "")), text, page_words)
    if reason or not text:
        return Skipped(source, reason or _NO_ARTICLE, url)
    if url and where and canonical_url(url) != canonical_url(where):
        fields = {"canonical_url": where, "publisher": host_of(where) or ""} | fields | {"url": url}
    return with_credible_language(draft_of(fields, text, source=source))


def read_html_file(data: bytes, material: Material) -> Iterator[Read]:
    """Yields the article on a page, or why there is none."""
    yield read_html(
        decode(data, material.charset),
        source=material.source,
        url=material.url,
        given=material.given,
        found_at=material.found_at,
    )


def read_feed_entry(entry: FeedEntry, source: str) -> Iterator[Read]:
    """Yields the article that a feed's entry itself holds."""
    fields = entry.fields | ({"url": entry.url} if entry.url else {})
    blocks = fragment_blocks(
        entry.content, is_markup=entry.is_markup, language=fields.get("language", "")
    )
    draft = fragment_draft(blocks, fields, source=source)
    if isinstance(draft, Draft) and entry.url:
        draft = replace(draft, entry=entry.label, is_shared=entry.is_shared)
    yield draft


def fragment_blocks(content: str, *, is_markup: bool, language: str = "") -> list[Block]:
    """The blocks of a fragment, in order; none where its mark-up holds no words.

    `language` is a language tag; the marks around a <q> element depend on it.
    """
    if not is_markup:
        return plain_blocks(normalise(content))
    tree = parse_html(f"<div>{content}</div>") if content.strip() else None
    if tree is None:
        return []
    mend_inline(tree, language)
    prune(tree)
    return tree_blocks(tree)


def fragment_draft(
    blocks: Sequence[Block], fields: Mapping[str, str], *, source: str
) -> Draft | Skipped:
    """The article in the blocks of a fragment. `fields` go by their names in `Draft`."""
    story = sift_story(blocks, fields.get("headline", ""))
    draft = with_credible_language(draft_of(fields, story_text(story), source=source))
    return draft if draft.text else Skipped(source, "There is no text in it.", draft.url)
