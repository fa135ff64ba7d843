"""Reads operators in a message: from: before: after: by: person: site: "…" -word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from store.search.query import Filters

_OPERATOR = re.compile(
    r"(?<!\S)(?P<name>from|site|publisher|by|author|person|speaker|before|after|since|until):"
    r"(?:\"(?P<quoted>[^\"]+)\"|(?P<bare>[^\s\"]+))",
    re.IGNORECASE,
)
_PHRASE = re.compile(r"[\"“„«](?P<words>[^\"“”„«»]{2,200})[\"”“»]")
_WITHOUT = re.compile(r"(?<!\S)-(?P<word>\w{2,})(?!\S)")
# Phrases of a message that must stand in what is found.
_MOST_PHRASES = 8
# Words of a message that must not.
_MOST_WITHOUT = 8
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?$")


@dataclass(frozen=True, slots=True)
class Operators:
    """The message without its operators, and what they ask for."""

    text: str
    filters: Filters
    person: str | None
    phrases: tuple[str, ...]
    without: tuple[str, ...]


def take_operators(text: str) -> Operators:
    """Take the operators out of a message. An invalid operator stays in the text."""
    fields: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        name, value = found["name"].lower(), found["quoted"] or found["bare"]
        field = {"from": "publisher", "site": "publisher", "author": "by", "speaker": "person"}
        name = field.get(name, name)
        if name in ("before", "after", "since", "until"):
            bound = _bound(value, end=name == "after")
            if bound is None:
                return found[0]
            name, value = ("until" if name in ("before", "until") else "since"), bound
        fields[name] = value
        return " "

    rest = _OPERATOR.sub(take, text)
    phrases = tuple(m["words"].strip() for m in islice(_PHRASE.finditer(rest), _MOST_PHRASES))
    without = tuple(m["word"] for m in islice(_WITHOUT.finditer(rest), _MOST_WITHOUT))
    rest = _WITHOUT.sub(" ", rest)
    since, until = fields.get("since"), fields.get("until")
    filters = Filters(
        since=since,
        until=until,
        publisher=fields.get("publisher"),
        byline=fields.get("by"),
    )
    return Operators(" ".join(rest.split()), filters, fields.get("person"), phrases, without)


def _bound(value: str, *, end: bool) -> str | None:
    """An ISO date for "2018", "2018-06" or "2018-06-07"; the day after it ends with `end`."""
    found = _DATE.match(value)
    if found is None:
        return None
    year, month, day = int(found["year"]), found["month"], found["day"]
    try:
        first = date(year, int(month or 1), int(day or 1))
        if not end:
            return first.isoformat()
        if day:
            return (first + timedelta(days=1)).isoformat()
        if month:
            return date(year + (first.month == 12), first.month % 12 + 1, 1).isoformat()
        return date(year + 1, 1, 1).isoformat()
    except (ValueError, OverflowError):
        return None
