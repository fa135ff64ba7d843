"""Reads when an HTML page was published and changed, in the zone of its newsroom.

JSON-LD and meta elements come first, then marked times, then labelled lines beside the headline and
the day in the address. The caller guesses if all are silent.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import islice

from htmldate import find_date
from lxml import html  # type: ignore[import-untyped]  # ships no types

from store.ingest.story.dates import find_date as find_day
from store.ingest.story.dates import parse_date
from store.ingest.story.drafting import iso_date
from store.ingest.story.furniture import furniture
from store.ingest.story.header import read_header
from store.ingest.story.tables import load_table
from store.ingest.story.trees import words_of

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
# Elements after the headline that are searched for a labelled date.
_BESIDE_ELEMENTS = 40
# A longer element is no date line, in characters.
_BESIDE_CHARS = 160
# The length of an ISO date.
_DAY_CHARS = 10
# The length of an ISO date-time with seconds and without a zone.
_SECOND_CHARS = 19
# A line holds at most this much beside the date that it states, in characters.
_BESIDE_DATE_CHARS = 60
# The same, in words.
_BESIDE_DATE_WORDS = 7
# A label and its date have at most this much between them, in characters.
_LABEL_GAP_CHARS = 12
# Every date in a line has a year.
_DAYS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UTC = ("Z", "+00:00")
# Every zone lies a whole number of quarters of an hour from UTC.
_QUARTER_S = 900
# No zone lies farther from UTC.
_FARTHEST_S = 14 * 3_600


def page_dates(
    tree: html.HtmlElement, published: Sequence[str], modified: Sequence[str], url: str
) -> tuple[str, str]:
    """Returns the dates of publication and change in ISO 8601, empty if the page names none.

    `published` and `modified` are the claims of JSON-LD and meta elements, best first.
    """
    in_url = _day_in(url)
    marked = [str(value) for value in tree.xpath(_MARKED)]
    stated = _first_date(published) or _first_date(marked)
    if stated:
        first = _in_own_zone(_with_zone(stated, marked), [*_visible(tree), in_url])
        return first, _first_date(modified)
    beside = _labelled(tree)
    return beside.get("published") or in_url, _first_date(modified) or beside.get("modified", "")


_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|sidebar|widget|teasers?|most-?read|popular|trending|more)(?:$|[\s_-])",
    re.IGNORECASE,
)
_EITHER = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?![\d/-])")
_BESIDE_WORD = re.compile(r"\w+")
_NO_LINE = re.compile(r"©|\(c\)|copyright|all rights|isbn|issn|tel[.:]|phone", re.IGNORECASE)
_STAMPED = "//time/@datetime | //abbr/@title | //meta/@content | //*[@data-date]/@data-date"
_LINES = (
    "//text()[not(ancestor::script or ancestor::style or ancestor::a or ancestor::nav"
    " or ancestor::aside or ancestor::footer[not(ancestor::article)])]"
    "[string-length(normalize-space(.)) > 5 and string-length(.) < 200]"
)


def guessed_date(tree: html.HtmlElement, url: str) -> str:
    """Returns the day that htmldate guesses, if the page states it; else an empty string.

    A page states a day in a line of its own, an attribute for machines or a script. A year alone,
    a number that looks like a date, and a day in a sentence are none.
    """
    guess = find_date(tree, original_date=True, extensive_search=True, url=url or None)
    if not guess:
        return ""
    if any(str(value).strip().startswith(guess) for value in tree.xpath(_STAMPED)):
        return guess
    in_script = re.compile(
        rf"(?:date|publi|creat|time)\w{{0,20}}[\"']?\s*[:=]\s*[\"']{guess}", re.IGNORECASE
    )
    if any(in_script.search(script.text or "") for script in tree.iter("script")):
        return guess
    return guess if any(_states(line, guess) for line in tree.xpath(_LINES)) else ""


def _states(line: str, day: str) -> bool:
    """Whether a line of text states a day and hardly anything else."""
    text = " ".join(line.split())
    if _NO_LINE.search(text):
        return False
    dated = find_day(text)
    if dated is not None and dated.iso[:_DAY_CHARS] == day:
        matched = text[len(dated.before) : len(text) - len(dated.after)]
        beside = f"{dated.before} {dated.after}".strip()
    else:
        # Whoever made the guess knows whether the day or the month comes first.
        either = _EITHER.search(text)
        if either is None or not _is_either(either, day):
            return False
        matched, beside = either[0], f"{text[: either.start()]} {text[either.end() :]}".strip()
    words = _BESIDE_DATE_WORDS if not text.endswith(".") else 2
    is_short = len(beside) <= _BESIDE_DATE_CHARS and len(_BESIDE_WORD.findall(beside)) <= words
    holders = line.getparent().iterancestors()  # type: ignore[attr-defined]  # lxml's own strings
    return (
        is_short
        and not matched.isdecimal()
        and not any(
            _ELSEWHERE.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in holders
        )
    )


def _is_either(match: re.Match[str], day: str) -> bool:
    year, month, number = map(int, day.split("-"))
    return int(match[3]) == year and {int(match[1]), int(match[2])} == {month, number}


def _first_date(claims: Iterable[str]) -> str:
    """Returns the first claim that is a date, or a claim of the same day with a time."""
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
    """The dates in the first two time elements after the headline, as readers see them."""
    times = tree.xpath("//h1/following::time[position() <= 2]")
    return [day for day in (parse_date(words_of(element)) for element in times) if day]


def _labelled(tree: html.HtmlElement) -> dict[str, str]:
    """The dates in labelled lines after the headline ("Updated: …")."""
    found: dict[str, str] = {}
    for element in islice(tree.xpath(_BESIDE), _BESIDE_ELEMENTS):
        words = words_of(element)
        if not words or len(words) > _BESIDE_CHARS or not _label_words().search(words):
            continue
        for name, value in (_pairs(words) or read_header(words) or {}).items():
            if name in ("published", "modified"):
                found.setdefault(name, value)
    return found


def _pairs(line: str) -> dict[str, str]:
    """The dates of a line that tells several, by their labels ("Received: …. Published: …")."""
    labels = list(_label_words().finditer(line))
    found: dict[str, str] = {}
    for label in labels:
        dated = find_day(line[label.end() :])
        if dated is not None and len(dated.before) <= _LABEL_GAP_CHARS:
            found.setdefault(furniture().labels[label[0].casefold()], dated.iso)
    return found if len(_DAYS.findall(line)) > 1 else {}


@functools.cache
def _label_words() -> re.Pattern[str]:
    labels = load_table("furniture")["label"]
    words = "|".join(re.escape(word) for word in (*labels["published"], *labels["modified"]))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _with_zone(stated: str, marked: Iterable[str]) -> str:
    """Adds the zone of a marked time on the page to the same time without a zone."""
    if len(stated) != _SECOND_CHARS:
        return stated
    known = [iso for iso in map(iso_date, marked) if iso and len(iso) > _SECOND_CHARS]
    return next((iso for iso in known if iso.startswith(stated)), stated)


def _in_own_zone(stated: str, seen: Iterable[str]) -> str:
    """Turns an instant that a server states in UTC into the newsroom's own day and time.

    The visible time beside the headline tells the zone if it is the same instant or names its zone.
    If not, a visible day, or the day in the address, that differs by one is kept without a time.
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
    """The offset of a visible time's zone from UTC, None if it is not the time of `moment`."""
    named = seen.utcoffset()
    if named is not None:
        is_near = abs((seen - moment).total_seconds()) < _FARTHEST_S
        return named if is_near else None
    away = round((seen - moment.replace(tzinfo=None)).total_seconds() / 60) * 60
    rest = abs(away) % _QUARTER_S
    if abs(away) > _FARTHEST_S or min(rest, _QUARTER_S - rest) > 60:
        return None
    return timedelta(seconds=round(away / _QUARTER_S) * _QUARTER_S)
