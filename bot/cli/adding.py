"""Adds sources to the archive: `pullquote add`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from bot.cli.opening import Shared, collection_option, command, opened
from bot.cli.progress import Sums, shown_bar
from bot.service.stopping import INTERRUPTED, stop_request
from bot.settings import Settings, read_settings
from store.database.collections import PUBLIC_NAME, Collections
from store.ingest.outcome import Outcome
from store.ingest.readers.walking import read_sources
from store.ingest.sources.address import any_address, is_public
from store.ingest.sources.fetch import HttpFetcher
from store.ingest.sources.politeness import PoliteFetcher

# Added articles from which on merging the pieces of the indexes is worth a hint.
MANY = 50_000


@command(
    "add",
    "pullquote add ~/articles feeds.opml",
    "pullquote add https://paper.example/story",
    "find . -name '*.html' | pullquote add -",
    "pullquote add export.jsonl --dry-run",
)
@click.argument("what", metavar="WHAT...", nargs=-1, required=True)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=lambda: os.cpu_count() or 1,
    show_default="one a core",
    metavar="N",
    help="Processes that read and parse.",
)
@click.option("--dry-run", "is_dry", is_flag=True, help="Show what would be stored; store nothing.")
@collection_option("The collection they go into, made where there is none.", PUBLIC_NAME)
def add(shared: Shared, what: tuple[str, ...], jobs: int, collection: str, *, is_dry: bool) -> int:
    """Add articles to the archive, which is made where there is none.

    WHAT is a file, a folder, an address, a feed, or - for a list of them on standard input. Text,
    Markdown, HTML, JSON Lines, CSV, feeds, e-mail, EPUB, Word, PDF and more are read. Adding the
    same again changes nothing. Ctrl-C finishes what is in hand.
    """
    wanted = list(expanded(what))
    sums = Sums(as_json=shared.as_json)
    is_bar_wanted = not (shared.as_json and sys.stdout.isatty())
    with (
        opened(shared.path, is_dry_run=is_dry) as archive,
        polite_fetcher(read_settings()) as fetcher,
        stop_request() as request,
        shown_bar(is_wanted=is_bar_wanted) as bar,
    ):
        sources = read_sources(
            wanted,
            fetcher,
            progress=bar.done if bar else None,
            jobs=jobs,
            met_feed=_hint_at_following,
        )
        heeded = request.heeded(sources)
        collections = Collections(archive.connections)
        for written in (
            archive.plan(heeded, collections.planned(collection))
            if is_dry
            else archive.add(heeded, jobs=jobs, collection=collections.open(collection))
        ):
            sums.say(written)
            if bar:
                bar.brought(sums.went_in)
    sums.say_all("nothing to add")
    if is_dry:
        print("pullquote: a dry run, nothing was written", file=sys.stderr)
    if request.is_made:
        print("pullquote: stopped; add again to go on", file=sys.stderr)
        return INTERRUPTED
    if (hint := hint_at_merging(sums[Outcome.ADDED])) and not is_dry:
        print(hint, file=sys.stderr)
    if sums.went_in or not sums.total():
        return 0
    print(f"pullquote: nothing was added: {sums.last_reason}", file=sys.stderr)
    return 1


def hint_at_merging(added: int) -> str:
    """Advice after so many articles were added; empty below `MANY`."""
    if added < MANY:
        return ""
    return "pullquote: to answer sooner after so many: pullquote optimize"


def _hint_at_following(url: str) -> None:
    print(
        f"{url} is a feed; to take in what is new in it: pullquote feeds add {url}", file=sys.stderr
    )


# For whoever wants to read from their own network.
_WAY_OUT = "PULLQUOTE_ALLOW_PRIVATE_ADDRESSES=true allows it."


@contextmanager
def polite_fetcher(settings: Settings) -> Iterator[PoliteFetcher]:
    """The network, as the settings allow it."""
    may_read = any_address if settings.allow_private_addresses else is_public
    with HttpFetcher(may_read=may_read, way_out=_WAY_OUT) as fetcher:
        yield PoliteFetcher(fetcher)


def expanded(what: Iterable[str]) -> Iterator[str]:
    """`what`, with the lines of standard input in the place of a `-`."""
    for one in what:
        if one == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        else:
            yield one
