from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.irregular import kin_of
from store.text.stem import stem


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("win", "won", "en"),
        ("writing", "wrote", "en"),
        ("women", "woman", "en"),
        ("sprechen", "sprach", "de"),
        ("Städte", "Stadt", "de"),
        ("дети", "ребёнка", "ru"),
    ],
)
def test_forms_that_no_stemmer_joins_are_kin(one: str, other: str, language: str) -> None:
    stems = stem(one, language), stem(other, language)
    assert stems[0] == stems[1] or stems[1] in kin_of(stems[0], language)


@given(st.sampled_from(["en", "de", "ru"]), st.data())
def test_kinship_goes_both_ways(language: str, data: st.DataObject) -> None:
    known = ["win", "write", "go", "man", "nehmen", "sehen", "человек", "идти"]
    one = stem(data.draw(st.sampled_from(known)), language)
    for other in kin_of(one, language):
        assert one in kin_of(other, language)
        assert other != one


def test_an_ordinary_word_and_an_unlisted_language_have_no_kin() -> None:
    assert not kin_of("harbour", "en")
    assert not kin_of("win", "xx")
