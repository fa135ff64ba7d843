"""Holds the result of checking somebody's words. Shapes only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from store.model import Span
from store.search.passages.hit import Hit


class CheckVerdict(StrEnum):
    """Whether the words stand in the archive."""

    VERBATIM = "verbatim"  # the same words in the same order
    NEAR = "near"  # with differences
    ABSENT = "absent"


class Whose(StrEnum):
    """The speaker in the archive, compared with the one that the asker named."""

    SAME = "same"  # the speaker whom the asker named
    OTHER = "other"  # somebody else
    UNNAMED = "unnamed"  # direct speech without a named speaker
    ARTICLE = "article"  # the article's own words, no direct speech
    NAMED = "named"  # the asker named nobody, the text does


class DifferenceKind(StrEnum):
    """The kinds of difference between the asker's words and the stored ones."""

    ADDED = "added"  # the asker's alone
    LEFT_OUT = "left_out"  # the archive's alone
    CHANGED = "changed"
    SPELLING = "spelling"  # a word of the archive, spelt as it is nowhere there
    ELLIPSIS = "ellipsis"  # the stored words that the asker's "…" stands for
    BRACKET = "bracket"  # the stored words that the asker's "[…]" replaces or explains
    JOINED = "joined"  # words from two places, run together without a mark


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between the asker's words and the stored ones.

    `asked` is a span of the asker's words, empty where they have nothing; `stored` one of the
    article's text, None where that has nothing. `turns`: a negation stands on one side only.
    """

    kind: DifferenceKind
    asked: Span
    stored: Span | None = None
    turns: bool = False


@dataclass(frozen=True, slots=True)
class FoundWords:
    """A place where the words stand, or nearly: `hit` shows it, `span` is all of it.

    `likeness` in [0, 1] is the share of the asker's words that stand there, by weight; `published`
    is the article's date, "" where that is unknown.
    """

    hit: Hit
    span: Span
    whose: Whose
    likeness: float
    differences: tuple[Difference, ...] = ()
    published: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on `words`, and the places found, best first.

    `found` holds the nearest words also where the verdict is ABSENT. Of words joined from several
    places the first of `found` has a difference of kind JOINED, and the next are the other places.
    """

    words: str
    speaker: str | None
    verdict: CheckVerdict
    found: tuple[FoundWords, ...] = ()
