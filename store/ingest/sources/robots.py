"""What a host asks of programs in its robots.txt (RFC 9309). Pure.

The group for our own name counts, or else that for all; the longest pattern that fits a path
decides, and of two of one length the one that allows. `*` stands for anything, `$` for the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

# https://www.rfc-editor.org/rfc/rfc9309#section-2.5: so much at least has to be read.
_SIZE_LIMIT_CHARS = 500 * 1024
_RULES_LIMIT = 5_000
_SAFE = "/*$?=&:@!'()+,;~-._[]"
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for us on a host. `patterns` are (pattern, whether it allows)."""

    patterns: tuple[tuple[str, bool], ...] = ()
    delay_s: float | None = None

    def may_read(self, url: str) -> bool:
        """Whether the page at `url` may be read."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return True
        path = _plain((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fitting = [
            (len(pattern), allows) for pattern, allows in self.patterns if fits(pattern, path)
        ]
        return max(fitting, default=(0, True))[1]


def parse_robots(text: str, agent: str) -> Rules:
    """The rules of a robots.txt for the program called `agent`."""
    ours: list[tuple[str, str]] = []
    everybodys: list[tuple[str, str]] = []
    is_named = False
    for names, lines in _groups(text[:_SIZE_LIMIT_CHARS]):
        if any(name.partition("/")[0].strip() == agent.lower() for name in names):
            is_named = True
            ours += lines
        elif "*" in names:
            everybodys += lines
    lines = (ours if is_named else everybodys)[:_RULES_LIMIT]
    delays = [_seconds(value) for name, value in lines if name == "crawl-delay"]
    return Rules(
        tuple(
            (_plain(value), name == "allow")
            for name, value in lines
            if name in ("allow", "disallow") and value
        ),
        next((delay for delay in delays if delay is not None), None),
    )


def fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits the start of a path, in time linear in both."""
    is_whole = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    place = len(pieces[0])
    for piece in pieces[1:-1]:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    if len(pieces) == 1:
        return not is_whole or place == len(path)
    last = pieces[-1]
    if is_whole:
        return len(path) - len(last) >= place and path.endswith(last)
    return path.find(last, place) >= 0


def _groups(text: str) -> Iterator[tuple[list[str], list[tuple[str, str]]]]:
    """Each group: the names it is for, lower case, and its lines as (field, value)."""
    names: list[str] = []
    lines: list[tuple[str, str]] = []
    for line in text.splitlines():
        match = _LINE.match(line.removeprefix("\ufeff"))
        if match is None:
            continue
        field, value = match[1].lower(), match[2].strip()
        if field == "user-agent":
            if lines:
                yield names, lines
                names, lines = [], []
            names.append(value.lower())
        elif field in ("allow", "disallow", "crawl-delay") and names:
            lines.append((field, value))
    if names:
        yield names, lines


def _plain(path: str) -> str:
    """A path or pattern with its characters escaped in one way."""
    return quote(unquote(path, errors="surrogateescape"), _SAFE, errors="surrogateescape")


def _seconds(value: str) -> float | None:
    return float(value) if re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", value) else None
