"""What messages of every kind, in eighteen languages, are taken to ask: a table of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.asking.question import parse_question
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.words import find_words

_TABLE = Path(__file__).parent / "questions" / "single.txt"
_ROWS = [
    tuple(field.strip() for field in line.split(" | "))
    for line in _TABLE.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
_LANGUAGES = ("en", "de", "ru", "uk", "es", "fr", "it", "pt", "nl", "pl", "el", "ar", "hi", "vi")


def _telling(words: str) -> set[str]:
    """The words of a topic but the small ones."""
    folded = {fold(word) for word in find_words(words)} - {"teh", "en"}
    return {word for word in folded if not is_function_word(word, _LANGUAGES)}


@pytest.mark.parametrize("row", _ROWS, ids=[row[0] for row in _ROWS])
def test_a_message_is_taken_to_ask_what_the_table_says(row: tuple[str, ...]) -> None:
    message, intent, person, other, topic, since, until = (
        None if field == "-" else field for field in row
    )
    question = parse_question(message or "", today=date(2026, 6, 1), newest=date(2026, 5, 28))
    assert question.intent == intent
    assert (question.person, question.other) == (person, other)
    bounds = question.query.filters
    assert (bounds.since, bounds.until) == (since, until)
    if intent != "fact":
        assert _telling(question.topic) == _telling(topic or "")
