from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from store.text.sound import least_alike, name_similarity, sound_key

NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=12)
RULES = tomllib.loads(files("store.text").joinpath("sound.toml").read_text("utf-8"))
# Of the letters that most rules are about.
HUSHING = st.text(alphabet="cdghjkpqstwxzaei", max_size=9)


@pytest.mark.parametrize(
    "spellings",
    [
        "Philips Filips Phillipps",
        "Schmidt Shmit",
        "Catherine Katerin",
        "Jackson Djekson Dzhekson",
        "Maxim Maksim",
        "Wright Rayt",
        "McIntyre MacIntyre Makintayr",
        "Schwartz Shvarts",
        "Müller Muller",
        "Brown Braun",
        "Kowalski Kovalsky",
    ],
)
def test_spellings_of_a_name_share_a_key(spellings):
    assert len({sound_key(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize("pair", ["Martin Morton", "Anna Hanna", "Miller Wilder", "Odile Dale"])
def test_unlike_names_are_told_apart(pair):
    one, other = pair.split()
    assert sound_key(one) != sound_key(other) or name_similarity(one, other) < 0.9


def test_the_likelier_spelling_is_more_alike():
    assert name_similarity("breyk", "drake") < name_similarity("dreyk", "drake")
    assert name_similarity("shmit", "schmidt") > name_similarity("shmit", "shamoto")
    assert name_similarity("tiler", "tyler") > name_similarity("tiler", "tolar")


@given(NAMES, NAMES)
def test_similarity_is_a_symmetric_share(one, other):
    assert 0 <= name_similarity(one, other) <= 1
    assert name_similarity(one, other) == pytest.approx(name_similarity(other, one))


@given(NAMES)
def test_a_name_is_most_like_itself(name):
    assert name_similarity(name, name) == 1
    assert name_similarity(name.upper(), name) == 1


@given(st.text())
def test_a_key_is_plain_letters(text):
    assert all(letter.isascii() and letter.isalpha() for letter in sound_key(text))


def test_what_has_no_latin_letter_has_no_key():
    assert sound_key("2018") == ""
    assert sound_key("特") == ""


@given(NAMES.filter(bool), NAMES.filter(bool), st.floats(0.5, 0.9))
def test_names_of_another_sound_are_no_more_alike_than_their_letters_allow(one, other, enough):
    if sound_key(one) != sound_key(other) and name_similarity(one, other) >= enough:
        assert Indel.normalized_similarity(one, other) >= least_alike(enough) - 1e-9


@given(HUSHING | NAMES)
def test_no_rule_is_passed_over_that_would_match(name):
    """The letters beside a rule, which spare looking for it, stand in all it matches."""
    sounds = name
    for pattern, sound, _ in RULES["consonants"]:
        sounds = re.sub(pattern, sound, sounds)
    consonants = re.sub("[aeiouy]", "", sounds)
    assert sound_key(name) == ("A" if sounds.startswith(tuple("aeiouy")) else "") + consonants
