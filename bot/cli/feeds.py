"""`pullquote feeds` and `pullquote refresh`: which feeds are followed, and what is new in them."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime

from bot.cli import output
from bot.cli.adding import Sums, expanded, polite_fetcher, wanted_archive
from bot.cli.progress import shown_pass
from bot.json_lines import json_line
from bot.service.stopping import INTERRUPTED, wish_to_stop
from bot.settings import read_settings
from store.archive import Archive
from store.database.collections import CollectionId, Collections
from store.ingest.feeds.refresh import Refreshed
from store.ingest.feeds.wanted import wanted_feeds
from store.ingest.outcome import Failed, Outcome
from store.ingest.story.canonical import canonical_url
from store.rows.feeds import FeedState, Followed

_TROUBLE = (FeedState.FAILING, FeedState.GONE)


def feeds(options: argparse.Namespace) -> int:
    """List the followed feeds, follow more, or follow some no longer."""
    if (options.action == "list") == bool(options.what):
        told = "takes nothing more" if options.what else "wants addresses or OPML files"
        print(f"pullquote feeds: {options.action} {told}", file=sys.stderr)
        return 2
    with wanted_archive(options) as archive:
        if options.action == "list":
            return _list(archive, as_json=options.json)
        what = list(expanded(options.what))
        if options.action == "remove":
            return _remove(archive, what, as_json=options.json)
        collection = Collections(archive.connections).open(options.collection)
        return _add(archive, what, collection, as_json=options.json)


def refresh(options: argparse.Namespace) -> int:
    """Ask the feeds that are due; each article's outcome, each feed's, then the sums."""
    sums = Sums(as_json=options.json)
    notes: Counter[str] = Counter()
    is_bar_wanted = not (options.json and sys.stdout.isatty())
    with (
        wanted_archive(options) as archive,
        polite_fetcher(read_settings()) as fetcher,
        wish_to_stop() as wish,
        shown_pass(_due_count(archive, is_forced=options.force), is_wanted=is_bar_wanted) as bar,
        closing(
            archive.refresh(
                fetcher,
                is_forced=options.force,
                is_dry=options.dry_run,
                is_stopped=lambda: wish.is_uttered,
            )
        ) as told,
    ):
        if not archive.feeds.all():
            print("No feeds are followed: pullquote feeds add ADDRESS_OR_OPML", file=sys.stderr)
        for one in told:
            if isinstance(one, Refreshed):
                notes[_note(one)] += 1
                _say_refreshed(one, as_json=options.json)
            else:
                sums.say(one)
            if bar:
                bar.has(notes.total(), sums[Outcome.ADDED] + sums[Outcome.UPDATED])
    asked = sum(notes.values())
    sums.say_all("nothing is new" if asked else "no feed is due", feeds=asked)
    if options.dry_run:
        print("pullquote: a dry run, nothing was written", file=sys.stderr)
    if wish.is_uttered:
        print("pullquote: stopped; refresh again to go on", file=sys.stderr)
        return INTERRUPTED
    return 1 if asked and notes["trouble"] == asked else 0


def feed_json(feed: Followed) -> output.Json:
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


def _list(archive: Archive, *, as_json: bool) -> int:
    followed = archive.feeds.all()
    now = time.time()
    for feed in followed:
        if as_json:
            sys.stdout.write(json_line(feed_json(feed)))
            continue
        print(f"{feed.state.value:>8}  {feed.url}" + (f"  ({feed.title})" if feed.title else ""))
        entries = "1 entry" if feed.entry_count == 1 else f"{feed.entry_count:,} entries"
        facts = [entries] if feed.entry_count else []
        if feed.state is not FeedState.GONE:
            facts.append("due now" if feed.due_at <= now else f"due {_moment(feed.due_at)}")
        print(" " * 10 + ", ".join(facts) + (f": {feed.reason}" if feed.reason else ""))
    if not followed and not as_json:
        print("No feeds are followed: pullquote feeds add ADDRESS_OR_OPML", file=sys.stderr)
    return 0


def _add(archive: Archive, what: list[str], collection: CollectionId, *, as_json: bool) -> int:
    counts: Counter[str] = Counter()
    for wanted in wanted_feeds(what):
        if isinstance(wanted, Failed):
            counts["failed"] += 1
            print(f"failed: {wanted.url or wanted.source}: {wanted.reason}", file=sys.stderr)
            told = {"url": wanted.url or wanted.source, "outcome": "failed"}
            told["reason"] = wanted.reason
        else:
            is_new = archive.feeds.follow(wanted, int(time.time()), collection)
            told = {"url": wanted, "outcome": "added" if is_new else "unchanged"}
            counts[told["outcome"]] += 1
        if as_json:
            sys.stdout.write(json_line(told))
    if not as_json:
        said = ", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing to follow"
        print(f"{said}; pullquote refresh reads what is in them")
    return 0 if counts["added"] or counts["unchanged"] else 1


def _remove(archive: Archive, what: list[str], *, as_json: bool) -> int:
    removed = 0
    for which in what:
        alike = [f.url for f in archive.feeds.all() if canonical_url(f.url) == canonical_url(which)]
        wanted = which if which in alike else next(iter(alike), None)
        if wanted is None or not archive.feeds.unfollow(wanted):
            print(f"pullquote: no feed {which} is followed", file=sys.stderr)
            continue
        removed += 1
        told = {"url": wanted, "outcome": "removed"}
        sys.stdout.write(json_line(told) if as_json else f"removed {wanted}\n")
    return 0 if removed else 1


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
