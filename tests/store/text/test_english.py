from __future__ import annotations

from store.text.english import is_english_word, words_and_names, words_no_name


def test_words_are_told_from_slips_in_them():
    assert is_english_word("harbour") or is_english_word("harbor")
    assert is_english_word("abbey")
    assert not is_english_word("becuase")


def test_no_word_is_both_somebodys_name_and_nobodys():
    assert not words_no_name() & words_and_names()
    assert all(word == word.lower() for word in words_no_name() | words_and_names())
