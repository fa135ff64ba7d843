import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.evaluate import (
    Asked,
    Broken,
    Judgement,
    Proportion,
    auroc,
    confidence_auroc,
    holds,
    is_verbatim,
    judge,
    points_at,
    read_question,
    read_questions,
    sum_up,
    took_ms,
)

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
    return {
        "answered": True,
        "confidence": 0.8,
        "took_ms": 1.0,
        "answers": [answer],
        "rejected": [],
    }


DECLINED = {"answered": False, "confidence": 0.2, "took_ms": 3.0, "answers": [], "rejected": []}


def question(*answers: str, answerable: bool = True, **more: str) -> Asked:
    return Asked(1, "?", answers, is_answerable=answerable, **more)


def judged(asked: Asked, given: dict[str, Any]) -> Judgement:
    return judge(asked, given, {"1": TEXT})


def test_an_answer_counts_when_its_words_stand_in_the_first_excerpt():
    verdict = judged(question("on monday"), reply(0, 30))
    assert (verdict.answer1, verdict.answer3, verdict.why) == (True, True, "")


def test_half_a_word_is_no_answer():
    verdict = judged(question("mond"), reply(0, 30))
    assert (verdict.answer1, verdict.why, verdict.got) == (False, "not 'mond'", TEXT[:30])


def test_an_answer_in_the_second_excerpt_counts_for_answer3_alone():
    both = reply(0, 30) | {"answers": reply(0, 30)["answers"] + reply(31, 47)["answers"]}
    verdict = judged(question("Nobody"), both)
    assert (verdict.answer1, verdict.answer3) == (False, True)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (question("Monday", url="https://paper.example/other"), "not from https://paper.example/"),
        (question("Monday", article="2"), "not from 2"),
        (question("Monday", speaker="A"), "speaker None, not 'A'"),
    ],
)
def test_a_wrong_article_and_a_wrong_speaker_are_told_apart(asked: Asked, why: str):
    verdict = judged(asked, reply(0, 30))
    assert verdict.answer1
    assert verdict.why.startswith(why)


def test_an_article_is_known_by_any_form_of_its_address_and_by_its_id():
    for asked in (question(url=f"{URL}/?utm_source=x"), question(article="1")):
        verdict = judged(asked, reply(0, 30))
        assert (verdict.article1, verdict.answer1, verdict.why) == (True, None, "")


def test_what_a_row_does_not_ask_for_counts_nowhere():
    figures = sum_up([judged(question(), reply(0, 30))])
    asked_for = {name for name, share in figures.shares().items() if share.of}
    assert asked_for == {"false_no", "verbatim"}
    assert figures.answer1.value is None


def test_answering_nothing_and_declining_something_are_both_faults():
    asked = [question(answerable=False), question("Monday")]
    bad = [judged(*pair) for pair in zip(asked, [reply(0, 30), DECLINED], strict=True)]
    assert (sum_up(bad).false_yes, sum_up(bad).false_no) == (Proportion(1, 1), Proportion(1, 1))
    assert [verdict.why for verdict in bad] == ["answered, nothing there", "declined"]
    good = [judged(*pair) for pair in zip(asked, [DECLINED, reply(0, 30)], strict=True)]
    assert (sum_up(good).false_yes, sum_up(good).false_no) == (Proportion(0, 1), Proportion(0, 1))
    assert [verdict.why for verdict in good] == ["", ""]
    assert confidence_auroc(good) == 1
    assert (took_ms(good, 0.0), took_ms(good, 0.95)) == (1.0, 3.0)


def test_what_is_marked_must_be_the_answer():
    marked = [[23, 29]]
    assert judged(question("Monday"), reply(0, 30, highlights=marked)).highlight is True
    assert judged(question("The mill"), reply(0, 30, highlights=marked)).highlight is False
    assert judged(question("The mill"), reply(0, 30)).highlight is False
    assert judged(question(), reply(0, 30, highlights=marked)).highlight is None


def test_half_of_an_answer_is_pointed_at_and_less_is_not():
    assert points_at(["Ida Brandt"], "Brandt")
    assert not points_at(["Ida Maria von Brandt"], "Ida")


def test_words_that_are_not_verbatim_fail_the_question():
    verdict = judged(question("Monday"), reply(0, 30, excerpt="The mill burned down on Monday."))
    assert (verdict.shown, verdict.verbatim, verdict.why) == (1, 0, "not verbatim")


@pytest.mark.parametrize(
    ("answer", "text", "is_there"),
    [
        ("308", "他们得到308分", True),
        ("得到", "他们得到308分", True),
        ("失去", "他们得到308分", False),
        ("Straße", "an der STRASSE", True),
        ("four", "forty-four", True),
        ("for", "forty", False),
    ],
)
def test_an_answer_is_whole_words_where_there_are_words(answer: str, text: str, *, is_there: bool):
    assert holds([answer], text) is is_there


VALUES = st.lists(st.sampled_from([0.1, 0.2, 0.5, 0.9]), min_size=1, max_size=8)


@given(VALUES, VALUES)
def test_the_area_is_the_chance_that_a_present_one_is_surer(
    present: list[float], absent: list[float]
):
    pairs = [(a > b) + (a == b) / 2 for a in present for b in absent]
    assert auroc(present, absent) == pytest.approx(sum(pairs) / len(pairs))


def test_the_area_of_one_kind_alone_is_not_told():
    assert auroc([0.5], []) is None
    assert took_ms([], 0.5) is None


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("[]", "object"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"answers": ["x"]}', "question"),
        ('{"question": " "}', "question"),
        ('{"question": 3}', "question"),
        ('{"question": "?", "answers": "x"}', "answers"),
        ('{"question": "?", "answers": [1]}', "answers"),
        ('{"question": "?", "answerable": "no"}', "answerable"),
        ('{"question": "?", "url": 1}', "url"),
        ('{"question": "?", "speaker": []}', "speaker"),
        ('{"question": "?", "article": true}', "article"),
    ],
)
def test_a_broken_row_says_why_and_the_rest_is_read(row: str, why: str):
    lines = [b'{"question": "a"}', b"  ", row.encode(), b"\xff", b'{"question": "b"}']
    first, broken, undecodable, last = read_questions(lines)
    assert (first, last) == (Asked(1, "a"), Asked(5, "b"))
    assert isinstance(broken, Broken)
    assert (broken.number, undecodable) == (3, Broken(4, "is not JSON"))
    assert why in broken.why


def test_a_row_is_read_with_all_it_holds():
    row = {
        "question": "Who?",
        "answers": ["Ida", "—"],
        "url": URL,
        "article": 7,
        "speaker": "Ida Brandt",
        "answerable": True,
        "kind": "who",
    }
    read = read_question(3, json.loads(json.dumps(row)))
    assert read == Asked(3, "Who?", ("Ida",), URL, "7", "Ida Brandt", is_answerable=True)


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


def test_an_excerpt_may_end_anywhere_in_a_script_without_spaces():
    text = "他们得到三百零八分"
    answer = reply(0, 30)["answers"][0] | {"start": 2, "stop": 4, "excerpt": text[2:4]}
    assert is_verbatim(answer, {"1": text})
