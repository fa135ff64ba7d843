"""What is shown of a quote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.people import find_people
from store.ingest.quotes import extract_quotes
from store.model import Quote, Span
from store.search.excerpts.quote_window import quote_window
from tests.promises import splits_word


def window(text: str, number: int = 0) -> str:
    quotes = extract_quotes(text, "en", find_people(text, "en"))
    return quote_window(text, quotes[number]).of(text)


def test_a_quote_comes_with_its_whole_sentence() -> None:
    text = "It rained. “We are wet,” said Ida Brandt. Nobody left."
    assert window(text) == "“We are wet,” said Ida Brandt."


def test_it_stays_in_its_paragraph() -> None:
    text = "Ida Brandt spoke.\n\n“We are wet,” she said.\n\nNobody left."
    assert window(text) == "“We are wet,” she said."


def test_the_speaker_before_it_is_shown_with_it() -> None:
    text = "Ida Brandt was asked about it. “We are wet,” said Brandt, “and cold.” Nobody left."
    assert "said Brandt" in window(text)


def test_a_quote_that_fits_by_itself_is_whole_where_its_sentence_is_too_long() -> None:
    words = "word " * 40
    text = f"It was, {words}and {words}“not a day for swimming at all,” said Brandt, {words}then."
    shown = window(text)
    assert "“not a day for swimming at all,”" in shown
    assert len(shown) <= 300


@given(
    before=st.integers(0, 400),
    quoted=st.lists(
        st.sampled_from(["word ", "sea. ", "Yes! ", "well, "]), min_size=1, max_size=120
    ),
    after=st.integers(0, 400),
)
def test_any_window_is_bounded_and_holds_what_fits(
    before: int, quoted: list[str], after: int
) -> None:
    said = "".join(quoted).strip()
    text = "a " * before + f"“{said}” " + "z " * after
    start = text.index(said)
    quote = Quote(Span(start, start + len(said)))
    shown = quote_window(text, quote)
    assert 0 < len(shown) <= 300
    assert shown.stop <= len(text)
    assert not splits_word(text, shown.start)
    assert not splits_word(text, shown.stop)
    if len(said) + 2 <= 300:
        assert shown.holds(quote.span)
    else:
        assert quote.span.start - 1 <= shown.start <= quote.span.start


@pytest.mark.parametrize("where", ["before", "far away", "in another paragraph"])
def test_a_mention_anywhere_does_no_harm(where: str) -> None:
    text = "Ida Brandt came. " + "x " * 300 + "“We are wet,” she said."
    if where == "in another paragraph":
        text = text.replace("came. ", "came.\n\n")
    if where == "before":
        text = "Ida Brandt came. “We are wet,” she said."
    start = text.index("We are wet")
    quote = Quote(Span(start, start + 11), "Ida Brandt", Span(0, 10))
    shown = quote_window(text, quote)
    assert shown.holds(quote.span)
    assert len(shown) <= 300
