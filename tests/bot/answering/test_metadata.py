"""Questions about articles themselves are answered by what is stored of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.answering.answer import Answer, Kind
from bot.answering.answerer import Answerer
from bot.language.intents import Aspect
from tests.builders import answering, make_draft

KETTLE, MARKET, BELLS = "Copper kettle sold", "Market day moved", "Bells recast"


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    with answering(
        tmp_path,
        make_draft(
            "The copper kettle of the brewery was sold to a museum.",
            headline=KETTLE,
            published="2024-05-02",
            publisher="The Quay Post",
            byline="Ida Brandt",
            url="https://quay.example/kettle",
        ),
        make_draft(
            "The market in Alden will be held on Fridays from now on. A kettle stall stays.",
            headline=MARKET,
            published="2024-03-01",
            publisher="Hill Herald",
            byline="Tom Alder",
            url="https://hill.example/market",
        ),
        make_draft(
            "The three bells of Alden church are being recast in a foundry.",
            headline=BELLS,
            published="2024-04-09",
            publisher="Hill Herald",
            byline="Ida Brandt",
            url="https://hill.example/bells",
        ),
        today=lambda: date(2024, 6, 1),
    ) as answerer:
        yield answerer


def _first(answer: Answer) -> str | None:
    return answer.findings[0].article.headline if answer.findings else None


@pytest.mark.parametrize(
    ("question", "headline", "aspect"),
    [
        ("who wrote the article about the brewery", KETTLE, Aspect.AUTHOR),
        ("Who's the author of the bells story?", BELLS, Aspect.AUTHOR),
        ("when was the story about the bells published", BELLS, Aspect.DATE),
        ("which newspaper published the article about bells", BELLS, Aspect.PUBLISHER),
        ("what's the headline of the article about the foundry", BELLS, Aspect.HEADLINE),
        ("how long is the article about the market", MARKET, Aspect.LENGTH),
        ("what is the market article about", MARKET, Aspect.GIST),
        ("whats the newest article", KETTLE, Aspect.NEWEST),
        ("the last article by Tom Alder", MARKET, Aspect.NEWEST),
        ("most recent story from the hill herald", BELLS, Aspect.NEWEST),
        ("newest article about Alden", BELLS, Aspect.NEWEST),
        ("oldest article", MARKET, Aspect.OLDEST),
        ("the earliest story by ida brandt", BELLS, Aspect.OLDEST),
        ("which articles did ida brandt write", KETTLE, Aspect.WRITTEN),
        ("how many articles about the kettle", KETTLE, Aspect.COUNT),
        ("wer hat den Artikel über bells geschrieben", BELLS, Aspect.AUTHOR),
        ("quand l'article sur bells a-t-il été publié", BELLS, Aspect.DATE),
        ("cuál es el artículo más antiguo", MARKET, Aspect.OLDEST),
        ("какая последняя статья", KETTLE, Aspect.NEWEST),
        ("сколько статей про kettle", KETTLE, Aspect.COUNT),
        ("谁写了关于bells的文章", BELLS, Aspect.AUTHOR),
        ("सबसे नया लेख", KETTLE, Aspect.NEWEST),
    ],
)
def test_an_article_is_told_by_what_is_stored_of_it(
    answerer: Answerer, question: str, headline: str, aspect: Aspect
) -> None:
    answer = answerer.answer(question)
    assert (_first(answer), answer.aspect) == (headline, aspect)


@pytest.mark.parametrize(
    "question",
    [
        "who wrote the novel about the bells",
        "who wrote the treaty",
        "articles by John Smith",
        "how many articles about penguins",
        "who wrote the article about penguins",
        "what is the article about",  # which of three?
        "newest bakery in Alden",
    ],
)
def test_nothing_is_told_of_an_article_that_is_not_there(answerer: Answerer, question: str) -> None:
    assert not answerer.answer(question).is_answered


def test_what_it_is_about_is_told_by_its_first_sentences(answerer: Answerer) -> None:
    answer = answerer.answer("what is the article about the market about")
    finding = answer.findings[0]
    assert finding.kind is Kind.EXCERPT
    assert finding.excerpt is not None
    assert finding.excerpt.text == finding.article.text


def test_as_many_are_counted_as_hold_the_topic(answerer: Answerer) -> None:
    for question, number in (
        ("how many articles about the kettle", 2),
        ("how many articles do you have", 3),
        ("how many articles did Ida Brandt write", 2),
    ):
        answer = answerer.answer(question)
        assert answer.count is not None
        assert answer.count.articles == number


def test_a_follow_up_asks_about_the_article_before(answerer: Answerer) -> None:
    before = answerer.answer("why are the bells recast in a foundry")
    for question in (
        "who wrote it?",
        "when was this published",
        "what's the headline",
        "wer hat das geschrieben",
    ):
        answer = answerer.answer(question, after=before.memory)
        assert _first(answer) == BELLS, question
        assert answer.aspect is not None


def test_each_publisher_shows_its_newest_article(answerer: Answerer) -> None:
    answer = answerer.answer("which papers do you have")
    assert [f.article.headline for f in answer.findings] == [BELLS, KETTLE]


def test_a_topic_alone_asks_the_same_of_another_article(answerer: Answerer) -> None:
    before = answerer.answer("who wrote the article about the brewery")
    answer = answerer.answer("and about the market?", after=before.memory)
    assert (_first(answer), answer.aspect) == (MARKET, Aspect.AUTHOR)


def test_who_said_that_is_answered_from_the_article_before(answerer: Answerer) -> None:
    before = answerer.answer("why are the bells recast in a foundry")
    answer = answerer.answer("who said that?", after=before.memory)
    assert _first(answer) == BELLS
