"""The answer in an excerpt is marked, or nothing is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.intent import answer_type
from store.model import HIGHLIGHTED_LIMIT, HIGHLIGHTS_LIMIT
from store.search.excerpts.highlight import find_highlights
from store.search.query import AnswerType
from store.search.ranking.features import Asked
from store.search.words.terms import Term
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.language import likely_languages
from store.text.matching import matching_words

BRIDGE = (
    "The council will spend £1.8 million on the repair of the iron bridge, the engineer Oleg "
    "Baranov told the harbour board in Kessin on Friday."
)


def ask(question: str, *, wanted: AnswerType | None = None) -> Asked:
    """The question as a search that found each of its words would ask it."""
    languages = likely_languages(question) or ("en",)
    terms = [
        Term(word, {fold(word): 1.0}, {fold(word): 1.0}, 3, 4.0)
        for word in matching_words(question)
        if not is_function_word(fold(word), languages)
    ]
    return Asked.of(terms, wanted or answer_type(question), question=question)


def marks(question: str, text: str, lead: float = 0.6) -> list[str]:
    found = find_highlights(ask(question), text, 100, lead)
    return [text[span.start - 100 : span.stop - 100] for span in found]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("How much will the council spend on the repair of the bridge?", BRIDGE, "£1.8 million"),
        (
            "When did the ferry to Lunden sink?",
            "The ferry to Lunden sank on 3 March 1911 with forty crates of tea.",
            "3 March 1911",
        ),
        (
            "Who designed the lighthouse?",
            "The lighthouse was designed by Ines Albrecht and stands on the northern pier.",
            "Ines Albrecht",
        ),
        (
            "How many crates did the ferry carry?",
            "The ferry carried forty crates of tea and a piano.",
            "forty",
        ),
        (
            "Where was the treaty signed?",
            "The treaty was signed in Marwick, after nine days of talks.",
            "Marwick",
        ),
        (
            "Wer entwarf den Leuchtturm?",
            "Der Leuchtturm wurde von Ines Albrecht entworfen.",
            "Ines Albrecht",
        ),
        (
            "Когда затонул паром?",
            "Паром затонул 3 марта 1911 года, на борту был чай.",
            "3 марта 1911",
        ),
    ],
)
def test_the_answer_of_the_kind_asked_for_is_marked(question: str, text: str, answer: str):
    assert any(answer in mark and len(mark) < 2 * len(answer) + 8 for mark in marks(question, text))


@pytest.mark.parametrize(
    "question",
    ["iron bridge", "Did the council repair the bridge?", "bridge engineer harbour"],
)
def test_words_that_ask_for_nothing_mark_nothing(question: str):
    assert marks(question, BRIDGE) == []


def test_nothing_is_marked_where_nothing_of_the_question_stands():
    text = "The choir sang twice, and the mayor of Ostry clapped until his gloves tore."
    assert marks("When was the submarine launched?", text, lead=0.0) == []


def test_an_excerpt_far_behind_the_best_is_left_unmarked():
    assert marks("How much will the council spend on the repair?", BRIDGE, lead=-0.9) == []


def test_the_ending_of_an_owner_is_not_marked():
    text = "The lighthouse was Ines Albrecht's design, said the harbour board."
    assert not any(
        mark.endswith("'s") for mark in marks("Who made the design of the lighthouse?", text)
    )


@given(
    st.text(st.sampled_from("ab Cd 19.,-'’()“”\n£%東京ру"), max_size=300),
    st.sampled_from(["Who is Abba?", "When was 19?", "Why?", "What did Cd do?", "Кто ру?"]),
)
def test_marks_keep_the_limits_whatever_the_text(text: str, question: str):
    wanted = answer_type(question)
    found = find_highlights(ask(question, wanted=wanted), text, 7, 0.6)
    assert len(found) <= HIGHLIGHTS_LIMIT
    assert sum(map(len, found)) <= HIGHLIGHTED_LIMIT
    assert list(found) == sorted(found)
    assert all(7 <= span.start < span.stop <= 7 + len(text) for span in found)
    assert all(a.stop <= b.start for a, b in pairwise(found))
