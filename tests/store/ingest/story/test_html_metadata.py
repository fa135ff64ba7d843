"""Who, when and what of a page, whatever way it says so."""

from __future__ import annotations

import json

import pytest

from store.ingest.outcome import Skipped
from store.ingest.readers.html import read_html
from store.model import Draft

URL = "https://courier.example/news/lamp-goes-dark"
WORDS = """
<p>The lamp of the Gull Point lighthouse went dark on Friday night, and the harbour office said
that a fuse worth two crowns had failed. Keeper Ada Voss rowed out with a torch.</p>
<p>Nobody else was coming, she said later at the quay, where a dozen people had gathered to see what
was wrong with the light that had burned for ninety years.</p>
<p>The council will look at the bill on Monday, said its clerk, and at the question of who is to pay
for the boat that was damaged on the rocks below the tower.</p>
"""


def page(
    *, head: str = "", title: str = "Lamp goes dark", h1: str = "Lamp goes dark", below: str = ""
) -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{h1}</h1>{below}{WORDS}</article></body></html>"
    )


def linked(*nodes: dict[str, object]) -> str:
    data = nodes[0] if len(nodes) == 1 else list(nodes)
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def read(markup: str, url: str = URL) -> Draft:
    found = read_html(markup, source="x", url=url)
    assert isinstance(found, Draft)
    assert found.text.startswith("The lamp of the Gull Point lighthouse")
    return found


ARTICLE = {"@type": "NewsArticle", "headline": "Lamp goes dark"}


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ([{"name": "Ida Brandt"}, {"name": "Tom Alder"}], "Ida Brandt, Tom Alder"),
        (["Ida Brandt", "Tom Alder"], "Ida Brandt, Tom Alder"),
        ({"name": ["Ida Brandt", "Tom Alder"]}, "Ida Brandt, Tom Alder"),
        ({"givenName": "Ida", "familyName": "Brandt"}, "Ida Brandt"),
        ({"@id": "#ida"}, "Ida Brandt"),
        ("Analysis by Ida Brandt", "Ida Brandt"),
        ("記者　山本花子", "山本花子"),
        ("Ida Brandt, Senior Reporter", "Ida Brandt"),
        ("Ida Brandt - Business Editor", "Ida Brandt"),
        ("Ida Brandt, Ph.D.", "Ida Brandt, Ph.D."),
        ("Staff Reporters", "Staff Reporters"),
        ("Email the author", None),
    ],
)
def test_authors_are_named_in_many_forms(author: object, byline: str | None) -> None:
    graph = [{"@type": "Person", "@id": "#ida", "name": "Ida Brandt"}, ARTICLE | {"author": author}]
    assert read(page(head=linked({"@graph": graph}))).byline == byline


@pytest.mark.parametrize(
    ("below", "byline"),
    [
        ("<p class='byline'>By Ida Brandt and Tom Alder</p>", "Ida Brandt, Tom Alder"),
        ("<div class='author'>Von Ida Brandt und Tom Alder</div>", "Ida Brandt, Tom Alder"),
        ("<div class='byline'>Exclusive by Ida Brandt</div>", "Ida Brandt"),
        ("<a rel='author' href='/ida'>Ida Brandt</a>", "Ida Brandt"),
        (
            "<div class='byline'>By <a>Ida Brandt</a> | <a>E-mail the writer</a> | @idab</div>",
            "Ida Brandt",
        ),
        (
            "<div class='byline'>Reported by Ida Brandt, Science Editor · 4 min read</div>",
            "Ida Brandt",
        ),
        (
            "<div class='author'><b class='job'>Chief Correspondent</b><b>Ida Brandt</b></div>",
            "Ida Brandt",
        ),
        ("<div class='byline'>Par Ida Brandt, journaliste au service culture</div>", "Ida Brandt"),
        ("<div class='byline'>Senior Reporter Ida Brandt</div>", "Ida Brandt"),
        (
            "<div class='byline'>Ida Brandt, Crime Writer, and Tom van den Alder, Intern</div>",
            "Ida Brandt, Tom van den Alder",
        ),
        ("<div class='byline'>By Ida Brandt, Northern Press Agency</div>", "Ida Brandt"),
        ("<div class='byline'>By Ida Brandt / Photographs by Tom Alder</div>", "Ida Brandt"),
        ("<div class='byline'>Follow us · 4 min read · 3 comments</div>", None),
    ],
)
def test_a_byline_below_the_headline_is_no_part_of_the_text(below: str, byline: str | None) -> None:
    assert read(page(below=below)).byline == byline


def test_of_several_described_articles_that_of_the_page_counts() -> None:
    other = {"@type": "BlogPosting", "headline": "Boat found", "datePublished": "2026-01-20"}
    own = ARTICLE | {"headline": "Lamp goes dark - live", "datePublished": "2026-01-14"}
    found = read(page(head=linked(other, own), h1="Lamp goes dark - live"))
    assert (found.headline, found.published) == ("Lamp goes dark - live", "2026-01-14")


@pytest.mark.parametrize(
    ("head", "title", "h1", "headline"),
    [
        # Another wording for the window and for readers.
        (
            "<meta property='og:title' content='Keepers charged over dark lamp'>",
            "Keepers charged over dark lamp | Courier",
            "Two keepers charged with leaving the lighthouse lamp dark",
            "Two keepers charged with leaving the lighthouse lamp dark",
        ),
        # A label for the window.
        ("", "Lamp", "The lamp is dark again", "The lamp is dark again"),
        # The paper's name where the headline should be.
        (
            "<meta property='og:site_name' content='Harbour Courier'>",
            "Lamp goes dark on Friday | Harbour Courier",
            "Harbour Courier",
            "Lamp goes dark on Friday",
        ),
        # A section's name there.
        (
            "<meta property='og:title' content='Lamp goes dark on Friday'>",
            "Lamp goes dark on Friday",
            "News from the harbour",
            "Lamp goes dark on Friday",
        ),
    ],
)
def test_the_headline_is_the_one_that_readers_saw(
    head: str, title: str, h1: str, headline: str
) -> None:
    assert read(page(head=head, title=title, h1=h1)).headline == headline


@pytest.mark.parametrize(
    ("below", "published", "modified"),
    [
        (
            "<div>Updated: 15 January 2026 10:00 GMT · Published: 14 January 2026 09:30 GMT</div>",
            "2026-01-14T09:30:00+00:00",
            "2026-01-15T10:00:00+00:00",
        ),
        (
            "<p>Published 14 January 2026</p><p>Last updated 15 January 2026</p>",
            "2026-01-14",
            "2026-01-15",
        ),
        ("<p>Veröffentlicht am 14. Januar 2026</p>", "2026-01-14", None),
        # The instant in UTC, and the same one as the newsroom writes it.
        (
            "<time datetime='2026-01-15T02:30:00Z'>Jan. 14, 2026 6:30 PM</time>",
            "2026-01-14T18:30:00-08:00",
            None,
        ),
        (
            "<time datetime='2026-01-15T02:30:00Z'>14 January 2026, 21:31 EST</time>",
            "2026-01-14T21:30:00-05:00",
            None,
        ),
        (
            "<time datetime='2026-01-14T09:30:00+05:30'>14 January 2026</time>",
            "2026-01-14T09:30:00+05:30",
            None,
        ),
    ],
)
def test_dates_beside_the_headline_are_told_apart_and_keep_their_zone(
    below: str, published: str, modified: str | None
) -> None:
    found = read(page(below=below))
    assert (found.published, found.modified) == (published, modified)


def test_a_time_without_a_zone_has_that_of_the_mark_that_tells_the_same_time() -> None:
    head = linked(ARTICLE | {"datePublished": "2026-01-15 02:24:00"})
    below = "<time datetime='2026-01-15 02:24:00 UTC'>Jan 14, 2026 at 9:24 pm ET</time>"
    assert read(page(head=head, below=below)).published == "2026-01-14T21:24:00-05:00"


@pytest.mark.parametrize(
    ("below", "tail", "published"),
    [
        ("<p>14 January 2026</p>", "", "2026-01-14"),
        ("<div>Ida Brandt | 14 January 2026 | 4 min read</div>", "", "2026-01-14"),
        ("<div><b>14/01/2026</b> - Tom Alder</div>", "", "2026-01-14"),
        ("", "<script>var page = {datePublished: '2026-01-14'}</script>", "2026-01-14"),
        ("", "<footer><p>© 2014–2026 The Courier</p></footer>", None),
        ("", "<footer><p>Copyright 2019 The Courier. All rights reserved.</p></footer>", None),
        ("", "<p>© 2019</p>", None),
        ("", "<p>Received: 3 May 2025. Published online: 14 January 2026</p>", "2026-01-14"),
        ("", "<footer>Site updated 14 January 2020</footer>", None),
        ("", "<p>Call 2021-04-11-77 for a boat.</p>", None),
        ("", "<p>Order no. 20210411, please.</p>", None),
        ("", "<p>The law of 12.05.1998 forbids dogs in the tower.</p>", None),
        ("", "<p>The tower was built in 1898 and burnt in 2019.</p>", None),
        ("", "<div class='comments'><p>Tom, 14 January 2026</p></div>", None),
        ("", "<script>var build = '2026-01-14T10:00:00'</script>", None),
    ],
)
def test_a_day_is_believed_only_where_the_page_states_it(
    below: str, tail: str, published: str | None
) -> None:
    end = "</article>" if tail.startswith("<p>") else "</body>"
    markup = page(below=below).replace(end, f"{tail}{end}")
    assert read(markup).published == published


@pytest.mark.parametrize(
    ("path", "published"),
    [
        ("2026/jan/14/lamp", "2026-01-14"),
        ("2026/01/14/lamp", "2026-01-14"),
        ("2026/1/lamp", None),
        ("20260114/lamp", "2026-01-14"),
        ("2026/feb/30/lamp", None),
    ],
)
def test_an_address_may_tell_the_day(path: str, published: str | None) -> None:
    assert read(page(), f"https://courier.example/{path}").published == published


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Unavailable", ("We recognize you are attempting to access this website from a country "
         "belonging to the European Economic Area including the EU, which enforces the GDPR.")),
        ("Down for maintenance", "Sorry, we're performing some maintenance at the moment."),
        ("Access Denied", "You don't have permission to access this page on this server."),
        ("Zustimmung", "Nutzen Sie die Seite mit Werbung und Tracking, oder mit einem Abo."),
        ("Log in - Courier", "Please log in to your account to continue."),
        ("Just a moment...", "Verify you are human by completing the action below."),
    ],
)  # fmt: skip
def test_what_a_server_sends_instead_of_an_article_is_none(title: str, words: str) -> None:
    markup = f"<html><head><title>{title}</title></head><body><p>{words}</p></body></html>"
    assert isinstance(read_html(markup, source="x", url=URL), Skipped)


def test_the_teaser_of_a_story_behind_a_paywall_is_stored_without_the_offer() -> None:
    markup = (
        "<html><head><title>Lamp goes dark</title></head><body><article><h1>Lamp goes dark</h1>"
        "<p>The lamp of the Gull Point lighthouse went dark on Friday night, the office said.</p>"
        "<div class='paywall-box'><h3>Subscribe to continue reading</h3><p>Get unlimited access "
        "for one crown a week.</p></div></article></body></html>"
    )
    found = read(markup)
    assert "crown" not in found.text
    assert found.headline == "Lamp goes dark"
