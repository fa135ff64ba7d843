"""Reads the lines at the head of a story: bylines, date lines, `Author: …`, datelines."""

from __future__ import annotations

import re

from store.ingest.story.dates import find_date, parse_date
from store.ingest.story.furniture import (
    find_address,
    find_byline,
    furniture,
    is_job,
    labelled,
    without_jobs,
)

_PIECES = re.compile(r"\s*[|·•]\s*|\s+[—–]\s+|\s{3,}")
# A longer line is no header line, in code points.
_LINE_LIMIT = 160
# A longer value after a label is a sentence, in code points.
_VALUE_CHARS = 100
# A value of more words with a full stop is a sentence.
_NAME_WORDS = 6
# More beside a date (a label, a weekday, "at") makes the line a sentence, in code points.
_BESIDE_DATE_CHARS = 30
# The same, in words.
_BESIDE_DATE_WORDS = 3
# Words of a publisher's name that may begin with a small letter have at most this many letters.
_SMALL_WORD = 3
# Lines beside a byline: a job, a publisher and a reading time.
_OTHER_LINES = 3
_NO_PUBLISHER = re.compile(r"@|\b\d+[\s-](?:min|Min|мин)")
_DATE_FIELDS = ("published", "modified")


def read_header(text: str, *, is_headed: bool = False) -> dict[str, str] | None:
    """Reads a block of header lines to fields by their names in `Draft`.

    Beside a byline a short line that is no sentence names the publisher. It may be the first line
    if the text `is_headed`: the headline is known. Returns None if a line is no header line.
    """
    found: dict[str, str] = {}
    others: list[str] = []
    for line in text.split("\n"):
        fields = _read_pieces(line) if len(line) <= _LINE_LIMIT else None
        for piece in [line] if fields is not None else _PIECES.split(line.strip()):
            got = fields if fields is not None else _read_line(piece)
            if got is not None:
                found = got | found
            elif stands_beside_byline(piece) and (found or is_headed):
                others.append(piece)
            else:
                return None
    if others and ("byline" not in found or len(others) > _OTHER_LINES):
        return None
    names = (line for line in others if not is_job(line) and not _NO_PUBLISHER.search(line))
    publisher = next(names, None)
    return ({"publisher": publisher} if publisher else {}) | found


def stands_beside_byline(line: str) -> bool:
    """Whether a line may name a publisher, a job or a reading time: it is no sentence."""
    words = line.split()
    return (
        is_job(line)
        or _NO_PUBLISHER.search(line) is not None
        or (
            0 < len(words) <= _NAME_WORDS
            and not line.endswith((".", "!", "?", ":", ";", ",", "”", '"'))
            and all(not word[:1].islower() for word in words if len(word) > _SMALL_WORD)
        )
    )


def _read_pieces(line: str) -> dict[str, str] | None:
    pieces = [piece for piece in _PIECES.split(line.strip()) if piece]
    read = [_read_line(piece) for piece in pieces]
    fields = [got for got in read if got is not None]
    if len(fields) < len(pieces):
        return _read_line(line)
    return {name: value for got in reversed(fields) for name, value in got.items()}


def _read_line(line: str) -> dict[str, str] | None:
    line = line.strip()
    pair = labelled(line)
    if pair:
        return _read_pair(*pair)
    names = find_byline(line)
    if names and not any(c.isdigit() for c in names):
        return {"byline": without_jobs(names)}
    return _read_date(line)


def _read_pair(field: str, value: str) -> dict[str, str] | None:
    if field in _DATE_FIELDS:
        iso = parse_date(value)
        return {field: iso} if iso else None
    if field == "url":
        address = find_address(value)
        return {"url": address} if address else None
    # In a transcript a sentence after a label is speech.
    is_sentence = (
        len(value) > _VALUE_CHARS
        or value.endswith(("!", "?", "…"))
        or (value.endswith(".") and len(value.split()) > _NAME_WORDS)
    )
    return None if is_sentence and field != "headline" else {field: value}


def _read_date(line: str) -> dict[str, str] | None:
    dated = find_date(line)
    if dated is None:
        return None
    label = dated.before.strip(" ,:：.-–—()[]")
    rest = f"{label} {dated.after.strip(' ,:.-–—()[]')}".strip()
    names = find_byline(label)
    if names:
        return {"byline": without_jobs(names), "published": dated.iso}
    if len(rest) > _BESIDE_DATE_CHARS or len(rest.split()) > _BESIDE_DATE_WORDS:
        return None
    known = furniture().labels.get(label.casefold(), "published")
    return {known if known in _DATE_FIELDS else "published": dated.iso}


_DATELINE = re.compile(
    r"(?P<place>(?=[^(—–\n]{2,60}?(?:\(|[—–-]))"
    r"(?P<city>[^\W\d_]+(?:[ .'’-]+[^\W\d_]+){0,3}\.?)"
    r"(?:\s?[,/]\s?[^\W\d_][\w.'’ -]{1,30})?)"
    r"(?:,\s*[^\W\d_]{3,10}\.?\s\d{1,2}(?:,\s\d{4})?)?"
    r"\s*(?P<agency>\([^()\n]{2,40}\))?\s*(?P<dash>—|–|--?)\s"
)


def find_dateline(text: str) -> str | None:
    """Returns the place in the dateline of `text` ("OSLO, Norway (AP) — …": "OSLO, Norway").

    Returns None unless the city is in capitals or followed by an agency in brackets. The text keeps
    its dateline.
    """
    match = _DATELINE.match(text)
    if match is None:
        return None
    city = match["city"]
    if city.isupper() and len(city) > 2 and match["dash"] != "-":
        return match["place"].strip()
    if match["agency"] and all(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", city)):
        return match["place"].strip()
    return None
