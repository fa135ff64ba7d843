"""When a server may be asked: robots.txt, a delay between requests to one host, Retry-After."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from store.errors import FetchError
from store.ingest.charset import decode
from store.ingest.page import Asker, Page, Refusal, Validators

_AGENT = "Pullquote"
_HOSTS_KEPT = 1_000
_DELAY_LIMIT_S = 30.0


class PoliteFetcher:
    """A fetcher that keeps to robots.txt and waits between requests to one host. Thread-safe."""

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
        self._rules: OrderedDict[str, RobotFileParser | None] = OrderedDict()
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def fetch(self, url: str, validators: Validators | None = None) -> Page:
        """The page at `url`. See `Fetcher`."""
        answer = self.ask(url, validators)
        if isinstance(answer, Refusal):
            raise FetchError(answer.reason, url)
        return answer

    def ask(self, url: str, validators: Validators | None = None) -> Page | Refusal:
        """The page at `url` or the server's refusal, once it is this host's turn.

        Raises:
            FetchError: robots.txt keeps programs out, or there was no answer.
        """
        host = _host(url)
        if not host.startswith("http"):
            return self._asker.ask(url, validators)
        rules = self._robots(host)
        if rules is not None and not rules.can_fetch(_AGENT, url):
            message = f"{host} asks programs in its robots.txt not to read this."
            raise FetchError(message, url)
        self._wait(host, rules)
        return self._asker.ask(url, validators)

    def _robots(self, host: str) -> RobotFileParser | None:
        with self._lock:
            if host in self._rules:
                return self._rules[host]
        rules = self._read_robots(host)
        with self._lock:
            self._rules[host] = rules
            if len(self._rules) > _HOSTS_KEPT:
                gone, _ = self._rules.popitem(last=False)
                self._next.pop(gone, None)
        return rules

    def _read_robots(self, host: str) -> RobotFileParser | None:
        try:
            answer = self._asker.ask(f"{host}/robots.txt")
        except FetchError:
            return None
        if isinstance(answer, Refusal):
            return None
        rules = RobotFileParser()
        rules.parse(decode(answer.body, answer.charset).splitlines())
        return rules

    def _wait(self, host: str, rules: RobotFileParser | None) -> None:
        asked = rules.crawl_delay(_AGENT) if rules is not None else None
        delay = min(max(self._delay_s, float(asked or 0)), max(_DELAY_LIMIT_S, self._delay_s))
        with self._lock:
            now = self._clock()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + delay
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
