"""Holds a text as blocks: makes them from plain text, and one text from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise


class Role(Enum):
    """The mark-up of a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTATION = "quotation"
    IMAGE = "image"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or list item, its markup gone.

    `level` is the depth of a heading (1 to 6), 0 for others. `is_emphasised`: the whole block was
    bold or italic. `is_link`: the whole block was one link. `links` are the addresses it linked to.
    `text` may hold line breaks that the author made.
    """

    text: str
    role: Role = Role.PARAGRAPH
    level: int = 0
    is_emphasised: bool = False
    is_link: bool = False
    links: tuple[str, ...] = ()


_PARAGRAPH_GAP = re.compile(r"\n[ \t]*\n\s*")
_RULE = re.compile(r"[-=_*~#·•\s]{3,}")
_ITEM = re.compile(r"(?:[-*•‣–]|\d{1,3}[.)])\s+\S")
# Lines are wrapped if the widest has this many characters: no writer breaks there by chance.
_WRAP_WIDTH = range(45, 101)
# All lines but the last come this near to the widest, in characters.
_WRAP_SLACK = 24


def plain_blocks(text: str) -> list[Block]:
    r"""Parts a plain text with `\n` line ends into blocks, in order; joins hard-wrapped lines."""
    has_gaps = _PARAGRAPH_GAP.search(text.strip()) is not None
    blocks: list[Block] = []
    for run in _PARAGRAPH_GAP.split(text.strip()):
        lines = [line.strip() for line in run.split("\n") if line.strip()]
        blocks.extend(_run_blocks(lines, has_gaps=has_gaps))
    return blocks


def _run_blocks(lines: list[str], *, has_gaps: bool) -> list[Block]:
    if _is_wrapped(lines):
        return [Block(" ".join(lines))]
    if not has_gaps or any(len(line) > _WRAP_WIDTH.stop for line in lines[:-1]):
        return [_block(line) for line in lines]
    return [_block("\n".join(lines))] if lines else []


def _is_wrapped(lines: list[str]) -> bool:
    if len(lines) < 2 or any(_ITEM.match(line) for line in lines):
        return False
    widths = [len(line) for line in lines]
    widest = max(widths)
    # A wrapped line has no room for the first word of the next one; a line of verse has.
    next_words = [len(line.split(" ", 1)[0]) for line in lines[1:]]
    return widest in _WRAP_WIDTH and all(
        width + 1 + word > widest - 2 and width >= widest - _WRAP_SLACK
        for width, word in zip(widths[:-1], next_words, strict=True)
    )


def _block(text: str) -> Block:
    if _RULE.fullmatch(text):
        return Block("", Role.RULE)
    return Block(text, Role.ITEM if _ITEM.match(text) and "\n" not in text else Role.PARAGRAPH)


def story_text(blocks: Sequence[Block]) -> str:
    """Joins blocks to one text: a blank line between paragraphs, a line end between items."""
    words: list[str] = []
    for before, block in pairwise([Block("", Role.RULE), *blocks]):
        if words:
            words.append("\n" if before.role is block.role is Role.ITEM else "\n\n")
        words.append(block.text)
    return "".join(words)
