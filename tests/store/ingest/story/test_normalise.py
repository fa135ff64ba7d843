from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from store.ingest.story.normalise import normalise, normalise_line

ANY_TEXT = st.text(st.characters(), max_size=200)
AWKWARD = st.text(
    st.sampled_from(" \t\n\r\u00a0\u2028\u2029\u200b\u200d\ufeff\x00a\u0301é¨.\ud800"), max_size=40
)


@given(ANY_TEXT | AWKWARD)
@example("a \u0300\r\n\r\n\r\nb")
@example("\u2000\u0338")
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(ANY_TEXT | AWKWARD)
def test_no_blanks_or_controls_are_left_that_a_reader_cannot_see(text: str) -> None:
    text = normalise(text)
    assert "  " not in text
    assert " \n" not in text
    assert "\n " not in text
    assert "\n\n\n" not in text
    assert text == text.strip(" \n")
    assert all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") for c in text)
    assert unicodedata.is_normalized("NFC", text)


@given(ANY_TEXT)
def test_what_comes_out_can_be_stored_as_utf_8(text: str) -> None:
    assert normalise(text).encode("utf-8").decode("utf-8") == normalise(text)


@given(st.lists(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1), max_size=9))
def test_words_are_never_lost_or_reordered(words: list[str]) -> None:
    expected = unicodedata.normalize("NFC", " ".join(words)).split()
    assert normalise("\u00a0\t ".join(words)).split() == expected


def test_every_line_end_becomes_one_and_paragraphs_keep_one_blank_line() -> None:
    assert normalise("one\r\ntwo\rthree\x85four\n \n\t\n\nfive\u2029six") == (
        "one\ntwo\nthree\nfour\n\nfive\n\nsix"
    )


def test_joiners_that_scripts_and_emoji_are_spelt_with_stay() -> None:
    assert normalise("می\u200cخواهم 👩\u200d🚀") == "می\u200cخواهم 👩\u200d🚀"


def test_soft_hyphens_and_zero_width_spaces_do_not_break_words() -> None:
    assert normalise("Donau\u00addampf\u200bschiff") == "Donaudampfschiff"


@given(ANY_TEXT)
def test_a_line_is_one_line(text: str) -> None:
    assert "\n" not in normalise_line(text)
