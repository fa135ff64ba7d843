"""Reads articles as records, one an object or a row: JSON Lines, JSON arrays, CSV and TSV.

A broken record is reported with its number; the rest go in. Memory stays flat.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import chain
from typing import BinaryIO, TextIO

from store.errors import ExtractError
from store.ingest.outcome import Failed, Read, Skipped
from store.ingest.readers.address_lists import is_web_address, saved_link
from store.ingest.readers.columns import (
    delimiter_of,
    field_names,
    named_delimiter,
    plain_name,
)
from store.ingest.readers.markup import (
    has_entities,
    is_escaped_html,
    is_html,
    plain_line,
    plain_markup,
    with_paragraphs,
)
from store.ingest.story.dates import parse_stamp
from store.ingest.story.drafting import draft_of
from store.model import Draft

# No article fills a line of this size; a longer one would fill the memory.
LINE_LIMIT_BYTES = 16 * 1024 * 1024
# Lists within lists hold articles to this depth.
_LIST_DEPTH = 12
_DATES = ("published", "modified")
_WORD_PARTS = ("text", "html", "htmlContent", "content")
_LINE_PARTS = ("name", "title", "href", "url")


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
            yield from _read_line(line, number, source)


def _read_row(row: Mapping[str, object], source: str, place: str) -> Iterator[Read]:
    """Reads the article in one decoded row, or those in a list within it.

    `place` names the row in a sentence ("Line 3").
    """
    held = list(_held(row))
    if not held:
        yield _read_record(row, source, place)
    for number, one in enumerate(held, 1):
        yield _read_record(one, source, f"{place}, item {number},")


def _held(row: Mapping[str, object], depth: int = 0) -> Iterator[Mapping[str, object]]:
    """The records in the lists of an export; none if the row is a record itself."""
    known = _known(row)
    if depth > _LIST_DEPTH or {"text", "url"} & known.keys():
        return
    lists = set(field_names()["lists"])
    for name, value in row.items():
        if plain_name(name) not in lists:
            continue
        # Some exports number the records of a list.
        values = list(value.values()) if isinstance(value, dict) else value
        for one in values if isinstance(values, list) else ():
            if isinstance(one, dict):
                within = list(_held(one, depth + 1))
                yield from within or [one]


def _read_record(row: Mapping[str, object], source: str, place: str) -> Read:
    known = _known(row)
    address = known.get("url")
    url = address if isinstance(address, str) else None
    fields: dict[str, str] = {}
    for name, value in known.items():
        told = _told(value)
        if name in _DATES:
            fields[name] = parse_stamp(told) or told
        elif name != "text":
            fields[name] = told.strip() if name == "url" else plain_line(told)
        if not told and name in ("url", "headline") and not isinstance(value, str | dict | list):
            return Failed(source, f"{place} has a {name} that is no string.", url)
    text = known.get("text")
    if text is not None and not isinstance(text, str | dict | list):
        return Failed(source, f'{place} has a "text" that is no string.', url)
    told = _told(text, _WORD_PARTS)
    if not told.strip() or is_web_address(told.strip()):
        return _without_text(fields, source, place, has_text=text is not None)
    draft = _field_draft(told, fields, source)
    if isinstance(draft, Draft) and draft.text:
        return draft
    return Skipped(source, f"{place} has an empty text.", url)


def _without_text(fields: Mapping[str, str], source: str, place: str, *, has_text: bool) -> Read:
    """Says how a row without words ends: a saved link, or a row that lacks its text."""
    address = fields.get("url", "")
    if is_web_address(address):
        return saved_link(address, source, place)
    if has_text:
        return Skipped(source, f"{place} has an empty text.", address or None)
    return Failed(source, f'{place} has no "text".', address or None)


def _field_draft(text: str, fields: Mapping[str, str], source: str) -> Read:
    """The article in a text of a field, which may be HTML, escaped or not."""
    if is_html(text) or is_escaped_html(text):
        # Loading it takes 0.3 s, and most tables hold plain text.
        from store.ingest.readers.html import (  # noqa: PLC0415
            fragment_blocks,
            fragment_draft,
        )

        markup = with_paragraphs(plain_markup(text))
        language = fields.get("language", "")
        blocks = fragment_blocks(markup, is_markup=True, language=language)
        return fragment_draft(blocks, fields, source=source)
    return draft_of(fields, unescape(text) if has_entities(text) else text, source=source)


def _known(row: Mapping[str, object]) -> dict[str, object]:
    """The values of a row by the names of fields; a value that holds something goes first."""
    by_name: dict[str, object] = {}
    for name, value in row.items():
        if value is not None and (value != "" or plain_name(name) not in by_name):
            by_name.setdefault(plain_name(name), value)
    # An export may hold its article one level down.
    for inner in (by_name.get("content"), by_name.get("summary")):
        if not isinstance(inner, dict):
            continue
        by_name = {plain_name(name): value for name, value in inner.items() if value} | by_name
    found: dict[str, object] = {}
    for field, names in field_names().items():
        values = [by_name[name] for name in names if name in by_name]
        if field != "lists" and values:
            found[field] = next((value for value in values if _holds(value, field)), values[0])
    return found


def _holds(value: object, field: str) -> bool:
    return bool(_told(value, _WORD_PARTS) if field == "text" else _told(value))


def _told(value: object, parts: tuple[str, ...] = (*_WORD_PARTS, *_LINE_PARTS)) -> str:
    """The words of a value: a string, a number, a list of names, or an object that holds one.

    `parts` are the keys of an object that may hold them, the first one first.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return next((found for name in parts if (found := _told(value.get(name), parts))), "")
    if isinstance(value, list):
        return ", ".join(filter(None, (_told(part, parts) for part in value)))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _read_line(line: bytes, number: int, source: str) -> Iterator[Read]:
    place = f"Line {number}"
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        yield Failed(source, f"{place} is not UTF-8.")
    except json.JSONDecodeError as error:
        yield Failed(source, f"{place} is not JSON: {error.msg} at column {error.colno}.")
    except (ValueError, RecursionError):
        yield Failed(source, f"{place} is not JSON: nested too deep, or a number is too long.")
    else:
        if isinstance(row, dict):
            yield from _read_row(row, source, place)
        else:
            yield Failed(source, f"{place} is not a JSON object.")


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
            yield from _read_row(row, source, f"Object {count}")
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
    """Yields the article of every row, or its failure. `stream` is opened with `newline=""`.

    A first line `sep=;` names the delimiter; else the one that parts the heads is it.
    """
    csv.field_size_limit(LINE_LIMIT_BYTES)
    header = stream.readline(LINE_LIMIT_BYTES)
    named = named_delimiter(header)
    first = 2
    if named:
        header = stream.readline(LINE_LIMIT_BYTES)
        first = 3
    rows = csv.reader(chain([header], stream), delimiter=named or delimiter_of(header))
    try:
        columns = next(rows, [])
        for number, row in enumerate(rows, first):
            if any(cell.strip() for cell in row):
                cells = {name: cell for name, cell in zip(columns, row, strict=False) if cell}
                yield _read_record(cells, source, f"Row {number}")
    except csv.Error as error:
        yield Failed(source, f"The table is broken at line {rows.line_num}: {error}.")
