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
    ARTICLE = "article"  # who wrote the story about Y; `Aspect` says what of it is asked


class Aspect(StrEnum):
    """The thing that is asked about stored articles themselves."""

    AUTHOR = "author"  # who wrote it
    SPEAKER = "speaker"  # who said that, of what was just shown
    DATE = "date"  # when was it published
    PUBLISHER = "publisher"  # by whom was it published
    GIST = "gist"  # what is it about, how does it begin
    HEADLINE = "headline"  # what is it called
    LENGTH = "length"  # how long is it
    COUNT = "count"  # how many articles about Y
    NEWEST = "newest"  # the newest article on Y, by X, from Z
    OLDEST = "oldest"  # the oldest one
    WRITTEN = "written"  # which articles did X write
    SOURCES = "sources"  # which papers are there
    TRUE = "true"  # is that true, of what was just shown
    NEWER = "newer"  # the newest one, of what was just asked for
