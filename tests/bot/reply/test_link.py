from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply.link import LINK_LIMIT_CHARS, is_web_address, text_fragment
from tests.bot.reply.strategies import texts

URL = "https://news.example/story"


def test_a_short_excerpt_is_named_whole() -> None:
    assert text_fragment(URL, "Half-price, B & C") == (
        f"{URL}#:~:text=Half%2Dprice%2C%20B%20%26%20C"
    )


def test_a_long_excerpt_is_named_by_its_first_and_last_words() -> None:
    excerpt = (
        "The ferry to the islands was late for the third day in a row, and nobody at the"
        " harbour office could say when the spare part would come or who had ordered it."
    )
    link = text_fragment(URL, excerpt)
    start, end = unquote(link.partition("text=")[2]).split(",", 1)[0], link.rpartition(",")[2]
    assert excerpt.startswith(start + " ")
    assert excerpt.endswith(" " + unquote(end))


def test_an_excerpt_over_two_paragraphs_is_named_by_both() -> None:
    link = text_fragment(URL, "It rained.\n\nThen it stopped.")
    assert link.endswith("text=It%20rained.,Then%20it%20stopped.")


def test_a_number_is_not_cut_at_its_comma() -> None:
    excerpt = "They paid 1,250,000 crowns for it, " * 5
    for part in text_fragment(URL, excerpt).partition("text=")[2].split(","):
        assert unquote(part).strip() in excerpt


def test_a_fragment_that_is_there_is_kept_and_an_old_directive_is_not() -> None:
    assert text_fragment(f"{URL}#top", "a") == f"{URL}#top:~:text=a"
    assert text_fragment(f"{URL}#top:~:text=old", "a") == f"{URL}#top:~:text=a"


@pytest.mark.parametrize("url", ["file:///tmp/a.txt", "mailto:a@b.example", "t.me/x", "https://[x"])
def test_only_web_addresses_get_a_fragment(url: str) -> None:
    assert text_fragment(url, "words") == url


@given(texts)
def test_a_fragment_is_made_of_words_of_the_excerpt_and_of_safe_characters(text: str) -> None:
    link = text_fragment(URL, text)
    assert link.isascii()
    assert len(link) <= LINK_LIMIT_CHARS
    parts = link.partition(":~:text=")[2].split(",")
    assert len(parts) <= 2
    joined = " ".join(text.encode("utf-8", "replace").decode().split())
    for part in parts:
        assert "-" not in part
        assert unquote(part) in joined


@given(st.text())
def test_any_string_can_be_asked_whether_it_is_an_address(text: str) -> None:
    is_web_address(text)
    is_web_address(f"https://{text}")
    text_fragment(f"https://{text}", text)
