"""What is stored as one value comes back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.rows import pack_text, unpack_beginning, unpack_text

# Half a surrogate pair too, which no file holds and a web page can.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=3_000) | st.text(
    alphabet="aé鯨🙂\ud800", min_size=200, max_size=3_000
)


@given(text=TEXTS)
def test_a_text_comes_back_character_for_character(text: str) -> None:
    assert unpack_text(pack_text(text)) == text


@given(text=TEXTS, length=st.integers(0, 4_000))
def test_the_beginning_of_a_text_is_its_beginning(text: str, length: int) -> None:
    beginning = unpack_beginning(pack_text(text), length)
    assert text.startswith(beginning)
    assert len(beginning) >= min(length, len(text))
