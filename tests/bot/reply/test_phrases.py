from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from bot.asking.question import parse_question
from bot.language.intents import Intent
from bot.reply.markup import Date, Text, to_plain
from bot.reply.phrases import languages, phrases

_FOLDER = resources.files("bot.reply") / "catalogues"


def _catalogue(language: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))


def _places(text: object) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(text)))


@pytest.mark.parametrize("language", languages())
def test_every_catalogue_says_everything_with_the_same_places(language: str) -> None:
    english, other = _catalogue("en"), _catalogue(language)
    assert list(english) == list(other)
    for table in ("sentences", "questions", "buttons", "commands", "profile"):
        assert list(english[table]) == list(other[table]), table
        for key, sentence in english[table].items():
            assert _places(sentence) == _places(other[table][key]), key
    assert list(english["forms"]) == list(other["forms"])
    assert len(other["months"]) == 12


@pytest.mark.parametrize("language", languages())
def test_every_count_has_its_form(language: str) -> None:
    says = phrases(language)
    for key in _catalogue(language)["forms"]:
        for count in range(130):
            assert str(count) in says.count(key, count).split()


@pytest.mark.parametrize("language", languages())
def test_descriptions_and_commands_keep_telegrams_limits(language: str) -> None:
    says = phrases(language)
    assert len(says.profile("description")) <= 512
    assert len(says.profile("short")) <= 120
    assert all(len(what) <= 256 for _, what in says.commands())


@pytest.mark.parametrize("language", languages())
def test_passing_words_keep_telegrams_200_characters(language: str) -> None:
    for key in ("stale", "gone", "changed", "no_more_context", "thanks", "busy", "went_wrong"):
        assert len(phrases(language).text(key)) <= 200


@pytest.mark.parametrize("language", languages())
def test_what_the_buttons_ask_is_understood(language: str) -> None:
    says = phrases(language)
    for key, intent, values in (
        ("who", Intent.PERSON, {"name": "Ida Brandt"}),
        ("said", Intent.QUOTE, {"name": "Ida Brandt"}),
        ("latest", Intent.LATEST, {"topic": "Ida Brandt"}),
    ):
        question = parse_question(says.question(key, **values))
        assert question.intent is intent
        assert "Ida Brandt" in (question.person or "", question.topic)


def test_russian_counts_as_russian_does() -> None:
    says = phrases("ru")
    assert [says.count("articles", n) for n in (1, 2, 5, 11, 21, 112)] == [
        "1 статья",
        "2 статьи",
        "5 статей",
        "11 статей",
        "21 статья",
        "112 статей",
    ]


def test_a_language_without_a_catalogue_is_spoken_to_in_english() -> None:
    assert phrases("pt-BR").language == "en"
    assert phrases(None).language == "en"
    assert phrases("de_AT").language == "de"


def test_a_date_is_written_as_the_language_writes_it() -> None:
    assert phrases("en").date("2026-03-05T18:30:00+01:00") == "5 March 2026"
    assert phrases("de").date("2026-03-05") == "5. März 2026"
    assert phrases("es").date("2026-03-05") == "5 de marzo de 2026"
    assert phrases("en").date("2026") == "2026"


def test_a_day_is_an_instant_for_clients_and_less_than_a_day_is_not() -> None:
    assert phrases("en").date_node("2026-03-05") == Date(1772712000, "5 March 2026")
    assert phrases("en").date_node("2026-03-05T18:30:00+01:00") == Date(1772731800, "5 March 2026")
    assert phrases("en").date_node("2026-03") == Text("2026-03")
    assert phrases("en").date_node("2026-13-45") == Text("2026-13-45")


def test_a_sentence_takes_text_and_nodes() -> None:
    nodes = phrases("en").say("no_more_quotes", speaker="A {b} <c>")
    assert to_plain(nodes) == "There are no more quotes of A {b} <c>."
