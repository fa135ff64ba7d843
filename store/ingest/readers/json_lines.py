"""JSON Lines: one article an object a line. A broken line is told by its number; the rest go in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from store.ingest.story.drafting import draft_of
from store.ingest.story.outcome import Failed, Skipped
from store.model import Draft

LINE_LIMIT_BYTES = 16 * 1024 * 1024
_NAMES = {
    "url": ("url", "link", "canonical_url"),
    "headline": ("headline", "title"),
    "byline": ("byline", "author", "authors"),
    "published": ("published", "date", "published_at", "date_published", "datePublished"),
    "modified": ("modified", "updated", "date_modified", "dateModified"),
    "publisher": ("publisher", "site_name", "sitename", "publication"),
    "language": ("language", "lang"),
    "dateline": ("dateline",),
}
_TEXT_NAMES = ("text", "body", "content", "articleBody")


def read_json_lines(stream: BinaryIO, source: str) -> Iterator[Draft | Skipped | Failed]:
    """The article of every line, or what is wrong with the line. Blank lines are passed over.

    Memory stays flat: a line over 16 MiB is not read but failed.
    """
    number = 0
    while line := stream.readline(LINE_LIMIT_BYTES + 1):
        number += 1
        if len(line) > LINE_LIMIT_BYTES:
            _skip_line(stream)
            yield Failed(source, f"Line {number} is longer than {LINE_LIMIT_BYTES >> 20} MiB.")
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield _read_line(line, number, source)


def read_row(row: Mapping[str, object], source: str, place: str) -> Draft | Skipped | Failed:
    """The article in one decoded row. `place` names the row in a sentence ("Line 3")."""
    text = _value(row, _TEXT_NAMES)
    url = _value(row, _NAMES["url"])
    address = url if isinstance(url, str) else None
    if text is None:
        return Failed(source, f'{place} has no "text".', address)
    if not isinstance(text, str):
        return Failed(source, f'{place} has a "text" that is no string.', address)
    fields: dict[str, str] = {}
    for field, names in _NAMES.items():
        value = _value(row, names)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = ", ".join(value)
        if isinstance(value, str):
            fields[field] = value
        elif value is not None and field in ("url", "headline"):
            return Failed(source, f"{place} has a {field} that is no string.", address)
    draft = draft_of(fields, text, source=source)
    return draft if draft.text else Skipped(source, f"{place} has an empty text.", address)


def _read_line(line: bytes, number: int, source: str) -> Draft | Skipped | Failed:
    place = f"Line {number}"
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Failed(source, f"{place} is not UTF-8.")
    except json.JSONDecodeError as error:
        return Failed(source, f"{place} is not JSON: {error.msg} at column {error.colno}.")
    except (ValueError, RecursionError):
        return Failed(source, f"{place} is not JSON: nested too deep, or a number is too long.")
    if not isinstance(row, dict):
        return Failed(source, f"{place} is not a JSON object.")
    return read_row(row, source, place)


def _value(row: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass
