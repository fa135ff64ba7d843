"""A question is read for the kind of words that answer it."""

from __future__ import annotations

import pytest

from store.search.excerpts.kind_asked import LITTLE, NAMES, read_kind, tables
from store.search.query import AnswerType


def told(question: str, wanted: AnswerType = AnswerType.THING) -> set[str]:
    features = read_kind(question, wanted).features
    return {name for name, value in zip(NAMES, features, strict=True) if value}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which river floods the valley?", "asks_place"),
        ("What company built the mill?", "asks_group"),
        ("What was the price of the mill?", "asks_money"),
        ("What kind of stone is the mill built of?", "asks_sort"),
        ("What is the name of the ship?", "asks_name"),
        ("What is the name of the ship?", "asks_work"),
        ("In welcher Stadt steht die Mühle?", "asks_place"),
        ("В каком городе стоит мельница?", "asks_place"),
        ("Quelle entreprise a construit le moulin ?", "asks_group"),
        ("¿Qué empresa construyó el molino?", "asks_group"),
    ],
)
def test_the_noun_after_the_question_word_tells_the_kind(question: str, kind: str):
    assert kind in told(question)


def test_a_preposition_without_its_noun_leads_to_the_answer():
    left = read_kind("What is the mill known for?", AnswerType.THING)
    led = read_kind("In what year did the mill burn?", AnswerType.DATE)
    assert left.leads == (LITTLE.index("for"),)
    assert led.leads == (LITTLE.index("in"),)


def test_a_question_in_a_language_without_a_table_keeps_its_answer_type():
    assert "type_person" in told("Sino ang nagtayo ng gilingan?", AnswerType.PERSON)


def test_words_are_of_one_class_each_and_days_come_from_the_calendar():
    english, italian = tables("en"), tables("it")
    assert english.telling["friday"] == english.telling["september"] == italian.telling["venerdi"]
    assert english.little["in"] != english.little["from"]
