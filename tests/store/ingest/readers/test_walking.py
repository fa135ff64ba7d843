from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from store.errors import ExtractError
from store.ingest.outcome import Failed, Outcome, Skipped
from store.ingest.readers.pdf import read_pdf
from store.ingest.readers.walking import read_sources
from store.ingest.sources.fetch import HttpFetcher
from store.ingest.sources.material import file_material
from store.model import Draft
from tests.examples import examples
from tests.fakes.web import Web

STORY = (
    "The harbour bridge of Vellin will close in June for a year or more, the mayor said on Monday. "
    "Engineers found cracks in two of the four piers in March, and the county has paid for divers."
)
MORE = "The ferry, which now crosses every half hour, will cross every ten minutes from June on."
LONG = "".join(f"<p>{STORY} Part {number} of it.</p>" for number in range(9))
ROW = {"url": "https://courier.example/rain", "headline": "Rain", "text": "It rained."}


def page(headline: str, text: str = STORY) -> str:
    return (
        f"<!doctype html><html lang='en'><head><title>{headline}</title></head><body><article>"
        f"<h1>{headline}</h1><p>{text}</p><p>{MORE}</p></article></body></html>"
    )


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>The Courier</title>{''.join(items)}</channel></rss>"


def read(*what: str | Path, fetcher: HttpFetcher | None = None) -> list[Outcome]:
    return list(read_sources([str(source) for source in what], fetcher))


def headlines(outcomes: list[Outcome]) -> list[str]:
    return [outcome.headline for outcome in outcomes if isinstance(outcome, Draft)]


def reasons(outcomes: list[Outcome]) -> str:
    return " ".join(outcome.reason for outcome in outcomes if not isinstance(outcome, Draft))


def test_a_folder_is_read_in_order_with_the_folders_in_it(tmp_path: Path) -> None:
    for name in ("b/two.txt", "a.md", "c.txt", ".hidden/x.txt", "b/.secret.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"# {name}\n\nIt rained in Vellin.\n")
    assert headlines(read(tmp_path)) == ["a.md", "b/two.txt", "c.txt"]


def test_worker_processes_change_neither_outcomes_nor_their_order(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.html").write_text(page(f"Story {number}"))
    (tmp_path / "05.jsonl").write_text(f"{json.dumps(ROW)}\n{{broken\n")
    (tmp_path / "07.png").write_bytes(b"\x89PNG\r\n")
    alone = list(read_sources([str(tmp_path)], None))
    assert list(read_sources([str(tmp_path)], None, jobs=2)) == alone
    assert len(alone) == 33


def test_workers_are_let_go_when_nobody_reads_on(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.txt").write_text(f"# Story {number}\n\nIt rained.\n")
    outcomes = read_sources([str(tmp_path)], None, jobs=2)
    assert headlines([next(outcomes)]) == ["Story 0"]
    outcomes.close()


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# Rain\n\nIt rained.\n")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert headlines(read(tmp_path)) == ["Rain"]


def test_one_bad_source_never_stops_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(ROW)}\n{{broken\n{json.dumps(ROW)}\n")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "c.txt").write_text("# Sun\n\nIt shone.\n")
    (tmp_path / "d.gz").write_bytes(gzip.compress(b"It rained." * 999)[:40])
    (tmp_path / "e.txt").write_bytes(b"")
    outcomes = read(tmp_path / "none", tmp_path, "http://127.0.0.1:9/x", "bad\x00path")
    assert headlines(outcomes) == ["Rain", "Rain", "Sun"]
    assert [type(outcome) for outcome in outcomes if not isinstance(outcome, Draft)] == [
        Failed,
        Failed,
        Skipped,
        Failed,
        Skipped,
        Skipped,
        Failed,
    ]


def test_every_reason_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "e.txt").write_bytes(b"")
    for outcome in read(tmp_path, tmp_path / "none"):
        assert not isinstance(outcome, Draft)
        assert outcome.reason[0].isupper()
        assert outcome.reason.endswith(".")


def test_reading_is_lazy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# Rain\n\nIt rained.\n")

    def endless():
        while True:
            yield str(tmp_path / "a.txt")

    outcomes = read_sources(endless(), None)
    assert headlines([next(outcomes), next(outcomes)]) == ["Rain", "Rain"]


def test_progress_comes_to_the_end_of_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# Rain\n\nIt rained.\n")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(f"{json.dumps(ROW)}\n".encode() * 3))
    seen: list[tuple[int, int | None]] = []
    list(read_sources([str(tmp_path)], None, progress=lambda *step: seen.append(step)))
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert seen[-1] == (total, total)
    assert seen == sorted(seen)


def test_without_a_network_addresses_are_skipped() -> None:
    (outcome,) = read("https://courier.example/a")
    assert isinstance(outcome, Skipped)


def test_a_page_is_read_under_the_address_it_was_asked_by(web: Web, fetcher: HttpFetcher) -> None:
    web.page("/new", page("Bridge to Close"))
    url = web.redirect("/old?utm_source=mail", "/new")
    (draft,) = read(url, fetcher=fetcher)
    assert isinstance(draft, Draft)
    assert (draft.headline, draft.url, draft.source) == ("Bridge to Close", url, url)


def test_the_charset_a_server_states_is_used(web: Web, fetcher: HttpFetcher) -> None:
    body = page(
        "Мост закроют", "Мост в Веллине закроют в июне, сообщила мэр города Ида Брандт. " * 4
    )
    url = web.page("/a", body.encode("koi8-r"), "text/html; charset=koi8-r")
    assert headlines(read(url, fetcher=fetcher)) == ["Мост закроют"]


def test_a_wrong_charset_does_not_spoil_utf_8(web: Web, fetcher: HttpFetcher) -> None:
    url = web.page("/a", page("Tåg på väg"), "text/html; charset=iso-8859-1")
    assert headlines(read(url, fetcher=fetcher)) == ["Tåg på väg"]


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
def test_a_refused_page_is_a_failure_and_never_an_article(
    web: Web, fetcher: HttpFetcher, status: int
) -> None:
    (outcome,) = read(web.page("/a", page("Sorry"), status=status), fetcher=fetcher)
    assert isinstance(outcome, Failed)
    assert str(status) in outcome.reason


def test_a_feed_with_whole_articles_is_read_as_it_is(tmp_path: Path) -> None:
    item = (
        "<item><title>Bridge &amp; Ferry</title><link>https://courier.example/a</link>"
        "<pubDate>Sat, 03 May 2031 08:00:00 +0200</pubDate>"
        f"<description><![CDATA[{LONG}]]></description></item>"
    )
    (tmp_path / "feed.xml").write_text(rss(item))
    (draft,) = read(tmp_path / "feed.xml")
    assert isinstance(draft, Draft)
    assert draft.headline == "Bridge & Ferry"
    assert draft.url == "https://courier.example/a"
    assert draft.published == "2031-05-03T08:00:00+02:00"
    assert draft.publisher == "The Courier"
    assert draft.text.count("\n\n") == 8


def test_behind_a_summary_is_the_page(web: Web, fetcher: HttpFetcher) -> None:
    web.page("/a", page("Bridge to Close"))
    item = (
        f"<item><title>Bridge</title><link>{web.at('/a')}</link><author>Ole Dahl</author>"
        "<description>The bridge will close.</description></item>"
    )
    (draft,) = read(web.page("/feed", rss(item), "application/rss+xml"), fetcher=fetcher)
    assert isinstance(draft, Draft)
    assert draft.headline == "Bridge to Close"
    assert draft.text == f"{STORY}\n\n{MORE}"


def test_a_summary_without_a_network_is_skipped_and_a_real_text_is_kept(tmp_path: Path) -> None:
    short = "<item><link>https://courier.example/a</link><description>Rain.</description></item>"
    full = (
        f"<item><link>https://courier.example/b</link><description>{STORY * 2}</description></item>"
    )
    (tmp_path / "feed.xml").write_text(rss(short, full))
    skipped, kept = read(tmp_path / "feed.xml")
    assert isinstance(skipped, Skipped)
    assert isinstance(kept, Draft)


def test_where_the_page_is_gone_the_feeds_own_words_are_kept(
    web: Web, fetcher: HttpFetcher
) -> None:
    item = f"<item><link>{web.at('/gone')}</link><description>{STORY * 2}</description></item>"
    (draft,) = read(web.page("/feed", rss(item)), fetcher=fetcher)
    assert isinstance(draft, Draft)
    assert draft.url == web.at("/gone")


def test_a_feed_article_about_privacy_policies_is_whole(tmp_path: Path) -> None:
    words = "Readers may unsubscribe, says the new privacy policy of the paper."
    item = (
        "<item><link>https://courier.example/a</link><description>"
        f"<![CDATA[<p>{STORY}</p><p>{words}</p><p>{MORE}</p>]]></description></item>"
    )
    (tmp_path / "feed.xml").write_text(rss(item))
    (draft,) = read(tmp_path / "feed.xml")
    assert isinstance(draft, Draft)
    assert draft.text == f"{STORY}\n\n{words}\n\n{MORE}"


def test_atom_rdf_and_json_feeds_are_feeds(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Courier</title><entry><title>Atom</title>"
        "<link href='https://courier.example/a'/>"
        f"<content type='html'>{STORY * 2}</content></entry></feed>"
    )
    (tmp_path / "b.rdf").write_text(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        " xmlns='http://purl.org/rss/1.0/'><item rdf:about='https://courier.example/b'>"
        "<title>RDF</title><link>https://courier.example/b</link>"
        f"<description>{STORY * 2}</description></item></rdf:RDF>"
    )
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Courier",
        "items": [{"id": "https://courier.example/c", "title": "JSON", "content_html": LONG,
                   "authors": [{"name": "Ole Dahl"}], "date_published": "2031-05-03T08:00:00Z"}],
    }  # fmt: skip
    (tmp_path / "c.json").write_text(json.dumps(feed))
    outcomes = read(tmp_path)
    assert headlines(outcomes) == ["Atom", "RDF", "JSON"]
    assert isinstance(outcomes[2], Draft)
    assert (outcomes[2].byline, outcomes[2].publisher) == ("Ole Dahl", "Courier")


def test_opml_leads_to_feeds_and_a_sitemap_index_to_pages(web: Web, fetcher: HttpFetcher) -> None:
    web.page("/a", page("Bridge to Close"))
    web.page("/b", page("Ferry to Run"))
    web.page("/feed", rss(f"<item><link>{web.at('/a')}</link></item>"))
    web.page("/map", f"<urlset><url><loc>{web.at('/b')}</loc></url></urlset>")
    outline = f"<outline type='rss' xmlUrl='{web.at('/feed')}'/>"
    opml = f"<opml><body><outline>{outline}</outline></body></opml>"
    index = f"<sitemapindex><sitemap><loc>{web.at('/map')}</loc></sitemap></sitemapindex>"
    outcomes = read(web.page("/opml", opml), web.page("/index", index), fetcher=fetcher)
    assert headlines(outcomes) == ["Bridge to Close", "Ferry to Run"]


def test_a_news_sitemap_says_what_its_pages_do_not(web: Web, fetcher: HttpFetcher) -> None:
    web.page("/a", page("Bridge to Close"))
    urlset = (
        "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url>"
        f"<loc>{web.at('/a')}</loc><news:news><news:publication><news:name>Courier</news:name>"
        "</news:publication><news:publication_date>2031-05-03</news:publication_date></news:news>"
        "</url></urlset>"
    )
    (draft,) = read(web.page("/map", urlset), fetcher=fetcher)
    assert isinstance(draft, Draft)
    assert (draft.published, draft.publisher) == ("2031-05-03", "Courier")


def test_lists_that_lead_to_each_other_come_to_an_end(web: Web, fetcher: HttpFetcher) -> None:
    for here, there in (("/one", "/two"), ("/two", "/one")):
        web.page(
            here, f"<sitemapindex><sitemap><loc>{web.at(there)}</loc></sitemap></sitemapindex>"
        )
    outcomes = read(web.at("/one"), fetcher=fetcher)
    assert outcomes
    assert all(isinstance(outcome, Skipped) for outcome in outcomes)
    assert len(web.requests) <= 4


def test_a_list_of_addresses_is_read(tmp_path: Path, web: Web, fetcher: HttpFetcher) -> None:
    urls = [web.page("/a", page("Bridge to Close")), web.page("/b", page("Ferry to Run"))]
    (tmp_path / "list.txt").write_text("# Mine\n" + "\n".join([*urls, urls[0]]))
    assert headlines(read(tmp_path, fetcher=fetcher)) == ["Bridge to Close", "Ferry to Run"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_with_headers_holds_an_article_a_row(tmp_path: Path, delimiter: str) -> None:
    stream = io.StringIO()
    rows = csv.writer(stream, delimiter=delimiter)
    rows.writerows(
        [["Title", "URL", "Text"], ["Rain", "https://courier.example/a", "It rained.\n\nAll day."]]
    )
    rows.writerow(["No text", "https://courier.example/b", ""])
    (tmp_path / "a.csv").write_text(stream.getvalue(), newline="")
    draft, link = read(tmp_path)
    assert isinstance(draft, Draft)
    assert (draft.headline, draft.url, draft.text) == (
        "Rain",
        "https://courier.example/a",
        "It rained.\n\nAll day.",
    )
    assert isinstance(link, Skipped)
    assert "Row 3 is a saved link" in link.reason


def test_a_json_file_of_articles_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([ROW, ROW], indent=2))
    (tmp_path / "b.json").write_text(json.dumps(ROW, indent=2))
    (tmp_path / "c.json").write_text('[{"text": "It rained."}, {"text": ')
    outcomes = read(tmp_path)
    assert len(headlines(outcomes)) == 4
    assert "broken" in reasons(outcomes)


def test_a_telegram_export_holds_an_article_a_post(tmp_path: Path) -> None:
    export = {
        "name": "The Courier",
        "type": "public_channel",
        "id": 1234567890,
        "messages": [
            {"id": 1, "type": "service", "action": "create_channel"},
            {"id": 2, "type": "message", "date_unixtime": "1935561600",
             "text": [{"type": "bold", "text": "Bridge to close"}, "\n\nThe bridge will ",
                      {"type": "strikethrough", "text": "not "},
                      {"type": "link", "text": "close"}, " in June."]},
            {"id": 3, "type": "message", "date": "2031-05-04T10:00:00", "text": "It {all} rained."},
            {"id": 4, "type": "message", "photo": "a.jpg", "text": ""},
        ],
    }  # fmt: skip
    (tmp_path / "result.json").write_text(json.dumps(export, indent=1, ensure_ascii=False))
    first, second, third = read(tmp_path)
    assert isinstance(first, Draft)
    assert (first.headline, first.text) == ("Bridge to close", "The bridge will close in June.")
    assert first.url == "https://t.me/c/1234567890/2"
    assert first.published == "2031-05-03T08:00:00+00:00"
    assert first.publisher == "The Courier"
    assert isinstance(second, Draft)
    assert (second.headline, second.text) == ("", "It {all} rained.")
    assert isinstance(third, Skipped)


@pytest.mark.parametrize(
    ("told", "publisher"),
    [
        ({"forwarded_from": "River Police"}, "River Police"),
        ({"forwarded_from": None}, "t.me"),
        ({"saved_from": "River Police"}, "River Police"),
        ({}, "The Courier"),
    ],
)
def test_a_forwarded_post_is_of_the_channel_it_came_from(
    tmp_path: Path, told: dict[str, str | None], publisher: str
) -> None:
    post = {"id": 2, "type": "message", "from": "The Courier", "text": "It rained."} | told
    export = {"name": "The Courier", "type": "public_channel", "id": 12, "messages": [post]}
    (tmp_path / "result.json").write_text(json.dumps(export))
    (draft,) = read(tmp_path)
    assert isinstance(draft, Draft)
    assert draft.publisher == publisher


def newsletter(subject: str) -> bytes:
    message = EmailMessage()
    message["From"] = "The Courier <letter@courier.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = subject
    message["Date"] = "Sat, 03 May 2031 08:00:00 +0200"
    message["Message-ID"] = "<1@courier.example>"
    message.set_content("Plain words.")
    message.add_alternative(
        "<table><tr><td><a href='https://courier.example/letter'>View in browser</a></td></tr>"
        f"<tr><td><p>{STORY}</p><p>Tåg på väg.</p></td></tr>"
        "<tr><td>Unsubscribe here.</td></tr></table>",
        subtype="html",
    )
    return message.as_bytes()


def test_a_newsletter_is_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(newsletter("Bridge to close"))
    (draft,) = read(tmp_path)
    assert isinstance(draft, Draft)
    assert draft.text == f"{STORY}\n\nTåg på väg."
    assert (draft.headline, draft.publisher) == ("Bridge to close", "The Courier")
    assert draft.published == "2031-05-03T08:00:00+02:00"
    assert draft.url == "https://courier.example/letter"


def test_a_mailbox_holds_an_article_a_message(tmp_path: Path) -> None:
    separator = b"From letter@courier.example Sat May  3 08:00:00 2031\n"
    letters = [newsletter("One"), newsletter("Two")]
    (tmp_path / "a.mbox").write_bytes(b"\n".join(separator + letter for letter in letters))
    assert headlines(read(tmp_path)) == ["One", "Two"]


def test_a_format_whose_package_is_missing_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("pypdfium2", "warcio.archiveiterator"):
        monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "a.warc").write_bytes(b"WARC/1.0\r\n\r\n")
    (outcome,) = read(tmp_path)
    assert isinstance(outcome, Failed)
    assert "uv sync --extra warc" in outcome.reason
    # PDF files are read in another process, whose modules this one cannot take away.
    with pytest.raises(ExtractError, match="uv sync --extra pdf"):
        list(read_pdf(b"%PDF-1.7\n", file_material(tmp_path / "a.pdf")))


STARTS = [
    b"", b"<rss><channel>", b"<opml>", b"{", b'[{"', b"From: a\nTo: b\nSubject: c\n\n",
    b"PK\x03\x04", b"\x1f\x8b\x08", b"<html>", b"From a\nFrom: a\nTo: b\nSubject: c\n", b"---\n",
    b'{"type":1,"messages":[',
]  # fmt: skip


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(STARTS),
    rest=st.binary(max_size=200),
    name=st.sampled_from(["a.txt", "a.csv", "a.md", "a.xml"]),
)
def test_any_file_whatever_ends_in_outcomes(
    tmp_path: Path, start: bytes, rest: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(start + rest)
    outcomes = read(path)
    assert outcomes
    assert all(isinstance(outcome, Draft | Skipped | Failed) for outcome in outcomes)
