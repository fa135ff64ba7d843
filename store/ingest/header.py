"""The lines at the head of a story that say who and when: bylines, date lines, `Author: …`."""

from __future__ import annotations

import re

from store.ingest.dates import find_date, parse_date
from store.ingest.furniture import find_address, find_byline, furniture, labelled

_PIECES = re.compile(r"\s*[|·•]\s*|\s+[—–]\s+|\s{3,}")
_LINE_LIMIT = 160
# What may stand beside a date on a date line: a label, a weekday, "at", but no sentence.
_BESIDE_DATE_LIMIT = 30
_DATE_FIELDS = ("published", "modified")


def read_header(text: str) -> dict[str, str] | None:
    """The fields a block of header lines gives, or None when any of it is not a header line."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if len(line) > _LINE_LIMIT:
            return None
        fields = _read_line(line)
        if fields is None:
            fields = {}
            for piece in _PIECES.split(line):
                got = _read_line(piece) if piece else {}
                if got is None:
                    return None
                fields = got | fields
        found = fields | found
    return found


def _read_line(line: str) -> dict[str, str] | None:
    line = line.strip()
    pair = labelled(line)
    if pair:
        return _read_pair(*pair)
    names = find_byline(line)
    if names and not any(c.isdigit() for c in names):
        return {"byline": names}
    return _read_date(line)


def _read_pair(field: str, value: str) -> dict[str, str] | None:
    if field in _DATE_FIELDS:
        iso = parse_date(value)
        return {field: iso} if iso else None
    if field == "url":
        address = find_address(value)
        return {"url": address} if address else None
    return {field: value}


def _read_date(line: str) -> dict[str, str] | None:
    dated = find_date(line)
    if dated is None:
        return None
    label = dated.before.strip(" ,:：.-–—()[]")
    rest = f"{label} {dated.after.strip(' ,:.-–—()[]')}".strip()
    names = find_byline(label)
    if names:
        return {"byline": names, "published": dated.iso}
    if len(rest) > _BESIDE_DATE_LIMIT:
        return None
    known = furniture().labels.get(label.casefold(), "published")
    return {known if known in _DATE_FIELDS else "published": dated.iso}
