"""Greetings and thanks are answered as such, and questions that begin like them are questions."""

from __future__ import annotations

import pytest

from tests.bot.conftest import Chat


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Hi!", "Ask me about the articles"),
        ("good morning", "Ask me about the articles"),
        ("Привет", "Ask me about the articles"),
        ("Thank you!", "You are welcome"),
        ("¡Gracias!", "You are welcome"),
        ("what can you do?", "Ask in your own words"),
        ("Hilfe", "Ask in your own words"),
    ],
)
async def test_small_talk_is_answered_in_kind(chat: Chat, text: str, begins: str) -> None:
    assert (await chat.say(text)).text.startswith(begins)


async def test_a_question_that_begins_with_a_greeting_is_a_question(chat: Chat) -> None:
    sent = await chat.say("Hi, what will the repairs cost?")
    assert "3 million crowns" in sent.text
