"""Silences libraries that log each page they stumble over; we report how a page ended."""

from __future__ import annotations

import logging

_LIBRARIES = ("htmldate", "trafilatura")


def hush_libraries() -> None:
    """Lets only their errors into the log of this process."""
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.ERROR)
