"""Times named in a message."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.periods import find_period

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("what happened in June 2018", "2018-06-01", "2018-07-01"),
        ("what happened in December 2018?", "2018-12-01", "2019-01-01"),
        ("what did he say on 6 June 2018", "2018-06-06", "2018-06-07"),
        ("what did he say on June 6, 2018", "2018-06-06", "2018-06-07"),
        ("news since 2020", "2020-01-01", None),
        ("news after 2020", "2021-01-01", None),
        ("news before 2020", None, "2020-01-01"),
        ("news before March 2020", None, "2020-03-01"),
        ("news in 2020-02", "2020-02-01", "2020-03-01"),
        ("what happened yesterday", "2026-05-19", "2026-05-20"),
        ("news today", "2026-05-20", "2026-05-21"),
        ("что было вчера", "2026-05-19", "2026-05-20"),
        ("what happened last week", "2026-05-11", "2026-05-18"),
        ("in the past month", "2026-04-19", "2026-05-21"),
    ],
)
def test_a_time_named_is_a_stretch_of_days(text: str, since: str | None, until: str | None) -> None:
    period = find_period(text, TODAY)
    assert period is not None
    assert (period.since, period.until) == (since, until)
    assert period.span.of(text)
    assert period.span.of(text) not in period.without(text)


@pytest.mark.parametrize(
    "text",
    [
        "the 2018 report",
        "in Paris",
        "yesterdays todayish lastweek",
        "in 31 February 2020",
        "on 12345",
        "since the election",
        "",
    ],
)
def test_what_names_no_time_narrows_nothing(text: str) -> None:
    assert find_period(text, TODAY) is None


def test_days_counted_from_today_need_to_know_it() -> None:
    assert find_period("what happened yesterday", None) is None


PIECES = st.sampled_from(
    [
        "in ",
        "on ",
        "June ",
        "31 ",
        "February ",
        "2018",
        "-13",
        "-99",
        " since ",
        "9999",
        "de ",
        "1900",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=8).map("".join))
def test_any_string_names_a_time_or_none(text: str) -> None:
    period = find_period(text, TODAY)
    if period is not None:
        bounds = [bound for bound in (period.since, period.until) if bound]
        assert bounds
        assert all(date.fromisoformat(bound) for bound in bounds)
        assert bounds == sorted(bounds)
