from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.framing import PLACE, read_frame
from bot.asking.intent import answer_type, match_intent
from bot.language import FollowUp, languages, phrase_book
from bot.language.book import plain
from store.search.query import AnswerType

# message | language | intent | person | topic | how it follows up | ? if it needs a person
MESSAGES = Path(__file__).with_name("messages.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("row", MESSAGES)
def test_a_request_is_read_for_what_it_asks(row):
    message, *wanted = row.split(" | ")
    found = match_intent(message)
    assert found is not None
    read = [
        found.language,
        found.intent,
        found.person and found.person.of(message),
        found.topic and found.topic.of(message),
        found.follow_up,
        "?" if found.needs_person else None,
    ]
    assert [value or "-" for value in read] == wanted


@pytest.mark.parametrize(
    "question",
    [
        "What does the minister want schools to prepare?",
        "How does Hale view inflation?",
        "What did the bishop say was the reason?",
        "When did Hale say that he would resign?",
        "Who is the mayor of Wendside?",
        "Who was Hale's predecessor?",
        "What is the source of the river Wend?",
        "What year did the bridge close?",
        "On what date did the cannery open?",
        "What happens when the tide turns?",
        "Hale said the state won't be doing business with which company?",
        "the effect of rain on crops is what kind of effect",
        "Was will der Minister?",
        "Welche Stadt liegt am Wend?",
        "Кто построил мост через реку в городе?",
        "В каком году построили мост?",
        "¿En qué año se construyó el puente?",
        "Pourquoi le pont est-il fermé ?",
        "谁建造了大桥？",
        "Köprü neden kapandı?",
        "",
        "?!",
        "bridge " * 100,
    ],
)
def test_a_plain_question_is_no_request(question):
    found = match_intent(question)
    assert found is None or found.needs_person


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Who closed the bridge?", AnswerType.PERSON),
        ("Which company owns the cannery?", AnswerType.PERSON),
        ("Where was the compass found?", AnswerType.PLACE),
        ("In what city does the band live?", AnswerType.PLACE),
        ("The ferry sails in which months?", AnswerType.DATE),
        ("What year did the bridge close?", AnswerType.DATE),
        ("How many people came?", AnswerType.NUMBER),
        ("What percentage of the wall is gone?", AnswerType.NUMBER),
        ("Why did it close?", AnswerType.REASON),
        ("How did they repair it?", AnswerType.MANNER),
        ("What did they find when they came?", AnswerType.THING),
        ("Wie viele Menschen kamen?", AnswerType.NUMBER),
        ("Wie heißt die Brücke?", AnswerType.THING),
        ("В каком городе живёт мэр?", AnswerType.PLACE),
        ("Скільки людей прийшло?", AnswerType.NUMBER),
        ("¿Cuándo cerró el puente?", AnswerType.DATE),
        ("cuando cerro el puente", AnswerType.DATE),
        ("Pourquoi le pont est-il fermé ?", AnswerType.REASON),
        ("Quante persone sono venute?", AnswerType.NUMBER),
        ("Onde fica a ponte?", AnswerType.PLACE),
        ("Hoeveel mensen kwamen er?", AnswerType.NUMBER),
        ("W którym roku zbudowano most?", AnswerType.DATE),
        ("Köprü ne zaman yapıldı?", AnswerType.DATE),
        ("Câți oameni au venit?", AnswerType.NUMBER),
        ("Σε ποια πόλη ζει;", AnswerType.PLACE),
        ("في أي عام بني الجسر؟", AnswerType.DATE),
        ("राजधानी कौन सा शहर है?", AnswerType.PLACE),
        ("Tại sao cầu đóng cửa?", AnswerType.REASON),
        ("大桥是哪一年建的？", AnswerType.DATE),
        ("这座桥被称为什么？", AnswerType.THING),
        ("สะพานสร้างเมื่อไหร่", AnswerType.DATE),
        ("the bridge was closed", AnswerType.NONE),
    ],
)
def test_the_question_word_tells_what_answers(question, answers):
    assert answer_type(question) == answers


@given(st.text(max_size=200))
def test_what_is_found_lies_in_the_message(text):
    found = match_intent(text)
    answer_type(text)
    for span in (found.person, found.topic) if found else ():
        assert span is None or (len(span) > 0 and span.stop <= len(text))


@given(
    st.lists(st.sampled_from("what did who said say the quote link to about of news and".split()))
)
def test_any_run_of_request_words_is_read_or_left(words):
    found = match_intent(" ".join(words))
    assert found is None or found.language


@given(st.text())
def test_plain_text_keeps_its_length(text):
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize("language", languages())
def test_every_book_reads_requests_and_follow_ups(language):
    book = phrase_book(language)
    kinds = {phrase.kind for phrase in book.phrases if phrase.pattern.groups >= 0}  # it compiles
    assert kinds >= {"quote", "link", "latest", "event", "person", *FollowUp}
    assert {answers for answers, _ in book.answer_types} == set(AnswerType) - {AnswerType.NONE}
    assert book.speech_verbs
    assert book.pronouns


def test_a_title_in_an_english_question_compiles_the_requests_of_no_other_language():
    phrase_book.cache_clear()
    assert read_frame(f"Which actor plays the lead in {PLACE}?") is None
    compiled = [language for language in languages() if "phrases" in vars(phrase_book(language))]
    assert compiled == []


def test_there_are_books_of_many_languages_english_first():
    assert languages()[0] == "en"
    assert len(languages()) >= 18
