"""What on a page is no story, by its mark-up: taken out before the story is looked for.

A name alone never takes the story along: whatever holds a good part of the page's paragraphs stays.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from itertools import islice

from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

from store.ingest.story.furniture import is_pointer
from store.ingest.story.html_tree import words_of
from store.ingest.story.tables import load_table

_ALWAYS = etree.XPath(
    "//figcaption | //nav | //form[not(.//p[string-length(.) > 200])] | //button | //dialog"
    " | //template | //svg | //object | //embed | //*[@role='navigation' or @role='dialog'"
    " or @role='alertdialog' or @role='search' or @role='contentinfo' or @role='complementary']"
    " | //*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"
    " | //*[@itemprop='caption' or @itemprop='copyrightHolder']"
)
_NAMED = etree.XPath(
    "//*[(@class or @id) and not(self::html or self::body or self::article or self::main)]"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Pages with fewer characters in paragraphs than this are written without paragraphs.
_SOME_PARAGRAPHS = 600
# The share of a page's paragraph words from which a block is taken for the story itself.
_STORY_SHARE = 0.3
_WRAPPERS = ("div", "section", "figure", "aside", "p", "span")
_WRAPPER_DEPTH = 3
# Two paragraphs of this length side by side are a story's; teasers of other stories have one.
_CHUNK_PARAGRAPH_CHARS = 100
_CHUNK_DEPTH = 3
_POINTERS = ("p", "li", "h2", "h3", "h4", "h5", "ul", "ol", "div")
_BLOCK_HOLDERS = frozenset({"div"})
_NAME_LIMIT = 400
_POINTER_CHARS = 1000
# What is linked for the most part leads elsewhere.
_LINKED_SHARE = 0.75


def prune(tree: html.HtmlElement) -> None:
    """Take captions, menus, share bars, notices and pointers to other stories out of `tree`."""
    measure = _paragraph_chars if _paragraph_chars(tree) >= _SOME_PARAGRAPHS else _chars
    limit = _STORY_SHARE * measure(tree)

    def drop(element: html.HtmlElement) -> None:
        if element.getparent() is not None and measure(element) <= limit:
            element.drop_tree()

    _keep_quotations(tree)
    _join_chunks(tree)
    for element in _ALWAYS(tree):
        drop(element)
    for element in _NAMED(tree):
        if _is_no_story(element.get("class")) or _is_no_story(element.get("id")):
            drop(element)
    for element in list(tree.iter(*_POINTERS)):
        if _is_pointer(element):
            drop(element)


def _paragraph_chars(element: html.HtmlElement) -> int:
    return sum(len(part) for part in element.xpath("descendant-or-self::p//text()"))


def _chars(element: html.HtmlElement) -> int:
    return len(words_of(element))


def _keep_quotations(tree: html.HtmlElement) -> None:
    """Rid embedded posts (tweets) of the names and links that make them look like ads."""
    for quotation in tree.iter("blockquote"):
        if next(quotation.iterancestors("blockquote"), None) is not None:
            continue
        words = len(words_of(quotation))
        etree.strip_tags(quotation, "a")
        _unname(quotation)
        for holder in islice(quotation.iterancestors(*_WRAPPERS), _WRAPPER_DEPTH):
            if len(words_of(holder)) > words + 20:
                break
            _unname(holder)


def _unname(element: html.HtmlElement) -> None:
    for name in ("class", "id"):
        element.attrib.pop(name, None)


def _join_chunks(tree: html.HtmlElement) -> None:
    """Join a story cut into sibling blocks of one class (advertisements stood between them)."""
    held = Counter(
        holder
        for paragraph in tree.iter("p")
        if len(words_of(paragraph)) > _CHUNK_PARAGRAPH_CHARS
        for holder in islice(paragraph.iterancestors("div", "section"), _CHUNK_DEPTH)
    )
    chunks = {element for element, paragraphs in held.items() if paragraphs > 1}
    for first in tree.iter("div", "section"):
        name = first.get("class")
        if first not in chunks or not name:
            continue
        for other in list(first.itersiblings(first.tag)):
            if other in chunks and other.get("class") == name:
                first.extend(list(other))
                other.drop_tree()


def _is_pointer(element: html.HtmlElement) -> bool:
    """Whether a paragraph or list only leads elsewhere: mostly links, or labelled as a pointer."""
    if element.tag in _BLOCK_HOLDERS and any(
        inner.tag in _POINTERS for inner in element.iterdescendants()
    ):
        return False
    words = words_of(element)
    if not words or len(words) > _POINTER_CHARS:
        return False
    if is_pointer(words):
        return True
    if element.tag in ("li", "h2", "h3"):
        return False
    linked = sum(len(words_of(link)) for link in element.iter("a") if link.get("href"))
    return len(words) >= 20 and linked >= _LINKED_SHARE * len(words)


# A page, and a publisher, uses few names many times over.
@functools.lru_cache(maxsize=8192)
def _is_no_story(name: str | None) -> bool:
    """Whether a class or an id is that of a part of a page that is no story."""
    if not name or len(name) >= _NAME_LIMIT:
        return False
    return _names().search(_CAMEL.sub("-", name)) is not None


@functools.cache
def _names() -> re.Pattern[str]:
    alternatives = "|".join(load_table("mark_up")["names"])
    return re.compile(rf"(?:^|[\s_-])(?:{alternatives})(?:$|[\s_-])", re.IGNORECASE)
