"""Names the things that a person can want of the archive."""

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    """The thing that a person wants of the archive."""

    FACT = "fact"
    PERSON = "person"  # who is X
    QUOTE = "quote"  # what did X say (about Y)
    LINK = "link"  # link to the story about Y
    LATEST = "latest"  # latest on Y
    EVENT = "event"  # what happened …
    CHECK = "check"  # did X really say "…"
    HISTORY = "history"  # what has X said since …: oldest first
    COMPARE = "compare"  # X and Y on Z
    PRESS = "press"  # what do the papers say about Y
