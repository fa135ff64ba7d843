"""A sentence too long to show, and the part of it that is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.model import Span
from store.search.windows import LIMIT, cut
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
    shown = cut(text[4:], 4, span, [Span(place, place + 1)])
    assert span.holds(shown)
    assert 0 < len(shown) <= LIMIT
    if any(len(word) <= LIMIT for word in words):
        assert not splits_word(text, shown.start)
        assert not splits_word(text, shown.stop)


def test_the_part_that_holds_what_was_asked_for_is_shown() -> None:
    text = "the sea was calm, and " * 40 + "the mayor resigned, and " + "it rained, and " * 60
    start = text.index("mayor resigned")
    shown = cut(text, 0, Span(0, len(text)), [Span(start, start + 5), Span(start + 6, start + 14)])
    assert "the mayor resigned" in shown.of(text)
