"""Tables with a header row (CSV, TSV): one article a row, columns named as in JSON Lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import TextIO

from store.ingest.readers.json_lines import LINE_LIMIT_BYTES, read_row
from store.ingest.story.outcome import Failed, Skipped
from store.model import Draft


def read_table(stream: TextIO, source: str) -> Iterator[Draft | Skipped | Failed]:
    """The article of every row, or what is wrong with it. `stream` is opened with `newline=""`."""
    csv.field_size_limit(LINE_LIMIT_BYTES)
    header = stream.readline(LINE_LIMIT_BYTES)
    rows = csv.reader(chain([header], stream), delimiter=_delimiter(header))
    try:
        columns = [name.strip().strip("\ufeff").lower() for name in next(rows, [])]
        for number, row in enumerate(rows, 2):
            if any(cell.strip() for cell in row):
                cells = {name: cell for name, cell in zip(columns, row, strict=False) if cell}
                yield read_row(cells, source, f"Row {number}")
    except csv.Error as error:
        yield Failed(source, f"The table is broken at line {rows.line_num}: {error}.")


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)
