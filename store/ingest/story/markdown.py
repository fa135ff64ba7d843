"""Parts Markdown into blocks, with markdown-it: keeps the words of links, drops all marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from store.ingest.story.blocks import Block, Role

_TAG = re.compile(
    r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>|</?[a-zA-Z][^<>]*>", re.DOTALL
)
_MARKS = re.compile(
    r"^\#{1,6}\ \S"  # an ATX heading
    r"|\]\((?:\#|<|/|https?:|mailto:)[^\s()]*[^()\n]*\)"  # a link
    r"|^<https?://[^>\s]+>\s*$"  # an address on a line of its own
    r"|^(\*\*|__)\S[^\n]*\1\s*$"  # a line that is bold as a whole
    r"|^\*[^*\s][^*\n]*\*\s*$",  # or italic
    re.MULTILINE | re.VERBOSE,
)
_STRUCK_OUT = re.compile(r"<(del|s|strike)\b[^<>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_STRIKING = re.compile(r"<(/?)(?:del|s|strike)\b", re.IGNORECASE)
# A mark of a note, and the label that repeats it before the note.
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\]")
_NOTE_LABEL = re.compile(r"^ {0,3}\[\^[^\]\s]{1,40}\]:[ \t]*", re.MULTILINE)
_EMPHASIS = frozenset({"strong", "em"})


def is_markdown(text: str) -> bool:
    """Whether a text holds marks that only Markdown has."""
    return _MARKS.search(text) is not None


def markdown_blocks(text: str) -> list[Block]:
    """Parts a Markdown text into blocks, in order. Any text is valid Markdown."""
    # Indented code is off: in saved articles an indent is layout.
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).disable("code")
    parser.enable("strikethrough")
    return list(_blocks(parser.parse(_NOTE_LABEL.sub("", text))))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    holders: list[str] = []
    level = 0
    for token in tokens:
        if token.nesting == 1:
            holders.append(token.type)
            level = int(token.tag[1]) if token.type == "heading_open" else 0
        elif token.nesting == -1 and holders:
            holders.pop()
        elif token.type == "inline":
            yield from _inline_blocks(token, _role(holders), level)
        elif token.type == "hr":
            yield Block("", Role.RULE)
        elif token.type == "fence":
            yield Block(token.content.strip("\n"))
        elif token.type == "html_block":
            words = _TAG.sub("", _STRUCK_OUT.sub("", token.content)).strip()
            if words:
                yield Block(words)


def _role(holders: list[str]) -> Role:
    if "heading_open" in holders:
        return Role.HEADING
    if "list_item_open" in holders:
        return Role.ITEM
    return Role.QUOTATION if "blockquote_open" in holders else Role.PARAGRAPH


def _held(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens of a paragraph that are not struck out."""
    struck = 0
    for token in tokens:
        tag = _STRIKING.match(token.content) if token.type == "html_inline" else None
        if token.type in ("s_open", "s_close"):
            struck = max(struck + token.nesting, 0)
        elif tag:
            struck = max(struck + (-1 if tag[1] else 1), 0)
        elif not struck:
            yield token


def _inline_blocks(token: Token, role: Role, level: int) -> Iterator[Block]:
    words: list[str] = []
    links: list[str] = []
    emphasis = link = 0
    plain = loose = has_image = False
    for child in _held(token.children or []):
        kind = child.type.partition("_")[0]
        if kind in _EMPHASIS:
            emphasis += child.nesting
        elif kind == "link":
            link += child.nesting
            if child.nesting == 1:
                links.append(str(child.attrGet("href") or ""))
        elif child.type == "image":
            has_image = True
        elif child.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif child.type != "html_inline":
            words.append(_NOTE_MARK.sub("", child.content))
            if child.content.strip():
                plain = plain or not emphasis
                loose = loose or not link
        elif re.match(r"<br\b", child.content, re.IGNORECASE):
            words.append("\n")
    text = "".join(words).strip()
    if has_image:
        yield Block("", Role.IMAGE)
    if text:
        yield Block(text, role, level, not plain, bool(links) and not loose, tuple(links))
