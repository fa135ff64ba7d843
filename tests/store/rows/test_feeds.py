"""The list of followed feeds, as rows."""

from __future__ import annotations

from dataclasses import replace

from store.archive import Archive
from store.rows.feeds import FeedState, KnownEntry

URL = "https://courier.example/feed"
NOW = 1_900_000_000


def test_a_feed_is_followed_once_and_due_at_once(archive: Archive) -> None:
    assert archive.feeds.follow(URL, NOW)
    assert not archive.feeds.follow(URL, NOW + 5)
    (feed,) = archive.feeds.due(NOW)
    assert (feed.url, feed.state, feed.asked_at) == (URL, FeedState.NEW, None)
    assert archive.feeds.due(NOW - 1) == []


def test_what_was_settled_is_read_back_as_it_was(archive: Archive) -> None:
    archive.feeds.follow(URL, NOW)
    (feed,) = archive.feeds.all()
    settled = replace(
        feed,
        title="Courier",
        state=FeedState.FAILING,
        reason="It is down.",
        etag='"7"',
        last_modified="Sat, 03 May 2031 10:00:00 GMT",
        asked_at=NOW,
        due_at=NOW + 60,
        failures=2,
        ttl_s=90,
        skip_hours=frozenset({0, 23}),
        skip_days=frozenset({6}),
    )
    archive.feeds.save(settled, None, NOW)
    assert archive.feeds.all() == [settled]


def test_a_feed_that_left_during_a_pass_stays_out(archive: Archive) -> None:
    archive.feeds.follow(URL, NOW)
    (feed,) = archive.feeds.all()
    assert archive.feeds.unfollow(URL)
    archive.feeds.note_entries(feed.id, {"a": KnownEntry("1")}, NOW)
    archive.feeds.save(feed, ["a"], NOW)
    assert archive.feeds.all() == []
    assert archive.feeds.known_entries(feed.id) == {}
    assert not archive.feeds.unfollow(URL)


def test_entries_that_a_feed_has_long_dropped_are_forgotten(archive: Archive) -> None:
    archive.feeds.follow(URL, NOW)
    (feed,) = archive.feeds.all()
    archive.feeds.note_entries(feed.id, {"a": KnownEntry("1"), "b": KnownEntry("2", 1)}, NOW)
    later = NOW + 90 * 86_400
    archive.feeds.save(feed, ["b"], later)
    assert archive.feeds.known_entries(feed.id) == {"b": KnownEntry("2", 1)}


def test_another_feed_vouches_only_for_what_it_has_taken_in(archive: Archive) -> None:
    archive.feeds.follow(URL, NOW)
    archive.feeds.follow(f"{URL}2", NOW)
    first, second = archive.feeds.all()
    archive.feeds.note_entries(first.id, {"a": KnownEntry("1"), "b": KnownEntry("2", 1)}, NOW)
    assert archive.feeds.known_elsewhere(second.id, ["a", "b", "c"]) == {"a": "1"}
    assert archive.feeds.known_elsewhere(first.id, ["a"]) == {}
