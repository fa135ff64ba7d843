"""Decides when a server may be asked: robots.txt, a delay between requests, Retry-After."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil
from urllib.parse import urlsplit

from store.errors import FetchError
from store.ingest.sources.charset import decode
from store.ingest.sources.page import RETRY_AFTER_LIMIT_S, Asker, Page, Refusal, Validators
from store.ingest.sources.robots import robots_rule

_AGENT = "Pullquote"
# Hosts remembered; the one asked longest ago is forgotten first.
_HOSTS_KEPT = 1_000
# A longer Crawl-delay is cut to this: one host must not hold up the others behind it.
_DELAY_LIMIT_S = 30.0
# RFC 9309, 2.5: a crawler must read at least 500 KiB; what follows is dropped.
_ROBOTS_LIMIT_BYTES = 500 * 1024
# RFC 9309, 2.4: a robots.txt is kept for a day at most.
_ROBOTS_KEPT_S = 86_400.0
# A host that failed to show its robots.txt is asked for it again after five minutes.
_REFUSAL_KEPT_S = 300.0
_SERVER_ERROR = 500
# A busy host that names no time is left alone for five minutes.
_BUSY_S = 300


@dataclass(slots=True)
class _Host:
    """The state of one host. `turn` is held during a request: one request at a time.

    `robots` is the text of its robots.txt, parsed at each request: parsed rules take 16 times the
    memory, and a request waits a second anyway.
    """

    turn: threading.Lock = field(default_factory=threading.Lock)
    robots: str | Refusal = ""
    robots_until: float = float("-inf")
    next_at: float = float("-inf")
    closed_until: float = 0.0


class PoliteFetcher:
    """A fetcher that does what hosts ask of programs. Thread-safe.

    It obeys robots.txt, asks a host one thing at a time and with a delay, and leaves a busy host
    alone until that may be asked again.
    """

    def __init__(
        self,
        asker: Asker,
        *,
        delay_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`delay_s` is the least time between requests to a host; its Crawl-delay may raise it."""
        self._asker = asker
        self._delay_s = delay_s
        self._clock = clock
        self._sleep = sleep
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._lock = threading.Lock()

    def fetch(self, url: str, validators: Validators | None = None) -> Page:
        """The page at `url`, unless its host is busy. See `Fetcher`."""
        if pause := self.pause_s(url):
            message = f"{_host(url)} asked not to be asked again for {pause} seconds."
            raise FetchError(message, url)
        answer = self.ask(url, validators)
        if isinstance(answer, Refusal):
            self._heed(url, answer)
            raise FetchError(answer.reason, url)
        return answer

    def ask(self, url: str, validators: Validators | None = None) -> Page | Refusal:
        """The page at `url` or the server's refusal, once it is this host's turn.

        A refusal holds for this address alone: the caller waits as it says.

        Raises:
            FetchError: robots.txt forbids the address, or no server answered.
        """
        name = _host(url)
        if not name.startswith("http"):
            return self._asker.ask(url, validators)
        host = self._known(name)
        with host.turn:
            robots = self._robots(name, host)
            if isinstance(robots, Refusal):
                return replace(robots, url=url)
            rule = robots_rule(robots, _AGENT, url)
            if not rule.may_read:
                message = f"{name} asks programs in its robots.txt not to read this."
                raise FetchError(message, url)
            self._wait(host, rule.delay_s or 0.0)
            return self._asker.ask(url, validators)

    def refusal(self, url: str) -> str | None:
        """The reason why an address may not be read. See `PatientAsker`."""
        return self._asker.refusal(url)

    def pause_s(self, url: str) -> int:
        """The seconds for which the host of `url` asks to be left alone; 0 if it does not ask."""
        host = self._known(_host(url))
        return max(0, ceil(host.closed_until - self._clock()))

    def _known(self, name: str) -> _Host:
        with self._lock:
            host = self._hosts.setdefault(name, _Host())
            self._hosts.move_to_end(name)
            if len(self._hosts) > _HOSTS_KEPT:
                self._hosts.popitem(last=False)
        return host

    def _heed(self, url: str, refusal: Refusal) -> None:
        if refusal.is_busy:
            asked = refusal.retry_after_seconds
            pause = _BUSY_S if asked is None else min(asked, RETRY_AFTER_LIMIT_S)
            self._known(_host(url)).closed_until = self._clock() + pause

    def _robots(self, name: str, host: _Host) -> str | Refusal:
        if self._clock() >= host.robots_until:
            host.robots = self._fetch_robots(name)
            kept = _REFUSAL_KEPT_S if isinstance(host.robots, Refusal) else _ROBOTS_KEPT_S
            host.robots_until = self._clock() + kept
        return host.robots

    def _fetch_robots(self, name: str) -> str | Refusal:
        """The robots.txt of a host, empty if it has none; its refusal if it failed to answer."""
        try:
            answer = self._asker.ask(f"{name}/robots.txt")
        except FetchError:
            return ""  # fetching the page fails the same way, and says why
        if isinstance(answer, Page):
            return decode(answer.body[:_ROBOTS_LIMIT_BYTES], answer.charset)
        if answer.status < _SERVER_ERROR:
            return ""
        reason = f"{name} could not show its robots.txt, so nothing is read: {answer.reason}"
        return replace(answer, reason=reason)

    def _wait(self, host: _Host, asked_s: float) -> None:
        delay = min(max(self._delay_s, asked_s), max(_DELAY_LIMIT_S, self._delay_s))
        now = self._clock()
        turn = max(now, host.next_at)
        host.next_at = turn + delay
        if turn > now:
            self._sleep(turn - now)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def retry_after_seconds(header: str | None) -> int | None:
    """The seconds from now that a Retry-After header asks to wait; None if it names no time."""
    if not header:
        return None
    if header.strip().isdecimal():
        return int(header.strip()[:9])
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0, round((moment - datetime.now(UTC)).total_seconds()))
