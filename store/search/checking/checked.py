"""What holding somebody's words against the archive comes to."""

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
    """Whose words they are in the archive, beside whose they were said to be."""

    SAME = "same"  # whom the asker named
    OTHER = "other"  # somebody else
    UNNAMED = "unnamed"  # direct speech, but the text does not name who speaks
    ARTICLE = "article"  # the article's own words, no direct speech
    NAMED = "named"  # the asker named nobody, the text does


class DifferenceKind(StrEnum):
    """How the asker's words and the stored ones part."""

    ADDED = "added"  # the asker's alone
    LEFT_OUT = "left_out"  # the archive's alone
    CHANGED = "changed"
    SPELLING = "spelling"  # a word of the archive, spelt as it is nowhere there
    ELLIPSIS = "ellipsis"  # what the asker's "…" stands for
    BRACKET = "bracket"  # what the asker's "[…]" replaces or explains
    JOINED = "joined"  # words from two places, run together without a mark


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where they part.

    `asked` is a span of the asker's words, empty where they have nothing; `stored` one of the
    article's text, None where that has nothing. `turns`: a negation stands on one side only.
    """

    kind: DifferenceKind
    asked: Span
    stored: Span | None = None
    turns: bool = False


@dataclass(frozen=True, slots=True)
class FoundWords:
    """One place where the words stand, or nearly: `hit` shows it, `span` is all of it.

    `likeness` in [0, 1] is the share of the asker's words, by what they tell, that stand there;
    `published` is the article's date.
    """

    hit: Hit
    span: Span
    whose: Whose
    likeness: float
    differences: tuple[Difference, ...] = ()
    published: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on `words`, and where they were found, best first.

    `found` holds the nearest words also where the verdict is ABSENT. Of words joined from several
    places the first of `found` has a difference of kind JOINED, and the next are the other places.
    """

    words: str
    speaker: str | None
    verdict: CheckVerdict
    found: tuple[FoundWords, ...] = ()
