"""A text as a row of blocks, whatever it was written in: what `saved.py` tells an article from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a block was written as."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTATION = "quotation"
    IMAGE = "image"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or list item, its markup gone.

    `level` is the depth of a heading (1 to 6) and 0 elsewhere. `is_emphasised` says that the whole
    block was bold or italic; `is_link` that the whole block was one link; `links` are the addresses
    it linked to. `text` may hold line breaks that the author made.
    """

    text: str
    role: Role = Role.PARAGRAPH
    level: int = 0
    is_emphasised: bool = False
    is_link: bool = False
    links: tuple[str, ...] = ()
