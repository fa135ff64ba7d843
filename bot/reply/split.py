"""Telegram's limits: 4,096 UTF-16 units and 100 entities a message.

A reply is a sequence of blocks, each a `Nodes`; blocks are joined by an empty line. `split` packs
them into messages and cuts a block that is too long by itself between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.reply.markup import (
    Blockquote,
    Bold,
    Code,
    Date,
    Italic,
    Link,
    Node,
    Nodes,
    Pre,
    Text,
    count_entities,
    to_plain,
    utf16_length,
)

MESSAGE_UNITS = 4096
MESSAGE_ENTITIES = 100

Blocks = tuple[Nodes, ...]

BLOCK_GAP = Text("\n\n")
# Where a long text is cut, best first: after a paragraph, a sentence, a clause, a word.
_CUTS = tuple(
    re.compile(pattern) for pattern in (r"\n+", r"[.!?\u2026\u3002]\S?\s+", r"[;,]\s+", r"\s+")
)


def join(blocks: Blocks) -> Nodes:
    """The blocks as one run of nodes, an empty line between two."""
    nodes: list[Node] = []
    for block in blocks:
        if nodes:
            nodes.append(BLOCK_GAP)
        nodes.extend(block)
    return tuple(nodes)


def fits(blocks: Blocks, units: int = MESSAGE_UNITS, entities: int = MESSAGE_ENTITIES) -> bool:
    """Whether the blocks make one message."""
    nodes = join(blocks)
    return utf16_length(to_plain(nodes)) <= units and count_entities(nodes) <= entities


def split(
    blocks: Blocks, units: int = MESSAGE_UNITS, entities: int = MESSAGE_ENTITIES
) -> tuple[Blocks, ...]:
    """The blocks as messages within the limits, in order.

    No character of them is lost but spaces where a block is cut.
    """
    messages: list[Blocks] = []
    current: Blocks = ()
    for block in blocks:
        for piece in _pieces(block, units, entities):
            if current and not fits((*current, piece), units, entities):
                messages.append(current)
                current = ()
            current = (*current, piece)
    return (*messages, current) if current else tuple(messages)


def cut_before(text: str, units: int) -> int:
    """Finds the code point offset to cut `text` at, so that its beginning fits into `units`.

    It is between words wherever there is a gap, and at a better one, such as a sentence's end,
    where one is to be had past the middle.
    """
    if utf16_length(text) <= units:
        return len(text)
    stop = _code_points_within(text, units)
    for pattern in _CUTS:
        ends = [match.end() for match in pattern.finditer(text[: stop + 1]) if match.end() <= stop]
        if ends and (ends[-1] > stop // 2 or pattern is _CUTS[-1]):
            return ends[-1]
    return max(stop, 1)


def clip(text: str, units: int) -> str:
    """`text` within `units`, cut between words and ended by an ellipsis where it was longer."""
    if utf16_length(text) <= units:
        return text
    return text[: cut_before(text, units - 1)].rstrip() + "\u2026"


def _pieces(block: Nodes, units: int, entities: int) -> Iterator[Nodes]:
    rest = block
    while rest and not fits((rest,), units, entities):
        head, rest = _cut(rest, units, entities, must=True)
        if to_plain(head).strip():
            yield head
    if rest:
        yield rest


def _cut(nodes: Nodes, units: int, entities: int, *, must: bool) -> tuple[Nodes, Nodes]:
    """`nodes` in two, the first within the limits; if it `must`, it is not empty."""
    head: list[Node] = []
    for index, node in enumerate(nodes):
        length = utf16_length(to_plain((node,)))
        count = count_entities((node,))
        if length <= units and count <= entities:
            head.append(node)
            units -= length
            entities -= count
            continue
        first, second = _cut_node(node, units, entities, must=must and not head)
        if first is not None:
            head.append(first)
        rest = nodes[index + 1 :]
        return tuple(head), rest if second is None else (second, *rest)
    return tuple(head), ()


def _cut_node(
    node: Node, units: int, entities: int, *, must: bool
) -> tuple[Node | None, Node | None]:
    """One node in two, the first within the limits; if it `must`, it is not None."""
    if isinstance(node, Text | Code | Pre | Date):
        return _cut_leaf(node, units, entities, must=must)
    if (entities < 1 or units < 1) and not must:
        return None, node
    first, second = _cut(node.children, units, entities - 1, must=must)
    return (
        _with_children(node, first) if first else None,
        _with_children(node, second) if second else None,
    )


def _cut_leaf(
    node: Text | Code | Pre | Date, units: int, entities: int, *, must: bool
) -> tuple[Node | None, Node | None]:
    if entities < 1 and not isinstance(node, Text) and not must:
        return None, node
    at = cut_before(node.text, units)
    if utf16_length(node.text[:at]) > units and not must:
        return None, node
    first, second = node.text[:at].rstrip(), node.text[at:].lstrip()
    make = type(node) if not isinstance(node, Date) else Text
    return (make(first) if first else None), (make(second) if second else None)


def _with_children(node: Bold | Italic | Link | Blockquote, children: Nodes) -> Node:
    match node:
        case Bold():
            return Bold(children)
        case Italic():
            return Italic(children)
        case Link(url):
            return Link(url, children)
        case Blockquote(_, is_expandable):
            return Blockquote(children, is_expandable)


def _code_points_within(text: str, units: int) -> int:
    used = 0
    for index, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > units:
            return index
    return len(text)
