from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.near_keys import deletion_keys, near_terms

LETTERS = st.characters(categories=["L", "M"])


@given(st.text(alphabet=LETTERS, min_size=1, max_size=26))
def test_the_keys_are_those_of_the_word_and_of_what_is_left_of_it(word):
    forms = {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
    assert set(deletion_keys(word)) in (set(), {crc32(form.encode()) for form in forms})


@pytest.mark.parametrize("word", ["abc", "2018", "a" * 25, "新闻联播"])
def test_a_word_of_odd_length_or_without_letters_has_no_keys(word):
    assert deletion_keys(word) == []


def test_a_word_of_letters_has_keys():
    assert len(set(deletion_keys("страна"))) == len("страна") + 1


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_terms_are_of_one_length(keys):
    assert near_terms(keys) == " ".join(f"{key:08x}" for key in keys)
    assert near_terms(keys, " OR ").split(" OR ") == near_terms(keys).split(" ")
