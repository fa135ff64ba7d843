"""Tells which field of an article a column or key names, in many languages and exports."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping, Sequence

from store.ingest.story.tables import load_table

_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?\s*', re.IGNORECASE)
_DELIMITERS = ",;\t|^~\x1f"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_NO_LETTERS = re.compile(r"[\W_]+")
# Longer heads are sentences, in characters.
_HEAD_LIMIT = 60


def plain_name(name: str) -> str:
    """Returns the name of a column or key without case, blanks and signs."""
    return _NO_LETTERS.sub("", name.casefold())


@functools.cache
def field_names() -> Mapping[str, Sequence[str]]:
    """The plain names under which each field is found, best first, by its name in `Draft`.

    Under `lists` are those of keys that hold a list of articles.
    """
    return load_table("columns")


def named_delimiter(line: str) -> str | None:
    """Returns the delimiter that a first line `sep=;` names; None for any other line."""
    match = _SEPARATOR_LINE.fullmatch(line)
    return match[1] if match else None


def delimiter_of(header: str) -> str:
    """Returns the sign that parts the heads of a table most often, outside quotation marks."""
    bare = _QUOTED.sub("", header)
    return max(_DELIMITERS, key=bare.count)


def is_table_head(line: str) -> bool:
    """Whether the first line of a text is the heads of a table of articles or links."""
    if named_delimiter(line):
        return True
    # An old Mac's line end is no line end here, and the reader of tables would refuse it.
    cells = next(
        csv.reader([line.replace("\r", "\n").split("\n")[0]], delimiter=delimiter_of(line)), []
    )
    names = {plain_name(cell) for cell in cells}
    found = {field for field, known in field_names().items() if not names.isdisjoint(known)}
    return (
        len(found - {"lists"}) > 1
        and not found.isdisjoint(("text", "url"))
        and all(len(cell) <= _HEAD_LIMIT for cell in cells)
    )
