"""The story on a page as blocks (trafilatura behind it)."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree, html  # type: ignore[import-untyped]  # ships no types
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from store.ingest.story.blocks import Block
from store.ingest.story.html_blocks import tree_blocks

# Code points a story has as a rule; and how many times as much is another story.
_ENOUGH_CHARS = 500
_MANY_TIMES = 4


def extract_body(tree: html.HtmlElement, url: str | None = None) -> list[Block]:
    """The blocks of the story in a pruned `tree`, in order; none where no story is found."""
    body = _choose(tree, url)
    return [] if body is None else tree_blocks(body)


def _choose(tree: html.HtmlElement, url: str | None) -> etree._Element | None:
    """The extraction to trust.

    The rules in their precise form are right where they find a story at all. Where they find
    little, trafilatura's other extractors may add to it, or its rules in their plain form; the
    latter are believed when they find many times as much: the precise ones met a notice.
    """
    precise = _extract(tree, url, fast=True, precision=True)
    if _length(precise) >= _ENOUGH_CHARS:
        return precise
    compared = _extract(tree, url, fast=False, precision=True)
    if _length(compared) >= _ENOUGH_CHARS:
        return compared
    plain = _extract(tree, url, fast=True, precision=False)
    return plain if _length(plain) > _MANY_TIMES * _length(compared) else compared


def _extract(
    tree: html.HtmlElement, url: str | None, *, fast: bool, precision: bool
) -> etree._Element | None:
    options = Extractor(
        output_format="python", comments=False, url=url, fast=fast, precision=precision
    )
    document = bare_extraction(deepcopy(tree), options=options)
    return None if document is None or isinstance(document, dict) else document.body


def _length(body: etree._Element | None) -> int:
    return 0 if body is None else sum(len(part) for part in body.itertext())
