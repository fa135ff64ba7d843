"""The card of a person: nothing but what stands in articles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.cli.people import person_json, person_lines
from bot.conversation.asking import ask
from bot.conversation.services import Services
from bot.conversation.tally import Tally
from bot.conversation.turn import Place, Rules
from bot.language.intents import Intent
from store.archive import Archive, open_store
from store.chats.follows import Follows
from store.chats.news import News
from tests.builders import add, chats_of, make_draft

LONG = " and further" * 60


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    with closing(open_store(tmp_path / "archive.db")) as opened:
        yield opened


def filled(archive: Archive) -> Answerer:
    """Three articles about one engineer, and one about her namesake's cousin."""
    texts = [
        "Ida Osei, chief engineer of the Wend Harbour Company, spoke. “It holds,” said Osei.",
        "“It does not hold,” said Ida Osei. Bo Linder, a baker, listened.",
        f"Ida Osei met Bo Linder{LONG}.",
        "Emma Osei slept.",
    ]
    for number, text in enumerate(texts, 1):
        published = f"2024-03-0{number}"
        add(archive, make_draft(text, url=f"https://paper.example/{number}", published=published))
    return Answerer(archive)


def test_every_word_of_a_card_stands_in_its_article(archive: Archive) -> None:
    answerer = filled(archive)
    (entry,) = answerer.people("Ida Osei")
    card = person_json(entry)
    spans = [*card["roles_in"], *card["organisations"], card["latest"]]
    spans += [one["last"] for one in card["with"]]
    assert spans
    for shown in spans:
        text = archive.get(shown["article"]["id"]).text
        assert text[shown["start"] : shown["stop"]] == shown["text"]
        assert len(shown["text"]) <= 300
    assert [role["text"] for role in card["roles_in"]] == [
        "chief engineer of the Wend Harbour Company"
    ]
    assert [name["text"] for name in card["organisations"]] == ["Wend Harbour Company"]
    assert [said["excerpt"] for said in card["said"]] == ["It does not hold,", "It holds,"]
    assert [(one["name"], one["articles"]) for one in card["with"]] == [("Bo Linder", 2)]
    assert card["latest"]["text"].startswith("Ida Osei met Bo Linder and further")


def test_a_terminal_shows_the_card_of_one_and_a_line_or_more_of_several(archive: Archive) -> None:
    answerer = filled(archive)
    one = "".join(person_lines(answerer.people("Ida Osei")[0]))
    assert "2024-03-01  chief engineer of the Wend Harbour Company" in one
    assert "with: Bo Linder (2)" in one
    several = ["".join(person_lines(entry)) for entry in answerer.people("Osei")]
    assert len(several) == 2
    assert not any("with:" in lines for lines in several)


def test_who_is_somebody_is_answered_by_the_card(archive: Archive) -> None:
    answerer = filled(archive)
    assert answerer.answer("who is Ida Osei?").intent is Intent.PERSON
    with closing(chats_of(archive)) as chats:
        services = Services(answerer, chats, Rules(), Tally(), News(Follows(chats)))
        turn = ask(services, Place(chat_id=1), "who is Ida Osei?")
    shown = [excerpt.text for excerpt in turn.reply.shows]
    assert shown[0] == "chief engineer of the Wend Harbour Company"
    assert "It does not hold," in shown
