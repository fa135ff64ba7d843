"""What is asked of the store. A query never fails: any string at all makes one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AnswerType(StrEnum):
    """What would answer: it decides which windows and highlights are preferred."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    NUMBER = "number"
    REASON = "reason"
    MANNER = "manner"
    THING = "thing"
    NONE = "none"


class Order(StrEnum):
    """How the quotes found are told."""

    BEST = "best"  # the best first; of nobody in particular, each from somebody else
    OLDEST = "oldest"  # the oldest first, over the time there is


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must be to count. Dates are ISO, `since` inclusive, `until` exclusive.

    With `or_told` what names a day in that stretch counts as well, whenever it was published: "on
    Wednesday" of Friday's article. `publisher` is part of the publisher's name or of the host
    of the address in canonical form (without `www.`), `byline` part of the byline.
    """

    since: str | None = None
    until: str | None = None
    publisher: str | None = None
    byline: str | None = None
    article_id: int | None = None
    or_told: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether every article counts."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """Words to look for, what would answer them, and where to look.

    `text` is what is asked about, without words that only say what is wanted ("link to the …").
    `speaker` are the words naming whose quotes are wanted; they are part of the evidence but not
    expected among the quoted words. `phrases` must stand as they are; `without` must not.
    """

    text: str
    answer_type: AnswerType = AnswerType.NONE
    speaker: str = ""
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: Filters = Filters()
    exactly: bool = False
    order: Order = Order.BEST
