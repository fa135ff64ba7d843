"""Decides when a followed feed is asked next, and its state until then. Pure.

A feed is asked as often as it and its server wish, within bounds. Each failure doubles the wait; a
Retry-After is obeyed; a feed that is gone is never asked again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from store.ingest.sources.page import RETRY_AFTER_LIMIT_S, Refusal
from store.rows.feeds import FeedState, Followed

_HOUR_S = 3_600
_DAY_S = 24 * _HOUR_S
# The wait if neither the feed nor its server names one.
_USUAL_S = _HOUR_S
# A feed that wishes to be asked more often is asked this often.
_LEAST_S = _HOUR_S // 4
# A feed that wishes to be asked more rarely is asked this often.
_MOST_S = _DAY_S
# The wait after the first failure; it doubles with each further one.
_FIRST_BACK_OFF_S = _HOUR_S // 2
# The longest wait after a failure.
_MOST_BACK_OFF_S = 2 * _DAY_S


def after_answer(feed: Followed, now: int, cache_s: int | None) -> Followed:
    """The feed after its server answered; `cache_s` is the Cache-Control max-age of the answer."""
    stated = [seconds for seconds in (feed.ttl_s, cache_s) if seconds is not None]
    wait = min(max(*stated, _LEAST_S), _MOST_S) if stated else _USUAL_S
    return replace(
        feed,
        state=FeedState.FOLLOWED,
        reason=None,
        asked_at=now,
        due_at=_allowed(now + wait, feed.skip_hours, feed.skip_days),
        failures=0,
    )


def after_pause(feed: Followed, now: int, pause_s: int, reason: str) -> Followed:
    """The feed after its server, or the server of its pages, asked to be left alone.

    Its validators are dropped: the whole feed comes again, and with it the entries not read yet.
    """
    wait = min(max(pause_s, _LEAST_S), RETRY_AFTER_LIMIT_S)
    return replace(
        feed,
        reason=reason,
        asked_at=now,
        due_at=now + wait,
        etag=None,
        last_modified=None,
    )


def after_refusal(feed: Followed, now: int, refusal: Refusal) -> Followed:
    """The feed after its server refused it."""
    if refusal.is_gone:
        return replace(feed, state=FeedState.GONE, reason=refusal.reason, asked_at=now)
    reason = refusal.reason
    if refusal.is_busy and refusal.retry_after_seconds:
        reason += f" It asked not to be asked for {refusal.retry_after_seconds} seconds."
    return after_failure(feed, now, reason, refusal.retry_after_seconds or 0)


def after_failure(feed: Followed, now: int, reason: str, retry_after_s: int = 0) -> Followed:
    """The feed after it could not be fetched or read; `reason` is a sentence for the operator."""
    failures = feed.failures + 1
    back_off = min(_FIRST_BACK_OFF_S * 2 ** min(failures - 1, 16), _MOST_BACK_OFF_S)
    return replace(
        feed,
        state=FeedState.FAILING,
        reason=reason,
        asked_at=now,
        due_at=now + max(back_off, min(retry_after_s, RETRY_AFTER_LIMIT_S)),
        failures=failures,
    )


def _allowed(due_at: int, skip_hours: frozenset[int], skip_days: frozenset[int]) -> int:
    """The first moment from `due_at` on that is in no skipped hour or day.

    A feed that skips all hours or all days is asked at `due_at`.
    """
    if len(skip_hours) >= 24 or len(skip_days) >= 7:
        return due_at
    moment = due_at
    for _ in range(8 * 24):
        time = datetime.fromtimestamp(moment, UTC)
        if time.hour not in skip_hours and time.weekday() not in skip_days:
            return moment
        moment = (moment // _HOUR_S + 1) * _HOUR_S
    return due_at
