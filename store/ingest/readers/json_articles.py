"""A JSON file of articles: one object, or an array of them, as in JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from store.errors import ExtractError
from store.ingest.readers.json_lines import read_row
from store.ingest.readers.json_stream import JsonStream
from store.ingest.story.outcome import Failed, Skipped
from store.model import Draft


def read_json_articles(stream: TextIO, source: str) -> Iterator[Draft | Skipped | Failed]:
    """The article of every object, or what is wrong with it; an array is read piece by piece."""
    first = stream.read(1)
    while first.isspace() or first == "\ufeff":
        first = stream.read(1)
    reader = JsonStream(stream, "" if first == "[" else first)
    count = 0
    try:
        for row in reader.objects():
            count += 1
            yield read_row(row, source, f"Object {count}")
    except ExtractError as error:
        yield Failed(source, error.message)
        return
    if not count:
        yield Skipped(source, "This is JSON without an article in it.")
