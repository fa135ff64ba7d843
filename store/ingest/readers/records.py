"""Reads articles as records, one an object or a row: JSON Lines, JSON arrays, CSV and TSV.

A broken record is reported with its number; the rest go in. Memory stays flat.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import BinaryIO, TextIO

from store.errors import ExtractError
from store.ingest.outcome import Failed, Read, Skipped
from store.ingest.story.drafting import draft_of

# No article fills a line of this size; a longer one would fill the memory.
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


def read_json_lines(stream: BinaryIO, source: str) -> Iterator[Read]:
    """Yields the article of every line, or the failure of the line. Skips blank lines.

    Memory stays flat: a line over 16 MiB fails unread.
    """
    number = 0
    while line := stream.readline(LINE_LIMIT_BYTES + 1):
        number += 1
        if len(line) > LINE_LIMIT_BYTES:
            _skip_line(stream)
            yield Failed(source, f"Line {number} is longer than {LINE_LIMIT_BYTES >> 20} MiB.")
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield _read_line(line, number, source)


def _read_row(row: Mapping[str, object], source: str, place: str) -> Read:
    """Reads the article in one decoded row. `place` names the row in a sentence ("Line 3")."""
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


def _read_line(line: bytes, number: int, source: str) -> Read:
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
    return _read_row(row, source, place)


def _value(row: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def read_json_articles(stream: TextIO, source: str) -> Iterator[Read]:
    """Yields the article of every object, or its failure; an array is read piece by piece."""
    first = stream.read(1)
    while first.isspace() or first == "\ufeff":
        first = stream.read(1)
    reader = JsonStream(stream, "" if first == "[" else first)
    count = 0
    try:
        for row in reader.objects():
            count += 1
            yield _read_row(row, source, f"Object {count}")
    except ExtractError as error:
        yield Failed(source, error.message)
        return
    if not count:
        yield Skipped(source, "This is JSON without an article in it.")


# Characters read at a time.
_CHUNK_CHARS = 1 << 16
# A longer object would fill the memory, in characters.
_OBJECT_LIMIT_CHARS = 16 * 1024 * 1024


class JsonStream:
    """A JSON text read from front to back."""

    def __init__(self, stream: TextIO, begun: str = "") -> None:
        """`begun` is the text already read from `stream`."""
        self._stream = stream
        self._buffer = begun
        self._decoder = json.JSONDecoder(strict=False)

    def skip_past(self, mark: str) -> str | None:
        """Skips past the next `mark` and returns the text before it; None if none follows.

        Only the last 64 Ki characters of that text are returned.
        """
        while (place := self._buffer.find(mark)) < 0:
            more = self._stream.read(_CHUNK_CHARS)
            if not more:
                return None
            self._buffer = self._buffer[-_CHUNK_CHARS:] + more
        before = self._buffer[:place]
        self._buffer = self._buffer[place + len(mark) :]
        return before

    def objects(self) -> Iterator[dict[str, object]]:
        """Yields the objects of the array whose `[` was just skipped, up to its `]`.

        Raises:
            ExtractError: the array is broken, or an object in it is longer than 16 Mi characters.
        """
        while True:
            self._buffer = self._buffer.lstrip(" \t\r\n,")
            if not self._buffer and self._more():
                continue
            if not self._buffer or self._buffer.startswith("]"):
                return
            value = self._next_value()
            if isinstance(value, dict):
                yield value

    def _next_value(self) -> object:
        while self._buffer:
            try:
                value, stop = self._decoder.raw_decode(self._buffer)
            except json.JSONDecodeError as error:
                if len(self._buffer) > _OBJECT_LIMIT_CHARS or not self._more():
                    message = f"The JSON is broken: {error.msg}."
                    raise ExtractError(message) from error
            except RecursionError as error:
                message = "The JSON is nested too deep."
                raise ExtractError(message) from error
            else:
                self._buffer = self._buffer[stop:]
                return value
        return None

    def _more(self) -> bool:
        # Twice as much each time: an object of n characters is parsed log n times, not n.
        more = self._stream.read(max(_CHUNK_CHARS, len(self._buffer)))
        self._buffer += more
        return bool(more)


def read_table(stream: TextIO, source: str) -> Iterator[Read]:
    """Yields the article of every row, or its failure. `stream` is opened with `newline=""`."""
    csv.field_size_limit(LINE_LIMIT_BYTES)
    header = stream.readline(LINE_LIMIT_BYTES)
    rows = csv.reader(chain([header], stream), delimiter=_delimiter(header))
    try:
        columns = [name.strip().strip("\ufeff").lower() for name in next(rows, [])]
        for number, row in enumerate(rows, 2):
            if any(cell.strip() for cell in row):
                cells = {name: cell for name, cell in zip(columns, row, strict=False) if cell}
                yield _read_row(cells, source, f"Row {number}")
    except csv.Error as error:
        yield Failed(source, f"The table is broken at line {rows.line_num}: {error}.")


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)
