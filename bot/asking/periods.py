"""Finds times named in a message: "in June 2018", "on 6 June", "last week". Pure.

They are held against the day an article was published, and the days its passages name. A month or
a day without a year is the last one there was, and so is a weekday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language import plain
from store.model import Span
from store.text.calendar import Calendar, calendars, either, full_year
from store.text.language import likely_languages
from store.text.words import is_unspaced

_ARTICLES = r"(?:the|den|dem|der|die|le|la|el|il|o|ngay|jahr|year|ano|annee|anno|year of|month of)"
_ARTICLE = re.compile(rf"(?<!\w){_ARTICLES}\s+$")
_LEADS = ("since", "until", "after", "within")
_OPEN = ("since", "after")
# An archive whose newest article is older is read as of that article's day.
_FRESH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, ISO, `since` inclusive and `until` exclusive.

    `span` is where the message names it, in `language`. `is_recent`: it is counted from the
    reader's day, as "yesterday" is; `is_past`: and is over, for "this week" is often an article's.
    """

    since: str | None
    until: str | None
    span: Span
    language: str
    is_recent: bool = False
    is_past: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        if self.since is None or self.until is None:
            return False
        return date.fromisoformat(self.until) - date.fromisoformat(self.since) == timedelta(1)

    @property
    def is_open(self) -> bool:
        """Whether it has a beginning and no end."""
        return self.since is not None and self.until is None

    def without(self, text: str) -> str:
        """The message without the words that name the period."""
        before, after = text[: self.span.start].rstrip(), text[self.span.stop :].lstrip()
        gap = "" if is_unspaced(before[-1:]) and is_unspaced(after[:1]) else " "
        kept = f"{before}{gap}{after}"
        return re.sub(r"\s+(?=[?!.,;])", "", kept).strip(" ,")


@dataclass(frozen=True, slots=True)
class _Named:
    """[first, last) and where it is named, before what leads it in is looked at."""

    first: date
    last: date
    span: Span
    needs_lead: bool = False
    is_recent: bool = False


def find_period(text: str, today: date | None, newest: date | None = None) -> Period | None:
    """The first time named in `text`; without `today` only whole dates and years.

    `newest` is when the newest article is from: "in June" is the last June before it, and "last
    month" is counted from it where it is old.
    """
    flat = plain(text)
    near = min(today, newest) if today and newest else today
    if today and near and today - near > _FRESH:
        today = near
    likely = likely_languages(text)
    words = frozenset(_WORDS.findall(flat))
    found: list[Period] = []
    for language in dict.fromkeys((*likely, *calendars())):
        names = calendars().get(language)
        if names is None or not _may_name(flat, words, names):
            continue
        for named in _named(flat, names, today, near):
            period = _led_in(flat, named, names, today, near)
            if period is not None:
                found.append(period)
                break
    return max(found, key=lambda p: (len(p.span), p.language in likely), default=None)


def _may_name(flat: str, words: frozenset[str], names: Calendar) -> bool:
    """Whether the text holds a word of time of a language at all: most hold none of any.

    `words` are those of the text.
    """
    told, leads = _words_of_time(names.language)
    if names.is_unspaced:
        return any(word in flat for word in (*told, *leads))
    if not words.isdisjoint(told):
        return True
    return not words.isdisjoint(leads) and _DIGITS.search(flat) is not None


_WORDS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d\d")


@cache
def _words_of_time(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that the times of a language are made of, and those that lead in a year."""
    names = calendars()[language]

    def words(*keys: str) -> frozenset[str]:
        listed = (word for key in keys for word in names.words.get(key, ()))
        return frozenset(part for word in listed for part in _WORDS.findall(plain(word)))

    named = {w for name in (*names.weekdays, *names.months) for w in _WORDS.findall(plain(name))}
    return words("yesterday", "today", "week", "month", "year") | named, words(*_LEADS)


def spelt(text: str) -> str:
    """The message with the long names of days and months put right: "in feburary".

    One letter may be wrong, missing, too many or out of its place.
    """
    names = _long_names(likely_languages(text)[:1] or ("en",))

    def put_right(found: re.Match[str]) -> str:
        word = plain(found[0])
        if len(word) < _LONG - 1 or word in names or word in _all_names():
            return found[0]
        near = process.extractOne(word, names, scorer=OSA.distance, score_cutoff=1)
        return found[0] if near is None else str(near[0])

    return _WORDS.sub(put_right, text)


# Shorter names are too near to other words.
_LONG = 7


@cache
def _long_names(languages: tuple[str, ...]) -> tuple[str, ...]:
    known = [calendars()[each] for each in languages if each in calendars()]
    names = {plain(name) for each in known for name in (*each.weekdays, *each.months)}
    return tuple(sorted(name for name in names if len(name) >= _LONG))


@cache
def _all_names() -> frozenset[str]:
    return frozenset(
        plain(name) for each in calendars().values() for name in (*each.weekdays, *each.months)
    )


def _led_in(
    flat: str, named: _Named, names: Calendar, today: date | None, near: date | None
) -> Period | None:
    """The period a named time is with the word before it; None where it is none without one."""
    lead, start = _lead(flat, named.span.start, names)
    if lead is None and named.needs_lead:
        return None
    tail = _suffix(names.language).match(flat, named.span.stop)
    span = Span(start, tail.end() if tail else named.span.stop)
    bounded = Period(
        named.first.isoformat(),
        named.last.isoformat(),
        span,
        names.language,
        is_recent=named.is_recent,
        is_past=today is not None and named.last <= today,
    )
    joint = _joint(names.language).match(flat, named.span.stop)
    between = _leads(names.language)["between"].search(flat[: named.span.start])
    if joint is not None and between is not None:
        others = _named(flat, names, today, near)
        other = next((n for n in others if 0 <= n.span.start - joint.end() <= _NEAR), None)
        if other is not None and other.last > named.first:
            return replace(
                bounded,
                until=other.last.isoformat(),
                span=Span(between.start("lead"), other.span.stop),
            )
    if lead == "until":
        return replace(bounded, since=None, until=named.first.isoformat())
    if lead in _OPEN:
        since = named.last if lead == "after" else named.first
        return replace(bounded, since=since.isoformat(), until=None)
    return bounded


# Characters of an article or a preposition between "and" and the second end of a stretch.
_NEAR = 6


def _lead(flat: str, start: int, names: Calendar) -> tuple[str | None, int]:
    """The words that lead in the time at `start`, and where they begin."""
    before = flat[:start]
    for kind in _LEADS:
        found = _leads(names.language)[kind].search(before)
        if found is not None:
            return kind, found.start("lead")
    article = _ARTICLE.search(before)
    return None, article.start() if article else start


@cache
def _leads(language: str) -> dict[str, re.Pattern[str]]:
    names = calendars()[language]
    left, gap = (r"(?<!\w)", r"\s+") if not names.is_unspaced else ("", r"\s*")
    return {
        kind: re.compile(
            rf"{left}(?P<lead>{_plainly(names.words.get(kind, ()))}){gap}(?:{_ARTICLES}\s+)?$"
        )
        for kind in (*_LEADS, "between")
    }


@cache
def _joint(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{_plainly(calendars()[language].words.get('and', ()))})\s+")


@cache
def _suffix(language: str) -> re.Pattern[str]:
    """The postposition behind a time, in languages that have them."""
    words = _plainly(calendars()[language].words.get("suffix", ()))
    return re.compile(rf"['\s]?(?:{words})(?!\w)")


def _plainly(words: tuple[str, ...]) -> str:
    return either(tuple({plain(word) for word in words}))


def _named(flat: str, names: Calendar, today: date | None, near: date | None) -> Iterator[_Named]:
    """The times a language's names make, in the order of the text."""
    months = {plain(name).rstrip("."): number for name, number in names.months.items()}
    weekdays = {plain(name): number for name, number in names.weekdays.items()}
    for found in _pattern(names.language).finditer(flat):
        got = {key.rstrip("0123456789"): value for key, value in found.groupdict().items() if value}
        span = Span(*found.span())
        if "weekday" in got:
            if near is not None:
                back = (near.weekday() - weekdays[got["weekday"]]) % 7
                day = near - timedelta(days=back)
                yield _Named(day, day + timedelta(days=1), span, needs_lead="which" not in got)
        elif "unit" in got:
            if today is not None:
                first, last = _unit(names, got["unit"], today, got)
                yield _Named(first, last, span, is_recent=True)
        elif "step" in got:
            if today is not None:
                is_past = got["step"] in map(plain, names.words["yesterday"])
                day = today - timedelta(days=is_past)
                yield _Named(day, day + timedelta(days=1), span, is_recent=True)
        else:
            month = months.get(got.get("month", "").rstrip(".")) or int(got.get("number", 0))
            year = full_year(got["year"]) if "year" in got else None
            stretch = _stretch(year, month, int(got.get("day", 0)), near)
            if stretch is not None:
                bare = not ("day" in got or ("year" in got and month))
                yield _Named(*stretch, span, needs_lead=bare)


def _stretch(year: int | None, month: int, day: int, near: date | None) -> tuple[date, date] | None:
    """[first, last) of a day, month or year; without a year the last one that has begun."""
    try:
        if year is None:
            if near is None:
                return None
            year = near.year if date(near.year, month, day or 1) <= near else near.year - 1
        first = date(year, month or 1, day or 1)
        if day:
            return first, first + timedelta(days=1)
        if month:
            return first, date(year + month // 12, month % 12 + 1, 1)
        return first, date(year + 1, 1, 1)
    except (ValueError, OverflowError):
        return None


def _unit(names: Calendar, unit: str, today: date, which: Mapping[str, str]) -> tuple[date, date]:
    """The week, month or year of today, the one before, or as many days up to today."""
    tomorrow = today + timedelta(1)
    if unit in map(plain, names.words["week"]):
        length, first = timedelta(7), today - timedelta(today.weekday())
        before, behind = first - length, first + length
    elif unit in map(plain, names.words["month"]):
        length, first = timedelta(31), today.replace(day=1)
        before, behind = (first - timedelta(1)).replace(day=1), (first + length).replace(day=1)
    else:
        length, first = timedelta(365), date(today.year, 1, 1)
        before, behind = date(today.year - 1, 1, 1), date(today.year + 1, 1, 1)
    if "past" in which:
        return today - length, tomorrow
    return (before, first) if "last" in which else (first, behind)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    names = calendars()[language]
    is_chinese = not names.months
    left, right = ("", "") if names.is_unspaced else (r"(?<![^\W_])", r"(?![^\W_])")
    gap = r"\s*" if names.is_unspaced else r"\s+"
    months = either(tuple({plain(name).rstrip(".") for name in names.months}))
    of = rf"(?:\s+(?:{_plainly(names.words.get('of', ()))}))?"
    years = rf"(?:\s*(?:{_plainly(names.words.get('years', ()))})(?!\w))?"
    year = r"(?P<year{}>(?:1[5-9]|2[0-5])\d\d)(?!\d)"
    units = "|".join(_plainly(names.words.get(key, ())) for key in ("week", "month", "year"))
    last, this, past = (_plainly(names.words.get(k, ())) for k in ("last", "this", "past"))
    weekday = _plainly(tuple(names.weekdays))
    steps = _plainly((*names.words["yesterday"], *names.words["today"]))
    forms = [
        r"(?P<year1>\d{4})-(?P<number1>\d\d)(?:-(?P<day1>\d\d))?(?!\d)",
        (
            rf"(?:(?:{weekday}),?\s+(?:{_ARTICLES}\s+)?)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°|ª|-?го|-?е)?{of}\s+"
            rf"(?P<month2>{months})\.?{right}(?:,?{of}\s+{year.format(2)})?{years}"
        ),
        (
            rf"(?:(?:{weekday}),?\s+)?(?P<month3>{months})\.?\s+(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
            rf"(?:,?\s+{year.format(3)})?"
        ),
        rf"(?P<month4>{months}){right}(?:\.?,?{of}\s+{year.format(4)})?{years}",
        rf"{year.format(5)}{years}",
        rf"(?:(?P<last6>{last})|(?P<past6>{past})|{this}){gap}(?P<unit6>{units}){right}",
        rf"(?P<unit7>{units}){gap}(?:(?P<last7>{last})|{this}){right}",
        rf"(?P<which8>{last}|{this}){gap}(?P<weekday8>{weekday}){right}",
        rf"(?P<weekday9>{weekday})(?:{gap}(?P<which9>{last}|{this}))?{right}",
        rf"(?P<step>{steps}){right}",
    ]
    if is_chinese:
        day = r"(?P<number2>\d{1,2})月(?:(?P<day2>\d{1,2})[日号])?"
        forms[1:5] = [rf"(?:(?P<year2>\d{{4}})年)?{day}", r"(?P<year3>\d{4})年"]
    return re.compile("|".join(f"{left}{form}" for form in forms))
