"""A progress bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def shown_progress(total: int | None) -> Iterator[Callable[[int, int | None], None] | None]:
    """A function to call with (done, total) while sources are read; None off a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only where there is something to show
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("adding", total=total)

        def advance(done: int, known: int | None) -> None:
            bar.update(task, completed=done, total=known or total)

        yield advance
