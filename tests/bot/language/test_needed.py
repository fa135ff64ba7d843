"""A pattern is passed over only where it cannot fit."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.book import Phrase, languages, phrase_book, plain
from bot.language.needed import needs_of
from tests.examples import examples

_MESSAGES = Path(__file__).parents[1] / "asking" / "messages.txt"
_PIECES = st.recursive(
    st.sampled_from(["ab", "cd", "a b", "x", r"\w+", "[a-d]", ".", "{one}", "{two}"]),
    lambda pieces: st.one_of(
        st.tuples(pieces, pieces).map("".join),
        st.tuples(pieces, pieces).map(lambda two: f"(?:{'|'.join(two)})"),
        st.tuples(pieces, st.sampled_from("?*+")).map(lambda two: f"(?:{two[0]}){two[1]}"),
        pieces.map(lambda piece: f"(?!{piece})"),
        pieces.map(lambda piece: f"(?P<p>{piece}){{0,2}}" if "(?P" not in piece else piece),
    ),
    max_leaves=8,
)
_FRAGMENTS = {"one": "(?:on|off)", "two": "(?:tw[aeiou]?|)"}


@cache
def _phrases() -> tuple[Phrase, ...]:
    return tuple(phrase for code in languages() for phrase in phrase_book(code).phrases)


def _holds(text: str, needs: tuple[frozenset[str], ...]) -> bool:
    return all(any(word in text for word in need) for need in needs)


@given(data=st.data(), pattern=_PIECES)
def test_what_fits_holds_what_is_needed(data: st.DataObject, pattern: str) -> None:
    filled = pattern
    for name, fragment in _FRAGMENTS.items():
        filled = filled.replace(f"{{{name}}}", fragment)
    try:
        compiled = re.compile(filled)
    except re.error:  # a group named twice
        return
    needs = needs_of(pattern, {name: needs_of(each, {}) for name, each in _FRAGMENTS.items()})
    text = data.draw(
        st.one_of(st.from_regex(compiled, fullmatch=True), st.text("abcdx onftwae", max_size=12))
    )
    assert not compiled.fullmatch(text) or _holds(text, needs)


@examples(100)
@given(data=st.data())
def test_no_phrase_of_a_book_is_passed_over_that_fits(data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(_phrases()))
    text = data.draw(st.from_regex(phrase.pattern, fullmatch=True))
    assert _holds(text, phrase.needs)


@pytest.mark.parametrize("language", languages())
def test_a_book_passes_over_no_phrase_that_fits_a_message(language: str) -> None:
    book = phrase_book(language)
    for message in _MESSAGES.read_text("utf-8").splitlines():
        flat = plain(message.split(" | ")[0])
        may_fit = set(book.may_fit(flat))
        fitting = {phrase for phrase in book.phrases if phrase.pattern.fullmatch(flat)}
        assert fitting <= may_fit


def test_most_phrases_are_passed_over() -> None:
    book = phrase_book("en")
    flat = plain("How much will the bridge repair cost?")
    assert len(tuple(book.may_fit(flat))) < len(book.phrases) / 10


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("who said {topic}", [{"who"}, {"said"}]),
        ("(?:when|where) did", [{"when", "where"}, {"did"}]),
        ("(?:please )?links?", [{"link"}]),
        ("(?:what|a) is", [{"is"}]),
        (r"\w+ (?!not)[abc] x{0,2}yes", [{"yes"}]),
        ("", []),
    ],
)
def test_needs_are_the_words_between_what_may_be_anything(
    pattern: str, needs: list[set[str]]
) -> None:
    assert needs_of(pattern, {"topic": ()}) == tuple(map(frozenset, needs))
