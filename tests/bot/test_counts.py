"""Counts are in the right grammar, in a terminal and in every language."""

from __future__ import annotations

import pytest

from bot.cli.output import counted
from bot.cli.progress import Sums
from bot.reply.phrases import languages, phrases
from store.ingest.outcome import Outcome


def test_one_is_singular_and_thousands_are_parted() -> None:
    assert [counted(n, "feed") for n in (0, 1, 2, 1200)] == [
        "0 feeds",
        "1 feed",
        "2 feeds",
        "1,200 feeds",
    ]


def test_the_sums_of_a_pass_name_one_feed(capsys: pytest.CaptureFixture[str]) -> None:
    sums = Sums(as_json=False)
    sums[Outcome.ADDED] = 3
    sums.say_all("nothing is new", feeds=1)
    assert capsys.readouterr().out.startswith("3 added, 1 feed in ")


@pytest.mark.parametrize(
    ("language", "days"),
    [("en", "for 1 day,"), ("de", "1 Tag lang"), ("es", "durante 1 día,"), ("ru", "1 дня,")],
)
def test_what_is_kept_for_a_day_is_kept_for_one_day(language: str, days: str) -> None:
    says = phrases(language)
    told = says.text("privacy", hours=says.count("hours", 6), days=says.count("days", 1), letters=9)
    assert days in told


@pytest.mark.parametrize("language", languages())
def test_every_counted_thing_has_every_form(language: str) -> None:
    says = phrases(language)
    for key in ("mentions", "articles", "quotes", "hours", "days"):
        assert all(str(n) in says.count(key, n) for n in range(120))
