from __future__ import annotations

from store.text.fold import fold
from store.text.function_words import (
    function_words,
    is_function_word,
    misspelt_function_words,
    written_words,
)
from store.text.words import find_words


def test_every_list_is_long_enough_to_tell_a_language():
    assert all(len(words) >= 90 for words in written_words().values())
    assert len(written_words()) >= 29


def test_words_are_written_as_a_text_is_read():
    assert all(
        find_words(word) == [word] and word == word.lower()
        for language, words in written_words().items()
        for word in words
    )


def test_no_list_says_a_word_twice():
    assert all(len(words) == len(set(words)) for words in written_words().values())


def test_words_are_known_by_their_folded_form():
    assert is_function_word(fold("Où"), ["fr"])
    assert is_function_word("who", ["de", "en"])
    assert not is_function_word("who", ["de"])
    assert not is_function_word("bridge", ["en"])
    assert not is_function_word("the", ["xx"])


def test_parts_of_unspaced_words_count():
    assert {"什么", "的"} <= function_words("zh")
    assert fold("ะไร") in function_words("th")


def test_a_language_without_a_list_has_none():
    assert function_words("xx") == frozenset()


def test_a_slip_in_a_function_word_is_known_for_one():
    assert "which" in misspelt_function_words("whihc", ["en"])
    assert "because" in misspelt_function_words("becuase", ["en"])
    assert not misspelt_function_words("becuase", ["de"])
    assert not misspelt_function_words("harbour", ["en"])


def test_a_word_as_it_should_be_and_a_short_one_are_no_slips():
    assert "which" not in misspelt_function_words("which", ["en"])
    assert not misspelt_function_words("ths", ["en"])
