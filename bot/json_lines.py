"""Writes values as JSON Lines, and articles as lines that `add` reads again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from store.model import Article

# Characters that JSON allows raw but that readers of lines take for an end of line.
_LINE_ENDS = {0x2028: "\\u2028", 0x2029: "\\u2029", 0x85: "\\u0085"}


def json_line(value: dict[str, Any]) -> str:
    """One object as one line, ended by a line feed and holding no other line end."""
    return json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS) + "\n"


def article_line(article: Article) -> str:
    """An article as a line, with everything that its source said of it."""
    fields = {
        "url": article.url,
        "headline": article.headline,
        "text": article.text,
        "published": article.published,
        "publisher": article.publisher,
        "modified": article.modified,
        "byline": article.byline,
        "dateline": article.dateline,
        "language": article.language,
    }
    return json_line({name: value for name, value in fields.items() if value is not None})


def write_parts(
    articles: Iterable[Article], folder: Path, part_bytes: int, most_parts: int
) -> tuple[Path, ...] | None:
    """Write articles into files of at most `part_bytes` each, a longer line alone in its own.

    None where that takes more than `most_parts` files.
    """
    parts: list[Path] = []
    size = part_bytes
    for article in articles:
        line = article_line(article).encode("utf-8", "surrogatepass")
        if size + len(line) > part_bytes:
            if len(parts) == most_parts:
                return None
            parts.append(folder / f"articles-{len(parts) + 1}.jsonl")
            size = 0
        with parts[-1].open("ab") as file:
            file.write(line)
        size += len(line)
    return tuple(parts)
