"""`pullquote add`, and what every command that takes articles in says of them."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.cli import output
from bot.cli.opening import archive_path
from bot.cli.progress import shown_progress
from bot.json_lines import json_line
from bot.service.stopping import INTERRUPTED, wish_to_stop
from bot.settings import Settings, read_settings
from store.archive import Archive, open_store
from store.database.collections import Collections
from store.ingest.outcome import Outcome
from store.ingest.readers.walking import read_sources
from store.ingest.sources.address import any_address, is_public
from store.ingest.sources.fetch import HttpFetcher
from store.ingest.sources.politeness import PoliteFetcher
from store.ingest.writing.write import Written
from store.model import Draft

# Articles after which the pieces of the indexes are worth merging.
_MANY = 50_000


def add(options: argparse.Namespace) -> int:
    """Add sources; each article's outcome, then the sums. Ctrl-C finishes what is in hand."""
    what = list(expanded(options.what))
    sums = Sums(as_json=options.json)
    is_bar_wanted = not (options.json and sys.stdout.isatty())
    with (
        wanted_archive(options) as archive,
        polite_fetcher(read_settings()) as fetcher,
        wish_to_stop() as wish,
        shown_progress(is_wanted=is_bar_wanted) as bar,
    ):
        sources = read_sources(
            what,
            fetcher,
            progress=bar.read if bar else None,
            jobs=options.jobs,
            met_feed=_hint_at_following,
        )
        heeded = wish.heeded(sources)
        collections = Collections(archive.connections)
        for written in (
            archive.plan(heeded, collections.planned(options.collection))
            if options.dry_run
            else archive.add(
                heeded, jobs=options.jobs, collection=collections.open(options.collection)
            )
        ):
            sums.say(written)
            if bar:
                bar.wrote(sums.went_in)
    sums.say_all("nothing to add")
    if options.dry_run:
        print("pullquote: a dry run, nothing was written", file=sys.stderr)
    if wish.is_uttered:
        print("pullquote: stopped; add again to go on", file=sys.stderr)
        return INTERRUPTED
    if sums[Outcome.ADDED] >= _MANY and not options.dry_run:
        print("pullquote: to answer sooner after so many: pullquote optimize", file=sys.stderr)
    if sums.went_in or not sums.total():
        return 0
    print(f"pullquote: nothing was added: {sums.last_reason}", file=sys.stderr)
    return 1


def _hint_at_following(url: str) -> None:
    print(
        f"{url} is a feed; to take in what is new in it: pullquote feeds add {url}", file=sys.stderr
    )


class Sums(Counter[Outcome]):
    """How many articles ended how; says each as it comes, and at last all of them."""

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
        """Count one, and say what a person or a program should know of it."""
        self[written.outcome] += 1
        self.last_reason = written.reason or self.last_reason
        if self._as_json:
            sys.stdout.write(json_line(output.written_json(written)))
        elif written.draft is not None:
            _say_planned(written, written.draft)
        if written.outcome is Outcome.FAILED or (
            written.outcome is Outcome.SKIPPED and not self._as_json
        ):
            print(f"{written.outcome.value}: {written.source}: {written.reason}", file=sys.stderr)

    def say_all(self, nothing: str, *, feeds: int | None = None) -> None:
        """Say the sums, with how many `feeds` were asked; `nothing` where there are none."""
        took = round(perf_counter() - self._began, 2)
        counts = {outcome.value: self[outcome] for outcome in Outcome}
        if self._as_json:
            asked = {} if feeds is None else {"feeds": feeds}
            sys.stdout.write(json_line({**counts, **asked, "took_s": took}))
            return
        told = [f"{n:,} {name}" for name, n in counts.items() if n]
        told += [output.counted(feeds, "feed")] if feeds else []
        print(f"{', '.join(told) or nothing} in {took} s")


def _say_planned(written: Written, draft: Draft) -> None:
    length = f"{len(draft.text):,} characters"
    facts = [draft.published, draft.publisher, draft.byline, length, draft.kind, written.source]
    print(f"{written.outcome.value:>9}  {draft.headline or 'without a headline'}")
    print(" " * 11 + " · ".join(fact for fact in facts if fact))


@contextmanager
def polite_fetcher(settings: Settings) -> Iterator[PoliteFetcher]:
    """The network, as the settings allow it."""
    may_read = any_address if settings.allow_private_addresses else is_public
    with HttpFetcher(may_read=may_read) as fetcher:
        yield PoliteFetcher(fetcher)


@contextmanager
def wanted_archive(options: argparse.Namespace) -> Iterator[Archive]:
    """The archive that the options or the settings name; a dry run makes none where there is none.

    Raises:
        StorageError: it cannot be opened.
    """
    path = archive_path(options)
    with ExitStack() as stack:
        if getattr(options, "dry_run", False) and not path.exists():
            path = Path(stack.enter_context(TemporaryDirectory())) / "none.db"
        yield stack.enter_context(closing(open_store(path)))


def expanded(what: Iterable[str]) -> Iterator[str]:
    """`what`, with the lines of standard input in the place of a `-`."""
    for one in what:
        if one == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        else:
            yield one
