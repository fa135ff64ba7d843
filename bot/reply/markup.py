"""Builds a small tree of marked-up text and renders it: as Telegram's entities, or as plain text.

Only the leaves hold characters (`Text`, `Code`, `Pre`, `Date`). Nodes:

    Node  = Text | Code | Pre | Bold | Italic | Link | Date | Blockquote
    Nodes = tuple[Node, ...]
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
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
    """Words that answer the question."""

    children: Nodes


@dataclass(frozen=True, slots=True)
class Italic:
    """A remark about the words shown, not the words themselves."""

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


class EntityKind(StrEnum):
    """How a stretch of a message is marked, by Telegram's own names."""

    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    PRE = "pre"
    LINK = "text_link"
    DATE = "date_time"
    QUOTATION = "blockquote"
    FOLDED_QUOTATION = "expandable_blockquote"


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked stretch of a message's text, counted in UTF-16 units as Telegram does.

    `url` is set for a LINK, `unix_s` (seconds since 1970) for a DATE.
    """

    kind: EntityKind
    offset: int
    length: int
    url: str | None = None
    unix_s: int | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's text and its entities, outer before inner."""

    text: str
    entities: tuple[Entity, ...]

    def of(self, *kinds: EntityKind) -> list[str]:
        """The texts of all entities of these kinds, in order."""
        units = self.text.encode("utf-16-le", "surrogatepass")
        return [
            units[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le", "surrogatepass")
            for e in self.entities
            if e.kind in kinds
        ]


_RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLO", "RLI"})


def render(nodes: Nodes, *, with_dates: bool = True) -> Rendered:
    """The text and its entities; without date entities if `with_dates` is false."""
    entities: list[Entity] = []
    _add_entities(nodes, 0, entities)
    kept = (e for e in entities if with_dates or e.kind is not EntityKind.DATE)
    return Rendered(to_plain(nodes), tuple(kept))


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


def _add_entities(nodes: Nodes, offset: int, entities: list[Entity]) -> None:
    """Add the entities of nodes that begin at `offset`."""
    for node in nodes:
        length = utf16_length(_plain(node))
        if length and not isinstance(node, Text):
            entities.append(_entity(node, offset, length))
        _add_entities(_children(node), offset, entities)
        offset += length


def _entity(
    node: Code | Pre | Bold | Italic | Link | Date | Blockquote, offset: int, length: int
) -> Entity:
    match node:
        case Code():
            return Entity(EntityKind.CODE, offset, length)
        case Pre():
            return Entity(EntityKind.PRE, offset, length)
        case Bold():
            return Entity(EntityKind.BOLD, offset, length)
        case Italic():
            return Entity(EntityKind.ITALIC, offset, length)
        case Link(url):
            return Entity(EntityKind.LINK, offset, length, url=url)
        case Date(unix_s):
            return Entity(EntityKind.DATE, offset, length, unix_s=unix_s)
        case Blockquote(_, is_expandable):
            kind = EntityKind.FOLDED_QUOTATION if is_expandable else EntityKind.QUOTATION
            return Entity(kind, offset, length)
