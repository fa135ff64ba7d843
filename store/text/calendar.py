"""How a language names days, and what day a name in an article means.

"on Wednesday" stands for a day only beside the day it was written: the article's date. The names
are data (`calendar.toml`); weekdays and months in it are those of Unicode CLDR.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from store.model import Span

# Thai articles count years from the Buddha's death: years from this one on are such.
_BUDDHIST_FROM = 2400
# Years from the Buddha's death to the common era.
_BUDDHIST_ERA = 543
_YEARS = range(1000, 2200)
# How far from a weekday, in characters, a word may stand that puts it into the future.
_REACH = 60
# Characters in front of a month in which the rest of a date may stand.
_BEFORE = 12
# The same behind it.
_BEHIND = 16
_STEPS = {"yesterday": -1, "tomorrow": 1}
_CHINESE_MONTH = "月"
_SENTENCE_ENDS = re.compile(r"[.!?\n]")
_CLAUSE_ENDS = re.compile(r"[.!?,;:\n\"“”„«»]")


@dataclass(frozen=True, slots=True)
class Calendar:
    """One language's names: weekday → 0 to 6, month → 1 to 12, and its other words of time.

    `steps`: "yesterday", "tomorrow" → days from today.
    """

    language: str
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    words: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, int]
    is_unspaced: bool

    def stands_alone(self, text: str, span: Span) -> bool:
        """Whether the name at `span` is a whole word, where words are parted at all."""
        if self.is_unspaced:
            return True
        before, after = text[span.start - 1 : span.start], text[span.stop : span.stop + 1]
        return not (before.isalnum() or after.isalnum())

    def either(self, key: str) -> str:
        """The words of a kind as an alternative of regular expressions, longest first."""
        return either(self.words.get(key, ()))


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A day that a text names, and where."""

    day: date
    span: Span


def either(words: tuple[str, ...] | Mapping[str, int]) -> str:
    """An alternative of literal words, longest first; one that never matches for no words."""
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) or "(?!)"


@cache
def calendars() -> Mapping[str, Calendar]:
    """The calendars by ISO 639-1 code, English first."""
    table = tomllib.loads((files(__package__) / "calendar.toml").read_text("utf-8"))
    return {language: _calendar(language, names) for language, names in table.items()}


def _calendar(language: str, names: Mapping[str, str | list[str]]) -> Calendar:
    def numbered(key: str, first: int) -> dict[str, int]:
        return {
            name: number
            for number, each in enumerate(names[key], first)
            for name in each.split("|")
        }

    words = {key: tuple(value.split("|")) for key, value in names.items() if isinstance(value, str)}
    steps = {word: step for key, step in _STEPS.items() for word in words[key]}
    return Calendar(
        language,
        numbered("weekdays", 0),
        numbered("months", 1),
        words,
        {form: step for word, step in steps.items() for form in (word, word.capitalize())},
        is_unspaced=language in ("zh", "th"),
    )


def day_of_iso(moment: str | None) -> date | None:
    """The day of an ISO date or date-time; None for none, or one that names no day."""
    try:
        return None if moment is None else date.fromisoformat(moment[:10])
    except ValueError:
        return None


def full_year(digits: str) -> int | None:
    """The year that four digits stand for, of the Christian era; None for no likely year."""
    year = int(digits)
    year -= _BUDDHIST_ERA if year >= _BUDDHIST_FROM else 0
    return year if year in _YEARS else None


def told_days(text: str, language: str, published: date | None) -> tuple[ToldDay, ...]:
    """The days a text names, in its order; a weekday before and after the article's date as told.

    Without `published` only dates with a year are days. A weekday is the last one up to that date,
    or the next one where a word before it speaks of the future; where only a word after it does,
    it may be either, and both are given.
    """
    calendar = calendars().get(language)
    if calendar is None:
        return ()
    told: list[ToldDay] = []
    for name in _names(language).finditer(text):
        span = Span(*name.span())
        if name[0] in calendar.weekdays or name[0] in calendar.steps:
            if published is not None and calendar.stands_alone(text, span):
                days = _days_near(text, span, calendar, published)
                told += [ToldDay(day, span) for day in days]
            continue
        dated = _date_around(text, span, language, published)
        if dated is not None:
            told.append(dated)
    return tuple(told)


def _days_near(text: str, span: Span, calendar: Calendar, published: date) -> tuple[date, ...]:
    """The days a weekday may mean: the last one up to the article's date, the next, or both."""
    name = span.of(text)
    if name in calendar.steps:
        return (published + timedelta(days=calendar.steps[name]),)
    back = (published.weekday() - calendar.weekdays[name]) % 7
    past, coming = published - timedelta(days=back), published + timedelta(days=-back % 7)
    future, last, following = _beside(calendar.language)
    before = _CLAUSE_ENDS.split(text[max(0, span.start - _REACH) : span.start])[-1]
    if last.search(before):
        return (past if back else past - timedelta(days=7),)
    if following.search(before):
        return (coming if back else coming + timedelta(days=7),)
    if future.search(before):
        return (coming,)
    after = _SENTENCE_ENDS.split(text[span.stop : span.stop + _REACH])[0]
    return (past, coming) if past != coming and future.search(after) else (past,)


def _date_around(text: str, month: Span, language: str, published: date | None) -> ToldDay | None:
    """The date that a month's name is part of, None where it stands without a day."""
    calendar = calendars()[language]
    for pattern in _dates(language):
        for found in pattern.finditer(text, max(0, month.start - _BEFORE), month.stop + _BEHIND):
            if not found.start("month") <= month.start <= found.end("month"):
                continue
            number = calendar.months.get(found["month"]) or int(found["month"])
            day = day_of(int(found["day"]), number, found["year"], published)
            return None if day is None else ToldDay(day, Span(*found.span()))
    return None


def day_of(day: int, month: int, year: str | None, near: date | None) -> date | None:
    """The day of that month and year; without a year the one nearest to `near`."""
    try:
        if year is not None:
            full = full_year(year)
            return None if full is None else date(full, month, day)
        if near is None:
            return None
        around = [date(near.year + step, month, day) for step in (-1, 0, 1)]
        return min(around, key=lambda each: abs(each - near))
    except (ValueError, OverflowError):
        return None


@cache
def _names(language: str) -> re.Pattern[str]:
    """Every name of a weekday, a month or a day beside the article's: literals alone.

    Parted by their first letters, so that the search runs over all others at full speed and tries
    but a few names at each of these.
    """
    calendar = calendars()[language]
    names = {*calendar.weekdays, *calendar.months, *calendar.steps}
    if not calendar.months:
        names.add(_CHINESE_MONTH)
    parted = []
    for first, some in groupby(sorted(names), key=itemgetter(0)):
        rests = sorted((name[1:] for name in some), key=len, reverse=True)
        parted.append(f"{re.escape(first)}(?:{'|'.join(map(re.escape, rests))})")
    return re.compile("|".join(parted))


@cache
def _dates(language: str) -> tuple[re.Pattern[str], ...]:
    """A date with the day first, and with the month first."""
    calendar = calendars()[language]
    if not calendar.months:
        day = (
            rf"(?:(?P<year>\d{{4}})年)?(?P<month>\d{{1,2}}{_CHINESE_MONTH})(?P<day>\d{{1,2}})[日号]"
        )
        return (re.compile(day.replace(f"{_CHINESE_MONTH})", f"){_CHINESE_MONTH}")),)
    month = f"(?P<month>{either(calendar.months)})"
    of = rf"(?:\s(?:{calendar.either('of')}))?"
    return (
        re.compile(
            rf"(?<![\w.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°|ª)?{of}\s?{month}(?!\w)"
            rf"(?:,?{of}\s(?P<year>\d{{4}})(?!\d))?"
        ),
        re.compile(
            rf"(?<!\w){month}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|\s?%|[.,:]\d)"
            rf"(?:,?\s(?P<year>\d{{4}})(?!\d))?"
        ),
    )


@cache
def _beside(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words near a weekday that put it on or after the article's date, before it, after it."""
    calendar = calendars()[language]
    return (
        re.compile(rf"(?<!\w)(?:{calendar.either('future')})(?!\w)"),
        re.compile(rf"(?<!\w)(?:{calendar.either('last')})\s+$"),
        re.compile(rf"(?<!\w)(?:{calendar.either('next')})\s+$"),
    )
