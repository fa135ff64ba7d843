from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.story.canonical import canonical_url, host_of

HOST = "https://courier.example"
SAME = [
    "http://courier.example/2031/05/bridge",
    "https://www.courier.example/2031/05/bridge/",
    "HTTPS://Courier.Example:443/2031/05/bridge#comments",
    "https://m.courier.example/2031/05/bridge?utm_source=mail&fbclid=x",
    "https://amp.courier.example/2031/05/bridge/amp/",
    "https://courier.example/amp/2031/05/bridge",
    "https://courier-example.cdn.ampproject.org/c/s/courier.example/2031/05/bridge",
    "https://www.google.com/amp/s/courier.example/2031/05/bridge",
    "https://courier.example//2031/05/bridge/index.html",
]


@pytest.mark.parametrize("url", SAME)
def test_one_story_under_another_address_is_one_story(url: str) -> None:
    assert canonical_url(url) == f"{HOST}/2031/05/bridge"


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/story?id=7",
        f"{HOST}/story?id=8",
        f"{HOST}/Story?id=7",
        f"{HOST}:8080/story?id=7",
        "https://de.courier.example/story?id=7",
    ],
)
def test_what_may_choose_another_article_stays(url: str) -> None:
    others = {f"{HOST}/story?id=7", f"{HOST}/story?id=8", f"{HOST}/Story?id=7"} - {url}
    assert canonical_url(url) not in {canonical_url(other) for other in others}


def test_the_order_of_a_query_chooses_nothing() -> None:
    assert canonical_url(f"{HOST}/?b=2&a=1") == canonical_url(f"{HOST}/?a=1&b=2")


def test_an_escaped_and_a_plain_letter_are_one() -> None:
    assert canonical_url(f"{HOST}/caf%C3%A9%20noir") == canonical_url(f"{HOST}/café noir")


def test_an_international_host_is_one_with_its_ascii_form() -> None:
    assert canonical_url("https://zürich.example/a") == canonical_url(
        "https://xn--zrich-kva.example/a"
    )


@given(
    st.one_of(
        st.text(max_size=80),
        st.builds(
            "https://{}/{}?{}".format,
            st.from_regex(r"[a-z.]{1,20}", fullmatch=True),
            st.text(),
            st.text(),
        ),
        st.builds("http://www.m.a.example/{}".format, st.text("amp/.index%html%2F", max_size=30)),
    )
)
def test_a_canonical_address_is_its_own_canonical_address(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


def test_what_is_no_web_address_comes_back_as_it_is() -> None:
    assert canonical_url("urn:isbn:12") == "urn:isbn:12"
    assert canonical_url("https://[broken") == "https://[broken"


def test_the_host_of_an_address_is_without_its_variant() -> None:
    assert host_of("https://www.courier.example/a") == "courier.example"
    assert host_of("mailto:desk@courier.example") is None
