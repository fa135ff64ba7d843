"""Old answers say their age in words, and an old archive says how old it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.cli.terminal import to_rich
from bot.conversation.routing import Incoming, route, route_command
from bot.conversation.services import Services
from bot.conversation.tally import Tally
from bot.conversation.turn import Place, Rules
from bot.reply.phrases import phrases
from store.archive import Archive, open_store
from store.chats.chats import Chats
from store.chats.follows import Follows
from store.chats.news import News
from tests.builders import add, make_draft

PUBLISHED = "2018-06-07"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(open_store(tmp_path / "old.db")) as opened:
        text = "The lock at Ferrow was rebuilt in oak. Its keeper painted the gates green."
        add(opened, make_draft(text, headline="Lock rebuilt", published=PUBLISHED, publisher="P"))
        yield opened


def told(archive: Archive, chats: Chats, today: date, text: str, language: str = "en") -> str:
    news = News(Follows(chats))
    services = Services(Answerer(archive), chats, Rules(), Tally(), news, today=lambda: today)
    place = Place(7, language=language)
    if text.startswith("/"):
        turn = route_command(services, place, text[1:], "")
    else:
        turn = route(services, place, Incoming(text))
    return to_rich(turn.reply).plain


def test_an_old_answer_says_its_age_in_words(archive: Archive, chats: Chats) -> None:
    asked = "what was rebuilt in oak"
    assert "8 years ago" in told(archive, chats, date(2026, 7, 1), asked)
    assert "vor 8 Jahren" in told(archive, chats, date(2026, 7, 1), asked, "de")
    assert "8 лет назад" in told(archive, chats, date(2026, 7, 1), asked, "ru")
    assert "ago" not in told(archive, chats, date(2019, 6, 6), asked)


@pytest.mark.parametrize("text", ["where do zebras graze", "/latest", "/sources"])
def test_an_old_archive_says_how_old_its_newest_article_is(
    archive: Archive, chats: Chats, text: str
) -> None:
    assert "from 7 June 2018, 8 years ago" in told(archive, chats, date(2026, 7, 1), text)
    assert "from 7 June 2018, 2 months ago" in told(archive, chats, date(2018, 8, 9), text)
    assert "newest article here" not in told(archive, chats, date(2018, 6, 20), text)


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2026-06-30", "1 day ago"),
        ("2026-05-20", "1 month ago"),
        ("2025-07-02", "11 months ago"),
        ("2025-07-01", "1 year ago"),
        ("2010", "16 years ago"),
        ("2026-08-01", ""),
        ("no date", ""),
    ],
)
def test_an_age_is_told_in_the_largest_unit_that_is_full(iso: str, said: str) -> None:
    assert phrases("en").ago(iso, date(2026, 7, 1)) == said
