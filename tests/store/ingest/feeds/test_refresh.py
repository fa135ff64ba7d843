"""Feeds that live: asked politely, read where they are new, and never in each other's way."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from store.archive import Archive
from store.database.collections import Collections
from store.ingest.feeds.refresh import Refreshed, refresh
from store.ingest.outcome import Outcome
from store.ingest.readers.walking import read_sources
from store.ingest.sources.address import any_address
from store.ingest.sources.fetch import HttpFetcher, Limits
from store.ingest.sources.politeness import PoliteFetcher
from store.ingest.writing.write import Written
from store.rows.feeds import FeedState, Followed
from tests.fakes.web import Web

NOW = 1_900_000_000
WORDS = "The harbour office said on Friday that the lamp of the lighthouse had gone dark again. "


class Clock:
    """The time of day, which moves when a test says so."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def polite() -> Iterator[PoliteFetcher]:
    limits = Limits(size_bytes=256 * 1024, time_s=1.5, silence_s=1.0)
    with HttpFetcher(limits, may_read=any_address) as plain:
        yield PoliteFetcher(plain, delay_s=0)


def item(web: Web, number: int, text: str = "", link: str = "", **more: str) -> str:
    told = "".join(f"<{name}>{value}</{name}>" for name, value in more.items())
    link = link or web.at(f"/story/{number}")
    return (
        f"<item><title>Lamp {number} goes dark</title><link>{link}</link><guid>{link}</guid>{told}"
        f"<description>{text}</description></item>"
    )


def rss(*items: str, head: str = "") -> str:
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour Courier</title>{head}"
        + "".join(items)
        + "</channel></rss>"
    )


def full(number: int) -> str:
    """Words enough that no page is asked for."""
    return f"<![CDATA[<p>Number {number}.</p>" + f"<p>{WORDS * 4}</p>" * 6 + "]]>"


def story(number: int, words: str = WORDS) -> str:
    return (
        f"<html><head><title>Lamp {number} goes dark</title></head><body><article>"
        f"<h1>Lamp {number} goes dark</h1><p>This is number {number}.</p>"
        + f"<p>{words * 4}</p>" * 4
        + "</article></body></html>"
    )


def follow(archive: Archive, *urls: str) -> None:
    for url in urls:
        archive.feeds.follow(url, NOW)


def run(
    archive: Archive, polite: PoliteFetcher, clock: Clock, *, is_forced: bool = False
) -> tuple[Counter[str], dict[str, Refreshed]]:
    """One pass: how many articles ended how, and how each feed stands by its address before."""
    outcomes: Counter[str] = Counter()
    feeds = {}
    for one in refresh(archive.connections, polite, is_forced=is_forced, clock=clock):
        if isinstance(one, Written):
            outcomes[one.outcome.value] += 1
        else:
            feeds[one.was] = one
    return outcomes, feeds


def the_feed(archive: Archive) -> Followed:
    (feed,) = archive.feeds.all()
    return feed


def paths(web: Web) -> list[str]:
    asked = [path for path, _ in web.requests if path != "/robots.txt"]
    web.requests.clear()
    return asked


def test_new_entries_go_in_and_known_ones_are_not_fetched_again(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    for number in (1, 2, 3):
        web.page(f"/story/{number}", story(number))
    follow(archive, web.page("/feed", rss(item(web, 1), item(web, 2))))
    outcomes, feeds = run(archive, polite, clock)
    assert outcomes == {"added": 2}
    assert feeds[web.at("/feed")].feed.title == "Harbour Courier"
    assert sorted(paths(web)) == ["/feed", "/story/1", "/story/2"]
    web.page("/feed", rss(item(web, 3), item(web, 1), item(web, 2)))
    outcomes, _ = run(archive, polite, clock, is_forced=True)
    assert outcomes == {"added": 1}
    assert sorted(paths(web)) == ["/feed", "/story/3"]
    assert the_feed(archive).entry_count == 3


@pytest.mark.parametrize("has_ids", [True, False])
def test_entries_that_share_a_link_all_go_in_and_push_none_out(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock, *, has_ids: bool
) -> None:
    web.page("/board", story(9))

    def notice(number: int) -> str:
        label = f"<guid>n-{number}</guid>" if has_ids else ""
        return (
            f"<item><title>Notice {number}</title><link>{web.at('/board')}</link>{label}"
            f"<pubDate>Tue, 0{number} Apr 2030 10:00:00 GMT</pubDate>"
            f"<description>{full(number)}</description></item>"
        )

    follow(archive, web.page("/feed", rss(notice(1), notice(2))))
    assert run(archive, polite, clock)[0] == {"added": 2}
    web.page("/feed", rss(notice(3), notice(2)))
    assert run(archive, polite, clock, is_forced=True)[0] == {"added": 1}
    web.page("/feed", rss(notice(4)))
    assert run(archive, polite, clock, is_forced=True)[0] == {"added": 1}
    web.page("/feed", rss(notice(1), notice(4)))
    assert "updated" not in run(archive, polite, clock, is_forced=True)[0]
    assert archive.stats()["articles"] == 4
    assert "/board" not in paths(web)


def test_an_entry_that_says_it_changed_is_read_again_and_its_article_replaced(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/story/1", story(1))
    web.page("/feed", rss(item(web, 1, pubDate="Mon, 05 Jan 2026 10:00:00 GMT")))
    follow(archive, web.at("/feed"))
    run(archive, polite, clock)
    web.page("/story/1", story(1, "The lamp of the lighthouse burns again, the keeper said. "))
    web.page("/feed", rss(item(web, 1, pubDate="Mon, 05 Jan 2026 12:30:00 GMT")))
    outcomes, _ = run(archive, polite, clock, is_forced=True)
    assert outcomes == {"updated": 1}
    assert "burns again" in archive.get(web.at("/story/1")).text


def test_what_add_has_brought_already_is_not_fetched_again(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/story/1", story(1))
    list(archive.add(read_sources([web.at("/story/1")], polite)))
    follow(archive, web.page("/feed", rss(item(web, 1))))
    paths(web)
    outcomes, _ = run(archive, polite, clock)
    assert (outcomes, paths(web)) == ({}, ["/feed"])


def test_an_entry_in_two_feeds_is_fetched_once(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/story/1", story(1))
    follow(archive, web.page("/top", rss(item(web, 1))), web.page("/local", rss(item(web, 1))))
    run(archive, polite, clock)
    assert sorted(paths(web)) == ["/local", "/story/1", "/top"]


def test_an_unchanged_feed_is_asked_for_with_what_its_server_gave(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    stamp = "Sat, 03 May 2025 10:00:00 GMT"
    web.page("/feed", rss(item(web, 1, full(1))), ETag='"7"', Last_Modified=stamp)
    follow(archive, web.at("/feed"))
    run(archive, polite, clock)
    web.requests.clear()
    web.page("/feed", b"", status=304)
    _, feeds = run(archive, polite, clock, is_forced=True)
    (headers,) = [headers for path, headers in web.requests if path == "/feed"]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"7"', stamp)
    assert (feeds[web.at("/feed")].note, the_feed(archive).etag) == ("unchanged", '"7"')


def test_a_feed_is_not_asked_before_it_is_due(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/feed", rss(item(web, 1, full(1)), head="<ttl>120</ttl>"))
    follow(archive, web.at("/feed"))
    run(archive, polite, clock)
    clock.now += 7_199
    assert run(archive, polite, clock) == ({}, {})
    clock.now += 1
    assert set(run(archive, polite, clock)[1]) == {web.at("/feed")}


def test_a_feed_that_moves_for_good_is_asked_at_its_new_address(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/new", rss(item(web, 1, full(1))))
    follow(archive, web.redirect("/old", "/new", 301), web.redirect("/now", "/new", 302))
    _, feeds = run(archive, polite, clock)
    assert feeds[web.at("/old")].note == "moved"
    assert [feed.url for feed in archive.feeds.all()] == [web.at("/new"), web.at("/now")]


def test_a_feed_that_moves_to_another_followed_one_is_one_with_it(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/new", rss(item(web, 1, full(1))))
    follow(archive, web.redirect("/old", "/new", 308), web.at("/new"))
    run(archive, polite, clock)
    assert the_feed(archive).url == web.at("/new")
    assert run(archive, polite, clock, is_forced=True)[0] == {}


def test_a_gone_feed_is_listed_and_never_asked_again_until_it_is_added_anew(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    follow(archive, web.page("/feed", "", status=410))
    run(archive, polite, clock)
    assert (the_feed(archive).state, "410" in (the_feed(archive).reason or "")) == ("gone", True)
    paths(web)
    clock.now += 10**7
    run(archive, polite, clock, is_forced=True)
    assert paths(web) == []
    follow(archive, web.page("/feed", rss(item(web, 1, full(1)))))
    assert run(archive, polite, clock)[0] == {"added": 1}


def test_a_busy_server_is_not_asked_before_it_said(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    follow(archive, web.page("/feed", "", status=429, Retry_After="7200"))
    run(archive, polite, clock)
    feed = the_feed(archive)
    assert (feed.state, feed.due_at) == (FeedState.FAILING, NOW + 7200)
    assert "7200" in (feed.reason or "")


def test_a_date_to_come_back_is_kept_to(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    clock.now = time.time()
    back = format_datetime(datetime.fromtimestamp(clock.now + 9_000, UTC), usegmt=True)
    archive.feeds.follow(web.page("/feed", "", status=503, Retry_After=back), int(clock.now))
    run(archive, polite, clock)
    assert abs(the_feed(archive).due_at - clock.now - 9_000) < 5


@pytest.mark.parametrize("status", [404, 500, 403])
def test_a_failing_feed_is_asked_later_each_time_and_says_why(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock, status: int
) -> None:
    follow(archive, web.page("/feed", "no", status=status))
    waits = []
    for _ in range(4):
        run(archive, polite, clock)
        waits.append(the_feed(archive).due_at - clock.now)
        clock.now = float(the_feed(archive).due_at)
    assert waits == sorted(set(waits))
    assert str(status) in (the_feed(archive).reason or "")
    web.page("/feed", rss(item(web, 1, full(1))))
    run(archive, polite, clock)
    assert (the_feed(archive).state, the_feed(archive).failures) == ("followed", 0)


def test_one_broken_feed_never_stops_the_others(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    def endless(request) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/rss+xml")
        request.end_headers()
        while True:
            request.wfile.write(b"<item>" * 10_000)

    def silent(request) -> None:
        time.sleep(2.5)

    def dripping(request) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(60):
            request.wfile.write(b"<rss>")
            request.wfile.flush()
            time.sleep(0.05)

    web.pages |= {"/endless": endless, "/silent": silent, "/dripping": dripping}
    web.page("/picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "image/png")
    web.page("/page", "<html><body><p>Just a page without a feed.</p></body></html>")
    web.page("/empty", b"")
    web.page("/good", rss(item(web, 1, full(1))))
    broken = ["/endless", "/silent", "/dripping", "/picture", "/page", "/empty", "/none"]
    hosts = ["http://nowhere.invalid/feed", "http://127.0.0.1:1/feed"]
    follow(archive, *map(web.at, broken), *hosts, web.at("/good"))
    outcomes, feeds = run(archive, polite, clock)
    assert outcomes == {"added": 1}
    assert {r.feed.state.value for was, r in feeds.items() if was != web.at("/good")} == {"failing"}
    assert all(feed.reason for feed in archive.feeds.all() if feed.state is FeedState.FAILING)


@pytest.mark.parametrize(
    ("declared", "kind"),
    [("utf-8", "application/rss+xml; charset=iso-8859-1"), ("utf-8", "application/rss+xml")],
)
def test_a_wrong_charset_spoils_no_letter(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock, declared: str, kind: str
) -> None:
    body = rss(item(web, 1, full(1).replace("Friday", "Søndag")))
    body = body.replace("version='1.0'", f"version='1.0' encoding='{declared}'")
    follow(archive, web.page("/feed", body.encode(), kind))
    run(archive, polite, clock)
    assert "Søndag" in archive.get("1").text


def test_a_page_that_cannot_be_had_is_tried_again_but_not_for_ever(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/story/1", "", status=500)
    web.page("/feed", rss(item(web, 1)), ETag='"1"')
    follow(archive, web.at("/feed"))
    asked = []
    for _ in range(5):
        run(archive, polite, clock, is_forced=True)
        asked += [path for path in paths(web) if path == "/story/1"]
    assert len(asked) == 3
    assert the_feed(archive).etag == '"1"'


def test_a_server_whose_pages_are_busy_is_left_alone_and_the_rest_read_later(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/story/1", "", status=429, Retry_After="3600")
    follow(archive, web.page("/feed", rss(*(item(web, number) for number in range(1, 6)))))
    _, feeds = run(archive, polite, clock)
    assert paths(web) == ["/feed", "/story/1"]
    feed = feeds[web.at("/feed")].feed
    assert feed.due_at >= NOW + 3590
    assert "asked not to be asked" in (feed.reason or "")


def test_a_pass_that_is_killed_goes_on_where_it_was(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    for number in range(60):
        web.page(f"/story/{number}", story(number))
    web.page("/feed", rss(*(item(web, number) for number in range(60))), ETag='"1"')
    follow(archive, web.at("/feed"))
    told = refresh(archive.connections, polite, clock=clock)
    assert isinstance(next(told), Written)
    told.close()
    assert the_feed(archive).etag is None
    seen = archive.stats()["articles"]
    assert 0 < seen < 60
    paths(web)
    outcomes, _ = run(archive, polite, clock)
    again = [path for path in paths(web) if path != "/feed"]
    assert (len(again), outcomes["added"]) == (60 - seen, 60 - seen)
    assert archive.stats()["articles"] == 60


def test_a_pass_that_is_stopped_tells_all_that_it_has_written(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    for number in range(60):
        web.page(f"/story/{number}", story(number))
    follow(archive, web.page("/feed", rss(*(item(web, number) for number in range(60)))))
    told = list(
        refresh(
            archive.connections,
            polite,
            clock=clock,
            is_stopped=lambda: archive.stats()["articles"] > 0,
        )
    )
    assert 0 < len(told) < 60
    assert archive.stats()["articles"] == len(told)
    assert the_feed(archive).entry_count == len(told)


def test_a_list_of_feeds_and_a_page_that_names_its_feed_lead_to_feeds(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/a", rss(item(web, 1, full(1))))
    web.page("/b", rss(item(web, 2, full(2))))
    link = "<link rel='alternate' type='application/rss+xml' href='/b'>"
    web.page("/home", f"<html><head><title>x</title>{link}</head><body><p>x</p></body></html>")
    outline = f"<outline type='rss' xmlUrl='{web.at('/a')}'/>"
    web.page("/list.opml", f"<opml version='2.0'><body>{outline}</body></opml>", "text/x-opml")
    follow(archive, web.at("/list.opml"), web.at("/home"))
    assert run(archive, polite, clock)[0] == {"added": 2}
    assert sorted(feed.url for feed in archive.feeds.all()) == [web.at("/a"), web.at("/b")]


def test_robots_txt_closes_a_feed(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /feed", "text/plain")
    follow(archive, web.page("/feed", rss(item(web, 1, full(1)))))
    run(archive, polite, clock)
    assert "robots.txt" in (the_feed(archive).reason or "")
    assert paths(web) == []


def test_a_feed_in_this_machines_own_network_is_refused(
    archive: Archive, web: Web, clock: Clock
) -> None:
    follow(archive, web.page("/feed", rss(item(web, 1, full(1)))))
    with HttpFetcher() as careful:
        run(archive, PoliteFetcher(careful, delay_s=0), clock)
    assert "its own network" in (the_feed(archive).reason or "")
    assert web.requests == []
    assert Outcome.ADDED not in run(archive, PoliteFetcher(careful, delay_s=0), clock)[0]


def test_a_private_feed_goes_into_its_collection_and_a_public_one_takes_the_same_story_too(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    board = Collections(archive.connections).open("board")
    for number in (1, 2):
        web.page(f"/story/{number}", story(number))
    private = web.page("/private", rss(item(web, 1), item(web, 2)))
    assert archive.feeds.follow(private, NOW, board)
    assert not archive.feeds.follow(private, NOW)
    outcomes, _ = run(archive, polite, clock)
    assert outcomes == {"added": 2}
    assert len(list(archive.all_articles(board))) == 2
    assert list(archive.within(frozenset()).all_articles()) == []
    follow(archive, web.page("/feed", rss(item(web, 1))))
    outcomes, _ = run(archive, polite, clock)
    assert outcomes == {"added": 1}
    assert len(list(archive.within(frozenset()).all_articles())) == 1


def test_a_list_of_feeds_hands_its_collection_on(
    archive: Archive, web: Web, polite: PoliteFetcher, clock: Clock
) -> None:
    board = Collections(archive.connections).open("board")
    web.page("/story/1", story(1))
    web.page("/feed", rss(item(web, 1)))
    opml = f'<opml version="2.0"><body><outline xmlUrl="{web.at("/feed")}"/></body></opml>'
    archive.feeds.follow(web.page("/list.opml", opml), NOW, board)
    outcomes, _ = run(archive, polite, clock)
    assert outcomes == {"added": 1}
    assert len(list(archive.all_articles(board))) == 1
