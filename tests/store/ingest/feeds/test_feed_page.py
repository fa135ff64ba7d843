"""What a fetched page is to somebody who wants to follow it."""

from __future__ import annotations

import gzip

import pytest

from store.errors import ExtractError
from store.ingest.feeds.feed_page import FeedList, Pointer, read_feed_page
from store.ingest.readers.feed import Feed, FeedEntry, Pace, parse_feed
from store.ingest.sources.page import Page

RSS = b"<rss version='2.0'><channel><title>Courier</title></channel></rss>"
URL = "https://courier.example/a"


def test_a_feed_may_come_packed() -> None:
    found = read_feed_page(Page(f"{URL}.xml.gz", gzip.compress(RSS)))
    assert isinstance(found, Feed)
    assert found.title == "Courier"


def test_a_json_feed_is_a_feed() -> None:
    body = b'{"version": "https://jsonfeed.org/version/1.1", "title": "Courier", "items": []}'
    assert isinstance(read_feed_page(Page(URL, body)), Feed)


def test_a_list_of_feeds_is_its_feeds() -> None:
    body = b"<opml><body><outline type='rss' xmlUrl='https://a.example/f'/></body></opml>"
    assert read_feed_page(Page(URL, body)) == FeedList(("https://a.example/f",))


def test_a_page_names_its_feed_relative_to_where_it_was_found() -> None:
    link = b"<link rel='ALTERNATE' type='application/atom+xml; charset=utf-8' href='../feed'>"
    body = b"<html><head><title>a</title>" + link + b"</head><body><p>a</p></body></html>"
    assert read_feed_page(Page(f"{URL}/b/c", body)) == Pointer(f"{URL}/feed")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html><body><p>no feed</p></body></html>", "an HTML page"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "an image"),
        (b"", "empty"),
        (gzip.compress(b"\0" * (80 << 20)), "hundreds of times"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: bytes, told: str) -> None:
    with pytest.raises(ExtractError, match=told):
        read_feed_page(Page(URL, body))


@pytest.mark.parametrize(
    ("head", "pace"),
    [
        ("<ttl>90</ttl>", Pace(5400)),
        ("<ttl>soon</ttl>", Pace()),
        (
            "<skipHours><hour>0</hour><hour> 23 </hour><hour>24</hour><hour>77</hour></skipHours>",
            Pace(None, frozenset({0, 23})),
        ),
        (
            "<skipDays><day>Sunday</day><day>Noday</day></skipDays>",
            Pace(None, frozenset(), frozenset({6})),
        ),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            Pace(21_600),
        ),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", Pace(3_600)),
    ],
)
def test_a_feed_says_how_often_it_wishes_to_be_asked(head: str, pace: Pace) -> None:
    start = "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
    feed = parse_feed(f"{start}<title>Courier</title>{head}</channel></rss>".encode())
    assert feed.pace == pace


def test_an_entrys_mark_changes_with_its_words_and_not_with_its_mark_up() -> None:
    lamp = {"headline": "Lamp"}
    first = FeedEntry(URL, "<p>The lamp is dark.</p><img src='/count?1'>", fields=lamp)
    again = FeedEntry(URL, "<p>The lamp is dark.</p><img src='/count?2'>", fields=lamp)
    other = FeedEntry(URL, "<p>The lamp burns.</p>", fields=lamp)
    assert first.mark == again.mark != other.mark


def test_a_feed_that_dates_its_changes_is_believed() -> None:
    dated = {"headline": "Lamp", "modified": "2026-01-14"}
    first, again = FeedEntry(URL, "One.", fields=dated), FeedEntry(URL, "Two.", fields=dated)
    later = FeedEntry(URL, "One.", fields=dated | {"modified": "2026-01-15"})
    assert first.mark == again.mark != later.mark


def test_an_entry_without_a_name_is_known_by_its_address_or_headline() -> None:
    assert FeedEntry(URL, identity="7").key == "7"
    assert FeedEntry(URL).key == URL
    assert FeedEntry(None, fields={"headline": "Lamp"}).key == "headline:Lamp"
