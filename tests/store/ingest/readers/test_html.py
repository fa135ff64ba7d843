from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.outcome import Failed, Skipped
from store.ingest.readers.html import read_html
from store.model import Draft

URL = "https://www.courier.example/2031/05/03/bridge"
STORY = [
    "The harbour bridge of Vellin will close in June for a year or more, the mayor said Monday.",
    "“We cannot mend it while you drive on it,” Mayor Ida Brandt told the council in its session.",
    "Engineers found cracks in two of the four piers in March, and the county has paid for divers.",
    "The ferry, which now crosses every half hour, will cross every ten minutes from June on.",
    "Shops on the quay fear for their trade, and some of the owners have asked the city for help.",
]
BODY = "\n".join(f"<p>{paragraph}</p>" for paragraph in STORY)
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "@id": "#paper", "name": "The Vellin Courier"},
        {
            "@type": ["NewsArticle"],
            "headline": "Bridge to Close &amp; Ferry to Run More Often",
            "author": [
                {"@type": "Person", "name": "Ole Dahl"},
                {"@type": "Person", "name": "Anna Lind"},
            ],
            "datePublished": "2031-05-03T08:15:00+02:00",
            "dateModified": "2031-05-03T11:00:00+02:00",
            "publisher": {"@id": "#paper"},
        },
    ],
}


def page(body: str = BODY, head: str = "", lang: str = "en", tail: str = "") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head>'
        "<title>Bridge to Close - The Vellin Courier</title>"
        f"{head}</head><body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav>"
        f"<main><article><h1>Bridge to Close</h1>{body}</article></main>{tail}"
        "<footer>© The Vellin Courier</footer></body></html>"
    )


def read(markup: str, url: str | None = URL) -> Draft:
    outcome = read_html(markup, source="page", url=url)
    assert isinstance(outcome, Draft), outcome
    return outcome


def linked(**changes: object) -> str:
    graph = [LINKED["@graph"][0], LINKED["@graph"][1] | changes]
    return f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'


def test_the_text_of_a_page_is_its_story() -> None:
    assert read(page()).text == "\n\n".join(STORY)


def test_json_ld_says_who_and_when() -> None:
    draft = read(page(head=linked()))
    assert draft.byline == "Ole Dahl, Anna Lind"
    assert draft.published == "2031-05-03T08:15:00+02:00"
    assert draft.modified == "2031-05-03T11:00:00+02:00"
    assert draft.publisher == "The Vellin Courier"
    assert draft.language == "en"
    assert draft.url == URL


def test_the_headline_readers_saw_is_the_headline() -> None:
    assert read(page(head=linked())).headline == "Bridge to Close"
    assert read(
        page(head=linked(), body=BODY).replace("<h1>Bridge to Close</h1>", "")
    ).headline == ("Bridge to Close & Ferry to Run More Often")


def test_a_title_loses_the_publishers_name() -> None:
    markup = page(head='<meta property="og:site_name" content="The Vellin Courier">')
    assert read(markup.replace("<h1>Bridge to Close</h1>", "")).headline == "Bridge to Close"


def test_open_graph_and_meta_elements_serve_where_there_is_no_json_ld() -> None:
    head = (
        '<meta property="article:published_time" content="2031-05-03T08:15:00+02:00">'
        '<meta name="author" content="By Ole Dahl">'
        '<meta property="og:site_name" content="The Vellin Courier">'
    )
    draft = read(page(head=head))
    assert (draft.byline, draft.published, draft.publisher) == (
        "Ole Dahl",
        "2031-05-03T08:15:00+02:00",
        "The Vellin Courier",
    )


def test_a_time_in_utc_yields_to_the_day_the_newsroom_printed() -> None:
    draft = read(page(head=linked(datePublished="2031-05-04T01:10:00Z")))
    assert draft.published == "2031-05-03"
    draft = read(page(head=linked(datePublished="2031-05-03T23:10:00Z")))
    assert draft.published == "2031-05-03T23:10:00Z"


def test_the_year_one_is_no_date() -> None:
    assert read(page(head=linked(datePublished="0001-01-01T00:00:00Z"))).published == "2031-05-03"


@pytest.mark.parametrize(
    "script", ["{broken", "[[[", '{"@type": "NewsArticle"', "null", '"x"', "[" * 5000]
)
def test_broken_json_ld_is_no_obstacle(script: str) -> None:
    draft = read(page(head=f'<script type="application/ld+json">{script}</script>'))
    assert draft.text == "\n\n".join(STORY)


def test_a_saved_page_says_where_it_is_from() -> None:
    assert read(page(head=f'<link rel="canonical" href="{URL}">'), url=None).url == URL
    assert read(f"<!-- saved from url=(0044){URL} -->\n" + page(), url=None).url == URL


@pytest.mark.parametrize(
    "clutter",
    [
        "<figure><img src='a.jpg'><figcaption>The bridge in May.</figcaption></figure>",
        "<p><strong><a href='/ferry'>Read also: Ferry fares to rise in the summer</a></strong></p>",
        "<p>Related article: <a href='/ferry'>Ferry fares to rise</a></p>",
        "<div class='newsletter-signup'><p>Get the morning letter every day.</p></div>",
        "<div class='share-bar'><p>Share this on every network you know, please.</p></div>",
        "<div id='cookieConsent'><p>We use cookies to make this page better for you.</p></div>",
        "<aside class='related'><ul><li><a href='/x'>Rain all week</a></li></ul></aside>",
        "<div class='paywall-notice'><p>Subscribe to read this story and all others.</p></div>",
        "<p style='display: none'>A hidden line that no reader of the page has ever seen.</p>",
        "<ul><li><a href='/a'>Ferry fares rise</a></li><li><a href='/b'>Rain all day</a></li></ul>",
    ],
)
def test_what_is_no_story_is_out(clutter: str) -> None:
    body = BODY.replace("</p>", f"</p>{clutter}", 2)
    assert read(page(body)).text == "\n\n".join(STORY)


def test_a_call_to_follow_the_reporter_is_no_end_of_a_story() -> None:
    body = (
        f"{BODY}<p>Reach Ole Dahl at dahl@courier.example or on Twitter.</p><p>© 2031 Courier</p>"
    )
    assert read(page(body)).text == "\n\n".join(STORY)


def test_words_spoken_last_are_no_call_to_follow_anyone() -> None:
    last = "<p>“Follow the money and email me,” he wrote on Facebook and on Twitter.</p>"
    assert read(page(BODY + last)).text.endswith("he wrote on Facebook and on Twitter.")


def test_a_story_without_paragraph_marks_is_not_taken_for_clutter() -> None:
    body = "<div class='share-article content'>" + "<br><br>".join(STORY) + "</div>"
    assert "\n".join(STORY) in read(page(body)).text.replace("\n\n", "\n")


def test_section_headings_lists_and_block_quotes_are_in_the_text() -> None:
    body = (
        f"<p>{STORY[0]}</p><h2>What closes</h2><ul><li>The bridge itself, both lanes of it</li>"
        f"<li>The quay below the bridge</li></ul><p>{STORY[1]}</p>"
        f"<blockquote><p>We are sorry for every minute this costs you.</p></blockquote>"
        f"<p>{STORY[2]}</p><p>{STORY[3]}</p>"
    )
    text = read(page(body)).text
    assert (
        "What closes\n\nThe bridge itself, both lanes of it\nThe quay below the bridge\n\n" in text
    )
    assert "\n\nWe are sorry for every minute this costs you.\n\n" in text


def test_a_post_quoted_from_a_network_is_in_the_text() -> None:
    tweet = (
        "<div class='social-embed'><blockquote class='twitter-tweet'>"
        "<p>The bridge closes. I am sorry. "
        "<a href='https://t.example/x'>t.example/x</a></p>— Ida Brandt (@mayor) "
        "<a href='https://t.example/y'>May 3, 2031</a></blockquote></div>"
    )
    assert (
        "The bridge closes. I am sorry." in read(page(BODY.replace("</p>", f"</p>{tweet}", 1))).text
    )


def test_a_story_cut_by_advertisements_is_one_story() -> None:
    cut = [
        f"<div class='chunk body'>{''.join(f'<p>{p}</p>' for p in part)}</div>"
        for part in (STORY[:3], STORY[3:])
    ]
    body = "<div class='ad'>Buy now</div>".join(cut)
    assert read(page(body)).text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("<div class='wide'>", "<div class='narrow' hidden>"),
        ("<div class='narrow' hidden>", "<div class='wide'>"),
        ("<section><div>", "<section class='print'><div>"),
        ("<div>", "<div style='display:none'>"),
    ],
)
def test_a_body_for_small_screens_or_print_is_not_stored_twice(first: str, second: str) -> None:
    parts = [f"{start}{BODY}{'</div>' * start.count('<div')}" for start in (first, second)]
    assert read(page("".join(parts))).text == "\n\n".join(STORY)


def test_a_shortened_copy_yields_to_the_whole_story() -> None:
    short = "".join(f"<p>{paragraph}</p>" for paragraph in STORY[:2])
    body = f"<div class='start'>{short}</div><div class='whole'>{BODY}</div>"
    assert read(page(body)).text == "\n\n".join(STORY)


def test_a_refrain_stays_where_it_is_sung() -> None:
    refrain = "<p>And the ferry, the ferry goes over the water, the water goes over the stones.</p>"
    assert (
        read(page(f"{BODY}{refrain}<p>Then they sang it again at noon.</p>{refrain}")).text.count(
            "And the ferry, the ferry"
        )
        == 2
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("<ul><li>9.15 to 17.45</li></ul>", "9.15 to 17.45"),
        ("<ul><li>9.15 to 12</li><li>14 to 17</li></ul>", "9.15 to 12; 14 to 17"),
        ("<p>9.15</p><p>to 12</p>", "9.15 to 12"),
        ("<div><p>9.15 to 12</p></div>", "9.15 to 12"),
        ("9.15<br>to 12", "9.15 to 12"),
    ],
)
def test_lists_and_paragraphs_in_the_cells_of_a_table_stay(cell: str, words: str) -> None:
    rows = f"<tr><th>Day</th><th>Hours</th></tr><tr><td>Monday</td><td>{cell}</td></tr>"
    text = read(page(f"{BODY}<table>{rows}</table>{BODY[:90]}")).text
    assert f"Day | Hours\nMonday | {words}" in text


def test_lists_in_a_table_that_arranges_a_page_stay() -> None:
    items = "".join(f"<li>{paragraph}</li>" for paragraph in STORY)
    table = f"<table><tr><td>Points</td><td><ul>{items}</ul></td></tr></table>"
    assert read(page(f"<p>{STORY[0][:60]}</p>{table}")).text.endswith("\n".join(STORY))


def test_a_beginning_told_again_without_mark_up_is_stored_once() -> None:
    assert read(page(f"{BODY}{BODY}")).text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "foot",
    [
        "<p>Tags</p><p>bridge, ferry, Vellin</p>",
        "<p>Topics: bridge, ferry</p>",
        "<h3>Comments (3)</h3><p>comments</p>",
        "<p>Copyright The Courier 2031</p>",
    ],
)
def test_tags_and_the_place_for_comments_are_no_end_of_a_story(foot: str) -> None:
    assert read(page(BODY + foot)).text == "\n\n".join(STORY)


def test_line_breaks_in_the_mark_up_are_blanks_and_br_is_a_line_end() -> None:
    loose = STORY[0].replace(" ", "\n   ", 3)
    body = f"<p>{loose}</p><p>One verse line<br>and another</p>{BODY}"
    text = read(page(body)).text
    assert text.startswith(STORY[0])
    assert "One verse line\nand another" in text


@pytest.mark.parametrize(
    ("title", "words", "reason"),
    [
        ("Just a moment...", "Checking your browser before accessing courier.example.", "captcha"),
        (
            "courier.example",
            "Please verify you are human by completing the captcha below to go on.",
            "captcha",
        ),
        (
            "Before you continue",
            "We value your privacy. We and our partners store cookies.",
            "consent",
        ),
        ("Log in - Courier", "Please log in to read on. Forgot your password?", "login"),
        ("404 Not Found", "The page you requested is not here. Try the search.", "error"),
        ("Страница не найдена", "Такой страницы нет. Попробуйте начать с главной.", "error"),
        ("503 Service Temporarily Unavailable", "nginx", "error"),
    ],
)
def test_a_page_sent_instead_of_an_article_is_recognised(
    title: str, words: str, reason: str
) -> None:
    head = f"<html><head><title>{title}</title></head>"
    markup = f"{head}<body><h1>{title}</h1><p>{words}</p></body></html>"
    outcome = read_html(markup, source="page", url=URL)
    assert isinstance(outcome, Skipped)
    assert reason in outcome.reason


def test_a_story_about_captchas_is_a_story() -> None:
    body = "".join(
        f"<p>{p} Prove that you are not a robot, the page said, and log in to continue.</p>"
        for p in STORY * 4
    )
    assert read(page(body)).text.startswith(STORY[0])


def test_the_start_of_a_story_behind_a_paywall_is_stored_as_far_as_it_goes() -> None:
    body = (
        f"<p>{STORY[0]}</p><p>{STORY[1]}</p><div class='paywall'><p>Subscribe to read on.</p></div>"
    )
    assert read(page(body)).text == f"{STORY[0]}\n\n{STORY[1]}"


def test_a_front_page_is_no_article() -> None:
    outcome = read_html(page(), source="page", url="https://www.courier.example/")
    assert isinstance(outcome, Skipped)


def test_a_page_without_words_is_skipped() -> None:
    for markup in ("", "<html></html>", "<html><body><script>render()</script></body></html>"):
        assert isinstance(read_html(markup, source="page"), Skipped)


def test_what_a_feed_said_serves_where_the_page_is_silent() -> None:
    given = {"headline": "From the feed", "byline": "Ole Dahl", "published": "2031-05-02"}
    draft = read_html(page(), source="page", url="https://courier.example/story", given=given)
    assert isinstance(draft, Draft)
    assert (draft.headline, draft.byline, draft.published) == (
        "Bridge to Close",
        "Ole Dahl",
        "2031-05-02",
    )


def test_mark_up_nested_to_any_depth_ends_in_an_outcome() -> None:
    for tag in ("div", "b", "blockquote", "table", "ul", "a"):
        outcome = read_html(f"<{tag}>" * 20_000 + "deep", source="page")
        assert isinstance(outcome, Draft | Skipped | Failed)


@given(st.text(st.sampled_from("<>/=&;\"' abpdivhtmlscript!-[]\x00é"), max_size=300))
def test_any_mark_up_whatever_ends_in_an_outcome(markup: str) -> None:
    assert isinstance(read_html(markup, source="page"), Draft | Skipped | Failed)


@given(st.lists(st.sampled_from(STORY), min_size=3, max_size=12, unique=True))
def test_paragraphs_keep_their_words_and_their_order(paragraphs: list[str]) -> None:
    text = read(page("".join(f"<p>{p}</p>" for p in paragraphs))).text
    assert [part for part in text.split("\n\n") if part in paragraphs] == paragraphs


def test_a_page_in_german_that_claims_to_be_english_is_german() -> None:
    words = "Die Lampe des Leuchtturms ist am Freitag ausgefallen, sagte der Hafenmeister. Sie war "
    words += "schon im Herbst dunkel geblieben, und niemand hatte sie ersetzt. " * 5
    page = f"<html lang='en-US'><head><title>Lampe</title></head><body><p>{words}</p></body></html>"
    read = read_html(page, source="x")
    assert isinstance(read, Draft)
    assert read.language == "de"
    nearby = read_html(page.replace("en-US", "lb"), source="x")
    assert isinstance(nearby, Draft)
    assert nearby.language == "lb"
