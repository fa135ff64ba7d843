from __future__ import annotations

import io

import pytest

from bot.cli.terminal import chat
from bot.reply.link import text_fragment
from store.chats.chats import Chats
from tests.fakes.answers import QUAY, FakeAnswers


def _talk(answers: FakeAnswers, chats: Chats, *lines: str) -> str:
    out = io.StringIO()
    assert chat(answers, chats, io.StringIO("".join(f"{line}\n" for line in lines)), out) == 0
    return out.getvalue()


def test_an_answer_shows_excerpt_outlet_date_and_link(answers: FakeAnswers, chats: Chats) -> None:
    out = _talk(answers, chats, "what will the repairs cost?")
    excerpt = "Repairs will cost 3 million crowns."
    assert f"│ {excerpt}\n" in out
    assert "The Wendside Courier · Tom Alder · 14 January 2026" in out
    assert text_fragment(QUAY.url or "", excerpt) in out


def test_a_pipe_gets_neither_prompt_nor_colour(answers: FakeAnswers, chats: Chats) -> None:
    out = _talk(answers, chats, "what did the mayor say about winter?", "")
    assert "> " not in out
    assert "\x1b" not in out
    assert "— Ida Brandt" in out


def test_a_number_presses_the_button_with_that_number(answers: FakeAnswers, chats: Chats) -> None:
    out = _talk(answers, chats, "the roof of the school and the bridge", "1", "99")
    assert "[1] More 2/3 ▸" in out
    assert "[1] ◂ Back" in out


def test_a_follow_up_leans_on_the_turn_before(answers: FakeAnswers, chats: Chats) -> None:
    _talk(answers, chats, "what will the repairs cost?", "and the school?")
    memory = answers.asked[1][1]
    assert memory is not None
    assert memory.question == "what will the repairs cost?"
    _talk(answers, chats, "/forget", "and the school?")
    assert answers.asked[2][1] is None


def test_commands_work_as_they_do_in_telegram(answers: FakeAnswers, chats: Chats) -> None:
    out = _talk(answers, chats, "/people", "/latest", "/sources", "/quotes brandt", "/nonsense")
    assert "Ida Brandt" in out
    assert "2. Harbour bridge to close until June" in out
    assert "The Estuary Mail: 1 article" in out
    assert "I do not know that command" in out


@pytest.mark.parametrize("line", ["exit", "quit", "Quit", "/exit", "/quit"])
def test_a_line_that_says_so_ends_the_conversation(
    answers: FakeAnswers, chats: Chats, line: str
) -> None:
    _talk(answers, chats, line, "what will the repairs cost?")
    assert answers.asked == []


def test_a_question_about_leaving_is_a_question(answers: FakeAnswers, chats: Chats) -> None:
    _talk(answers, chats, "why did the actors quit")
    assert [asked[0] for asked in answers.asked] == ["why did the actors quit"]
