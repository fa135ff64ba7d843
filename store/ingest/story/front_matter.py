"""YAML front matter: the flat `key: value` head that static sites put before Markdown.

Only what articles carry there is read (scalars, quoted strings, lists of strings); no YAML beyond.
"""

from __future__ import annotations

import functools
import re

from store.ingest.story.tables import load_table

_FENCE = re.compile(
    r"\A\ufeff?\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<head>.{0,20000}?)\n(?P=mark)[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_ENTRY = re.compile(r"^(?P<key>[A-Za-z_][\w .-]*?)\s*[:=]\s*(?P<value>.*)$")


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The article fields of the front matter (by their names in `Draft`) and the text after it.

    Without front matter: nothing, and the text as it is. A fence with no key in it is none.
    """
    match = _FENCE.match(text)
    if match is None:
        return {}, text
    fields = _fields()
    found: dict[str, str] = {}
    listed: dict[str, list[str]] = {}
    field: str | None = None
    is_keyed = False
    for line in match["head"].split("\n"):
        entry = _ENTRY.match(line)
        if entry and not line.startswith((" ", "\t", "-")):
            is_keyed = True
            field = fields.get(entry["key"].strip().lower().replace(" ", "_").replace("-", "_"))
            value = _scalar(entry["value"])
            if field and value and field not in found:
                found[field] = value
        elif field and line.strip().startswith("- "):
            listed.setdefault(field, []).append(_scalar(line.strip()[2:].removeprefix("name:")))
    for name, values in listed.items():
        found.setdefault(name, ", ".join(value for value in values if value))
    if found.get("url", "http").partition(":")[0] not in ("http", "https"):
        del found["url"]
    return (found, text[match.end() :]) if is_keyed else ({}, text)


def _scalar(value: str) -> str:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_scalar(part) for part in value[1:-1].split(",") if part.strip())
    if len(value) >= 2 and value[0] in "\"'" and value.endswith(value[0]):
        inner = value[1:-1]
        return inner.replace('\\"', '"') if value[0] == '"' else inner.replace("''", "'")
    return "" if value in ("|", ">", "null", "~") else value.partition(" #")[0].strip()


@functools.cache
def _fields() -> dict[str, str]:
    return {key: field for field, keys in load_table("front_matter").items() for key in keys}
