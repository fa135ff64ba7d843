"""The last sieve of a page's blocks: what trafilatura left that is no story."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from store.ingest.story.blocks import Block, Role
from store.ingest.story.furniture import is_appeal, is_credit, is_pointer, is_wall
from store.ingest.story.header import read_header

_HEAD_BLOCKS = 5
_SAME_HEADLINE = 92
_OFFER_CHARS = 800
_WORDS = re.compile(r"\w+")


def sift_story(blocks: Sequence[Block], headline: str, byline: str = "") -> list[Block]:
    """The blocks without headline and header lines at the top, pointers, appeals at the end.

    A line there that is the `byline` and no more is a header line too.
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
    while len(story) > 1 and _is_foot(story[-1]):
        story.pop()
    return story


def _cut_at_wall(story: list[Block]) -> None:
    """Leave out the offer of a paywall, and what comes after it if that is no more story."""
    for place, block in enumerate(story):
        if place and is_wall(block.text):
            if sum(len(rest.text) for rest in story[place:]) <= _OFFER_CHARS:
                del story[place:]
            return


def is_same_headline(text: str, headline: str) -> bool:
    """Whether two lines are one headline but for marks, case and a publisher's name at its end."""
    first, second = (" ".join(_WORDS.findall(part.casefold())) for part in (text, headline))
    return bool(first and second) and (
        fuzz.ratio(first, second) >= _SAME_HEADLINE
        or (len(first) > 20 and second.startswith(first) and len(first) > len(second) / 2)
    )


def _is_head(block: Block, headline: str) -> bool:
    # A page's one great heading that is not its headline is a section's or the paper's name.
    if block.role is Role.HEADING and block.level == 1:
        return True
    return is_same_headline(block.text, headline) or (
        block.role is not Role.QUOTATION and read_header(block.text) is not None
    )


def _is_foot(block: Block) -> bool:
    return (
        block.role is Role.HEADING
        or is_credit(block.text, is_set_apart=False)
        or is_appeal(block.text)
    )
