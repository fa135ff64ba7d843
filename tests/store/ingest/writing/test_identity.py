"""One story under many addresses is one article, and careless pages spoil nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from store.archive import Archive, open_store
from store.ingest.outcome import Outcome, Skipped
from store.ingest.readers.html import read_html
from store.ingest.readers.walking import read_sources
from store.ingest.sources.fetch import HttpFetcher
from store.ingest.story.html_metadata import may_name
from store.model import ArticleId, Draft
from store.search.query import Filters, Query
from store.search.snapshot import Snapshot
from tests.builders import made_up, now
from tests.fakes.web import Web

SITE = "https://courier.example"
LAMP = "The lamp of the lighthouse went dark on Friday night, the harbour office said. " * 5
WALL = "The sea wall at the north end has a new crack, an engineer told the council. " * 5


def draft(path: str, text: str = LAMP, names: str | None = None, **more: str) -> Draft:
    """A page at a path that names another path as its own."""
    named = None if names is None else SITE + names
    return Draft(
        text, headline="A headline", url=SITE + path, canonical_url=named, language="en", **more
    )


def add(archive: Archive, *drafts: Draft) -> list[Outcome]:
    return [written.outcome for written in archive.add(drafts)]


def one_by_one(archive: Archive, *drafts: Draft) -> list[Outcome]:
    return [outcome for one in drafts for outcome in add(archive, one)]


VARIANTS = (draft("/story"), draft("/s?id=7", names="/story"), draft("/p/7", names="/story"))


@pytest.mark.parametrize("first", range(3))
def test_a_page_is_the_article_at_the_address_it_names_whichever_came_first(
    archive: Archive, first: int
) -> None:
    order = [*VARIANTS[first:], *VARIANTS[:first]]
    assert one_by_one(archive, *order) == [
        Outcome.ADDED, Outcome.UNCHANGED, Outcome.UNCHANGED,
    ]  # fmt: skip
    assert one_by_one(archive, *order) == [Outcome.UNCHANGED] * 3
    assert archive.stats()["articles"] == 1
    assert {archive.get(one.url or "").id for one in order} == {ArticleId(1)}
    assert archive.get("1").canonical_url == f"{SITE}/story"
    assert archive.get("1").url == order[0].url


def test_all_of_them_in_one_run_are_one_article(archive: Archive) -> None:
    assert add(archive, *VARIANTS)[0] is Outcome.ADDED
    assert archive.stats()["articles"] == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_parts_of_a_story_that_name_its_first_part_stay_articles_of_their_own(
    archive: Archive, order: tuple[int, int]
) -> None:
    parts = [draft("/story"), draft("/story?page=2", WALL, names="/story")]
    assert one_by_one(archive, *(parts[place] for place in order)) == [Outcome.ADDED] * 2
    for part in parts:
        assert archive.get(part.url or "").text == part.text
    assert one_by_one(archive, *parts) == [Outcome.UNCHANGED] * 2


def test_another_address_replaces_an_article_only_with_news_or_the_whole_of_it(
    archive: Archive,
) -> None:
    add(archive, draft("/story", published="2026-01-14T10:00:00Z"))
    shorter = draft("/amp-7", LAMP[: len(LAMP) // 2], names="/story")
    assert add(archive, shorter) == [Outcome.UNCHANGED]
    later = draft("/amp-7", LAMP + "It burns.", names="/story", modified="2026-01-14T12:00:00Z")
    assert add(archive, later) == [Outcome.UPDATED]
    assert archive.get(f"{SITE}/story").text.endswith("It burns.")
    whole = draft("/amp-8", LAMP * 2 + WALL, names="/story")
    assert add(archive, whole) == [Outcome.UPDATED]
    assert archive.get(f"{SITE}/amp-7").url == f"{SITE}/story"


def test_a_removed_article_leaves_no_address_behind(archive: Archive) -> None:
    add(archive, *VARIANTS)
    archive.remove(f"{SITE}/s?id=7")
    assert add(archive, draft("/p/7", WALL)) == [Outcome.ADDED]
    assert archive.get(f"{SITE}/p/7").text == WALL


@pytest.mark.parametrize(
    ("url", "named", "may"),
    [
        ("https://courier.example/a?id=1", "https://courier.example/a", True),
        ("https://m.courier.example/1", "https://www.courier.example/lamp", True),
        ("https://news.courier.co.uk/1", "https://courier.co.uk/lamp", True),
        ("https://courier.co.uk/1", "https://herald.co.uk/lamp", False),
        ("https://courier.example/1", "https://agency.example/lamp", False),
        ("https://edition.cnn.com/1", "https://www.cnn.com/lamp", True),
        ("https://edition.bbc.co.uk/1", "https://www.bbc.co.uk/lamp", True),
        ("https://a.github.io/1", "https://b.github.io/lamp", False),
        ("https://a.blogspot.com/1", "https://b.blogspot.com/lamp", False),
        ("https://a.blogspot.com/1", "https://blogspot.com/lamp", False),
        ("https://news.a.github.io/1", "https://a.github.io/lamp", True),
        ("http://192.0.2.1/1", "http://192.1.2.1/lamp", False),
        ("http://192.0.2.1/1", "http://192.0.2.1/lamp", True),
        ("http://[2001:db8::1]/1", "http://[2001:db8::2]/lamp", False),
        ("http://localhost/1", "http://localhost/lamp", True),
        ("https://courier.example/1", "https://courier.example/", False),
        ("https://courier.example/1/", "https://courier.example/1?utm_source=x", False),
        ("https://courier.example/1", "mailto:desk@courier.example", False),
    ],
)
def test_a_page_may_name_another_page_of_its_site(url: str, named: str, may: bool) -> None:  # noqa: FBT001
    assert may_name(url, named) is may


def test_a_fetched_page_is_asked_for_its_own_address() -> None:
    page = (
        f"<html><head><link rel='canonical' href='/lamp'></head><body><p>{LAMP}</p></body></html>"
    )
    read = read_html(page, source="x", url=f"{SITE}/?p=7")
    assert isinstance(read, Draft)
    assert (read.url, read.canonical_url) == (f"{SITE}/?p=7", f"{SITE}/lamp")


def test_two_versions_of_an_article_in_one_source_settle(archive: Archive) -> None:
    rows = [draft("/story"), draft("/other", WALL), draft("/story", LAMP + "It burns.")]
    assert add(archive, *rows) == [Outcome.ADDED, Outcome.ADDED, Outcome.UPDATED]
    assert add(archive, *rows) == [Outcome.UNCHANGED] * 3
    assert archive.get(f"{SITE}/story").text.endswith("It burns.")


def test_what_was_so_before_and_is_so_again_is_an_update(archive: Archive) -> None:
    first, second = draft("/story"), draft("/story", LAMP + "It burns.")
    assert one_by_one(archive, first, second, first) == [
        Outcome.ADDED, Outcome.UPDATED, Outcome.UPDATED,
    ]  # fmt: skip


def test_the_newest_is_the_latest_instant_whatever_its_zone(tmp_path: Path) -> None:
    moments = [
        "2026-03-02T01:00:00+09:00",  # the day before in UTC
        "2026-03-01T23:30:00-05:00",  # the day after in UTC
        "2026-03-01T20:00:00Z",
        "2026-03-01",
        "2026-03-01T20:00:00.500+00:00",
    ]
    with closing(open_store(tmp_path / "a.db")) as archive:
        add(
            archive,
            *(draft(f"/{n}", made_up(n)["text"], published=m) for n, m in enumerate(moments)),
        )
        newest, after, before = (
            [
                archive.get(str(hit.article_id)).published
                for hit in now(
                    archive,
                    Snapshot.search_stories,
                    Query("", filters=filters),
                    10,
                    newest_first=True,
                ).hits
            ]
            for filters in (Filters(), Filters(since="2026-03-02"), Filters(until="2026-03-01"))
        )
    assert newest == [moments[n] for n in (1, 4, 2, 0, 3)]
    assert after == [moments[1]]
    assert before == []


def test_an_address_that_leads_elsewhere_is_the_article_there(
    archive: Archive, web: Web, fetcher: HttpFetcher
) -> None:
    story = f"<html><head><title>Lamp goes dark</title></head><body><p>{LAMP}</p></body></html>"
    page = web.page("/2026/01/14/lamp", story)
    short = web.redirect("/x7", "/2026/01/14/lamp")
    first, second = archive.add(read_sources([short, page], fetcher))
    assert (first.outcome, second.outcome) == (Outcome.ADDED, Outcome.UNCHANGED)
    stored = archive.get(page)
    assert (stored.url, stored.published) == (short, "2026-01-14")


def test_an_address_that_leads_to_a_front_page_is_no_article(
    web: Web, fetcher: HttpFetcher
) -> None:
    web.page("/", f"<html><head><title>Courier</title></head><body><p>{LAMP}</p></body></html>")
    (outcome,) = read_sources([web.redirect("/gone", "/")], fetcher)
    assert isinstance(outcome, Skipped)
