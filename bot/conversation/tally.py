"""Counts of what the bot did, for whoever operates it: numbers only, never a word of a message."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from enum import StrEnum

# Upper bounds of the latency buckets, in seconds.
BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Event(StrEnum):
    """The events that are counted."""

    ANSWERED = "answered"
    DECLINED = "declined"
    WITHHELD = "withheld"  # stopped by the verbatim gate
    PRESSED = "pressed"
    INLINE = "inline"
    TOLD = "told"  # a message about new articles
    REFUSED = "refused"  # not open to that chat, or too many at once


class Tally:
    """Counters and one latency histogram. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: Counter[Event] = Counter()
        self._errors: Counter[str] = Counter()
        self._buckets = [0] * (len(BUCKETS_S) + 1)
        self._latency_s = 0.0

    def count(self, event: Event) -> None:
        """One more of `event`."""
        with self._lock:
            self._events[event] += 1

    def error(self, kind: str) -> None:
        """One more error of a kind, which is the name of its class."""
        with self._lock:
            self._errors[kind] += 1

    def took(self, seconds: float) -> None:
        """One answer was made in `seconds`."""
        with self._lock:
            self._buckets[bisect_left(BUCKETS_S, seconds)] += 1
            self._latency_s += seconds

    def of(self, event: Event) -> int:
        """How many there were of `event`."""
        with self._lock:
            return self._events[event]

    def render(self) -> str:
        """The counters in Prometheus' text format (version 0.0.4)."""
        with self._lock:
            lines = ["# TYPE pullquote_events_total counter"]
            lines += [
                f'pullquote_events_total{{event="{event}"}} {self._events[event]}'
                for event in Event
            ]
            lines.append("# TYPE pullquote_errors_total counter")
            lines += [
                f'pullquote_errors_total{{kind="{kind}"}} {count}'
                for kind, count in sorted(self._errors.items())
            ]
            lines.append("# TYPE pullquote_answer_seconds histogram")
            total = 0
            for bound, count in zip((*BUCKETS_S, "+Inf"), self._buckets, strict=True):
                total += count
                lines.append(f'pullquote_answer_seconds_bucket{{le="{bound}"}} {total}')
            lines.append(f"pullquote_answer_seconds_sum {self._latency_s:.6f}")
            lines.append(f"pullquote_answer_seconds_count {total}")
        return "\n".join(lines) + "\n"
