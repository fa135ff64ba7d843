from typing import Any

import pytest

from benchmarks.figures import is_verbatim, measure

TEXT = "The mill burnt down on Monday. Nobody was hurt."
URL = "https://paper.example/mill"


def reply(start: int, stop: int, /, **changes: Any) -> dict[str, Any]:
    answer = {
        "kind": "excerpt",
        "excerpt": TEXT[start:stop],
        "start": start,
        "stop": stop,
        "highlights": [],
        "score": 0.5,
        "speaker": None,
        "article": {"id": "1", "url": URL},
        **changes,
    }
    return {"answered": True, "answers": [answer]}


DECLINED = {"answered": False, "answers": []}


def question(*answers: str, answerable: bool = True, **more: str) -> dict[str, Any]:
    return {"question": "?", "answerable": answerable, "answers": list(answers), **more}


def test_an_answer_counts_when_its_words_stand_in_the_first_excerpt():
    figures, misses = measure([question("on monday")], [reply(0, 30)], {"1": TEXT})
    assert (figures.answer1, figures.answer3, misses) == (1, 1, ())


def test_half_a_word_is_no_answer():
    figures, misses = measure([question("mond")], [reply(0, 30)], {"1": TEXT})
    assert figures.answer1 == 0
    assert misses[0].got == TEXT[:30]


def test_an_answer_in_the_second_excerpt_counts_for_answer3_alone():
    both = {"answered": True, "answers": reply(0, 30)["answers"] + reply(31, 47)["answers"]}
    figures, _ = measure([question("Nobody")], [both], {"1": TEXT})
    assert (figures.answer1, figures.answer3) == (0, 1)


def test_a_wrong_article_and_a_wrong_speaker_are_told_apart():
    asked = [question("Monday", url="https://paper.example/other"), question("Monday", speaker="A")]
    figures, misses = measure(asked, [reply(0, 30), reply(0, 30)], {"1": TEXT})
    assert (figures.answer1, figures.url1, figures.speaker) == (1, 0, 0)
    assert [miss.why for miss in misses] == [
        "not from https://paper.example/other",
        "speaker None, not 'A'",
    ]


def test_answering_nothing_and_declining_something_are_both_faults():
    asked = [question(answerable=False), question("Monday")]
    figures, _ = measure(asked, [reply(0, 30), DECLINED], {"1": TEXT})
    assert (figures.false_yes, figures.false_no) == (1, 1)
    figures, misses = measure(asked, [DECLINED, reply(0, 30)], {"1": TEXT})
    assert (figures.false_yes, figures.false_no, misses) == (0, 0, ())


def test_every_question_needs_its_reply():
    with pytest.raises(ValueError, match="zip"):
        measure([question("Monday")], [], {})


def test_the_stored_words_are_verbatim():
    answer = reply(0, 30, highlights=[[23, 29]])["answers"][0]
    assert is_verbatim(answer, {"1": TEXT})


@pytest.mark.parametrize(
    "changes",
    [
        {"excerpt": "The mill burned down on Monday."},
        {"start": 0, "stop": 29, "excerpt": TEXT[0:30]},
        {"start": 0, "stop": 6, "excerpt": TEXT[0:6]},
        {"highlights": [[23, 31]]},
        {"highlights": [[0, 3], [4, 8], [9, 14]]},
        {"score": 1.2},
        {"article": {"id": "2", "url": URL}},
    ],
)
def test_what_breaks_a_rule_of_the_contract_is_not_verbatim(changes: dict[str, Any]):
    assert not is_verbatim(reply(0, 30, **changes)["answers"][0], {"1": TEXT})


def test_an_excerpt_over_the_limit_is_not_verbatim():
    text = "word " * 70
    answer = reply(0, 30)["answers"][0]
    assert is_verbatim(answer | {"stop": 299, "excerpt": text[:299]}, {"1": text})
    assert not is_verbatim(answer | {"stop": 304, "excerpt": text[:304]}, {"1": text})
