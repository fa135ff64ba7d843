"""Names in another script, inflected or misspelt, found by all of their words together."""

from __future__ import annotations

import pytest

from bot.answering.answerer import Answerer
from bot.language.intents import Intent
from store.archive import Archive
from tests.builders import add, make_draft


@pytest.fixture
def crowd(archive: Archive) -> Archive:
    """People whose words sound like others' and like plain English words."""
    texts = (
        "Theresa May met Michael Pompe in Quay. “Trees may fall,” said Theresa May.",
        "Laura Kuenz, a reporter, spoke to Margrethe Vestergard.",
        "David Camerley, the baker, left. The camera was left too.",
        "Lara Kent, a baker, met Michelle Burns. Born in May, she read the trees.",
        "Sebastian Kurtsch, a chancellor, saw the course. Sebastian Course Ltd. closed.",
    )
    for number, text in enumerate(texts):
        add(archive, make_draft(text, url=f"https://paper.example/{number}"))
    return archive


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Тереза Мэй", "Theresa May"),
        ("Терезой Мэй", "Theresa May"),
        ("Т. Мэй", "Theresa May"),
        ("Майкл Помпе", "Michael Pompe"),
        ("Лоры Кюнц", "Laura Kuenz"),
        ("Маргрете Вестергард", "Margrethe Vestergard"),
        ("Девидом Камерли", "David Camerley"),
        ("Себастьяном Курчем", "Sebastian Kurtsch"),
        ("Margrete Vestegard", "Margrethe Vestergard"),
        ("Laura Kuents", "Laura Kuenz"),
    ],
)
def test_somebody_is_found_by_all_words_of_the_name_together(
    crowd: Archive, typed: str, name: str
) -> None:
    assert [person.name for person in crowd.people(typed, 2)] == [name]


def test_a_bare_name_asks_who_that_is(crowd: Archive) -> None:
    answer = Answerer(crowd).answer("Лоры Кюнц")
    assert answer.is_answered
    assert "Laura Kuenz" in (answer.findings[0].excerpt.text if answer.findings[0].excerpt else "")
    assert {(c.typed, c.used) for c in answer.corrections} == {
        ("Лоры", "laura"),
        ("Кюнц", "kuenz"),
    }


def test_nobody_is_made_up_for_words_that_are_no_name(crowd: Archive) -> None:
    assert crowd.people("Иван Грозный") == ()
    assert Answerer(crowd).answer("Иван Грозный").intent is Intent.FACT
    assert not Answerer(crowd).answer("Иван Грозный").is_answered


def test_exactly_takes_a_name_as_it_was_typed(crowd: Archive) -> None:
    answer = Answerer(crowd).answer("Лоры Кюнц", exactly=True)
    assert not answer.corrections
