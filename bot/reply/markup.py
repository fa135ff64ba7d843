"""A small tree of marked-up text, and its two renderings: Telegram's HTML and plain text.

Only `Text` and `Code` hold characters; they are escaped there and nowhere else. Nodes:

    Node  = Text | Code | Pre | Bold | Italic | Link | Date | Blockquote
    Nodes = tuple[Node, ...]
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from html import escape
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, shown as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Characters in which Telegram looks for no names, tags, commands or addresses."""

    text: str


@dataclass(frozen=True, slots=True)
class Pre:
    """A block of characters that a tap copies."""

    text: str


@dataclass(frozen=True, slots=True)
class Bold:
    """What answers the question."""

    children: Nodes


@dataclass(frozen=True, slots=True)
class Italic:
    """What is said about the words shown, not the words themselves."""

    children: Nodes


@dataclass(frozen=True, slots=True)
class Link:
    """Text that opens an address."""

    url: str
    children: Nodes


@dataclass(frozen=True, slots=True)
class Date:
    """A moment that clients show in their reader's own form; `text` stands where they cannot."""

    unix_s: int
    text: str


@dataclass(frozen=True, slots=True)
class Blockquote:
    """The excerpt. An expandable one is folded to its first lines until it is tapped."""

    children: Nodes
    is_expandable: bool = False


Node: TypeAlias = Text | Code | Pre | Bold | Italic | Link | Date | Blockquote
Nodes: TypeAlias = tuple[Node, ...]

# Telegram's forms of a date: d is the short one ("17.03.22"), D the long one ("March 17, 2022").
_DATE_FORM = "D"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLO", "RLI"})


def to_html(nodes: Nodes, *, with_dates: bool = True) -> str:
    """Telegram's HTML; without date entities if `with_dates` is false."""
    return "".join(_html(node, with_dates) for node in nodes)


def to_plain(nodes: Nodes) -> str:
    """The characters alone."""
    return "".join(_plain(node) for node in nodes)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, which is how Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def count_entities(nodes: Nodes) -> int:
    """How many message entities `nodes` become."""
    return sum(
        0 if isinstance(node, Text) else 1 + count_entities(_children(node)) for node in nodes
    )


def isolate(text: str) -> str:
    """`text` inside directional isolates where it runs right to left, otherwise `text` itself.

    What stands beside it on the line so keeps its place.
    """
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        return f"\u2068{text}\u2069"
    return text


def _children(node: Node) -> Nodes:
    return node.children if isinstance(node, Bold | Italic | Link | Blockquote) else ()


def _plain(node: Node) -> str:
    if isinstance(node, Text | Code | Pre | Date):
        return node.text
    return to_plain(node.children)


def _html(node: Node, with_dates: bool) -> str:  # noqa: FBT001
    if isinstance(node, Text | Code | Pre | Date):
        text = escape(node.text, quote=False)
        match node:
            case Text():
                return text
            case Code():
                return f"<code>{text}</code>"
            case Pre():
                return f"<pre>{text}</pre>"
            case Date(unix_s):
                tag = f'<tg-time unix="{unix_s}" format="{_DATE_FORM}">'
                return f"{tag}{text}</tg-time>" if with_dates else text
    inside = to_html(node.children, with_dates=with_dates)
    match node:
        case Bold():
            return f"<b>{inside}</b>"
        case Italic():
            return f"<i>{inside}</i>"
        case Link(url):
            return f'<a href="{escape(url, quote=True)}">{inside}</a>'
        case Blockquote(_, is_expandable):
            mark = " expandable" if is_expandable else ""
            return f"<blockquote{mark}>{inside}</blockquote>"
