"""Stops the program when it is asked to.

Ctrl-C asks a long command to finish what is in hand; a second one does not wait for that. SIGTERM,
which a service manager sends, is a clean end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

# Exit status of a program that an interrupt ended, as shells have it.
INTERRUPTED = 130

_T = TypeVar("_T")


class StopRequest:
    """Tells whether somebody asked the command to stop."""

    def __init__(self) -> None:
        self.is_made = False

    def heeded(self, items: Iterable[_T]) -> Iterator[_T]:
        """The items, up to the one in hand when the request is made."""
        for item in items:
            yield item
            if self.is_made:
                return


@contextmanager
def stop_request() -> Iterator[StopRequest]:
    """A request that the first Ctrl-C makes; the second one is a KeyboardInterrupt as ever."""
    request = StopRequest()

    def hear(number: int, frame: FrameType | None) -> None:
        del number, frame
        request.is_made = True
        signal.signal(signal.SIGINT, earlier)

    earlier = signal.signal(signal.SIGINT, hear)
    try:
        yield request
    finally:
        signal.signal(signal.SIGINT, earlier)


def end_on_sigterm() -> None:
    """Take SIGTERM for a clean end of the program, with everything closed that is open."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


@contextmanager
def leaving_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process without a traceback: for loading, when nothing is open yet."""

    def leave(number: int, frame: FrameType | None) -> None:
        del number, frame
        os.write(sys.stderr.fileno(), b"pullquote: stopped\n")
        os._exit(INTERRUPTED)

    earlier = signal.signal(signal.SIGINT, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)
