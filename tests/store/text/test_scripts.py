from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.scripts import sound_keys, to_latin
from store.text.sound import name_similarity, sound_key


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Уиллис", "Willis"),
        ("Джордан", "Jordan"),
        ("Джеральдом", "Gerald"),
        ("Хоппер", "Hopper"),
        ("Гарольда", "Harold"),
        ("Шварцем", "Schwartz"),
        ("Алексеев", "Alexeyev"),
        ("Ковальчуку", "Kovalchuk"),
        ("Лисенкові", "Lysenko"),
        ("Щербакова", "Shcherbakov"),
        ("Куинтон", "Quinton"),
        ("Готье", "Gautier"),
        ("Τζάκσον", "Jackson"),
        ("Μπράουν", "Brown"),
        ("Νικολαΐδη", "Nikolaidis"),
        ("باركر", "Parker"),
        ("والجاكسون", "Jackson"),
        ("ويلسون", "Wilson"),
        ("פארקר", "Parker"),
        ("ג'קסון", "Jackson"),
        ("לווילסון", "Wilson"),
    ],
)
def test_a_name_sounds_like_its_english_spelling_in_any_case(word, name):
    assert sound_key(name) in sound_keys(word)
    assert max(name_similarity(spelling, name) for spelling in to_latin(word)) > 0.6


def test_the_likeliest_spelling_comes_first():
    assert to_latin("Клинтон")[0] == "klinton"
    assert to_latin("Хоппер")[0] == "hopper"
    assert to_latin("Чайковский")[0] == "chaykovsky"


def test_latin_letters_have_themselves():
    assert to_latin("Łódź") == ("lodz",)


def test_other_alphabets_have_one_spelling():
    assert to_latin("თბილისი") == ("tbilisi",)


def test_what_spells_no_name_has_no_spelling():
    assert to_latin("特朗普") == ()
    assert to_latin("2018") == ()
    assert to_latin("") == ()


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґαβγδεζηθικλμνξοπρστυφχψωابجدهוזחט"))
def test_spellings_are_few_and_plain(word):
    spellings = to_latin(word)
    assert len(spellings) <= 4
    assert all(spelling.isascii() and spelling.isalpha() for spelling in spellings)
    assert len(set(sound_keys(word))) == len(spellings)


@given(st.text())
def test_any_text_can_be_spelt(text):
    assert all(spelling.isascii() for spelling in to_latin(text))
