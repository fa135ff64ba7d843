"""What a message is taken to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.memory import Memory
from bot.asking.question import parse_question
from bot.language.intents import Intent
from store.model import ArticleId
from store.search.query import AnswerType


@pytest.mark.parametrize(
    ("text", "intent", "person", "topic"),
    [
        ("what did Pryce say about the bridge?", Intent.QUOTE, "Pryce", "the bridge"),
        ("what did Helen Ashdown say?", Intent.QUOTE, "Helen Ashdown", ""),
        ("who is Helen Ashdown", Intent.PERSON, "Helen Ashdown", ""),
        ("link to the story about the ferry", Intent.LINK, None, "the ferry"),
        ("latest on the sea wall", Intent.LATEST, None, "the sea wall"),
        ("how much does the wall cost?", Intent.FACT, None, ""),
        ("что сказал Баранов о море?", Intent.QUOTE, "Баранов", "море"),
    ],
)
def test_a_request_is_read_into_intent_person_and_topic(
    text: str, intent: Intent, person: str | None, topic: str
) -> None:
    question = parse_question(text)
    assert (question.intent, question.person) == (intent, person)
    assert question.topic == topic


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("who closed the bridge?", AnswerType.PERSON),
        ("when was it built?", AnswerType.DATE),
        ("where is the museum?", AnswerType.PLACE),
        ("how much did it cost?", AnswerType.NUMBER),
        ("why was it closed?", AnswerType.REASON),
        ("bridge hangers", AnswerType.NONE),
    ],
)
def test_the_question_word_says_what_would_answer(text: str, wanted: AnswerType) -> None:
    assert parse_question(text).query.answer_type is wanted


def test_a_person_by_operator_makes_it_a_question_of_quotes() -> None:
    question = parse_question("bridge person:Pryce")
    assert question.intent is Intent.QUOTE
    assert question.query.speaker == "Pryce"
    assert "bridge" in question.query.text


def test_yesterday_is_only_a_first_try_in_a_plain_question() -> None:
    question = parse_question("what burned down yesterday", today=date(2026, 5, 20))
    assert question.query.filters.since == "2026-05-19"
    assert question.plain.filters.is_empty


def test_today_places_words_for_days() -> None:
    question = parse_question(
        "what did Pryce say about the bridge yesterday?", today=date(2026, 5, 20)
    )
    assert question.query.filters.since == "2026-05-19"


AFTER = Memory(
    "what did Pryce say about the bridge?", "the bridge", "Pryce", Intent.QUOTE, ArticleId(7)
)


def test_and_about_keeps_who_and_what_kind() -> None:
    question = parse_question("and about the school?", after=AFTER)
    assert (question.intent, question.person) == (Intent.QUOTE, "Pryce")
    assert "school" in question.topic
    assert "bridge" not in question.query.text


def test_what_else_keeps_who_and_lets_the_topic_go() -> None:
    question = parse_question("what else did he say?", after=AFTER)
    assert (question.intent, question.person) == (Intent.QUOTE, "Pryce")
    assert question.topic == ""
    assert question.is_more


@pytest.mark.parametrize("text", ["when was that?", "link?"])
def test_of_that_is_asked_of_the_article_shown(text: str) -> None:
    question = parse_question(text, after=AFTER)
    assert question.query.filters.article_id == 7
    assert question.intent is not Intent.QUOTE


def test_without_a_turn_before_a_follow_up_is_a_question_by_itself() -> None:
    question = parse_question("and about the school?")
    assert not question.is_empty
    assert "school" in question.query.text


def test_a_whole_question_leans_on_nothing() -> None:
    text = "how much does the wall cost?"
    assert replace(parse_question(text, after=AFTER), after=None) == parse_question(text)


@pytest.mark.parametrize("text", ["", " ", "?!", "\n\t", "…", "👍", "\x00"])
def test_nothing_asked_is_empty(text: str) -> None:
    assert parse_question(text).is_empty


def test_the_latest_needs_no_words() -> None:
    assert not parse_question("latest news").is_empty


MEMORIES = st.one_of(
    st.none(),
    st.builds(
        Memory,
        question=st.text(max_size=20),
        topic=st.text(max_size=10),
        person=st.one_of(st.none(), st.text(max_size=10)),
        intent=st.sampled_from(Intent),
        article_id=st.one_of(st.none(), st.integers(0, 9).map(ArticleId)),
    ),
)
MESSAGES = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["and about \x00?", "link?", "what did “ say about", "who is \ud800", "-"]),
)


@given(text=MESSAGES, after=MEMORIES, exactly=st.booleans())
def test_any_string_after_anything_is_a_question(
    text: str, after: Memory | None, *, exactly: bool
) -> None:
    question = parse_question(text, today=date(2026, 5, 20), after=after, exactly=exactly)
    assert question.text == text
    assert question.query.exactly == exactly


def test_of_a_long_text_only_the_beginning_is_read() -> None:
    assert len(parse_question("bridge " * 5_000).query.text) <= 600
