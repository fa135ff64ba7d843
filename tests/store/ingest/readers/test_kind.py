from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.outcome import Skipped
from store.ingest.readers.kind import Kind, tell_kind
from store.ingest.readers.walking import read_sources


def zipped(**members: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return data.getvalue()


KINDS = [
    (b"", Kind.EMPTY),
    (b" \n\t", Kind.EMPTY),
    (b"It rained all day.\n\nNobody went out.", Kind.TEXT),
    ("It rained.".encode("utf-16"), Kind.TEXT),
    (b"<https://courier.example/a> was the first to say so.", Kind.TEXT),
    (b"<3 is what they wrote on the bridge.", Kind.TEXT),
    (b"{braces} open this text, and no more.", Kind.TEXT),
    (b"[Update] The bridge is closed.", Kind.TEXT),
    (b"From here on, it rained.\n\nTo nobody's surprise.", Kind.TEXT),
    (b"<!DOCTYPE html><html><p>It rained.", Kind.HTML),
    (b"\xef\xbb\xbf\n<!-- saved --><HTML><body>It rained.", Kind.HTML),
    (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN"><html/>', Kind.HTML),
    (b"<p>It rained.</p><p>All day.</p>", Kind.HTML),
    (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', Kind.FEED),
    (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', Kind.FEED),
    (b'<rdf:RDF xmlns:rdf="x"><channel/></rdf:RDF>', Kind.FEED),
    (b"<!-- a --><opml version='1.0'/>", Kind.OPML),
    (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', Kind.SITEMAP),
    (b"<sitemapindex/>", Kind.SITEMAP),
    ("<rss version='2.0'/>".encode("utf-16-le"), Kind.FEED),
    ("<rss version='2.0'/>".encode("utf-32-be"), Kind.FEED),
    (b'<?xml version="1.0"?><note>Rain</note>', Kind.XML),
    (b'{"text": "It rained."}\n{"text": "All day."}\n', Kind.JSON_LINES),
    (b'{"text": broken\n{"text": "All day."}\n', Kind.JSON_LINES),
    (b'{"text": "' + b"a" * 70_000, Kind.JSON_LINES),
    (b'[{"text": "It rained."}]', Kind.JSON),
    (b'{\n  "text": "It rained."\n}', Kind.JSON),
    (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', Kind.JSON_FEED),
    (b'{\n "name": "Courier",\n "type": "public_channel",\n "messages": [', Kind.TELEGRAM_EXPORT),
    (b"https://courier.example/a\nhttps://courier.example/b\n", Kind.URL_LIST),
    (b"# Mine\nhttps://courier.example/a\n", Kind.URL_LIST),
    (b"%PDF-1.7\n", Kind.PDF),
    (b"\x1f\x8b\x08\x00", Kind.GZIP),
    (b"WARC/1.0\r\n", Kind.WARC),
    (b"From a@b.example Sat May 3 10:00:00 2031\nFrom: a\nTo: b\nSubject: c\n\n", Kind.MAILBOX),
    (b"From: a@courier.example\nTo: b@courier.example\nSubject: Rain\n\nIt rained.", Kind.MAIL),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff\xe0", Kind.IMAGE),
    (b"\x00\x00\x00\x18ftypmp42", Kind.AUDIO_VIDEO),
    (b"SQLite format 3\x00", Kind.BINARY),
    (bytes(range(256)), Kind.BINARY),
    (zipped(mimetype="application/epub+zip"), Kind.EPUB),
    (zipped(**{"[Content_Types].xml": "", "word/document.xml": ""}), Kind.DOCX),
    (zipped(**{"a.txt": "rain"}), Kind.ZIP),
]  # fmt: skip


@pytest.mark.parametrize(("head", "kind"), KINDS, ids=lambda value: getattr(value, "name", ""))
def test_a_kind_is_told_by_content(head: bytes, kind: Kind) -> None:
    assert tell_kind(head, name="misleading.bin") is kind


def test_a_name_decides_only_what_content_leaves_open() -> None:
    table = b"when,who\nMonday,It rained.\n"
    assert tell_kind(table, name="articles.csv") is Kind.TABLE
    assert tell_kind(table, name="articles.txt") is Kind.TEXT
    assert tell_kind(b"%PDF-1.7", name="articles.csv") is Kind.PDF


@pytest.mark.parametrize(
    "head",
    ["url,headline,text\n", "Title\tText\tDate\n", "Titel;Inhalt\n", "sep=;\nA;B\n", "标题,正文\n"],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_heads_of_an_articles_fields_make_a_table(head: str, codec: str) -> None:
    assert tell_kind((head + "Rain,It rained.\n").encode(codec), name="articles.txt") is Kind.TABLE


@pytest.mark.parametrize("head", ["Rain, wind and text; the url of it.\n", "Title: Rain\nText\n"])
def test_prose_is_no_table(head: str) -> None:
    assert tell_kind((head + "It rained.\n").encode(), name="a.txt") is Kind.TEXT


LINK = '<li><a href="https://courier.example/rain" time_added="1">Rain at the quay</a></li>'
PAGE = "<!DOCTYPE html><html><head><title>Rain</title></head><body>{}</body></html>"


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Marks</TITLE>\n<DL><p><DT><A HREF='x'>R</A>",
        PAGE.format(f"<h1>Unread</h1><ul>{LINK}{LINK}</ul><h1>Archive</h1><ul></ul>"),
        PAGE.format(f"<h1>Unread</h1><ol>{LINK * 2_000}"),
    ],
)
def test_a_page_of_nothing_but_links_is_a_list_of_them(page: str) -> None:
    assert tell_kind(page.encode(), name="bookmarks.html") is Kind.BOOKMARKS


@pytest.mark.parametrize(
    "page",
    [
        PAGE.format(f"<ul>{LINK}</ul><p>It rained.</p>"),
        PAGE.format("<p>It rained.</p>"),
        PAGE.format("<ul>" + LINK.replace(" time_added='1'", "") * 20 + "<p>It rained.</p>"),
        PAGE.format("<h1>" * 20_000 + "It rained."),
    ],
)
def test_a_page_with_words_beside_its_links_is_a_page(page: str) -> None:
    assert tell_kind(page.encode()) is Kind.HTML


@given(st.binary(max_size=200), st.sampled_from(["", "a.csv", "a.md"]))
def test_any_bytes_are_of_some_kind(head: bytes, name: str) -> None:
    assert isinstance(tell_kind(head, name=name), Kind)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (rb"{\rtf1\ansi\ansicpg1252 {\fonttbl\f0 Helvetica;}It rained.}", Kind.RTF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLD_OFFICE),
        (
            b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text",
            Kind.OPEN_DOCUMENT,
        ),
    ],
)
def test_documents_that_are_not_read_are_named(tmp_path: Path, head: bytes, kind: Kind) -> None:
    assert tell_kind(head, name="note.txt") is kind
    (tmp_path / "note.txt").write_bytes(head)
    (outcome,) = read_sources([str(tmp_path)], None)
    assert isinstance(outcome, Skipped)
    assert kind.value in outcome.reason
    assert "save it as" in outcome.reason
