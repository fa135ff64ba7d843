"""What is shown of a window, of a quote, and of a sentence over the limit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.people import find_people
from store.ingest.quotes import extract_quotes
from store.model import EXCERPT_LIMIT, Quote, Span
from store.search.excerpts.excerpt import Anchor, cut, quote_shown, quote_window
from tests.promises import splits_word


@given(
    words=st.lists(
        st.sampled_from(["harbour", "a", "well,", "x" * 290, "y" * 700, "字" * 400, "—", "(so"]),
        min_size=1,
        max_size=60,
    ),
    data=st.data(),
)
def test_what_is_shown_fits_and_parts_no_word_that_fits(
    words: list[str], data: st.DataObject
) -> None:
    text = "Before. " + " ".join(words)
    span = Span(8, len(text))
    place = data.draw(st.integers(8, len(text) - 1))
    shown = cut(text[4:], 4, span, [Anchor(Span(place, place + 1), 0, 1.0)])
    assert span.holds(shown)
    assert 0 < len(shown) <= EXCERPT_LIMIT
    if any(len(word) <= EXCERPT_LIMIT for word in words):
        assert not splits_word(text, shown.start)
        assert not splits_word(text, shown.stop)


def test_something_is_shown_where_a_part_would_end_right_behind_a_space() -> None:
    text = "a " + "y" * 700 + " " + "y" * 700
    place = text.rindex(" ") + 1 - EXCERPT_LIMIT // 2
    shown = cut(text, 0, Span(0, len(text)), [Anchor(Span(place, place + 1), 0, 1.0)])
    assert shown.of(text) == "a"


def test_the_part_that_holds_what_was_asked_for_is_shown() -> None:
    text = "the sea was calm, and " * 40 + "the mayor resigned, and " + "it rained, and " * 60
    start = text.index("mayor resigned")
    anchors = [Anchor(Span(start, start + 5), 0, 0.5), Anchor(Span(start + 6, start + 14), 1, 0.5)]
    shown = cut(text, 0, Span(0, len(text)), anchors)
    assert "the mayor resigned" in shown.of(text)


def test_a_word_that_comes_again_counts_once() -> None:
    again = "the ferry, the ferry, the ferry, " + "and so on and on, " * 20
    text = again + "the ferry sank at dawn, " + "and so on and on, " * 20
    places = [m.start() for m in re.finditer("ferry", text)]
    anchors = [Anchor(Span(place, place + 5), 0, 0.5) for place in places]
    sank = text.index("sank")
    anchors.append(Anchor(Span(sank, sank + 4), 1, 0.5))
    assert "ferry sank" in cut(text, 0, Span(0, len(text)), anchors).of(text)


def test_what_would_answer_is_kept_with_the_words_asked_for() -> None:
    text = (
        "On 4 June 1931 the council, " + "which met in the old hall, " * 6 + "closed the mine, "
        "to the relief of nobody in particular, " + "for all that was said about it later, " * 6
    )
    mine = text.index("closed the mine")
    anchors = [Anchor(Span(mine, mine + 15), 0, 0.8)]
    date = Anchor(Span(3, 14), -1, 0.6, is_answer=True)
    assert "1931" not in cut(text, 0, Span(0, len(text)), anchors).of(text)
    assert "1931" in cut(text, 0, Span(0, len(text)), [*anchors, date]).of(text)


@given(data=st.data())
def test_no_quote_that_fits_is_cut(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(["tide,", "and", "Fisk", "ran;"]), min_size=90))
    text = " ".join(words)
    first = data.draw(st.integers(0, len(text) - 60))
    quote = Span(first, first + data.draw(st.integers(2, 58)))
    place = data.draw(st.integers(0, len(text) - 4))
    anchors = [Anchor(Span(place, place + 4), 0, 1.0)]
    shown = cut(text, 0, Span(0, len(text)), anchors, [quote])
    assert not quote.start < shown.start < quote.stop
    assert not quote.start < shown.stop < quote.stop


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


def test_an_excerpt_is_a_quote_where_one_statement_fills_enough_of_it() -> None:
    runs = [Quote(Span(0, 20), group=1), Quote(Span(40, 61), group=1)]
    assert quote_shown(Span(0, 100), runs) == runs[0]
    apart = [Quote(Span(0, 39), group=1), Quote(Span(40, 79), group=2)]
    assert quote_shown(Span(0, 100), apart) is None
