"""Times named in a message: "in June 2018", "on 6 June 2018", "since 2020", "last week". Pure.

They are held against the published date, so they only narrow what asks for articles or statements;
in a plain question a year is a word like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from store.ingest.dates import parse_date

_YEAR = r"(?:19|20)\d\d"
_LEAD = (
    r"(?P<lead>since|before|after|until|till|by|in|on|during|from|of|seit|vor|nach|im|am|in"
    r"|с|до|после|в|desde|antes de|después de|en|depuis|avant|après)"
)
_NAMED = re.compile(
    rf"(?<!\w){_LEAD}\s+(?:the\s+|jahr\s+|año\s+)?"
    rf"(?P<when>\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?[^\W\d]+\.?,?\s+(?:de\s+)?{_YEAR}"
    rf"|[^\W\d]+\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}"
    rf"|[^\W\d]+\.?\s+(?:de\s+|of\s+)?{_YEAR}|{_YEAR}-\d{{2}}(?:-\d{{2}})?|{_YEAR})(?!\w)",
    re.IGNORECASE,
)
_RECENT = re.compile(
    r"(?<!\w)(?:(?P<yesterday>yesterday|вчера|gestern|ayer|hier)"
    r"|(?P<today>today|сегодня|heute|hoy|aujourd'hui)"
    r"|(?:in |over |during )?(?:the )?(?:last|past|this) (?P<span>week|month|year))(?!\w)",
    re.IGNORECASE,
)
_DAYS = {"week": 7, "month": 31, "year": 365}
_FROM = frozenset({"since", "after", "seit", "nach", "с", "после", "desde", "después de", "depuis",
                   "après", "from"})  # fmt: skip
_UNTIL = frozenset({"before", "until", "till", "by", "vor", "до", "antes de", "avant"})


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, ISO, `since` inclusive and `until` exclusive, and the words naming it."""

    since: str | None
    until: str | None
    words: str


def find_period(text: str, today: date | None) -> Period | None:
    """The first time named in `text`; relative ones only when `today` is known."""
    for found in _NAMED.finditer(text):
        bounds = _bounds(found["when"])
        if bounds is None:
            continue
        first, last = bounds
        lead = found["lead"].lower()
        if lead in _UNTIL:
            return Period(None, first.isoformat(), found[0])
        after = last if lead in ("after", "nach", "после", "después de", "après") else first
        until = None if lead in _FROM else last.isoformat()
        return Period(after.isoformat(), until, found[0])
    return find_recent(text, today)


def find_recent(text: str, today: date | None) -> Period | None:
    """The first stretch of days counted from `today` in `text`; None without a `today`."""
    recent = _RECENT.search(text)
    if recent is None or today is None:
        return None
    if recent["yesterday"]:
        return Period((today - timedelta(days=1)).isoformat(), today.isoformat(), recent[0])
    if recent["today"]:
        return Period(today.isoformat(), None, recent[0])
    since = today - timedelta(days=_DAYS[recent["span"].lower()])
    return Period(since.isoformat(), None, recent[0])


def _bounds(when: str) -> tuple[date, date] | None:
    """(first day, the day after the last) of a day, month or year."""
    numbers = re.fullmatch(rf"({_YEAR})(?:-(\d{{2}}))?(?:-(\d{{2}}))?", when)
    try:
        if numbers is not None:
            year, month, day = (int(n) if n else 0 for n in numbers.groups())
            return _stretch(year, month, day)
        iso = parse_date(when)
        if iso is not None:
            first = date.fromisoformat(iso[:10])
            return first, first + timedelta(days=1)
        year = int(when[-4:])
        iso = parse_date(f"1 {when[:-4].removesuffix('of ').removesuffix('de ').strip()} {year}")
        return _stretch(year, date.fromisoformat(iso[:10]).month, 0) if iso else None
    except ValueError:
        return None


def _stretch(year: int, month: int, day: int) -> tuple[date, date]:
    first = date(year, month or 1, day or 1)
    if day:
        return first, first + timedelta(days=1)
    if month:
        return first, date(year + month // 12, month % 12 + 1, 1)
    return first, date(year + 1, 1, 1)
