"""Hostile files: each ends in an outcome, soon, and in little memory."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from store.errors import ExtractError
from store.ingest.outcome import Failed, Skipped
from store.ingest.readers.address_lists import parse_opml, parse_sitemap
from store.ingest.readers.feed import parse_feed, read_feed
from store.ingest.readers.html import read_html
from store.ingest.readers.walking import read_sources
from store.ingest.sources.unpacking import gunzip, open_zip, read_member
from store.model import Draft

MIB = 1024 * 1024
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]><{root}>{body}</{root}>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "{path}">]><{root}>{body}</{root}>'
)


def peak_of(work) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_gzip_bomb_is_told_before_it_fills_memory(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b" " * 200 * MIB, 9))
    outcomes: list[object] = []
    peak = peak_of(lambda: outcomes.extend(read_sources([str(tmp_path)], None)))
    assert peak < 64 * MIB
    assert any(isinstance(outcome, Failed | Skipped) for outcome in outcomes)


def test_a_stream_that_unpacks_to_hundreds_of_times_its_size_is_refused() -> None:
    stream = gunzip(io.BytesIO(gzip.compress(b"a" * 64 * MIB)))
    with pytest.raises(ExtractError, match="times its size"):
        stream.read()


def test_a_gzip_stream_gives_back_what_went_in() -> None:
    data = b"".join(b"line %d\n" % number for number in range(100_000))
    assert gunzip(io.BytesIO(gzip.compress(data[:999]) + gzip.compress(data[999:]))).read() == data


@pytest.mark.parametrize("cut", [5, 12, 30])
def test_a_gzip_stream_cut_off_is_broken(cut: int) -> None:
    with pytest.raises(ExtractError, match="broken"):
        gunzip(io.BytesIO(gzip.compress(b"It rained all day in Vellin.")[:cut])).read()


def test_a_zip_that_says_it_is_huge_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"{number}.xml", b"\x00" * 60_000)
    data = stream.getvalue().replace(struct.pack("<I", 60_000), struct.pack("<I", 60 * MIB))
    with pytest.raises(ExtractError, match="unpacks to more than"):
        open_zip(data)


@pytest.mark.parametrize("members", [1, 30])
def test_a_zip_that_unpacks_to_a_hundred_times_its_size_is_refused(members: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(members):
            archive.writestr(f"{number}.xml", b"<p>It rained.</p>" * 100_000)
    with pytest.raises(ExtractError, match="a hundred times its size"):
        read_member(open_zip(stream.getvalue()), "0.xml")


def test_a_feed_of_more_entries_than_any_has_is_refused() -> None:
    with pytest.raises(ExtractError, match="entries"):
        read_feed(b"<rss><channel>" + b"<item/>" * 20_000 + b"</channel></rss>")


def test_a_zip_member_that_lies_about_its_size_is_cut_off() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"\x00" * 40 * MIB)
    data = stream.getvalue().replace(struct.pack("<I", 40 * MIB), struct.pack("<I", 1000))

    def work() -> None:
        with pytest.raises(ExtractError):
            read_member(open_zip(data), "a.xml")

    assert peak_of(work) < 80 * MIB


def test_no_zip_member_is_read_that_is_not_there() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xml", b"x")
    with pytest.raises(ExtractError):
        read_member(open_zip(stream.getvalue()), "../../../etc/passwd")
    with pytest.raises(ExtractError):
        open_zip(b"PK\x03\x04 and nothing more")


def test_entities_that_multiply_are_not_expanded() -> None:
    read_html("<p>It rained.</p>", source="page")  # what is loaded once is not counted

    def work() -> None:
        parse_opml(LAUGHS.format(root="opml", body="&a11;").encode())
        parse_sitemap(LAUGHS.format(root="urlset", body="<url><loc>&a11;</loc></url>").encode())
        parse_feed(
            LAUGHS.format(root="rss", body="<channel><title>&a11;</title></channel>").encode()
        )
        read_html(LAUGHS.format(root="html", body="<p>&a11;</p>"), source="page")

    assert peak_of(work) < 32 * MIB


def test_no_entity_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("https://secret.example/")
    loc = "<url><loc>https://courier.example/&x;</loc></url>"
    sitemap = parse_sitemap(OUTSIDE.format(root="urlset", path=secret, body=loc).encode())
    assert "secret" not in "".join(page.url for page in sitemap.pages)
    item = "<channel><item><title>&x;</title><description>&x;</description></item></channel>"
    feed = parse_feed(OUTSIDE.format(root="rss", path=secret, body=item).encode())
    assert "secret" not in str(feed)


@pytest.mark.parametrize(
    "markup",
    [
        "<blockquote>" * 250 + "<p>It rained all day in Vellin.</p>" * 300,
        "<p " + " ".join(f"a{number}=1" for number in range(50_000)) + ">It rained.",
        "<div class='share'>" * 5_000 + "It rained.",
        "<table><tr><td>" * 3_000,
        "<a href='#'>Rain</a> " * 5_000,
        "<!--" * 10_000,
        "<script>" * 5_000,
    ],
    ids=["quotations", "attributes", "classes", "tables", "links", "comments", "scripts"],
)
def test_hostile_mark_up_ends_in_an_outcome(markup: str) -> None:
    assert isinstance(read_html(markup, source="page"), Draft | Skipped | Failed)


def test_a_page_of_too_many_elements_is_not_taken_apart() -> None:
    outcome = read_html("<table>" + "<tr><td>" * 60_000, source="x")
    assert isinstance(outcome, Failed)
    assert "elements" in outcome.reason


def test_a_page_too_long_for_an_article_is_not_taken_apart() -> None:
    outcome = read_html("<p>rain</p>" * 1_000_000, source="page")
    assert isinstance(outcome, Failed)
    assert "longer than" in outcome.reason
