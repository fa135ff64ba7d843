"""Defines a query: words to look for, and where. Any string at all makes one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AnswerType(StrEnum):
    """The kind of words that answers a question; windows and highlights with it are preferred."""

    PERSON = "person"  # or an organisation
    PLACE = "place"
    DATE = "date"
    NUMBER = "number"
    REASON = "reason"
    MANNER = "manner"
    THING = "thing"
    NONE = "none"  # the question does not say


class Order(StrEnum):
    """The order in which quotes are told, and articles without words to find them by."""

    BEST = "best"  # the best first; if no speaker is wanted, one quote of each speaker first
    OLDEST = "oldest"  # the oldest first, spread over the time there is


@dataclass(frozen=True, slots=True)
class Filters:
    """The articles that count. Dates are ISO, `since` inclusive, `until` exclusive.

    `or_told` also lets through passages that name a day between the dates ("on Wednesday" of
    Friday's article), whenever they were published. `publisher` is part of the publisher's name or
    of the host of the address in canonical form (without `www.`), `byline` part of the byline.
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

    `text` is the subject, without words that only say what is wanted ("link to the …"). `speaker`
    are the words of `text` that say whose quotes are wanted; they are not expected among the quoted
    words. `phrases` must stand as they are, `without` must not stand; `exactly` corrects no word.
    """

    text: str
    answer_type: AnswerType = AnswerType.NONE
    speaker: str = ""
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: Filters = Filters()
    exactly: bool = False
    order: Order = Order.BEST
