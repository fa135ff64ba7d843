"""The `pullquote` command, also as `python -m bot`."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType


def main() -> int:
    """Load the program and run one command; the exit status.

    Loading takes a second, and an interrupt in the middle of it has nothing to tidy up.
    """
    signal.signal(signal.SIGINT, _leave)
    from bot.cli.main import main as run  # noqa: PLC0415 - what takes so long

    signal.signal(signal.SIGINT, signal.default_int_handler)
    return run()


def _leave(number: int, frame: FrameType | None) -> None:
    del number, frame
    os.write(sys.stderr.fileno(), b"pullquote: stopped\n")
    os._exit(130)


if __name__ == "__main__":
    sys.exit(main())
