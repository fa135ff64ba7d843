"""What is stored as one value comes back as it was."""

from __future__ import annotations

import zlib
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from store.rows.packing import pack_text, unpack_beginning, unpack_text

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


@given(text=TEXTS, length=st.integers(0, 4_000))
def test_a_text_of_an_archive_that_knew_no_words_is_read_too(text: str, length: int) -> None:
    blob = zlib.compress(text.encode("utf-8", "surrogatepass"))
    assert unpack_text(blob) == text
    assert text.startswith(unpack_beginning(blob, length))


def test_an_english_text_takes_less_room_for_the_words_known_beforehand() -> None:
    text = (
        "The council said on Monday that it would close the old bridge for repairs, although many "
        "people who live near the river have asked the mayor to think again."
    )
    assert len(pack_text(text)) < 0.8 * len(zlib.compress(text.encode()))


def test_the_words_known_beforehand_are_those_with_which_stored_texts_were_written() -> None:
    words = files("store.rows").joinpath("frequent_words.txt").read_bytes()
    assert zlib.adler32(words) == 0xD5A91B23
