"""Defines the answers of a server (`Page`, `Refusal`) and the protocols that fetch them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

_GONE = 410
# Too Many Requests, Service Unavailable.
_BUSY = frozenset({429, 503})
# A longer Retry-After is cut to a week.
RETRY_AFTER_LIMIT_S = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Validators:
    """A server's ETag and Last-Modified; sent back, they ask whether the page changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One response with a page. `url` is the address after all redirects.

    `moved_to` is that address if every redirect was permanent. `is_unchanged` means the validators
    still hold and the body is empty. `cache_seconds` is the server's max-age.
    """

    url: str
    body: bytes
    content_type: str = ""
    charset: str | None = None
    validators: Validators = Validators()
    moved_to: str | None = None
    is_unchanged: bool = False
    cache_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One response without a page: its HTTP status, a sentence, and its Retry-After in seconds."""

    url: str
    status: int
    reason: str
    retry_after_seconds: int | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the server says that the page will not come back."""
        return self.status == _GONE

    @property
    def is_busy(self) -> bool:
        """Whether the server asks to be asked later."""
        return self.status in _BUSY


class Fetcher(Protocol):
    """Fetches a page."""

    def fetch(self, url: str, validators: Validators | None = None) -> Page:
        """The page at `url`.

        Raises:
            FetchError: there is none; the message is a sentence that says why.
        """


class Asker(Fetcher, Protocol):
    """A fetcher that also returns a server's refusal."""

    def ask(self, url: str, validators: Validators | None = None) -> Page | Refusal:
        """The page at `url`, or the server's refusal.

        Raises:
            FetchError: no server answered, or the address or the page breaks a rule.
        """

    def refusal(self, url: str) -> str | None:
        """The reason why an address may not be read, None where it may; fetches nothing."""


class PatientAsker(Asker, Protocol):
    """An asker that knows how long a server wants to be left alone."""

    def pause_s(self, url: str) -> int:
        """The seconds for which the host of `url` asks to be left alone; 0 if it does not ask."""
