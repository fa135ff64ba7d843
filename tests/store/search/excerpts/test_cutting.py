"""A sentence too long to show, and the part of it that is shown."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from store.model import Span
from store.search.excerpts.cutting import Anchor, cut
from store.search.ranking.windows import LIMIT
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
    assert 0 < len(shown) <= LIMIT
    if any(len(word) <= LIMIT for word in words):
        assert not splits_word(text, shown.start)
        assert not splits_word(text, shown.stop)


def test_something_is_shown_where_a_part_would_end_right_behind_a_space() -> None:
    text = "a " + "y" * 700 + " " + "y" * 700
    place = text.rindex(" ") + 1 - LIMIT // 2
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
