"""What libraries say of the pages they take apart is for their authors; we say how a page ended."""

from __future__ import annotations

import logging

_LIBRARIES = ("htmldate", "trafilatura")


def hush_libraries() -> None:
    """Let only their errors into the log, in this process."""
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.ERROR)
