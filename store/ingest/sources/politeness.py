"""When a server may be asked: robots.txt, one request at a time and a delay, Retry-After."""

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
from store.ingest.sources.page import Asker, Page, Refusal, Validators
from store.ingest.sources.robots import Rules, parse_robots

_AGENT = "Pullquote"
_HOSTS_KEPT = 1_000
_DELAY_LIMIT_S = 30.0
# https://www.rfc-editor.org/rfc/rfc9309#section-2.4: rules are not kept for longer than a day.
_RULES_KEPT_S = 86_400.0
_REFUSAL_KEPT_S = 300.0
_SERVER_ERROR = 500
# A host that is busy and does not say for how long is left alone so long, and none for longer than
# a week.
_BUSY = frozenset({429, 503})
_BUSY_S = 300
_PAUSE_LIMIT_S = 7 * 86_400


@dataclass(slots=True)
class _Host:
    """What is known of one host. `turn` is held while it is asked: one request at a time."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    rules: Rules | Refusal = field(default_factory=Rules)
    rules_until: float = float("-inf")
    next_at: float = float("-inf")
    closed_until: float = 0.0


class PoliteFetcher:
    """A fetcher that keeps to what hosts ask of programs. Thread-safe.

    robots.txt is kept to, one host is asked one thing at a time and with a delay, and a host that
    says it is busy is left alone until it may be asked again.
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

        Whoever asks sees the refusal and waits as it says; it holds for this address alone.

        Raises:
            FetchError: robots.txt keeps programs out, or there was no answer.
        """
        name = _host(url)
        if not name.startswith("http"):
            return self._asker.ask(url, validators)
        host = self._known(name)
        with host.turn:
            rules = self._robots(name, host)
            if isinstance(rules, Refusal):
                return replace(rules, url=url)
            if not rules.may_read(url):
                message = f"{name} asks programs in its robots.txt not to read this."
                raise FetchError(message, url)
            self._wait(host, rules)
            return self._asker.ask(url, validators)

    def pause_s(self, url: str) -> int:
        """For how many seconds the host of `url` asked to be left alone; 0 where it did not."""
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
        if refusal.status in _BUSY:
            asked = refusal.retry_after_seconds
            pause = _BUSY_S if asked is None else min(asked, _PAUSE_LIMIT_S)
            self._known(_host(url)).closed_until = self._clock() + pause

    def _robots(self, name: str, host: _Host) -> Rules | Refusal:
        if self._clock() >= host.rules_until:
            host.rules = self._read_robots(name)
            kept = _REFUSAL_KEPT_S if isinstance(host.rules, Refusal) else _RULES_KEPT_S
            host.rules_until = self._clock() + kept
        return host.rules

    def _read_robots(self, name: str) -> Rules | Refusal:
        """The rules of a host; its refusal where it could not say, which closes it for a while."""
        try:
            answer = self._asker.ask(f"{name}/robots.txt")
        except FetchError:
            return Rules()  # the page itself will meet the same trouble, and say so
        if isinstance(answer, Page):
            return parse_robots(decode(answer.body, answer.charset), _AGENT)
        if answer.status < _SERVER_ERROR:
            return Rules()
        reason = f"{name} could not show its robots.txt, so nothing is read: {answer.reason}"
        return replace(answer, reason=reason)

    def _wait(self, host: _Host, rules: Rules) -> None:
        delay = min(max(self._delay_s, rules.delay_s or 0), max(_DELAY_LIMIT_S, self._delay_s))
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
    """The wait that a Retry-After header asks for, in seconds from now; None where it asks none."""
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
