"""A message's entities, checked as strictly as Telegram's servers do and a little more.

What the servers mend in silence (a link they cannot use, code inside bold, an entity of nothing) is
an error here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

_KINDS = {"bold", "italic", "underline", "strikethrough", "text_link", "code", "pre"}
_KINDS |= {"blockquote", "expandable_blockquote", "date_time"}
_CONTINUOUS = {"text_link", "date_time"}


class EntityError(Exception):
    """What Telegram would answer."""


@dataclass(frozen=True)
class Entity:
    kind: str
    start: int  # code points
    stop: int
    url: str = ""
    unix_time: int = 0


@dataclass(frozen=True)
class Parsed:
    text: str
    entities: tuple[Entity, ...]

    def of(self, kind: str) -> list[str]:
        """The texts of all entities of a kind."""
        return [self.text[e.start : e.stop] for e in self.entities if e.kind == kind]

    @property
    def quoted(self) -> list[str]:
        """The texts of the block quotations, folded or not."""
        kinds = {"blockquote", "expandable_blockquote"}
        return [self.text[e.start : e.stop] for e in self.entities if e.kind in kinds]

    def live(self) -> list[str]:
        """What in the text Telegram would ping or link by itself."""
        shielded = [e for e in self.entities if e.kind in {"code", "pre", "text_link"}]
        return [
            match[0]
            for match in _LIVE.finditer(self.text)
            if not any(match.start() < e.stop and e.start < match.end() for e in shielded)
        ]


# An independent, plainer reading of what Telegram makes live.
_LIVE = re.compile(
    r"(?<!\w)@[A-Za-z0-9_]{4,32}\b|(?<!\w)#\w*[^\W\d_]\w*|(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?![\w/<>])"
    r"|https?://\S+|(?<![\w@.])(?:[\w-]+\.)+(?:com|org|net|info|io|example|uk|de|ru|es)\b",
)


def read(text: str, raw: list[dict[str, Any]], *, knows_dates: bool = True) -> Parsed:
    """The text and its entities, counted in code points.

    Raises:
        EntityError: Telegram would refuse them, or mend them.
    """
    places = _code_points(text)
    found: list[Entity] = []
    for one in raw:
        kind, first, last = one["type"], one["offset"], one["offset"] + one["length"]
        if kind not in _KINDS or (kind == "date_time" and not knows_dates):
            raise EntityError("can't parse MessageEntity: Unsupported type specified")
        if first < 0 or one["length"] < 1 or first not in places or last not in places:
            raise EntityError(
                f"{kind} at {first}, {one['length']} long, parts a letter or the text"
            )
        start, stop = places[first], places[last]
        if not text[start:stop].strip():
            raise EntityError(f"{kind} of nothing")
        if kind == "text_link" and not is_url(one["url"]):
            raise EntityError(f"a link nobody can open: {one['url']}")
        if kind == "date_time" and one["date_time_format"] not in _DATE_FORMS:
            raise EntityError("unknown date format")
        found.append(Entity(kind, start, stop, one.get("url", ""), one.get("unix_time", 0)))
    for index, inner in enumerate(found):
        parents = [o for o in found[:index] if o.start < inner.stop and inner.start < o.stop]
        if any(inner.start < o.start or inner.stop > o.stop for o in parents):
            raise EntityError(f"{inner} crosses another")
        _nest([o.kind for o in parents], inner.kind)
    if any(one.start > other.start for one, other in pairwise(found)):
        raise EntityError("entities out of order")
    return Parsed(text, tuple(sorted(found, key=lambda e: (e.start, -e.stop))))


_DATE_FORMS = {"r", "d", "D", "t", "T", "wd", "wD", "dt", "DT"}


def _code_points(text: str) -> dict[int, int]:
    """UTF-16 offset → code point offset, of every place between two characters."""
    places, units = {0: 0}, 0
    for number, character in enumerate(text, 1):
        units += 2 if character > "\uffff" else 1
        places[units] = number
    return places


def is_url(url: str) -> bool:
    """Whether Telegram would take `url` for a link or a button."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if re.search(r"[\s<>\"]", url) or len(url) > 4096:
        return False
    return parts.scheme in {"http", "https", "tg"} and bool(host) and "." in host.strip(".")


def _nest(parents: list[str], kind: str) -> None:
    quotes = {"blockquote", "expandable_blockquote"}
    if {"code", "pre"} & set(parents):
        raise EntityError(f"{kind} inside code")
    if kind in {"code", "pre"} and set(parents) - quotes:
        raise EntityError(f"{kind} inside {parents}")
    if kind in quotes and set(parents) & (quotes | _CONTINUOUS):
        raise EntityError(f"{kind} inside {parents}")
    if kind in _CONTINUOUS and set(parents) & _CONTINUOUS:
        raise EntityError(f"{kind} inside {parents}")
