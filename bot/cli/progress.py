"""Shows how taking in articles goes: each outcome, the sums, and a bar on a terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from bot.cli.output import Json, counted
from bot.json_lines import json_line
from store.ingest.outcome import Outcome
from store.ingest.writing.write import Written
from store.model import Draft

if TYPE_CHECKING:  # rich takes a while to load
    from rich.progress import Progress, TaskID


class Sums(Counter[Outcome]):
    """Counts articles by outcome; prints each as it comes, and the sums at last."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json
        self._began = perf_counter()
        self.last_reason = ""

    @property
    def went_in(self) -> int:
        """The articles that are in the archive now, by this or from before."""
        return self[Outcome.ADDED] + self[Outcome.UPDATED] + self[Outcome.UNCHANGED]

    def say(self, written: Written) -> None:
        """Count one, and print it: each for a program, failures and plans for a person."""
        self[written.outcome] += 1
        self.last_reason = written.reason or self.last_reason
        if self._as_json:
            sys.stdout.write(json_line(written_json(written)))
        elif written.draft is not None:
            _say_planned(written, written.draft)
        if written.outcome is Outcome.FAILED or (written.reason and not self._as_json):
            print(f"{written.outcome.value}: {written.source}: {written.reason}", file=sys.stderr)

    def say_all(self, nothing: str, *, feeds: int | None = None) -> None:
        """Print the sums, with the number of `feeds` asked; `nothing` is said if all are zero."""
        took = round(perf_counter() - self._began, 2)
        counts = {outcome.value: self[outcome] for outcome in Outcome}
        if self._as_json:
            asked = {} if feeds is None else {"feeds": feeds}
            sys.stdout.write(json_line({**counts, **asked, "took_s": took}))
            return
        told = [f"{n:,} {name}" for name, n in counts.items() if n]
        told += [counted(feeds, "feed")] if feeds else []
        print(f"{', '.join(told) or nothing} in {took} s")


def _say_planned(written: Written, draft: Draft) -> None:
    length = f"{len(draft.text):,} characters"
    facts = [draft.published, draft.publisher, draft.byline, length, draft.kind, written.source]
    print(f"{written.outcome.value:>9}  {draft.headline or 'without a headline'}")
    print(" " * 11 + " · ".join(fact for fact in facts if fact))


def written_json(written: Written) -> Json:
    """The outcome of one source as `add --json` prints it."""
    shown: Json = {"source": written.source, "outcome": written.outcome.value}
    if written.id is not None:
        shown["id"] = str(written.id)
    if written.url is not None:
        shown["url"] = written.url
    if written.reason is not None:
        shown["reason"] = written.reason
    if written.draft is not None:
        shown |= planned_json(written.draft)
    return shown


def planned_json(draft: Draft) -> Json:
    """The article that a dry run would store; `length` is in code points."""
    return {
        "headline": draft.headline,
        "published": draft.published,
        "publisher": draft.publisher,
        "byline": draft.byline,
        "length": len(draft.text),
        "kind": draft.kind,
    }


class Bar:
    """A bar on a terminal: how much is done, and how many articles that brought."""

    def __init__(self, shown: Progress, task: TaskID) -> None:
        self._shown = shown
        self._task = task

    def done(self, done: int, total: int | None) -> None:
        """Show how much is done, of a total where that is known: bytes read, or feeds asked."""
        self._shown.update(self._task, completed=done, total=total)

    def brought(self, articles: int) -> None:
        """Show the number of articles so far."""
        self._shown.update(self._task, articles=articles)


@contextmanager
def shown_bar(feeds: int | None = None, *, is_wanted: bool = True) -> Iterator[Bar | None]:
    """A bar of the bytes read, or of `feeds` to be asked; None off a terminal."""
    if not (is_wanted and sys.stderr.isatty()):
        yield None
        return
    from rich import progress as rich  # noqa: PLC0415 - only where there is something to show
    from rich.console import Console  # noqa: PLC0415

    if feeds is None:
        measures: tuple[rich.ProgressColumn, ...] = (
            rich.DownloadColumn(),
            rich.TransferSpeedColumn(),
            rich.TextColumn("{task.fields[articles]:,} articles"),
            rich.TimeRemainingColumn(),
        )
    else:
        measures = (
            rich.MofNCompleteColumn(),
            rich.TextColumn("feeds, {task.fields[articles]:,} new or changed"),
            rich.TimeElapsedColumn(),
        )
    # Standard output is left alone: the outcomes are printed there.
    with rich.Progress(
        rich.BarColumn(),
        *measures,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    ) as shown:
        yield Bar(shown, shown.add_task("", total=feeds, articles=0))
