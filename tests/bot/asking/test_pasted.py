"""Which messages ask whether somebody's words were said, and by whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.pasted import credited, find_pasted


@pytest.mark.parametrize(
    ("message", "words", "speaker"),
    [
        ("Did Ida Brandt really say 'we will move the lighthouse'?",
         "we will move the lighthouse", "Ida Brandt"),
        ("did brandt say “no more ferries”", "no more ferries", "brandt"),
        ('did Brandt realy sayed "we will move the lighthouse"',
         "we will move the lighthouse", "Brandt"),
        ("is this quote real: We will move the lighthouse", "We will move the lighthouse", ""),
        ("“We will move the lighthouse” who?", "We will move the lighthouse", ""),
        ("did Will Hope say “no more ferries”", "no more ferries", "Will Hope"),
        ("is this a real quote? We will move the lighthouse", "We will move the lighthouse", ""),
        ('who said "we will move the lighthouse"?', "we will move the lighthouse", ""),
        ('"we will move the lighthouse" who said that?', "we will move the lighthouse", ""),
        ("where was this said: “we will move the lighthouse”", "we will move the lighthouse", ""),
        ("“We will move the lighthouse”", "We will move the lighthouse", ""),
        ("“We will move the lighthouse” — Ida Brandt", "We will move the lighthouse", "Ida Brandt"),
        ("Ida Brandt: “We will move the lighthouse”", "We will move the lighthouse", "Ida Brandt"),
        ('did the keeper of Wendside ever say "we are broke"', "we are broke",
         "keeper of Wendside"),
        ("Hat Brandt wirklich gesagt „Wir versetzen den Leuchtturm“?",
         "Wir versetzen den Leuchtturm", "Brandt"),
        ("Stimmt dieses Zitat: Wir versetzen den Leuchtturm", "Wir versetzen den Leuchtturm", ""),
        ("¿De verdad dijo Lagos «el puente es nuestro»?", "el puente es nuestro", "Lagos"),
        ('¿Quién dijo "el puente es nuestro"?', "el puente es nuestro", ""),
        ("Баранов правда сказал «мост будет открыт»?", "мост будет открыт", "Баранов"),
        ("Кто сказал «мост будет открыт»?", "мост будет открыт", ""),
        ("Martin a-t-il vraiment dit « le pont est à nous » ?", "le pont est à nous", "Martin"),
        ('Brandt köprü için gerçekten "köprü bizim" dedi mi?', "köprü bizim", "Brandt köprü"),
        ("巴拉诺夫真的说过“大桥会开放的”吗？", "大桥会开放的", "巴拉诺夫"),
        ('هل قال بارانوف حقا "سنفتح الجسر"؟', "سنفتح الجسر", "بارانوف"),
    ],
)  # fmt: skip
def test_the_words_and_whose_they_are_said_to_be(message: str, words: str, speaker: str):
    pasted = find_pasted(message)
    assert pasted is not None
    assert (pasted.words, pasted.is_sure) == (words, True)
    assert pasted.speaker == speaker


@pytest.mark.parametrize(
    "message",
    [
        "“sea wall”",
        "what did Tully say about “the sea wall”?",
        "what did Tully mean by “a storm of paper”?",
        "articles about “the sea wall at night”",
        "why is “sea wall” in the news",
        "link to the story “Harbour bridge to close until June”",
        "Who wrote “The Long Winter of Wendside”?",
        "In which city is the “Museum of the Sea and Sand”?",
        "who is Ida Brandt",
        "when does the harbour bridge close for the winter this year?",
        "bridge",
        "",
    ],
)
def test_other_questions_with_or_without_marks_are_left_alone(message: str):
    assert find_pasted(message) is None


def test_a_sentence_alone_may_be_pasted_or_a_question():
    pasted = find_pasted("We will move the lighthouse before the winter comes to the coast")
    assert pasted is not None
    assert not pasted.is_sure


def test_a_pronoun_leans_on_the_turn_before():
    pasted = find_pasted("did she really say “we will move the lighthouse”?")
    assert pasted is not None
    assert (pasted.speaker, pasted.leans) == ("", True)
    pasted = find_pasted("where was this said: “we will move the lighthouse”")
    assert pasted is not None
    assert not pasted.leans


def test_quotes_with_a_credit_between_them_are_pasted_whole():
    message = "“We will move it,” said Brandt. “The rock is gone.”"
    pasted = find_pasted(message)
    assert pasted is not None
    assert pasted.words == "We will move it,” said Brandt. “The rock is gone."


@given(st.text(max_size=200))
def test_any_message_can_be_read(message: str):
    pasted = find_pasted(message)
    assert pasted is None or pasted.words.strip()


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Brandt: “The quay is ours.”", "The quay is ours.", "Brandt"),
        ("Ida Brandt: the quay is ours", "the quay is ours", "Ida Brandt"),
        ("“The quay is ours,” Brandt said", "The quay is ours", "Brandt"),
        ("“The quay is ours,” said Ida Brandt.", "The quay is ours", "Ida Brandt"),
        ("The quay is ours — Ida Brandt", "The quay is ours", "Ida Brandt"),
        ("the quay is ours, Brandt said", "the quay is ours", "Brandt"),
        ("Brandt said: “The quay is ours”", "The quay is ours", "Brandt"),
        ("«Набережная наша», сказала Брандт", "Набережная наша", "Брандт"),
    ],
)
def test_a_speaker_is_parted_from_the_words(text, words, speaker):
    first = next(credited(text))
    assert (first.words, first.speaker) == (words, speaker)
