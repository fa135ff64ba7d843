"""The `pullquote` command, also as `python -m bot`."""

from __future__ import annotations

import sys

from bot.service.stopping import leaving_at_once


def main() -> int:
    """Load the command line and run one command; the exit status."""
    with leaving_at_once():
        from bot.cli.main import main as run  # noqa: PLC0415 - guarded while it loads
    return run()


if __name__ == "__main__":
    sys.exit(main())
