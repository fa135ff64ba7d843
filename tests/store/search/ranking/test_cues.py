"""Things of the wanted kind in a text."""

from __future__ import annotations

import pytest

from store.search.query import AnswerType
from store.search.ranking.cues import find_spans


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Open | 10.20 to 19.10", ["10.20 to 19.10"]),
        ("It opens at 9:30 am and shuts at 17:45.", ["9:30 am", "17:45"]),
        ("von 9.15 Uhr bis 12 Uhr", ["9.15 Uhr", "12 Uhr"]),
        ("à 20h30, or at 7 pm", ["20h30", "7 pm"]),
        ("It grew by 9.15 to 9.40 percent.", []),
        ("Version 2.10 costs 9.15 crowns.", []),
    ],
)
def test_a_time_of_day_answers_when(text: str, times: list[str]) -> None:
    assert [text[start:stop] for start, stop in find_spans(text, AnswerType.DATE)] == times
