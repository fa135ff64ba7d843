"""Who said what on what, in what order, over the bundled sample."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answering.answer import Answer, Kind
from bot.answering.answerer import Answerer
from bot.language.intents import Intent
from store.archive import Archive
from tests.promises import check_answer


@pytest.fixture(scope="module")
def answerer(sample: Archive) -> Answerer:
    return Answerer(sample, today=lambda: date(2026, 6, 1))


def speakers(answer: Answer) -> list[str | None]:
    return [finding.speaker for finding in answer.findings]


def dates(answer: Answer) -> list[str]:
    return [finding.article.published or "" for finding in answer.findings]


def test_who_talked_about_it_are_different_people(answerer: Answerer) -> None:
    told = speakers(answerer.answer("who talked about the sea wall?"))
    assert len(set(told)) == 3
    assert {"Helen Ashdown", "Graham Tully"} <= set(told)


def test_two_speakers_stand_side_by_side(answerer: Answerer) -> None:
    answer = answerer.answer("what do Ashdown and Tully say about the sea wall?")
    assert answer.intent is Intent.COMPARE
    assert speakers(answer)[:2] == ["Helen Ashdown", "Graham Tully"]
    assert answer.missing == ()


def test_who_of_the_two_said_nothing_is_named(answerer: Answerer) -> None:
    answer = answerer.answer("Ashdown and Sikora on the sea wall")
    assert set(speakers(answer)) == {"Helen Ashdown"}
    assert answer.missing == ("Sikora",)


def test_two_names_nobody_bears_are_words_like_any_others(answerer: Answerer) -> None:
    assert answerer.answer("fish and chips on the quay").intent is Intent.FACT


def test_what_was_said_over_time_is_told_from_the_oldest(answerer: Answerer) -> None:
    answer = answerer.answer("what has Ashdown said since January 2026?")
    assert answer.intent is Intent.HISTORY
    assert dates(answer) == sorted(dates(answer))
    assert len(set(dates(answer))) == 3
    assert dates(answer)[0].startswith("2026-01")
    assert dates(answer)[-1].startswith("2026-05")


def test_each_paper_is_heard_once(answerer: Answerer) -> None:
    answer = answerer.answer("what do the papers say about the silver compass?")
    assert answer.intent is Intent.PRESS
    publishers = [finding.article.publisher for finding in answer.findings]
    assert len(publishers) == len(set(publishers)) >= 2


def test_a_day_is_told_by_what_names_it_and_what_is_of_it(answerer: Answerer) -> None:
    answer = answerer.answer("what happened on 3 February 2026?")
    texts = [finding.excerpt.text for finding in answer.findings if finding.excerpt]
    assert any("early hours of Tuesday" in text for text in texts)
    assert any("3. Februar" in text or "3 февраля" in text for text in texts)


def test_a_weekday_of_a_later_article_is_the_day(answerer: Answerer) -> None:
    # Published on Thursday, the nineteenth: "before dawn on Wednesday".
    answer = answerer.answer("what happened on 18 February 2026")
    texts = [finding.excerpt.text for finding in answer.findings if finding.excerpt]
    assert any("compass" in text for text in texts)


def test_a_place_and_a_day_narrow_it_together(answerer: Answerer) -> None:
    answer = answerer.answer("what happened at the Corn Exchange on 21 April 2026?")
    assert answer.intent is Intent.EVENT
    assert "debate" in answer.findings[0].article.headline


def test_nothing_is_told_of_a_day_without_any(answerer: Answerer) -> None:
    assert not answerer.answer("what happened on 3 February 1999?").is_answered


def test_what_was_said_in_a_month_is_of_that_month(answerer: Answerer) -> None:
    answer = answerer.answer("what did Tully say in May about the pool?")
    assert answer.is_answered
    assert all(day.startswith("2026-05") for day in dates(answer))
    assert not answerer.answer("what did Tully say about the pool in March 2025?").is_answered


def test_what_was_said_on_a_day_may_be_told_the_day_after(answerer: Answerer) -> None:
    answer = answerer.answer("what did Abara say on 5 March?")
    assert speakers(answer) == ["Colin Abara"] * len(answer.findings)
    assert answer.is_answered


def test_reported_speech_is_labelled_and_no_quote(answerer: Answerer) -> None:
    answer = answerer.answer("what did Petra Vance say about the fares?")
    assert answer.is_answered
    first = answer.findings[0]
    assert (first.kind, first.is_reported, first.quote) == (Kind.EXCERPT, True, None)


@pytest.mark.parametrize(
    "question",
    [
        "bridge site:saltmere.example",
        "compass site:estuarymail.example",
        'latest by:"Tamsin Oyelaran"',
        "latest site:estuarymail.example",
    ],
)
def test_site_is_an_addresss_host_and_by_is_heeded(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    assert answer.is_answered
    for finding in answer.findings:
        if "site:" in question:
            assert question.partition("site:")[2] in (finding.article.url or "")
        else:
            assert "Tamsin Oyelaran" in (finding.article.byline or "")


@pytest.mark.parametrize(
    ("turns", "intent", "person", "words"),
    [
        (["what did Pryce say about the bridge", "and Ashdown?"], "quote", "Ashdown", ""),
        (["what did Ashdown say about the wall", "and Tully?"], "quote", "Tully", "wall"),
        (["what did Ashdown say about the wall", "what about Tully?"], "quote", "Tully", "wall"),
        (["what did Ashdown say about the wall", "and about the bridge?"], "quote", "Ashdown", ""),
        (["who is Helen Ashdown", "and Graham Tully?"], "person", "Tully", "Tully"),
        (["what did Ashdown say about the wall", "who is she?"], "person", "Ashdown", "Ashdown"),
        (["what did Ashdown say about the wall", "what else did she say?"], "quote", "Ashdown", ""),
        (["what did Ashdown say about the wall", "link?"], "link", None, ""),
        (["what did Ashdown say about the wall", "when was that?"], "fact", None, ""),
        (["Что сказал Баранов о море?", "а Амарал?"], "quote", "Амарал", ""),
        (["Что сказал Баранов о море?", "что ещё он сказал?"], "quote", "Баранов", ""),
        (["what did Baranov say about the sea", "кто он?"], "person", "Baranov", "Baranov"),
        (["Что сказал Баранов о море?", "когда это было?"], "fact", None, ""),
        (["Что сказал Баранов о море?", "ссылка?"], "link", None, ""),
        (["Was hat Lüders über die Pumpen gesagt?", "und Brandt?"], "quote", "Brandt", ""),
        (
            ["Was hat Lüders über die Pumpen gesagt?", "was hat sie noch gesagt?"],
            "quote",
            "Lüders",
            "",
        ),
        (["Was hat Lüders über die Pumpen gesagt?", "wer ist sie?"], "person", "Lüders", ""),
        (["Was hat Lüders über die Pumpen gesagt?", "wann war das?"], "fact", None, ""),
        (["Was hat Lüders über die Pumpen gesagt?", "Link?"], "link", None, ""),
        (["¿Qué dijo Baranov sobre el mar?", "¿y Amaral?"], "quote", "Amaral", ""),
        (["¿Qué dijo Baranov sobre el mar?", "¿qué más dijo?"], "quote", "Baranov", ""),
        (["¿Qué dijo Baranov sobre el mar?", "¿quién es?"], "person", "Baranov", ""),
        (["¿Qué dijo Baranov sobre el mar?", "¿cuándo fue eso?"], "fact", None, ""),
        (["¿Qué dijo Baranov sobre el mar?", "¿enlace?"], "link", None, ""),
    ],
)
def test_a_follow_up_keeps_what_it_leaves_out(
    answerer: Answerer, turns: list[str], intent: str, person: str | None, words: str
) -> None:
    answer: Answer | None = None
    for turn in turns:
        answer = answerer.answer(turn, after=answer.memory if answer else None)
    assert answer is not None
    assert answer.intent == intent
    if person is not None and answer.memory is not None and person.isascii():
        assert person in (answer.memory.person or "")
    shown = " ".join(f.excerpt.text for f in (*answer.findings, *answer.rejected) if f.excerpt)
    assert words in shown


@pytest.mark.parametrize(
    "question",
    [
        "who criticised the sea wall",
        "Ashdown vs Tully on the pool",
        "how did the press cover the museum theft",
        "what happened on 7 May",
        "what has Tully said over time",
        "Что случилось 3 февраля?",
        "what did Ashdown say yesterday",
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 8])
def test_every_kind_keeps_the_promises(
    answerer: Answerer, sample: Archive, question: str, limit: int
) -> None:
    answer = answerer.answer(question, limit=limit)
    check_answer(answer, sample, limit)
