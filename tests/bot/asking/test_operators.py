"""from: before: after: by: person: site: "…" -word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.operators import Operators, take_operators
from store.search.query import Filters


def take(text: str) -> Operators:
    return take_operators(text)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("bridge from:courier", Filters(publisher="courier")),
        ('bridge FROM:"The Quay Post"', Filters(publisher="The Quay Post")),
        ("bridge site:paper.example", Filters(publisher="paper.example")),
        ("bridge by:whitlock", Filters(byline="whitlock")),
        ('bridge author:"Nora Whitlock"', Filters(byline="Nora Whitlock")),
        ("bridge after:2026-02-03", Filters(since="2026-02-04")),
        ("bridge after:2026-12", Filters(since="2027-01-01")),
        ("bridge after:2025", Filters(since="2026-01-01")),
        ("bridge since:2026-02-03", Filters(since="2026-02-03")),
        ("bridge before:2026-02", Filters(until="2026-02-01")),
        ("bridge since:2025 until:2026", Filters(since="2025-01-01", until="2026-01-01")),
    ],
)
def test_an_operator_narrows_and_leaves_the_text(text: str, filters: Filters) -> None:
    taken = take(text)
    assert taken.filters == filters
    assert taken.text == "bridge"


def test_operators_may_stand_anywhere_and_together() -> None:
    taken = take("from:post who paid after:2026-01 for the bridge by:lind?")
    assert taken.text == "who paid for the bridge"
    assert taken.filters == Filters(publisher="post", since="2026-02-01", byline="lind?")


@pytest.mark.parametrize(
    "text",
    [
        "after:tomorrow",
        "before:2026-13",
        "before:2026-02-30",
        "after:0000",
        "after:9999-12-31",
        "after:9999",
        "from:",
        "notfrom:x",
        "10:30",
        'from:""',
        "http://a.example/by:x",
    ],
)
def test_what_is_no_operator_stays_in_the_text(text: str) -> None:
    taken = take(f"bridge {text}")
    assert taken.filters.is_empty
    assert taken.text == f"bridge {text}"


def test_a_person_is_asked_for_by_operator() -> None:
    assert take("bridge person:Pryce").person == "Pryce"
    assert take('bridge speaker:"Martin Pryce"').person == "Martin Pryce"


@pytest.mark.parametrize("text", ['"iron bridge" cost', "“iron bridge” cost", "«iron bridge» cost"])
def test_quoted_words_are_a_phrase_and_stay_in_the_text(text: str) -> None:
    taken = take(text)
    assert taken.phrases == ("iron bridge",)
    assert "iron bridge" in taken.text


def test_a_word_after_a_minus_must_not_stand() -> None:
    taken = take("bridge -school well-known 5 - 3 -")
    assert taken.without == ("school",)
    assert taken.text == "bridge well-known 5 - 3 -"


PIECES = st.sampled_from(
    ["from:", "after:", "before:2026-", '"', "“", "-", "-x", "by:\ud800", "\x00", "9999-12-31", " "]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join))
def test_any_string_is_taken(text: str) -> None:
    taken = take(text)
    assert taken.text == " ".join(taken.text.split())
    for bound in (taken.filters.since, taken.filters.until):
        assert bound is None or date.fromisoformat(bound)
