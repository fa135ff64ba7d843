"""What came of asking a server for a page, and who can ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

_GONE = 410


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask it next time whether anything changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One response with a page. `url` is where it was found in the end.

    `moved_to` is set when every redirect on the way was a permanent one. `is_unchanged` says that
    the validators still hold; the body is empty then. `cache_seconds` is the server's max-age.
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
    """One response without a page: its status, and in how many seconds to come back, if it said."""

    url: str
    status: int
    reason: str
    retry_after_seconds: int | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the server says that the page will not come back."""
        return self.status == _GONE


class Fetcher(Protocol):
    """Whatever can fetch a page."""

    def fetch(self, url: str, validators: Validators | None = None) -> Page:
        """The page at `url`.

        Raises:
            FetchError: with a sentence that says why there is none.
        """


class Asker(Fetcher, Protocol):
    """A fetcher that also tells a server's refusal from its silence."""

    def ask(self, url: str, validators: Validators | None = None) -> Page | Refusal:
        """The page at `url`, or the server's refusal.

        Raises:
            FetchError: no server answered, or the address or the page breaks a rule.
        """


class PatientAsker(Asker, Protocol):
    """An asker that knows which servers want to be left alone."""

    def pause_s(self, url: str) -> int:
        """For how many seconds the host of `url` asked to be left alone; 0 where it did not."""
