from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.fold import fold


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Hello", "hello"),
        ("Łódź", "lodz"),
        ("Ærøskøbing", "aeroskobing"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ﬁnal", "final"),
        ("Đặng", "dang"),
        ("İzmir", "izmir"),
        ("ISPARTA", "isparta"),
        ("ısparta", "isparta"),
        ("Ёлка", "елка"),
        ("йод", "йод"),
        ("Їжак", "їжак"),
        ("ґава", "гава"),
        ("п'ять", "пять"),
        ("Κυβέρνησης", "κυβερνησησ"),
        ("أُولى", "اولي"),
        ("مدرسة", "مدرسه"),
        ("كـــتاب", "كتاب"),
        ("کتابی", "كتابي"),
        ("שָׁלוֹם", "שלומ"),
        ('צה"ל', "צהל"),
        ("क़लम", "कलम"),
        ("١٢٣", "123"),
        ("２０１８", "2018"),
        ("4½", "4"),
        ("co\u00adoperate", "cooperate"),
        ("特朗普", "特朗普"),
        ("ガ", "ガ"),
        ("한국", "한국"),
    ],
)
def test_folding_keeps_what_tells_words_apart_and_no_more(word, folded):
    assert fold(word) == folded


def test_a_letter_of_the_wrong_script_is_taken_for_its_twin():
    assert fold("кoт") == fold("кот")
    assert fold("dоg") == fold("dog")


def test_a_word_truly_of_two_scripts_stays():
    assert fold("wifiсеть") == "wifiсеть"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_case_does_not_matter(text):
    assert fold(text.casefold().upper()) == fold(text.casefold().upper().casefold())


@given(st.text(alphabet=st.characters(min_codepoint=0x80)))
def test_nothing_but_letters_digits_and_marks_is_left(text):
    assert all(c.isalnum() or not c.isspace() for c in fold(text))
