"""Fetches pages over HTTP. No other module opens a socket.

Each host is resolved, its IP address checked, and the connection made to that very IP address; each
redirect does so again. Size, time and redirects are capped.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx

from store.errors import FetchError
from store.ingest.sources.address import check_url, is_public
from store.ingest.sources.page import Page, Refusal, Validators
from store.ingest.sources.politeness import retry_after_seconds
from store.ingest.sources.watchdog import Watchdog

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ACCEPT = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
    "application/feed+json,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one fetch may cost."""

    size_bytes: int = 32 * 1024 * 1024
    time_s: float = 60.0
    connect_s: float = 10.0
    silence_s: float = 20.0
    redirects: int = 10


class HttpFetcher:
    """Fetches over HTTP. Close it, or use it as a context manager."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        may_read: Callable[[str], bool] = is_public,
        way_out: str = "",
    ) -> None:
        """`may_read` decides, by its IP address, whether a server may be read from.

        `way_out` is a sentence that tells whoever is refused how to allow it.
        """
        self._limits = limits or Limits()
        self._may_read = may_read
        self._way_out = way_out
        self._client = httpx.Client(
            headers={"User-Agent": _user_agent(), "Accept": _ACCEPT},
            timeout=httpx.Timeout(self._limits.silence_s, connect=self._limits.connect_s),
            follow_redirects=False,
            # The watchdog learns of a connection only as it is made: none is used twice.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def fetch(self, url: str, validators: Validators | None = None) -> Page:
        """The page at `url`, redirects followed. See `Fetcher`."""
        answer = self.ask(url, validators)
        if isinstance(answer, Refusal):
            raise FetchError(answer.reason, url)
        return answer

    def ask(self, url: str, validators: Validators | None = None) -> Page | Refusal:
        """The page at `url`, redirects followed, or the server's refusal.

        Raises:
            FetchError: no server answered, or the address or the page breaks a rule.
        """
        asked = url
        is_permanent = True
        with Watchdog(self._limits.time_s) as watchdog:
            for _ in range(self._limits.redirects + 1):
                with self._response(url, asked, validators, watchdog) as response:
                    target = response.headers.get("Location")
                    if response.status_code not in _REDIRECTS or not target:
                        moved_to = url if url != asked and is_permanent else None
                        answer = self._answer(response, url, asked, moved_to)
                        # Without a stated length, a body that was cut off looks whole.
                        if watchdog.has_cut:
                            raise FetchError(self._too_long(check_url(url)), asked)
                        return answer
                    is_permanent = is_permanent and response.status_code in _PERMANENT
                url = _joined(url, target)
        message = f"The server redirected more than {self._limits.redirects} times."
        raise FetchError(message, asked)

    def refusal(self, url: str) -> str | None:
        """The reason why an address may not be read, None where it may or its host is not known.

        Asks for the host's IP address; fetches nothing.
        """
        try:
            host = check_url(url)
            found = _look_up(host)
        except FetchError as error:
            return error.message
        except (OSError, UnicodeError):
            return None
        return None if all(map(self._may_read, found)) else self._not_read(host)

    @contextmanager
    def _response(
        self, url: str, asked: str, validators: Validators | None, watchdog: Watchdog
    ) -> Iterator[httpx.Response]:
        host = check_url(url)
        headers = {"Host": urlsplit(url).netloc}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        try:
            response = self._connect(url, asked, headers, watchdog)
            try:
                yield response
            finally:
                response.close()
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise FetchError(self._sentence(error, host, watchdog), asked) from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            message = f"This is no address: {url}"
            raise FetchError(message, asked) from error

    def _connect(
        self, url: str, asked: str, headers: dict[str, str], watchdog: Watchdog
    ) -> httpx.Response:
        host = check_url(url)
        addresses = self._resolve(host, asked)
        extensions = {"sni_hostname": host, "trace": watchdog.trace}
        for place, address in enumerate(addresses):
            # Connecting to the checked IP address keeps a second DNS answer from changing it.
            pinned = httpx.URL(url).copy_with(host=address, fragment=None)
            request = self._client.build_request(
                "GET", pinned, headers=headers, extensions=extensions
            )
            try:
                return self._client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if watchdog.has_cut or place == len(addresses) - 1:
                    raise
        message = f"No host goes by the name {host}."
        raise FetchError(message, asked)

    def _sentence(self, error: Exception, host: str, watchdog: Watchdog) -> str:
        if watchdog.has_cut:
            return self._too_long(host)
        if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
            return f"No connection to {host}."
        if isinstance(error, httpx.TimeoutException):
            return f"{host} did not answer in time."
        return f"The exchange with {host} broke off."

    def _too_long(self, host: str) -> str:
        return f"{host} took longer than {self._limits.time_s:g} seconds."

    def _resolve(self, host: str, asked: str) -> Sequence[str]:
        try:
            addresses = _look_up(host)
        except (OSError, UnicodeError) as error:
            message = f"No host goes by the name {host}."
            raise FetchError(message, asked) from error
        if not all(map(self._may_read, addresses)):
            raise FetchError(self._not_read(host), asked)
        return addresses

    def _not_read(self, host: str) -> str:
        told = f"{host} is an address of this machine or its own network: it is not read."
        return f"{told} {self._way_out}".rstrip()

    def _answer(
        self, response: httpx.Response, url: str, asked: str, moved_to: str | None
    ) -> Page | Refusal:
        validators = Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
        status = response.status_code
        if status == httpx.codes.NOT_MODIFIED:
            return Page(url, b"", validators=validators, moved_to=moved_to, is_unchanged=True)
        if not response.is_success:
            words = f"{status} {httpx.codes.get_reason_phrase(status)}".strip()
            wait = retry_after_seconds(response.headers.get("Retry-After"))
            return Refusal(url, status, f"The server answered {words}.", wait)
        return Page(
            url,
            self._body(response, asked),
            response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            response.charset_encoding,
            validators,
            moved_to,
            cache_seconds=_max_age(response.headers.get("Cache-Control", "")),
        )

    def _body(self, response: httpx.Response, asked: str) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._limits.size_bytes:
                message = f"The page is larger than {self._limits.size_bytes >> 20} MiB."
                raise FetchError(message, asked)
        return bytes(body)


def _look_up(host: str) -> list[str]:
    """The IP addresses of a host, each once.

    Raises:
        OSError: it has none.
        UnicodeError: it is no name of a host.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _user_agent() -> str:
    """The program's true name and version, for the User-Agent header."""
    return f"Pullquote/{version('pullquote')} (article archive; feed and page reader)"


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        return target


def _max_age(header: str) -> int | None:
    for part in header.lower().split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.strip('"').isdecimal():
            return int(value.strip('"')[:9])
    return None
