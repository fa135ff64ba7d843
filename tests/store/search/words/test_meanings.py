"""The shipped table of word vectors, and what it finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.search.words.meanings import WordVectors, load_word_vectors


def nearest(typed: str, source: str, target: str = "en", most: int = 3) -> list[str]:
    table = load_word_vectors()
    vector = table.vector(typed, source)
    assert vector is not None
    return [near.word for near in table.nearest(vector, target, 0.4, most)]


@pytest.mark.parametrize(
    ("typed", "source", "meant"),
    [
        ("полиция", "ru", "police"),
        ("полицией", "ru", "police"),
        ("Brücke", "de", "bridge"),
        ("école", "fr", "school"),
        ("hospital", "es", "hospital"),
        ("ponte", "it", "bridge"),
        ("escola", "pt", "school"),
        ("brug", "nl", "bridge"),
        ("szpital", "pl", "hospital"),
        ("şirket", "tr", "company"),
        ("المدرسة", "ar", "school"),
        ("学校", "zh", "school"),
        ("病院", "ja", "hospital"),
        ("학교", "ko", "school"),
        ("โรงเรียน", "th", "school"),
        ("лікарня", "uk", "hospital"),
    ],
)
def test_a_word_lies_near_its_translation(typed: str, source: str, meant: str) -> None:
    assert meant in nearest(typed, source)


def test_every_language_of_the_table_reaches_every_other() -> None:
    table = load_word_vectors()
    vector = table.vector("school", "en")
    assert vector is not None
    assert all(table.nearest(vector, language, 0.4, 1) for language in table.languages)


def test_a_compound_is_read_by_its_parts() -> None:
    table = load_word_vectors()
    assert table.vector("Brückenschule", "de") is not None


@given(st.text(max_size=30), st.sampled_from(["de", "ru", "zh", "ar", "ko", "xx"]))
def test_any_word_has_a_unit_vector_or_none(typed: str, language: str) -> None:
    vector = load_word_vectors().vector(typed, language)
    assert vector is None or abs(float(np.linalg.norm(vector)) - 1) < 1e-3


def test_a_run_without_spaces_is_read_as_its_words() -> None:
    table = load_word_vectors()
    assert list(table.segments("谁是总统", "zh")) == ["总统"]


@given(st.text(alphabet="学校总统病院ก谁是的a", max_size=20))
def test_segments_stand_in_the_run_in_order(run: str) -> None:
    at = 0
    for piece in load_word_vectors().segments(run, "zh"):
        at = run.index(piece, at) + len(piece)


def test_a_table_of_ones_own_is_read_as_it_is_written() -> None:
    vectors = np.array([[127, 0], [0, 127], [127, 0]], np.int8)
    table = WordVectors(b"brucke brucke\nhaus haus\nbridg bridge\n", vectors, np.zeros(3, np.int8))
    table.add_languages({"de": 2, "en": 1})
    vector = table.vector("Brücke", "de")
    assert vector is not None
    (near,) = table.nearest(vector, "en", 0.4, 5)
    assert (near.word, near.stem, round(near.cosine, 3)) == ("bridge", "bridg", 1.0)
