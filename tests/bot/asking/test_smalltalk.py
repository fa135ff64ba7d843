"""Small talk in several pieces is small talk; a question beside it is none."""

from __future__ import annotations

import pytest

from bot.asking.smalltalk import talk_of
from bot.reply.phrases import small_talk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ok thanks", "thanks"),
        ("cool, thank you!", "thanks"),
        ("thnaks", "thanks"),
        ("hello, good morning", "greetings"),
        ("yes", "nods"),
        ("ja danke", "thanks"),
        ("thanks, and the bridge?", None),
        ("dante", None),
        ("", None),
    ],
)
def test_a_message_of_nothing_but_small_talk_is_told(text: str, kind: str | None) -> None:
    assert talk_of(text, small_talk()) == kind
