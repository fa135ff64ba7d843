"""Numbers of words and runs agree where the words do, and only there."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.writing import shingles as module
from store.ingest.writing.shingles import different, shared, shingles, word_numbers
from store.text.words import find_words

WORDS = st.lists(st.sampled_from(["a", "b", "ab", "ba", "aab", "é", "я", "я1", "\U0001d7d8"]))


def numbers(text: str, *, by_character: bool = False) -> list[int]:
    found: list[int] = word_numbers(text, by_character=by_character).tolist()
    return found


@given(st.one_of(st.text(), WORDS.map(" ".join), WORDS.map(", ".join)))
def test_each_word_has_a_number_wherever_it_stands(text: str) -> None:
    words = find_words(text.casefold())
    alone = [number for word in words for number in numbers(word)]
    assert numbers(text) == alone
    assert len(alone) == len(words)


@given(WORDS)
def test_other_words_have_other_numbers(words: list[str]) -> None:
    told = {(word, number) for word in words for number in numbers(word)}
    assert len({number for _, number in told}) == len({word for word, _ in told})


def test_what_stands_between_words_and_their_case_make_no_difference() -> None:
    assert numbers("“The Quay”—closed…") == numbers("the quay closed")


def test_a_character_of_a_script_without_spaces_is_a_word_where_that_is_asked_for() -> None:
    assert numbers("港口 Quay", by_character=True) == [
        *numbers("港"),
        *numbers("口"),
        *numbers("quay"),
    ]
    assert len(numbers("港口 Quay")) == 2


def test_half_a_surrogate_pair_stops_nothing() -> None:
    assert numbers("quay \ud800 closed") == numbers("quay closed")


def test_a_long_text_has_the_numbers_of_a_short_one() -> None:
    text = "Divers found that one pile in three had rotted through. "
    short = numbers(text)
    assert numbers(text * (2 * module.POWERS // len(text))) == short * (
        2 * module.POWERS // len(text)
    )


@given(WORDS, WORDS, st.integers(1, 4))
def test_runs_agree_where_their_words_do(one: list[str], other: list[str], size: int) -> None:
    def runs(words: list[str]) -> dict[tuple[str, ...], int]:
        size_here = min(size, len(words))
        count = len(words) - size_here + 1 if words else 0
        hashes = shingles(word_numbers(" ".join(words), by_character=False), size).tolist()
        assert len(hashes) == count
        return {tuple(words[i : i + size_here]): h for i, h in enumerate(hashes)}

    ours, theirs = runs(one), runs(other)
    assert {run for run in ours if theirs.get(run) == ours[run]} == ours.keys() & theirs.keys()
    assert len(set(ours.values()) & set(theirs.values())) == len(ours.keys() & theirs.keys())


def test_letters_of_neighbouring_words_are_not_added_up() -> None:
    """As they would be with one base for the letters of a word and the words of a run."""
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    runs = [f"{x} {y}{z}" for x in letters for y in letters for z in letters]
    hashes = {shingles(word_numbers(run, by_character=False), 2).tolist()[0] for run in runs}
    assert len(hashes) == len(runs)


@given(st.lists(st.integers(0, 30)), st.lists(st.integers(0, 30)))
def test_different_numbers_in_order_and_how_many_are_shared(
    one: list[int], other: list[int]
) -> None:
    ours, theirs = (different(np.array(some, np.uint64)) for some in (one, other))
    assert ours.tolist() == sorted(set(one))
    assert all(a < b for a, b in pairwise(theirs.tolist()))
    assert shared(ours, theirs) == shared(theirs, ours) == len(set(one) & set(other))
