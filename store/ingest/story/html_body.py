"""Finds the story on an HTML page, in four steps.

    tree → prune: menus, captions, pointers → extract_body: trafilatura
         → tree_blocks: elements to blocks → sift_story: headline, header and appeals

A feed entry, a chapter and a letter are all story: they skip `extract_body`.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import islice, takewhile

from lxml import etree, html  # type: ignore[import-untyped]  # ships no types
from rapidfuzz import fuzz
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from store.ingest.story.blocks import Block, Role
from store.ingest.story.furniture import (
    is_appeal,
    is_comments_label,
    is_credit,
    is_pointer,
    is_tags_label,
    is_wall,
)
from store.ingest.story.header import read_header
from store.ingest.story.tables import load_table
from store.ingest.story.trees import words_of

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
# Pages with fewer characters in paragraphs are written without paragraphs.
_SOME_PARAGRAPHS = 600
# A block with this share of the page's characters is the story itself.
_STORY_SHARE = 0.3
_WRAPPERS = ("div", "section", "figure", "aside", "p", "span")
# An embedded post is wrapped in at most this many elements.
_WRAPPER_DEPTH = 3
# Two paragraphs of this length side by side are a story; teasers of other stories have one.
_CHUNK_PARAGRAPH_CHARS = 100
# A paragraph lies at most this many elements below the block that was cut off.
_CHUNK_DEPTH = 3
_POINTERS = ("p", "li", "h2", "h3", "h4", "h5", "ul", "ol", "div")
_BLOCK_HOLDERS = frozenset({"div"})
# Longer classes and ids are lists of states that scripts set; they name no part.
_NAME_LIMIT = 400
# A table of data has at least this many rows of several cells.
_TABLE_ROWS = 2
# A longer cell, in characters, is a column of a page and no datum.
_LONGEST_DATUM = 200
_LISTS = frozenset({"ul", "ol", "dl"})
_CELL_PARTS = frozenset({"p", "div", "ul", "ol", "li", "dl", "dt", "dd", "center", "br"})
# A shorter paragraph, in characters, may stand twice on a page for a reason.
_COPIED_CHARS = 40
# A body stands twice if its parts share this many paragraphs.
_COPIED_PARAGRAPHS = 2
# A shorter run of blocks at the beginning, in characters, may stand twice for a reason.
_COPIED_RUN_CHARS = 200
# A body stands twice if its parts share this part of their characters.
_COPIED_SHARE = 0.8
_LONG_PARAGRAPHS = etree.XPath(
    f"descendant-or-self::*[self::p or self::li][string-length(.) >= {_COPIED_CHARS}]"
)
_LONG_BLOCKS = etree.XPath(
    "descendant-or-self::*[self::p or self::li or self::div][not(p or div or ul or ol or section)]"
    f"[string-length(.) >= {_COPIED_CHARS}]"
)
_UNSEEN_NAME = re.compile(r"(?:^|[\s_-])(?:print|hidden|noscript)(?:$|[\s_-])", re.IGNORECASE)
# A longer block is no pointer, in characters.
_POINTER_CHARS = 1_000
# A block linked to this share leads elsewhere.
_LINKED_SHARE = 0.75


def prune(tree: html.HtmlElement) -> None:
    """Takes captions, menus, share bars, notices and pointers to other stories out of `tree`.

    A part that holds 30 % of the page's paragraphs stays, whatever its name: it is the story.
    """
    measure = _paragraph_chars if _paragraph_chars(tree) >= _SOME_PARAGRAPHS else _chars
    limit = _STORY_SHARE * measure(tree)

    def drop(element: html.HtmlElement) -> None:
        if element.getparent() is not None and measure(element) <= limit:
            element.drop_tree()

    _keep_quotations(tree)
    _join_chunks(tree)
    _flatten_cells(tree)
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
    """Removes names and links that make embedded posts (tweets) look like ads."""
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
    """Joins a story cut into sibling blocks of one class (advertisements stood between them)."""
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


def _flatten_cells(tree: html.HtmlElement) -> None:
    """Writes the lists and paragraphs in the cells of a table of data as words of the cell."""
    for table in tree.iter("table"):
        cells = list(table.iter("td", "th"))
        rows = [row for row in table.iter("tr") if sum(1 for _ in row.iterchildren("td", "th")) > 1]
        parts = {part.tag for cell in cells for part in cell.iterdescendants()}
        blocks = parts & (_BLOCK_TAGS | _BREAKS)
        if not blocks:
            continue
        texts = [_cell_text(cell) for cell in cells]
        is_data = len(rows) >= _TABLE_ROWS and blocks <= _CELL_PARTS
        if not is_data or max(map(len, texts)) > _LONGEST_DATUM:
            if "table" not in blocks and not blocks.isdisjoint(_LISTS):
                _lay_out(table)
            continue
        for cell, text in zip(cells, texts, strict=True):
            for part in list(cell):
                cell.remove(part)
            cell.text = text


def _lay_out(table: html.HtmlElement) -> None:
    """Makes the cells of a table that arranges lists blocks of the page."""
    for part in [table, *table.iterdescendants("tbody", "thead", "tfoot", "tr", "td", "th")]:
        is_short = part.tag in _CELLS and next(part.iterdescendants(*_BLOCK_TAGS), None) is None
        part.tag = "p" if is_short else "div"


def _cell_text(cell: html.HtmlElement) -> str:
    is_list = next(cell.iterdescendants("li"), None) is not None
    texts = (" ".join(block.text.split()) for block in tree_blocks(cell))
    return ("; " if is_list else " ").join(texts)


def drop_copies(tree: html.HtmlElement) -> None:
    """Drops a second body of the same words from a page: one for small screens, or for print.

    Of two parts that hold the same paragraphs the fuller one stays; of equal ones the one that
    readers see, else the first.
    """
    first: dict[str, html.HtmlElement] = {}
    judged: set[tuple[html.HtmlElement, html.HtmlElement]] = set()
    has_paragraphs = _paragraph_chars(tree) >= _SOME_PARAGRAPHS
    find = _LONG_PARAGRAPHS if has_paragraphs else _LONG_BLOCKS
    for element, words in list(_worded(find(tree))):
        earlier = first.setdefault(words, element)
        if earlier is element:
            continue
        if tree not in earlier.iterancestors():  # dropped with its part
            first[words] = element
        elif tree in element.iterancestors():
            branches = _branches(earlier, element)
            if branches not in judged:
                judged.add(branches)
                _drop_copy(*branches, find)


def _branches(
    first: html.HtmlElement, second: html.HtmlElement
) -> tuple[html.HtmlElement, html.HtmlElement]:
    """The widest parts of a page that hold one of two elements and not the other."""
    lines = [[one, *one.iterancestors()][::-1] for one in (first, second)]
    apart = next(
        (place for place, pair in enumerate(zip(*lines, strict=False)) if pair[0] is not pair[1]),
        min(map(len, lines)) - 1,
    )
    return lines[0][apart], lines[1][apart]


def _drop_copy(first: html.HtmlElement, second: html.HtmlElement, find: etree.XPath) -> None:
    if first is second:
        return
    held = [Counter(words for _, words in _worded(find(one))) for one in (first, second)]
    shared = held[0] & held[1]
    sizes = [sum(len(text) * n for text, n in texts.items()) for texts in (*held, shared)]
    if shared.total() < _COPIED_PARAGRAPHS or sizes[2] < _COPIED_SHARE * min(sizes[:2]):
        return
    is_second = sizes[1] < sizes[0] or (
        sizes[1] == sizes[0] and _is_unseen(first) <= _is_unseen(second)
    )
    (second if is_second else first).drop_tree()


def _worded(parts: Iterable[html.HtmlElement]) -> Iterator[tuple[html.HtmlElement, str]]:
    for part in parts:
        yield part, " ".join("".join(part.itertext()).split())


def _is_unseen(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "")
    return (
        element.get("hidden") is not None
        or "display:none" in style
        or element.get("aria-hidden") == "true"
        or _UNSEEN_NAME.search(element.get("class") or "") is not None
    )


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


# A publisher uses the same few names on all its pages.
@functools.lru_cache(maxsize=8192)
def _is_no_story(name: str | None) -> bool:
    """Whether a class or an id names a part of a page that is no story."""
    if not name or len(name) >= _NAME_LIMIT:
        return False
    return _part_names().search(_CAMEL.sub("-", name)) is not None


@functools.cache
def _part_names() -> re.Pattern[str]:
    alternatives = "|".join(load_table("mark_up")["names"])
    return re.compile(rf"(?:^|[\s_-])(?:{alternatives})(?:$|[\s_-])", re.IGNORECASE)


# In code points: an extraction of this length is believed.
_ENOUGH_CHARS = 500
# An extraction of this many times the length found the story where the other found a notice.
_MANY_TIMES = 4


def extract_body(tree: html.HtmlElement, url: str | None = None) -> list[Block]:
    """Finds the story in a pruned `tree`: its blocks, in order; none if there is no story."""
    body = _choose(tree, url)
    return [] if body is None else _once(tree_blocks(body))


def _once(blocks: list[Block]) -> list[Block]:
    """Drops a run of blocks that tells the beginning of the story again."""
    first = next((n for n, block in enumerate(blocks) if block.role is not Role.HEADING), 0)
    texts = [block.text for block in blocks]
    for place in range(first + 1, len(blocks)):
        if texts[place] != texts[first]:
            continue
        pairs = zip(texts[first:place], texts[place:], strict=False)
        same = [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
        if len(same) >= _COPIED_PARAGRAPHS and sum(map(len, same)) >= _COPIED_RUN_CHARS:
            return blocks[:place] + blocks[place + len(same) :]
    return blocks


def _choose(tree: html.HtmlElement, url: str | None) -> etree._Element | None:
    """Chooses among trafilatura's extractions.

    Its precise rules are right if they find enough. If not, its other extractors are compared with
    them; if these find little too, its plain rules count if they find many times as much.
    """
    precise = _extracted(tree, url, fast=True, precision=True)
    if _length(precise) >= _ENOUGH_CHARS:
        return precise
    compared = _extracted(tree, url, fast=False, precision=True)
    if _length(compared) >= _ENOUGH_CHARS:
        return compared
    plain = _extracted(tree, url, fast=True, precision=False)
    return plain if _length(plain) > _MANY_TIMES * _length(compared) else compared


def _extracted(
    tree: html.HtmlElement, url: str | None, *, fast: bool, precision: bool
) -> etree._Element | None:
    options = Extractor(
        output_format="python", comments=False, url=url, fast=fast, precision=precision
    )
    document = bare_extraction(deepcopy(tree), options=options)
    return None if document is None or isinstance(document, dict) else document.body


def _length(body: etree._Element | None) -> int:
    return 0 if body is None else sum(len(part) for part in body.itertext())


_BLANKS = re.compile(r"[^\S\n]+")
_LAYOUT = re.compile(r"\s+")
_ROLES = {
    "head": Role.HEADING, "h1": Role.HEADING, "h2": Role.HEADING, "h3": Role.HEADING,
    "h4": Role.HEADING, "h5": Role.HEADING, "h6": Role.HEADING, "item": Role.ITEM, "li": Role.ITEM,
    "dt": Role.ITEM, "dd": Role.ITEM, "quote": Role.QUOTATION, "blockquote": Role.QUOTATION,
}  # fmt: skip
_BREAKS = frozenset({"lb", "br"})
_ROWS = ("row", "tr")
_CELLS = ("cell", "td", "th")
_UNSEEN = frozenset({"script", "style", "title", "meta", "link", "noscript", "template"})
_HOLDERS = frozenset(
    """p div section article main header footer aside ul ol list dl table tbody thead body html
    figure figcaption pre hr center address details summary form fieldset td th tr cell row
    nav""".split()
)
# A longer cell, in characters, is a column of a page and no datum.
_LONGEST_CELL = 400
_BLOCK_TAGS = _HOLDERS | frozenset(_ROLES)


def tree_blocks(element: etree._Element) -> list[Block]:
    """Returns everything below `element` as blocks, in order."""
    return list(_blocks(element, Role.PARAGRAPH, 0))


def _blocks(element: etree._Element, role: Role, level: int) -> Iterator[Block]:
    words: list[str] = [_flow(element.text)]
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _UNSEEN:
            pass
        elif child.tag in _BREAKS:
            words.append("\n")
        elif not _is_block(child):
            words.append(_flowing_words(child))
        else:
            yield from _paragraph(words, role, level)
            if child.tag == "table" and not _is_layout(child):
                yield from _rows(child)
            else:
                inner = _ROLES.get(child.tag, role if child.tag in _HOLDERS else Role.PARAGRAPH)
                yield from _blocks(child, inner, _level(child) or level)
        words.append(_flow(child.tail))
    yield from _paragraph(words, role, level)


def _paragraph(words: list[str], role: Role, level: int) -> Iterator[Block]:
    text = _tidy("".join(words))
    words.clear()
    if text:
        yield Block(text, role, level if role is Role.HEADING else 0)


def _is_block(element: etree._Element) -> bool:
    return element.tag in _BLOCK_TAGS or any(
        inner.tag in _BLOCK_TAGS for inner in element.iterdescendants()
    )


def _is_layout(table: etree._Element) -> bool:
    """Whether a table only arranges a page (mail does that): its cells hold paragraphs."""
    cells = list(table.iterdescendants(*_CELLS))
    return any(
        inner.tag in _BLOCK_TAGS for cell in cells for inner in cell.iterdescendants()
    ) or any(len(_flowing_words(cell)) > _LONGEST_CELL for cell in cells)


def _flowing_words(element: etree._Element) -> str:
    parts = [_flow(element.text)]
    for child in element:
        if child.tag in _BREAKS:
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
            parts.append(_flowing_words(child))
        parts.append(_flow(child.tail))
    return "".join(parts)


def _rows(table: etree._Element) -> Iterator[Block]:
    for row in table.iter(*_ROWS):
        cells = [" ".join(_flowing_words(cell).split()) for cell in row.iter(*_CELLS)]
        text = " | ".join(cell for cell in cells if cell)
        if text:
            yield Block(text, Role.ITEM)


def _level(element: etree._Element) -> int:
    mark = element.get("rend") or "h2" if element.tag == "head" else element.tag
    return int(mark[1]) if len(mark) == 2 and mark[1].isdigit() else 0


def _flow(text: str | None) -> str:
    return _LAYOUT.sub(" ", text) if text else ""


def _tidy(text: str) -> str:
    return "\n".join(filter(None, (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))))


# The headline and header lines are among this many blocks at the top.
_HEAD_BLOCKS = 5
# Likeness, 0 to 100, from which a line is the headline.
_SAME_HEADLINE = 92
# More text behind the offer of a paywall is story, in code points.
_OFFER_CHARS = 800
_WORDS = re.compile(r"\w+")


def sift_story(blocks: Sequence[Block], headline: str, byline: str = "") -> list[Block]:
    """Drops the headline and header lines at the top, pointers, and appeals at the end.

    A line at the top that equals the `byline` is a header line.
    """
    story = [block for block in blocks if not is_pointer(block.text)]
    place = 0
    for _ in range(_HEAD_BLOCKS):
        if place >= len(story) - 1:
            break
        if _is_head(story[place], headline) or (byline and story[place].text == byline):
            del story[place]
        else:
            place += 1
    _cut_at_wall(story)
    while len(story) > 1 and (_is_foot(story[-1]) or _is_tags(story)):
        story.pop()
    return story


def _is_tags(story: Sequence[Block]) -> bool:
    """Whether a story ends with its tags: a label, and perhaps a block that is no sentence."""
    last = story[-1].text
    return is_tags_label(last) or (
        is_tags_label(story[-2].text) and not last.endswith((".", "!", "?", "”", '"', "»"))
    )


def _cut_at_wall(story: list[Block]) -> None:
    """Cuts the offer of a paywall, and the rest if it is too short to be story."""
    for place, block in enumerate(story):
        if place and is_wall(block.text):
            if sum(len(rest.text) for rest in story[place:]) <= _OFFER_CHARS:
                del story[place:]
            return


def _is_same_headline(text: str, headline: str) -> bool:
    """Whether two lines are one headline; punctuation, case and a publisher at the end aside."""
    first, second = (" ".join(_WORDS.findall(part.casefold())) for part in (text, headline))
    return bool(first and second) and (
        fuzz.ratio(first, second) >= _SAME_HEADLINE
        or (len(first) > 20 and second.startswith(first) and len(first) > len(second) / 2)
    )


def _is_head(block: Block, headline: str) -> bool:
    # A heading of level 1 that is not the headline names the section or the paper.
    if block.role is Role.HEADING and block.level == 1:
        return True
    return _is_same_headline(block.text, headline) or (
        block.role is not Role.QUOTATION and read_header(block.text) is not None
    )


def _is_foot(block: Block) -> bool:
    return (
        block.role is Role.HEADING
        or is_credit(block.text, is_set_apart=False)
        or is_appeal(block.text)
        or is_comments_label(block.text)
    )
