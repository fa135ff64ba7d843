from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.fold import fold
from store.text.stem import Stems, stem


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "bridge bridges Bridged"),
        ("de", "Brücke Brücken"),
        ("ru", "министр министра министрами"),
        ("ru", "Ёлка елки"),
        ("uk", "міністр міністра міністрові міністрами"),
        ("uk", "рішення рішенням рішень"),
        ("ar", "المدرسة والمدرسة مدرسة بالمدرسة"),
        ("ar", "معلمون المعلمين معلم"),
        ("he", "משטרה המשטרה ובמשטרה"),
        ("he", "ילד ילדים הילדים"),
        ("el", "Κυβέρνηση κυβερνήσεις κυβέρνησης"),
        ("es", "elección elecciones"),
        ("fr", "élection élections"),
        ("tr", "ev evler evlerinden"),
        ("hi", "लड़का लड़के"),
        ("ro", "şcoală școală școala"),
        ("fi", "talossa talosta"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(language, words):
    assert len({stem(word, language) for word in words.split()}) == 1


def test_an_unknown_language_folds_only():
    assert stem("Żółwie", "und") == "zolwie"


def test_numbers_are_left_alone():
    assert stem("2018", "en") == "2018"


@given(
    st.text(min_size=1),
    st.sampled_from(["en", "de", "ru", "uk", "ar", "he", "tr", "el", "hi", "xx"]),
)
def test_a_stem_is_a_folded_form(word, language):
    folded, stemmed = Stems(language)[word]
    assert folded == fold(word)
    assert fold(stemmed) == stemmed
    assert bool(stemmed) == bool(folded)


def test_the_memory_is_bounded():
    stems = Stems("en", most_words=10)
    assert [stems[f"word{n}"][0] for n in range(25)] == [f"word{n}" for n in range(25)]
    assert len(stems) <= 10


@given(
    st.lists(st.text(alphabet="iIaAsS'éÉıİя12", min_size=1, max_size=4), max_size=12),
    st.sampled_from(["en", "de", "tr", "ru", "uk", "ar", "xx"]),
)
def test_a_word_has_the_same_stem_whatever_was_met_before(words, language):
    stems = Stems(language)
    assert [stems[word] for word in words] == [Stems(language)[word] for word in words]


@pytest.mark.parametrize("language", ["en", "de", "ru", "tr", "uk", "ar", "xx"])
def test_many_words_have_the_stems_they_have_one_by_one(language):
    for words in (["bridges", "istanbul", "built"], ["bridges", "мостами"], ["a1", "2nd"], []):
        one_by_one = Stems(language)
        assert Stems(language).of_folded(words) == [one_by_one[word][1] for word in words]


@given(
    word=st.text("абвгдежийоруьыея", min_size=1, max_size=12).map(fold),
    language=st.sampled_from(["en", "de", "es", "tr", "pl", "fi", "ru", "uk", "el", "und"]),
)
def test_words_of_other_letters_are_their_own_stems_where_they_are_said_to_be(
    word: str, language: str
) -> None:
    stems = Stems(language)
    assert stems.inflects(word) or stems[word][1] == word
    assert stems.inflects("words")
