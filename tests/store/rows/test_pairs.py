"""Pairs of numbers come back as they were, in order, summed and cut without loss."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from store.rows.pairs import Pairs, add_up, cut, merge, pack, pairs_of, seconds_of, unpack

NUMBERS = st.one_of(st.integers(-3, 3), st.integers(-(2**31), 2**31 - 1))
SOME = st.lists(st.tuples(NUMBERS, st.integers(0, 2**40)), max_size=30)
SEVERAL = st.lists(SOME, max_size=5)


def listed(pairs: Pairs) -> list[tuple[int, int]]:
    return [(int(first), int(second)) for first, second in pairs.T]


@given(SOME)
def test_pairs_are_in_order_and_come_back_from_a_blob(some: list[tuple[int, int]]) -> None:
    pairs = pairs_of(some)
    assert listed(pairs) == sorted(some)
    assert listed(unpack(pack(pairs))) == sorted(some)


def test_a_blob_is_one_pair_after_the_other_on_every_machine() -> None:
    assert pack(pairs_of([(2, 3), (-1, 4)])) == b"".join(
        number.to_bytes(8, "little", signed=True) for number in (-1, 4, 2, 3)
    )


@given(SEVERAL)
def test_merged_is_all_in_order(several: list[list[tuple[int, int]]]) -> None:
    everything = [pair for some in several for pair in some]
    assert listed(merge(map(pairs_of, several))) == sorted(everything)


@given(SEVERAL)
def test_added_up_has_each_first_number_once(several: list[list[tuple[int, int]]]) -> None:
    totals: Counter[int] = Counter()
    for some in several:
        for first, second in some:
            totals[first] += second
    assert listed(add_up(map(pairs_of, several))) == sorted(totals.items())


@given(SOME, st.integers(1, 8))
def test_parts_are_all_of_it_and_none_parts_a_number(
    some: list[tuple[int, int]], parts: int
) -> None:
    pairs = pairs_of(some)
    pieces = cut(pairs, parts)
    assert len(pieces) == parts
    assert [pair for piece in pieces for pair in listed(piece)] == listed(pairs)
    filled = [piece for piece in pieces if piece.size]
    assert all(one[0][-1] < other[0][0] for one, other in pairwise(filled))


def test_parts_of_different_numbers_are_about_as_long_as_each_other() -> None:
    pairs = pairs_of([(number, 0) for number in range(10)])
    assert [piece.shape[1] for piece in cut(pairs, 3)] == [3, 3, 4]


@given(SEVERAL, st.lists(NUMBERS, max_size=10))
def test_the_seconds_of_a_number_are_all_it_has_anywhere(
    several: list[list[tuple[int, int]]], wanted: list[int]
) -> None:
    found = seconds_of(map(pairs_of, several), wanted)
    everything = [pair for some in several for pair in some]
    for number in wanted:
        assert sorted(found.get(number, [])) == sorted(s for f, s in everything if f == number)
    assert found.keys() <= set(wanted)
