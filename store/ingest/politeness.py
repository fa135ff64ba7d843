"""When a server may be asked: robots.txt, one request at a time and a delay, Retry-After."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from store.errors import FetchError
from store.ingest.charset import decode
from store.ingest.page import Asker, Page, Refusal, Validators

_AGENT = "Pullquote"
_HOSTS_KEPT = 1_000
_DELAY_LIMIT_S = 30.0
# https://www.rfc-editor.org/rfc/rfc9309#section-2.4: rules are not kept for longer than a day.
_RULES_KEPT_S = 86_400.0
# A host that is busy and does not say for how long is left alone so long, and none for longer than
# a week.
_BUSY = frozenset({429, 503})
_BUSY_S = 300
_PAUSE_LIMIT_S = 7 * 86_400


@dataclass(slots=True)
class _Host:
    """What is known of one host. `turn` is held while it is asked: one request at a time."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    rules: RobotFileParser | None = None
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
            if rules is not None and not rules.can_fetch(_AGENT, url):
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

    def _robots(self, name: str, host: _Host) -> RobotFileParser | None:
        if self._clock() >= host.rules_until:
            host.rules = self._read_robots(name)
            host.rules_until = self._clock() + _RULES_KEPT_S
        return host.rules

    def _read_robots(self, name: str) -> RobotFileParser | None:
        try:
            answer = self._asker.ask(f"{name}/robots.txt")
        except FetchError:
            return None
        if isinstance(answer, Refusal):
            return None
        rules = RobotFileParser()
        rules.parse(decode(answer.body, answer.charset).splitlines())
        return rules

    def _wait(self, host: _Host, rules: RobotFileParser | None) -> None:
        asked = rules.crawl_delay(_AGENT) if rules is not None else None
        delay = min(max(self._delay_s, float(asked or 0)), max(_DELAY_LIMIT_S, self._delay_s))
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
