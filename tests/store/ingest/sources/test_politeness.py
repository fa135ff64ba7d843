from __future__ import annotations

import pytest

from store.errors import FetchError
from store.ingest.sources.address import any_address
from store.ingest.sources.fetch import HttpFetcher
from store.ingest.sources.page import Page, Refusal, Validators
from store.ingest.sources.politeness import PoliteFetcher, retry_after_seconds
from tests.fakes.web import Web

ROBOTS = "User-agent: *\nDisallow: /private/\nCrawl-delay: 3\n"


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Servers:
    """Answers for any host: robots.txt and a page."""

    def __init__(self, robots: str | None) -> None:
        self.robots = robots
        self.asked: list[str] = []

    def ask(self, url: str, validators: Validators | None = None) -> Page | Refusal:
        assert validators is None
        self.asked.append(url)
        if not url.endswith("/robots.txt"):
            return Page(url, b"page")
        if self.robots is None:
            return Refusal(url, 404, "The server answered 404.")
        return Page(url, self.robots.encode())

    def fetch(self, url: str, validators: Validators | None = None) -> Page:
        raise NotImplementedError


def polite(servers: Servers, time: Time) -> PoliteFetcher:
    return PoliteFetcher(servers, delay_s=1.0, clock=lambda: time.now, sleep=time.sleep)


def test_what_robots_txt_closes_is_not_read() -> None:
    servers = Servers(ROBOTS)
    fetcher = polite(servers, Time())
    with pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher.fetch("https://courier.example/private/a")
    assert fetcher.fetch("https://courier.example/a").body == b"page"
    assert servers.asked == ["https://courier.example/robots.txt", "https://courier.example/a"]


def test_one_host_is_asked_in_turn_and_another_at_once() -> None:
    time = Time()
    fetcher = polite(Servers(None), time)
    for url in ("https://a.example/1", "https://b.example/1", "https://a.example/2"):
        fetcher.fetch(url)
    assert time.slept == [1.0]


def test_a_host_may_ask_for_a_longer_wait() -> None:
    time = Time()
    fetcher = polite(Servers(ROBOTS), time)
    fetcher.fetch("https://a.example/1")
    fetcher.fetch("https://a.example/2")
    assert time.slept == [3.0]


def test_a_refusal_behind_a_polite_fetcher_is_an_error(web: Web) -> None:
    with HttpFetcher(may_read=any_address) as plain:
        fetcher = PoliteFetcher(plain, delay_s=0)
        with pytest.raises(FetchError, match="404"):
            fetcher.fetch(web.at("/none"))
        with pytest.raises(FetchError, match="Only http"):
            fetcher.fetch("ftp://courier.example/")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("5", 5),
        (" 7 ", 7),
        ("soon", None),
        ("-3", None),
        ("Mon, 01 Jan 2001 00:00:00", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: int | None) -> None:
    assert retry_after_seconds(header) == seconds


class Broken(Servers):
    """Servers whose robots.txt ends in a status."""

    status = 503

    def ask(self, url: str, validators: Validators | None = None) -> Page | Refusal:
        if url.endswith("/robots.txt"):
            self.asked.append(url)
            return Refusal(url, self.status, f"The server answered {self.status}.", 120)
        return super().ask(url, validators)


def test_a_host_that_cannot_show_its_robots_txt_is_not_read_for_a_while() -> None:
    time, servers = Time(), Broken(None)
    fetcher = polite(servers, time)
    answer = fetcher.ask("https://a.example/1")
    assert isinstance(answer, Refusal)
    assert (answer.url, answer.status, answer.retry_after_seconds) == (
        "https://a.example/1",
        503,
        120,
    )
    with pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher.fetch("https://a.example/2")
    assert servers.asked == ["https://a.example/robots.txt"]
    time.now += 3_600
    servers.status = 403  # there is none for us: nothing is closed
    assert fetcher.fetch("https://a.example/2").body == b"page"


def test_rules_are_asked_for_again_after_a_day() -> None:
    time, servers = Time(), Servers(None)
    fetcher = polite(servers, time)
    fetcher.fetch("https://a.example/1")
    time.now += 90_000
    servers.robots = ROBOTS.replace("/private/", "/")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher.fetch("https://a.example/1")


def test_a_busy_host_is_left_alone_until_it_may_be_asked() -> None:
    class Busy(Servers):
        def ask(self, url: str, validators: Validators | None = None) -> Page | Refusal:
            page = super().ask(url, validators)
            return Refusal(url, 429, "The server answered 429.", 60) if "busy" in url else page

    time, servers = Time(), Busy(None)
    fetcher = polite(servers, time)
    with pytest.raises(FetchError, match="429"):
        fetcher.fetch("https://a.example/busy")
    assert fetcher.pause_s("https://a.example/2") == 60
    with pytest.raises(FetchError, match="asked not to be asked"):
        fetcher.fetch("https://a.example/2")
    assert fetcher.fetch("https://b.example/1").body == b"page"
    time.now += 61
    assert fetcher.fetch("https://a.example/2").body == b"page"
