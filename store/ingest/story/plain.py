"""Plain text to blocks: paragraphs however they were separated, hard-wrapped lines joined."""

from __future__ import annotations

import re

from store.ingest.story.blocks import Block, Role

_PARAGRAPH_GAP = re.compile(r"\n[ \t]*\n\s*")
_RULE = re.compile(r"[-=_*~#·•\s]{3,}")
_ITEM = re.compile(r"(?:[-*•‣–]|\d{1,3}[.)])\s+\S")
# Lines are wrapped when all but the last come near one width that no writer breaks at by chance.
_WRAP_WIDTH = range(45, 101)
_WRAP_SLACK = 24


def plain_blocks(text: str) -> list[Block]:
    r"""The blocks of a plain text, in order. `text` has `\n` line ends."""
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
    # A line was broken where the next word no longer fitted: that word tells wrapping from verse.
    next_words = [len(line.split(" ", 1)[0]) for line in lines[1:]]
    return widest in _WRAP_WIDTH and all(
        width + 1 + word > widest - 2 and width >= widest - _WRAP_SLACK
        for width, word in zip(widths[:-1], next_words, strict=True)
    )


def _block(text: str) -> Block:
    if _RULE.fullmatch(text):
        return Block("", Role.RULE)
    return Block(text, Role.ITEM if _ITEM.match(text) and "\n" not in text else Role.PARAGRAPH)
