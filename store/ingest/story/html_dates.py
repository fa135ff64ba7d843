"""When a page was published and changed: what it states, in the zone of its newsroom.

JSON-LD and meta elements go first, then marked times, then labelled lines beside the headline and
the day in the address. A guess from anywhere on the page is the caller's last resort.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import islice

from lxml import html  # type: ignore[import-untyped]  # ships no types

from store.ingest.story.dates import parse_date
from store.ingest.story.drafting import iso_date
from store.ingest.story.header import read_header
from store.ingest.story.html_tree import words_of
from store.ingest.story.tables import load_table

_MONTH = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_URL_DATE = re.compile(
    rf"/(?P<year>20\d\d|19\d\d)(?P<sep>[/-]?)(?P<month>0[1-9]|1[0-2]|(?:{'|'.join(_MONTH)})[a-z]*)"
    r"(?P=sep)(?P<day>0?[1-9]|[12]\d|3[01])(?=[/_-]|\D|$)",
    re.IGNORECASE,
)
_MARKED = (
    "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content"
    " | //time[@pubdate]/@datetime | //article//header//time/@datetime"
    " | //h1/following::time[1]/@datetime"
    " | //time[contains(@class, 'publish') or contains(@class, 'entry-date')]/@datetime"
)
_BESIDE = "//h1/following::*[self::p or self::div or self::span or self::li or self::time]"
_BESIDE_ELEMENTS = 40
_BESIDE_CHARS = 160
_DAY_CHARS = 10
_SECOND_CHARS = 19
_UTC = ("Z", "+00:00")
# Every zone lies a whole number of quarters of an hour from UTC, and at most so far.
_QUARTER_S = 900
_FARTHEST_S = 14 * 3_600


def page_dates(
    tree: html.HtmlElement, published: Sequence[str], modified: Sequence[str], url: str
) -> tuple[str, str]:
    """(published, modified) as ISO dates or date-times, empty where the page does not say.

    `published` and `modified` are what JSON-LD and meta elements claim, best first.
    """
    in_url = _day_in(url)
    marked = [str(value) for value in tree.xpath(_MARKED)]
    stated = first_date(published) or first_date(marked)
    if stated:
        first = _in_own_zone(_with_zone(stated, marked), [*_visible(tree), in_url])
        return first, first_date(modified)
    beside = _labelled(tree)
    return beside.get("published") or in_url, first_date(modified) or beside.get("modified", "")


def first_date(claims: Iterable[str]) -> str:
    """The first claim that is a date; a claim of the same day with a time is better."""
    dates = [iso for iso in map(iso_date, claims) if iso]
    if not dates:
        return ""
    day = dates[0][:_DAY_CHARS]
    return next((iso for iso in dates if len(iso) > _DAY_CHARS and iso.startswith(day)), dates[0])


def _day_in(url: str) -> str:
    match = _URL_DATE.search(url)
    if match is None:
        return ""
    month = match["month"].lower()[:3]
    number = int(month) if month.isdecimal() else _MONTH.index(month) + 1
    try:
        return date(int(match["year"]), number, int(match["day"])).isoformat()
    except ValueError:
        return ""


def _visible(tree: html.HtmlElement) -> list[str]:
    """The first dates that stand as times after the headline, as readers see them."""
    times = tree.xpath("//h1/following::time[position() <= 2]")
    return [day for day in (parse_date(words_of(element)) for element in times) if day]


def _labelled(tree: html.HtmlElement) -> dict[str, str]:
    """Dates in lines after the headline that say which they are ("Updated: …")."""
    found: dict[str, str] = {}
    for element in islice(tree.xpath(_BESIDE), _BESIDE_ELEMENTS):
        words = words_of(element)
        if not words or len(words) > _BESIDE_CHARS or not _says_which(words):
            continue
        for name, value in (read_header(words) or {}).items():
            if name in ("published", "modified"):
                found.setdefault(name, value)
    return found


def _says_which(words: str) -> bool:
    return _label_words().search(words) is not None


@functools.cache
def _label_words() -> re.Pattern[str]:
    labels = load_table("furniture")["label"]
    words = "|".join(re.escape(word) for word in (*labels["published"], *labels["modified"]))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _with_zone(stated: str, marked: Iterable[str]) -> str:
    """A time without a zone with that of a mark on the page that tells the same time."""
    if len(stated) != _SECOND_CHARS:
        return stated
    known = [iso for iso in map(iso_date, marked) if iso and len(iso) > _SECOND_CHARS]
    return next((iso for iso in known if iso.startswith(stated)), stated)


def _in_own_zone(stated: str, seen: Iterable[str]) -> str:
    """The newsroom's own day and time, where a server states the instant in UTC.

    The time that readers see, beside the headline, tells the zone where it is the same instant or
    names its zone; else the day they see, there or in the address, is kept without a time if the
    one in UTC has slipped into the next.
    """
    if len(stated) <= _DAY_CHARS or not stated.endswith(_UTC):
        return stated
    moment = datetime.fromisoformat(stated)
    known = [datetime.fromisoformat(one) for one in seen if one]
    for one, text in zip(known, (one for one in seen if one), strict=True):
        offset = _offset(moment, one) if len(text) > _DAY_CHARS else None
        if offset is not None:
            return moment.astimezone(timezone(offset)).isoformat() if offset else stated
    days = [one.date() for one in known]
    if moment.date() in days:
        return stated
    own = next((day for day in days if abs((day - moment.date()).days) == 1), None)
    return own.isoformat() if own else stated


def _offset(moment: datetime, seen: datetime) -> timedelta | None:
    """How far a visible time's zone is from UTC, where it is the time of `moment`."""
    named = seen.utcoffset()
    if named is not None:
        is_near = abs((seen - moment).total_seconds()) < _FARTHEST_S
        return named if is_near else None
    away = round((seen - moment.replace(tzinfo=None)).total_seconds() / 60) * 60
    rest = abs(away) % _QUARTER_S
    if abs(away) > _FARTHEST_S or min(rest, _QUARTER_S - rest) > 60:
        return None
    return timedelta(seconds=round(away / _QUARTER_S) * _QUARTER_S)
