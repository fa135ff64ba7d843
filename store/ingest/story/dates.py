"""Reads dates as people and machines write them, to ISO 8601, no more precise than given.

A date that can be read two ways (03/04/2018) is no date here: none is better than a wrong one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from store.ingest.story.tables import load_table

# Newspapers began about 1600; programs print year 1 for "unknown".
YEARS = range(1600, 2200)
_BUDDHIST_ERA = 543

_ISO = (
    r"(?P<iso>(?<!\d)(?<!\d[-/.])(?P<iy>\d{4})(?P<isep>[-/.]?)(?P<im>[01]\d)(?P=isep)"
    r"(?P<id>[0-3]\d)(?![-/]?\d)"
    r"|(?<!\d)(?<!\d[-/.])(?P<iy2>\d{4})-(?P<im2>\d{1,2})-(?P<id2>\d{1,2})(?![-/]?\d))"
)
_EAST = r"(?P<ey>\d{4})\s*[年년]\s*(?P<em>\d{1,2})\s*[月월]\s*(?P<ed>\d{1,2})\s*[日일號号]?"
_NUMERIC = (
    r"(?<![\d.])(?P<n1>\d{1,2})(?P<nsep>[./-])\s?(?P<n2>\d{1,2})(?P=nsep)\s?(?P<ny>\d{4})(?!\d)"
)
_TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:(?P<sep>[:.hH時时시])\s?(?P<minute>\d{2})分?"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*(?P<zone>(?:UTC|GMT)?\s?[+-]\d{1,2}:?\d{2}\b"
    r"|(?:Z|UTC?|GMT|WET|BST|CES?T|EES?T|MSK|[ECMPAI][SD]?T|[JK]ST|HKT|SGT|AE[SD]T|NZ[SD]T|Uhr)\b)?",
    re.IGNORECASE,
)
# Hours from UTC of the zones of RFC 822 and of those that newsrooms print.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "bst": 1, "cet": 1, "cest": 2, "eet": 2,
    "eest": 3, "msk": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "jst": 9, "kst": 9, "sgt": 8, "hkt": 8,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})$")


# Years of two digits up to this one are in this century (POSIX).
_LAST_TWO_DIGIT_YEAR = 68
# Smaller numbers are something else than seconds since 1970.
_FIRST_STAMPED_YEAR = 1980
# Ten digits reach from 2001 to 2286; more are fractions of a second.
_SECONDS = re.compile(r"(?P<seconds>\d{9,10})(?:\.\d+|\d{3}|\d{6})?")
_STAMPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (  # 2016/6/29, 2016.6.29
        re.compile(r"\A(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?!\d)"),
        lambda found: f"{found[1]}-{int(found[3]):02}-{int(found[4]):02}",
    ),
    (  # Thu, 03 Sep 15 00:01:01 +0200
        re.compile(
            r"\A((?:[^\W\d]{2,12}\.?,?\s+)?\d{1,2}[\s-]+[^\W\d]{3,12}\.?[\s-]+)(\d\d)(?![\d:])"
        ),
        lambda found: f"{found[1]}{_century(found[2])}",
    ),
    (  # 29.06.16, 6/29/16
        re.compile(r"\A(\d{1,2}([./-])\d{1,2}\2)(\d\d)(?![\d:./-])"),
        lambda found: f"{found[1]}{_century(found[3])}",
    ),
    (  # Wed Jun 29 15:07:41 UTC 2016
        re.compile(
            r"\A(?:[^\W\d]{3}\.?,?\s+)?([^\W\d]{3,9})\s+(\d{1,2})\s+(\d\d?:\d\d(?::\d\d)?)\s+([A-Z+-][\w:]{1,5}\s+)?(\d{4})\Z"
        ),
        lambda found: f"{found[2]} {found[1]} {found[5]} {found[3]} {found[4] or ''}".strip(),
    ),
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: its ISO form, and the text before and after it."""

    iso: str
    before: str
    after: str


def parse_stamp(text: str | None) -> str | None:
    """Returns the date of a field that holds nothing but one, as ISO 8601; else None.

    Beside all that `parse_date` reads these are seconds or milliseconds since 1970, `2016/6/29`,
    two-digit years (`03 Sep 15`, `29.06.16`) and years behind the time (`Jun 29 15:07:41 2016`).
    """
    text = _latin_digits((text or "").strip())
    if seconds := _SECONDS.fullmatch(text):
        return _instant(int(seconds["seconds"]))
    for pattern, form in _STAMPS:
        if pattern.search(text):
            return parse_date(pattern.sub(form, text, count=1))
    return parse_date(text)


def _century(year: str) -> str:
    """The year of two digits as RFC 2822 and POSIX read it: 1969 to 2068."""
    return ("20" if int(year) <= _LAST_TWO_DIGIT_YEAR else "19") + year


def _instant(seconds: int) -> str | None:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat() if moment.year >= _FIRST_STAMPED_YEAR else None


def parse_date(text: str) -> str | None:
    """Returns the first date in `text`, with time and zone if given, as ISO 8601; else None."""
    dated = find_date(text)
    return dated.iso if dated else None


def is_month(word: str) -> bool:
    """Whether a word is the name of a month in one of sixty languages."""
    return word.lower() in _months()


def find_date(text: str) -> Dated | None:
    """Finds the first date in the first 400 characters of `text`, in any of sixty languages."""
    text = _latin_digits(text[:400])
    for match in _pattern().finditer(text):
        day = _day(match)
        if day is None:
            continue
        rest = text[match.end() :]
        clock = _TIME.search(rest[:40])
        if clock and _is_beside(rest[: clock.start()]):
            moment = _moment(day, clock)
            if moment is not None:
                return Dated(moment.isoformat(), text[: match.start()], rest[clock.end() :])
        return Dated(day.isoformat(), text[: match.start()], rest)
    return None


def _latin_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def _is_beside(gap: str) -> bool:
    """Whether the text between a date and a time joins them ("at", "um", "|", ", ")."""
    return len(gap) <= 8 and not any(c.isdigit() or c == "\n" for c in gap)


def _day(match: re.Match[str]) -> date | None:
    parts = _parts(match.groupdict())
    if parts is None:
        return None
    year, month, day = map(int, parts)
    if year > 2400:
        year -= _BUDDHIST_ERA
    if year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parts(got: dict[str, str | None]) -> tuple[str, str, str] | None:
    """The year, month and day of a match, in whichever order they were written."""
    for year, month, day in (("iy", "im", "id"), ("iy2", "im2", "id2"), ("ey", "em", "ed")):
        if got[year]:
            return got[year] or "", got[month] or "", got[day] or ""
    for order in "abc":
        name = got[f"{order}m"]
        if name:
            return got[f"{order}y"] or "", str(_months()[name.lower()]), got[f"{order}d"] or ""
    first, second, year_of = got["n1"] or "", got["n2"] or "", got["ny"] or ""
    if got["nsep"] == "." or int(first) > 12 or first == second:
        return year_of, second, first
    return (year_of, first, second) if int(second) > 12 else None


def _moment(day: date, clock: re.Match[str]) -> datetime | None:
    half = (clock["half"] or "").lower()
    if not clock["minute"] and not half:
        return None
    hour = int(clock["hour"])
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    zone = _zone(clock["zone"])
    try:
        return datetime(
            day.year, day.month, day.day, hour,
            int(clock["minute"] or 0), int(clock["second"] or 0), tzinfo=zone,
        )  # fmt: skip
    except ValueError:
        return None


def _zone(name: str | None) -> timezone | None:
    if not name:
        return None
    offset = _OFFSET.search(name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3])
        if minutes >= 24 * 60:
            return None
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    hours = _ZONES.get(name.strip().lower())
    return None if hours is None else timezone(timedelta(hours=hours))


@functools.cache
def _months() -> dict[str, int]:
    table = load_table("months")
    return {name: number for number, names in enumerate(table["months"], 1) for name in names}


@functools.cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_months(), key=len, reverse=True))

    def month(group: str) -> str:
        return rf"(?<![^\W\d_])(?P<{group}>{names})(?![^\W\d_])"

    joint = r"[\s.,/-]*(?:(?:de|del|do|of|d['’]|di|ta['’])\s*)?"
    ordinal = r"(?:st|nd|rd|th|er|-?го|[ºª°])?"
    orders = (
        rf"(?<!\d)(?P<ad>\d{{1,2}}){ordinal}{joint}{month('am')}{joint}(?P<ay>\d{{4}})(?!\d)",
        rf"{month('bm')}\.?\s*(?P<bd>\d{{1,2}}){ordinal}(?:\s*,\s*|\s+)(?P<by>\d{{4}})(?!\d)",
        rf"(?<!\d)(?P<cy>\d{{4}})\.?,?\s*(?:m\.|г\.|m|ж\.)?\s*{month('cm')}\s*(?P<cd>\d{{1,2}})(?!\d)",
    )
    return re.compile("|".join((_ISO, _EAST, *orders, _NUMERIC)), re.IGNORECASE)
