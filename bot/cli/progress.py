"""Progress bars on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # rich takes a while to load
    from rich.progress import Progress, TaskID


class Bar(Protocol):
    """What is told how far reading and writing have come."""

    def read(self, done: int, total: int | None) -> None:
        """So many bytes are read, of so many where that is known."""

    def wrote(self, articles: int) -> None:
        """So many articles are in the archive by now."""


class PassBar(Protocol):
    """What is told how far a pass over the feeds has come."""

    def has(self, asked: int, articles: int) -> None:
        """So many feeds were asked, and brought so many new or changed articles."""


@contextmanager
def shown_pass(feeds: int, *, is_wanted: bool = True) -> Iterator[PassBar | None]:
    """Feeds asked of those that are due, and the articles so far; None off a terminal."""
    if not (is_wanted and sys.stderr.isatty()):
        yield None
        return
    from rich import progress as rich  # noqa: PLC0415 - only where there is something to show
    from rich.console import Console  # noqa: PLC0415

    columns = (
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TextColumn("feeds, {task.fields[articles]:,} new or changed"),
        rich.TimeElapsedColumn(),
    )
    with rich.Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=False
    ) as shown:
        yield _RichPass(shown, shown.add_task("asking", total=feeds, articles=0))


@contextmanager
def shown_progress(*, is_wanted: bool = True) -> Iterator[Bar | None]:
    """Bytes, their rate, the time left and the articles so far; None off a terminal."""
    if not (is_wanted and sys.stderr.isatty()):
        yield None
        return
    from rich import progress as rich  # noqa: PLC0415 - only where there is something to show
    from rich.console import Console  # noqa: PLC0415

    columns = (
        rich.BarColumn(),
        rich.DownloadColumn(),
        rich.TransferSpeedColumn(),
        rich.TextColumn("{task.fields[articles]:,} articles"),
        rich.TimeRemainingColumn(),
    )
    # Standard output is left alone: what is printed there is for whoever reads it.
    with rich.Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=False
    ) as shown:
        yield _RichBar(shown, shown.add_task("adding", total=None, articles=0))


class _RichBar:
    def __init__(self, shown: Progress, task: TaskID) -> None:
        self._shown = shown
        self._task = task

    def read(self, done: int, total: int | None) -> None:
        """So many bytes are read, of so many where that is known."""
        self._shown.update(self._task, completed=done, total=total)

    def wrote(self, articles: int) -> None:
        """So many articles are in the archive by now."""
        self._shown.update(self._task, articles=articles)


class _RichPass:
    def __init__(self, shown: Progress, task: TaskID) -> None:
        self._shown = shown
        self._task = task

    def has(self, asked: int, articles: int) -> None:
        """So many feeds were asked, and brought so many new or changed articles."""
        # A list of feeds brings feeds that were not known to be due.
        total = max(asked, self._shown.tasks[0].total or 0)
        self._shown.update(self._task, completed=asked, total=total, articles=articles)
