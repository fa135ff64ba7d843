"""When a feed is asked next: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.feeds.due import after_answer, after_failure, after_pause, after_refusal
from store.ingest.sources.page import Refusal
from store.rows.feeds import FeedState, Followed

NOW = 1_900_000_000  # a Sunday, 17:46 UTC
DAY = 86_400
FEED = Followed(
    id=1,
    url="https://courier.example/feed",
    title="",
    state=FeedState.NEW,
    reason=None,
    etag='"7"',
    last_modified=None,
    asked_at=None,
    due_at=NOW,
    failures=0,
    ttl_s=None,
    skip_hours=frozenset(),
    skip_days=frozenset(),
    entry_count=0,
)
SECONDS = st.one_of(st.none(), st.integers(0, 10**8))


@pytest.mark.parametrize(
    ("ttl", "cache", "wait"),
    [
        (None, None, 3600),
        (7200, None, 7200),
        (None, 5400, 5400),
        (1800, 5400, 5400),
        (60, 0, 900),
        (10**7, None, DAY),
    ],
)
def test_a_feed_is_asked_as_often_as_it_and_its_server_wish_within_bounds(
    ttl: int | None, cache: int | None, wait: int
) -> None:
    assert after_answer(replace(FEED, ttl_s=ttl), NOW, cache).due_at == NOW + wait


def test_hours_and_days_a_feed_skips_are_skipped() -> None:
    hours = replace(FEED, skip_hours=frozenset({18, 19, 20}))
    assert datetime.fromtimestamp(after_answer(hours, NOW, None).due_at, UTC).hour == 21
    days = replace(FEED, skip_days=frozenset({6}))
    due = datetime.fromtimestamp(after_answer(days, NOW, None).due_at, UTC)
    assert (due.weekday(), due.hour, due.minute) == (0, 0, 0)


@given(
    ttl=SECONDS,
    cache=SECONDS,
    hours=st.frozensets(st.integers(0, 23)),
    days=st.frozensets(st.integers(0, 6)),
)
def test_a_feed_that_answered_is_asked_again_between_a_quarter_of_an_hour_and_eight_days_later(
    ttl: int | None, cache: int | None, hours: frozenset[int], days: frozenset[int]
) -> None:
    feed = replace(FEED, ttl_s=ttl, skip_hours=hours, skip_days=days, failures=3, reason="down")
    settled = after_answer(feed, NOW, cache)
    assert NOW + 900 <= settled.due_at <= NOW + 9 * DAY
    assert (settled.state, settled.failures, settled.reason) == (FeedState.FOLLOWED, 0, None)


@given(failures=st.integers(0, 10_000), retry=st.integers(0, 10**9))
def test_a_failing_feed_waits_at_least_as_long_as_it_was_asked_to_and_a_week_at_most(
    failures: int, retry: int
) -> None:
    failed = after_failure(replace(FEED, failures=failures), NOW, "It is down.", retry)
    assert NOW + min(retry, 7 * DAY) <= failed.due_at <= NOW + 7 * DAY
    assert failed.due_at >= NOW + 1800
    assert (failed.state, failed.failures, failed.reason) == (
        FeedState.FAILING,
        failures + 1,
        "It is down.",
    )


def test_a_gone_feed_keeps_its_reason() -> None:
    gone = after_refusal(FEED, NOW, Refusal(FEED.url, 410, "The server answered 410 Gone."))
    assert (gone.state, gone.reason) == (FeedState.GONE, "The server answered 410 Gone.")


def test_after_a_pause_the_whole_feed_is_asked_for() -> None:
    paused = after_pause(FEED, NOW, 5000, "A server is busy.")
    assert (paused.due_at, paused.etag, paused.reason) == (NOW + 5000, None, "A server is busy.")
