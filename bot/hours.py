"""When a chat is told what is new: time zones, digests, quiet hours. Pure; moments in seconds.

Local times are those of the wall clock (`zoneinfo`): a digest at 08:00 comes at 08:00 in winter and
in summer. A time that a change of the clocks leaves out comes as much later, one that it repeats
comes the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# What comes in one go (a feed, a folder) is told in one message: it waits until for so long nothing
# more has come, at most for so long in all, and for so long after the message before.
SETTLE_S = 60
LONGEST_S = 10 * 60
APART_S = 15 * 60

_DAY_MINUTES = 24 * 60
_MORNING = 8 * 60
_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?:\s?h)?\s*(?P<half>[ap])?\.?m?\b(?![:.]\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_OFFSET = re.compile(
    r"(?:utc|gmt)?\s*(?P<sign>[+\-\u2212])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?",
    re.IGNORECASE,
)
_MOST_HOURS = 14


@dataclass(frozen=True, slots=True)
class HourWords:
    """How people say it, in lower case: every day, every week, never; the days, Monday first."""

    daily: frozenset[str]
    weekly: frozenset[str]
    off: frozenset[str]
    days: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """Once a day, or on one `weekday` (0 is Monday), at so many minutes after midnight."""

    minute: int
    weekday: int | None = None

    def dump(self) -> str:
        """As it is kept."""
        return f"{'' if self.weekday is None else self.weekday} {clock_time(self.minute)}".strip()


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one minute after midnight up to another, which may be on the next day."""

    start: int
    stop: int

    def dump(self) -> str:
        """As it is kept."""
        return f"{clock_time(self.start)}-{clock_time(self.stop)}"

    def holds(self, minute: int) -> bool:
        """Whether it is quiet at that minute of the day."""
        if self.start < self.stop:
            return self.start <= minute < self.stop
        return minute >= self.start or minute < self.stop


def clock_time(minute: int) -> str:
    """Minutes after midnight as `08:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def load_digest(text: str) -> Digest | None:
    """A digest as it was kept; None for none."""
    day, _, time = text.rpartition(" ")
    return Digest(_minute(time), int(day) if day else None) if time else None


def load_quiet(text: str) -> Quiet | None:
    """Quiet hours as they were kept; None for none."""
    start, _, stop = text.partition("-")
    return Quiet(_minute(start), _minute(stop)) if stop else None


def parse_digest(text: str, words: HourWords) -> Digest | None:
    """`daily 08:00`, `8 pm`, `weekly Mon 8:00`, `friday`; None for anything else.

    Without a time it is eight in the morning, without a day of the week Monday.
    """
    said = set(_WORD.findall(text.lower()))
    times = _times(text)
    if len(times) > 1 or (any(character.isdigit() for character in text) and not times):
        return None
    day = next((number for number, names in enumerate(words.days) if said & names), None)
    is_weekly = day is not None or bool(said & words.weekly)
    if not (is_weekly or times or said & words.daily):
        return None
    minute = times[0] if times else _MORNING
    return Digest(minute, (day or 0) if is_weekly else None)


def parse_quiet(text: str) -> Quiet | None:
    """`22:00-07:00`, `from 10 pm to 7 am`, `22 7`; None for anything but two different times."""
    times = _times(text.replace("\u2013", "-").replace("-", " - "))
    if len(times) != 2 or times[0] == times[1]:
        return None
    return Quiet(*times)


def find_zone(text: str, named: Mapping[str, str]) -> str | None:
    """The time zone meant by `Europe/Berlin`, `Berlin`, `new york` or `UTC+3`.

    `named` are more names of zones, in lower case.
    """
    wanted = " ".join(text.replace("_", " ").lower().split())
    if wanted in named:
        return named[wanted]
    offset = _OFFSET.fullmatch(wanted)
    if offset is not None:
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        if hours > _MOST_HOURS or minutes > 59:
            return None
        sign = "+" if offset["sign"] == "+" else "-"
        return f"UTC{sign}{hours:02}:{minutes:02}"
    return _zones().get(wanted)


def zone_of(name: str) -> tzinfo:
    """The time zone of a name that `find_zone` gave; UTC for none, or one that is there no more."""
    offset = _OFFSET.fullmatch(name)
    if offset is not None:
        span = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return timezone(span if offset["sign"] == "+" else -span)
    return ZoneInfo(name) if name in _zones().values() else UTC


def last_moment(digest: Digest, zone: tzinfo, now_s: float) -> float:
    """When the digest last was due, now included."""
    return max(moment for moment in _moments(digest, zone, now_s) if moment <= now_s)


def next_moment(digest: Digest, zone: tzinfo, now_s: float) -> float:
    """When the digest will be due next, after now."""
    return min(moment for moment in _moments(digest, zone, now_s) if moment > now_s)


def is_due(
    *, first_s: float, last_s: float, told_s: float, now_s: float,
    zone: tzinfo, digest: Digest | None, quiet: Quiet | None,
) -> bool:  # fmt: skip
    """Whether to tell now what has waited since `first_s`, the newest of it since `last_s`.

    `told_s` is when the chat was last told anything. A digest comes at its time, quiet or not.
    """
    if digest is not None:
        return first_s <= last_moment(digest, zone, now_s)
    local = datetime.fromtimestamp(now_s, zone)
    if quiet is not None and quiet.holds(local.hour * 60 + local.minute):
        return False
    has_settled = now_s - last_s >= SETTLE_S or now_s - first_s >= LONGEST_S
    return has_settled and now_s - told_s >= APART_S


def _moments(digest: Digest, zone: tzinfo, now_s: float) -> Iterator[float]:
    """When the digest is due in the days around now, at least once before and once after."""
    today = datetime.fromtimestamp(now_s, zone).date()
    for step in range(-8, 9):
        day = today + timedelta(days=step)
        if digest.weekday in (None, day.weekday()):
            hour, minute = divmod(digest.minute, 60)
            yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).timestamp()


def _times(text: str) -> list[int]:
    """The times of day in a text, in minutes after midnight; [] where one of them is none."""
    found = []
    for match in _TIME.finditer(text):
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if match["half"]:
            if not 1 <= hour <= 12:
                return []
            hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
        if hour * 60 + minute > _DAY_MINUTES or minute > 59:
            return []
        found.append((hour * 60 + minute) % _DAY_MINUTES)
    return found


def _minute(time: str) -> int:
    hour, _, minute = time.partition(":")
    return int(hour) * 60 + int(minute)


@cache
def _zones() -> Mapping[str, str]:
    """Names in lower case, whole and by their last part, to zones; a whole name goes first."""
    names = sorted(
        name for name in available_timezones() if not name.startswith(("Etc/", "SystemV"))
    )
    parts = {name.rpartition("/")[2].replace("_", " ").lower(): name for name in reversed(names)}
    return parts | {name.replace("_", " ").lower(): name for name in names}
