"""A plain list of addresses, one a line; lines that begin with `#` are remarks."""

from __future__ import annotations


def parse_url_list(text: str) -> list[str]:
    """The addresses, in order, each once."""
    lines = (line.strip().strip("\ufeff") for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
