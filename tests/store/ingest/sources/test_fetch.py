from __future__ import annotations

import gzip
import socket
import time

import pytest

from store.errors import FetchError
from store.ingest.sources.address import any_address, is_public
from store.ingest.sources.fetch import HttpFetcher, Limits, Page, Refusal, Validators
from tests.fakes.web import Web

SMALL = Limits(size_bytes=64 * 1024, time_s=1.0, connect_s=1.0, silence_s=0.5, redirects=3)


def test_a_page_comes_with_what_its_server_said_of_it(web: Web, fetcher: HttpFetcher) -> None:
    url = web.page(
        "/a", "Tåg", "text/html; charset=UTF-8", ETag='"7"', Cache_Control="public, max-age=90"
    )
    page = fetcher.fetch(url)
    assert (page.url, page.body.decode(), page.content_type) == (url, "Tåg", "text/html")
    assert (page.charset, page.validators.etag, page.cache_seconds) == ("utf-8", '"7"', 90)


def test_servers_are_told_who_asks(web: Web, fetcher: HttpFetcher) -> None:
    fetcher.fetch(web.page("/a", "x"))
    assert web.requests[0][1]["User-Agent"].startswith("Pullquote/")
    assert web.requests[0][1]["Host"] == web.root.removeprefix("http://")


def test_an_unchanged_page_is_not_sent_again(web: Web, fetcher: HttpFetcher) -> None:
    url = web.page("/a", b"", status=304)
    known = Validators('"7"', "Sat, 03 May 2031 10:00:00 GMT")
    page = fetcher.fetch(url, known)
    assert page.is_unchanged
    assert web.requests[0][1]["If-None-Match"] == '"7"'
    assert web.requests[0][1]["If-Modified-Since"] == "Sat, 03 May 2031 10:00:00 GMT"


def test_a_page_moved_for_good_says_where_to(web: Web, fetcher: HttpFetcher) -> None:
    target = web.page("/new", "x")
    assert fetcher.fetch(web.redirect("/old", "/new", 301)).moved_to == target
    assert fetcher.fetch(web.redirect("/now", "/new", 302)).moved_to is None
    web.redirect("/half", "/now", 301)
    assert fetcher.fetch(web.at("/half")).moved_to is None


def test_redirects_come_to_an_end(web: Web, fetcher: HttpFetcher) -> None:
    with pytest.raises(FetchError, match="more than 10 times"):
        fetcher.fetch(web.redirect("/round", "/round"))


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (404, {}, None),
        (410, {}, None),
        (429, {"Retry_After": "120"}, 120),
        (500, {}, None),
        (503, {"Retry_After": "x"}, None),
    ],
)
def test_a_refusal_says_its_status_and_when_to_come_back(
    web: Web, fetcher: HttpFetcher, status: int, headers: dict[str, str], wait: int | None
) -> None:
    url = web.page("/a", "no", status=status, **headers)
    answer = fetcher.ask(url)
    assert isinstance(answer, Refusal)
    assert (answer.status, answer.retry_after_seconds, answer.is_gone) == (
        status,
        wait,
        status == 410,
    )
    with pytest.raises(FetchError, match=str(status)):
        fetcher.fetch(url)


def test_a_retry_date_is_a_wait(web: Web, fetcher: HttpFetcher) -> None:
    answer = fetcher.ask(
        web.page("/a", "", status=503, Retry_After="Mon, 01 Jan 2001 00:00:00 GMT")
    )
    assert isinstance(answer, Refusal)
    assert answer.retry_after_seconds == 0


@pytest.mark.parametrize(
    "url",
    [
        "ftp://courier.example/a",
        "file:///etc/passwd",
        "javascript:1",
        "https://",
        "http://[::1",
        "//host/a",
        "https://desk:secret@courier.example/",
        "http://127.0.0.1:notaport/",
    ],
)
def test_only_plain_web_addresses_are_read(fetcher: HttpFetcher, url: str) -> None:
    with pytest.raises(FetchError):
        fetcher.fetch(url)


PRIVATE = """127.0.0.1 127.8.8.8 10.0.0.1 172.16.5.4 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1
100.100.100.200 168.63.129.16 224.0.0.1 240.0.0.1 255.255.255.255 198.18.0.1 :: ::1 fe80::1
fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1
2002:7f00:1:: 2001:db8::1 64:ff9b:1::1 64:ff9b:1::127.0.0.1 ::127.0.0.1 ::ffff:0:127.0.0.1
::8.8.8.8 ::ffff:0:8.8.8.8 fec0::1 3fff::1 5f00::1 4000::1 100::1 2001:2::1 192.88.99.1
192.0.0.8 nonumber"""


@pytest.mark.parametrize("number", PRIVATE.split())
def test_addresses_that_only_this_machine_sees_are_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"]
)
def test_addresses_that_everyone_sees_are_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_not_read_however_it_is_written(web: Web, host: str) -> None:
    port = web.root.rpartition(":")[2]
    with HttpFetcher() as careful, pytest.raises(FetchError):
        careful.fetch(f"http://{host}:{port}/a")
    assert web.requests == []


def test_a_refusal_tells_what_allows_it_and_comes_without_a_fetch(web: Web) -> None:
    way_out = "SUCH_A_SETTING allows it."
    with HttpFetcher(way_out=way_out) as careful:
        assert str(careful.refusal(web.at("/feed"))).endswith(way_out)
        with pytest.raises(FetchError, match=way_out):
            careful.fetch(web.at("/feed"))
        assert careful.refusal("https://1.1.1.1/feed") is None
        assert "Only http" in str(careful.refusal("ftp://1.1.1.1/feed"))
    with HttpFetcher(may_read=any_address) as fetcher:
        assert fetcher.refusal(web.at("/feed")) is None
    assert web.requests == []


def test_a_name_that_leads_to_this_machine_is_not_read(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 0))
        private = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))
        return [public, private]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with HttpFetcher() as careful, pytest.raises(FetchError, match="this machine"):
        careful.fetch("http://courier.example/a")
    assert web.requests == []


def test_each_redirect_is_checked_anew(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.redirect("/out", "http://inside.example/secret")
    port = int(web.root.rpartition(":")[2])

    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        number = "10.1.2.3" if host == "inside.example" else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with (
        HttpFetcher(may_read=lambda number: number == "127.0.0.1") as careful,
        pytest.raises(FetchError, match=r"inside\.example"),
    ):
        careful.fetch(web.at("/out"))
    assert [path for path, _ in web.requests] == ["/out"]


def test_a_redirect_to_another_scheme_is_refused(web: Web, fetcher: HttpFetcher) -> None:
    with pytest.raises(FetchError, match="Only http"):
        fetcher.fetch(web.redirect("/out", "file:///etc/passwd"))


def test_a_page_without_end_is_cut_off(web: Web) -> None:
    def pour(request) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(b"a" * 65536)

    web.pages["/endless"] = pour
    with (
        HttpFetcher(SMALL, may_read=any_address) as small,
        pytest.raises(FetchError, match="larger"),
    ):
        small.fetch(web.at("/endless"))


def test_a_gzip_bomb_is_cut_off_by_what_it_unpacks_to(web: Web) -> None:
    bomb = gzip.compress(b"a" * 20_000_000)
    url = web.page("/bomb", bomb, Content_Encoding="gzip")
    with (
        HttpFetcher(SMALL, may_read=any_address) as small,
        pytest.raises(FetchError, match="larger"),
    ):
        small.fetch(url)


def test_broken_compression_is_a_refusal(web: Web, fetcher: HttpFetcher) -> None:
    with pytest.raises(FetchError):
        fetcher.fetch(web.page("/a", b"no gzip", Content_Encoding="gzip"))


@pytest.mark.parametrize("pause", [0.05, 30.0], ids=["dripping", "silent"])
def test_a_slow_server_is_left(web: Web, pause: float) -> None:
    def drip(request) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(200):
            request.wfile.write(b"a")
            request.wfile.flush()
            time.sleep(min(pause, 2.0))

    web.pages["/slow"] = drip
    with HttpFetcher(SMALL, may_read=any_address) as small, pytest.raises(FetchError):
        small.fetch(web.at("/slow"))


def test_a_server_that_drips_its_header_is_left(web: Web) -> None:
    def drip(request) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            request.wfile.write(f"X-{number}: a\r\n".encode())
            request.wfile.flush()
            time.sleep(0.05)

    web.pages["/slow"] = drip
    with (
        HttpFetcher(SMALL, may_read=any_address) as small,
        pytest.raises(FetchError, match="longer than"),
    ):
        small.fetch(web.at("/slow"))


def test_a_server_that_hangs_up_is_a_refusal(web: Web, fetcher: HttpFetcher) -> None:
    def hang_up(request) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100")
        request.end_headers()
        request.wfile.write(b"short")
        request.close_connection = True

    web.pages["/a"] = hang_up
    with pytest.raises(FetchError, match="broke off"):
        fetcher.fetch(web.at("/a"))


def test_a_closed_door_is_a_refusal(fetcher: HttpFetcher) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(FetchError, match="No connection"):
        fetcher.fetch(f"http://127.0.0.1:{port}/")


def test_a_page_is_a_page(web: Web, fetcher: HttpFetcher) -> None:
    assert isinstance(fetcher.ask(web.page("/a", "x")), Page)
