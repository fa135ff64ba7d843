"""Follows feeds and adds what is new in them: `pullquote feeds` and `pullquote refresh`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import click

from bot.cli.adding import expanded, polite_fetcher
from bot.cli.opening import Shared, collection_option, command, group, opened
from bot.cli.output import Json
from bot.cli.progress import Sums, shown_bar
from bot.json_lines import json_line
from bot.service.stopping import INTERRUPTED, stop_request
from bot.settings import read_settings
from store.archive import Archive
from store.database.collections import PUBLIC_NAME, Collections
from store.ingest.feeds.refresh import Refreshed
from store.ingest.feeds.wanted import wanted_feeds
from store.ingest.outcome import Failed, Outcome
from store.ingest.sources.page import Asker
from store.ingest.story.canonical import canonical_url
from store.rows.feeds import FeedState, Followed

# Hosts whose addresses are looked up at a time.
_LOOKED_UP_AT_ONCE = 16
_TROUBLE = (FeedState.FAILING, FeedState.GONE)


@group(
    "feeds",
    "pullquote feeds",
    "pullquote feeds add https://paper.example/feed subscriptions.opml",
    "pullquote feeds remove https://paper.example/feed",
    "pullquote refresh",
    invoke_without_command=True,
)
def feeds(context: click.Context) -> int | None:
    """List the followed feeds with their state, follow more, or unfollow some.

    `pullquote refresh` adds what is new in them; `pullquote serve` does so by itself. Without a
    command, the feeds are listed.
    """
    return _list(context.obj) if context.invoked_subcommand is None else None


@command("list", "pullquote feeds list --json")
def list_feeds(shared: Shared) -> int:
    """List the followed feeds with their state."""
    return _list(shared)


@command(
    "add",
    "pullquote feeds add https://paper.example/feed",
    "pullquote feeds add subscriptions.opml --collection board",
)
@click.argument("what", metavar="URL_OR_OPML...", nargs=-1, required=True)
@collection_option("The collection that their articles go into.", PUBLIC_NAME)
def add_feeds(shared: Shared, what: tuple[str, ...], collection: str) -> int:
    """Follow feeds.

    URL_OR_OPML is the address of a feed or of a page that names its feed, an OPML file, a list of
    addresses, or - for standard input.
    """
    counts: Counter[str] = Counter()
    with opened(shared.path) as archive, polite_fetcher(read_settings()) as fetcher:
        into = Collections(archive.connections).open(collection)
        for wanted in _allowed(wanted_feeds(list(expanded(what))), fetcher):
            if isinstance(wanted, Failed):
                counts["failed"] += 1
                source = wanted.url or wanted.source
                print(f"failed: {source}: {wanted.reason}", file=sys.stderr)
                told = {"url": source, "outcome": "failed", "reason": wanted.reason}
            else:
                is_new = archive.feeds.follow(wanted, int(time.time()), into)
                told = {"url": wanted, "outcome": "added" if is_new else "unchanged"}
                counts[told["outcome"]] += 1
            if shared.as_json:
                sys.stdout.write(json_line(told))
    if not shared.as_json:
        said = ", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing to follow"
        print(f"{said}; pullquote refresh reads what is in them")
    return 0 if counts["added"] or counts["unchanged"] else 1


@command("remove", "pullquote feeds remove https://paper.example/feed")
@click.argument("what", metavar="URL...", nargs=-1, required=True)
def remove_feeds(shared: Shared, what: tuple[str, ...]) -> int:
    """Unfollow feeds; their articles stay."""
    removed = 0
    with opened(shared.path) as archive:
        for which in expanded(what):
            canonical = canonical_url(which)
            alike = [f.url for f in archive.feeds.all() if canonical_url(f.url) == canonical]
            wanted = which if which in alike else next(iter(alike), None)
            if wanted is None or not archive.feeds.unfollow(wanted):
                print(f"pullquote: no feed {which} is followed", file=sys.stderr)
                continue
            removed += 1
            told = {"url": wanted, "outcome": "removed"}
            sys.stdout.write(json_line(told) if shared.as_json else f"removed {wanted}\n")
    return 0 if removed else 1


for each in (list_feeds, add_feeds, remove_feeds):
    feeds.add_command(each)


@command("refresh", "pullquote refresh", "pullquote refresh --force --dry-run")
@click.option("--force", "is_forced", is_flag=True, help="Ask the feeds that are not due, too.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Show what would be stored; store nothing.")
def refresh(shared: Shared, *, is_forced: bool, is_dry: bool) -> int:
    """Add what is new or changed in the followed feeds that are due.

    Each feed is asked as often as it brings something new, a failing one later each time. Ctrl-C
    finishes what is in hand.
    """
    sums = Sums(as_json=shared.as_json)
    notes: Counter[str] = Counter()
    is_bar_wanted = not (shared.as_json and sys.stdout.isatty())
    with (
        opened(shared.path, is_dry_run=is_dry) as archive,
        polite_fetcher(read_settings()) as fetcher,
        stop_request() as request,
        shown_bar(due := _due_count(archive, is_forced=is_forced), is_wanted=is_bar_wanted) as bar,
        closing(
            archive.refresh(
                fetcher,
                is_forced=is_forced,
                is_dry=is_dry,
                is_stopped=lambda: request.is_made,
            )
        ) as told,
    ):
        if not archive.feeds.all():
            print("No feeds are followed: pullquote feeds add ADDRESS_OR_OPML", file=sys.stderr)
        for one in told:
            if isinstance(one, Refreshed):
                notes[_note(one)] += 1
                _say_refreshed(one, as_json=shared.as_json)
            else:
                sums.say(one)
            if bar:
                # A list of feeds brings feeds that were not known to be due.
                bar.done(notes.total(), max(notes.total(), due))
                bar.brought(sums[Outcome.ADDED] + sums[Outcome.UPDATED])
    asked = sum(notes.values())
    sums.say_all("nothing is new" if asked else "no feed is due", feeds=asked)
    if is_dry:
        print("pullquote: a dry run, nothing was written", file=sys.stderr)
    if request.is_made:
        print("pullquote: stopped; refresh again to go on", file=sys.stderr)
        return INTERRUPTED
    return 1 if asked and notes["trouble"] == asked else 0


def feed_json(feed: Followed) -> Json:
    """A followed feed as `feeds --json` prints it; moments are ISO 8601 in UTC, null where none."""
    return {
        "url": feed.url,
        "title": feed.title or None,
        "state": feed.state.value,
        "reason": feed.reason,
        "asked": _moment(feed.asked_at),
        "due": None if feed.state is FeedState.GONE else _moment(feed.due_at),
        "failures": feed.failures,
        "entries": feed.entry_count,
    }


def _allowed(found: Iterable[str | Failed], fetcher: Asker) -> Iterator[str | Failed]:
    """The feeds, a failure in the place of one at an address that may not be read."""

    def judged(one: str | Failed) -> str | Failed:
        reason = fetcher.refusal(one) if isinstance(one, str) else None
        return one if reason is None else Failed(str(one), reason, url=str(one))

    with ThreadPoolExecutor(_LOOKED_UP_AT_ONCE) as pool:
        yield from pool.map(judged, found)


def _list(shared: Shared) -> int:
    with opened(shared.path) as archive:
        followed = archive.feeds.all()
    now = time.time()
    for feed in followed:
        if shared.as_json:
            sys.stdout.write(json_line(feed_json(feed)))
            continue
        print(f"{feed.state.value:>8}  {feed.url}" + (f"  ({feed.title})" if feed.title else ""))
        entries = "1 entry" if feed.entry_count == 1 else f"{feed.entry_count:,} entries"
        facts = [entries] if feed.entry_count else []
        if feed.state is not FeedState.GONE:
            facts.append("due now" if feed.due_at <= now else f"due {_moment(feed.due_at)}")
        print(" " * 10 + ", ".join(facts) + (f": {feed.reason}" if feed.reason else ""))
    if not followed and not shared.as_json:
        print("No feeds are followed: pullquote feeds add ADDRESS_OR_OPML", file=sys.stderr)
    return 0


def _due_count(archive: Archive, *, is_forced: bool) -> int:
    if not is_forced:
        return len(archive.feeds.due(int(time.time())))
    return sum(feed.state is not FeedState.GONE for feed in archive.feeds.all())


def _note(refreshed: Refreshed) -> str:
    return "trouble" if refreshed.feed.state in _TROUBLE else refreshed.note


def _say_refreshed(refreshed: Refreshed, *, as_json: bool) -> None:
    feed = refreshed.feed
    if as_json:
        told = {"source": refreshed.was, "feed": refreshed.note, **feed_json(feed)}
        sys.stdout.write(json_line(told))
    if feed.url != refreshed.was:
        print(f"{refreshed.was} has moved to {feed.url}", file=sys.stderr)
    if feed.reason:
        print(f"{feed.state.value}: {feed.url}: {feed.reason}", file=sys.stderr)


def _moment(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
