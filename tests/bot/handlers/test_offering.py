"""Addresses that somebody pastes: answered, offered for adding, or declined politely."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest
from telegram import Update

from store.archive import Archive
from store.chats.chats import Chats
from store.database.collections import Collections
from tests.bot.conftest import Chat
from tests.bot.handlers.conftest import READER
from tests.fakes.bot_api import Sent
from tests.fakes.pages import URL, Pages

GROUP = -1007
ADMINISTRATOR, MEMBER = 21, 22
ADD = "Add this article"
DOCUMENT = {"file_id": "f1", "file_unique_id": "f1", "file_name": "bench.md"}
POST = {
    "type": "channel",
    "date": 1_770_000_000,
    "chat": {"id": -1, "type": "channel", "title": "Harbour News", "username": "harbournews"},
    "message_id": 42,
}


def _count(archive: Archive) -> int:
    return archive.stats()["articles"]


async def _press(chat: Chat, sent: Sent, user_id: int) -> None:
    await chat.handle(chat.api.press(sent, ADD, user_id))


async def _begin_press(chat: Chat, sent: Sent) -> None:
    """Press without waiting for what the press begins."""
    raw = chat.api.press(sent, ADD)
    await chat.application.process_update(Update.de_json(raw, chat.application.bot))


@pytest.fixture
def board(archive: Archive, chats: Chats, fed_chat: Chat) -> Collections:
    """The group feeds the collection "board", and has an administrator."""
    collections = Collections(archive.connections)
    collections.open("board")
    chats.grants.grant("board", GROUP, feeds=True)
    fed_chat.api.admins.add(ADMINISTRATOR)
    return collections


async def test_an_unknown_address_is_offered_and_one_press_adds_it_in_the_same_message(
    fed_chat: Chat, archive: Archive
) -> None:
    sent = await fed_chat.say(URL)
    assert sent.text == "I do not have the article at that address."
    assert sent.labels() == [ADD]
    assert _count(archive) == 0
    assert await fed_chat.press(sent, ADD) is sent
    assert sent.text == "Added: Ferry runs again"
    assert _count(archive) == 1


async def test_after_adding_its_buttons_and_a_follow_up_are_about_the_article(
    fed_chat: Chat,
) -> None:
    sent = await fed_chat.say(URL)
    await fed_chat.press(sent, ADD)
    assert ADD not in sent.labels()
    answer = await fed_chat.say("what did Lena Kos say?", reply_to_message=_as_message(sent))
    assert "We missed the noise of it" in answer.text
    await fed_chat.press(sent, "Source")
    assert sent.parsed.quoted[0].startswith("The ferry to Gull Island")


async def test_presses_while_it_is_read_are_told_so_and_read_nothing_twice(
    fed_chat: Chat, archive: Archive, pages: Pages
) -> None:
    sent = await fed_chat.say(URL)
    pages.gate = Event()
    await _begin_press(fed_chat, sent)
    await _begin_press(fed_chat, sent)
    assert fed_chat.api.notices == ["I am reading it already."]
    while not sent.edits:
        await asyncio.sleep(0.01)
    assert sent.text == f"Reading {URL} …"
    pages.gate.set()
    await fed_chat.handle(fed_chat.api.update(message=fed_chat.api.message("/help")))
    assert sent.text == "Added: Ferry runs again"
    assert _count(archive) == 1


async def test_an_offer_of_what_is_there_by_now_shows_the_article(
    fed_chat: Chat, archive: Archive
) -> None:
    first, second = await fed_chat.say(URL), await fed_chat.say(URL)
    await fed_chat.press(first, ADD)
    await fed_chat.press(second, ADD)
    assert second.text.startswith("Ferry runs again")
    assert ADD not in second.labels()
    assert _count(archive) == 1


async def test_an_offer_of_what_cannot_be_read_says_why_and_stands_again(fed_chat: Chat) -> None:
    sent = await fed_chat.say("https://gazette.example/gone")
    for _ in range(2):
        await fed_chat.press(sent, ADD)
        assert sent.text.startswith("Failed: https://gazette.example/gone.")
        assert sent.labels() == [ADD]


async def test_an_offer_that_is_kept_no_more_is_too_old(fed_chat: Chat, archive: Archive) -> None:
    sent = await fed_chat.say(URL)
    await fed_chat.say("/forget")
    await fed_chat.press(sent, ADD)
    assert fed_chat.api.notices == ["This button is too old to be used. Ask again, please."]
    assert _count(archive) == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I do not have the article at that address. This bot's operator can add it."),
        ("de", "Der Betreiber dieses Bots kann ihn aufnehmen."),
        ("ru", "Её может добавить владелец бота."),
        ("es", "Puede añadirlo quien lleva este bot."),
    ],
)
async def test_a_stranger_hears_politely_who_could_add_it_and_nobody_else_hears_of_it(
    fed_chat: Chat, language: str, words: str
) -> None:
    before = len(fed_chat.api.sent)
    sent = await fed_chat.say(URL, user_id=READER, chat_id=READER, language=language)
    assert sent.text.endswith(words)
    assert sent.buttons == []
    assert len(fed_chat.api.sent) == before + 1


async def test_an_offer_in_a_group_is_not_taken_by_who_may_not_feed(
    fed_chat: Chat, archive: Archive
) -> None:
    sent = await fed_chat.say(f"@pullquote_bot {URL}", chat_id=GROUP)
    await _press(fed_chat, sent, MEMBER)
    assert fed_chat.api.notices == ["Only this bot's operator can add articles here."]
    assert (_count(archive), sent.labels()) == (0, [ADD])


async def test_an_administrator_adds_an_address_to_the_collection_of_the_group(
    fed_chat: Chat, board: Collections
) -> None:
    sent = await fed_chat.say(f"@pullquote_bot {URL}", chat_id=GROUP, user_id=ADMINISTRATOR)
    await _press(fed_chat, sent, MEMBER)
    assert fed_chat.api.notices == ["Only administrators of this group can add articles here."]
    await _press(fed_chat, sent, ADMINISTRATOR)
    assert sent.text == "Added: Ferry runs again"
    assert board.all()[0].article_count == 1
    inside = await fed_chat.say("@pullquote_bot who missed the noise?", chat_id=GROUP)
    assert "We missed the noise" in inside.text
    outside = await fed_chat.say(URL, chat_id=ADMINISTRATOR, user_id=ADMINISTRATOR)
    assert outside.text.startswith("I do not have")


async def test_an_administrator_uploads_forwards_and_adds_into_the_collection_of_the_group(
    fed_chat: Chat, board: Collections, archive: Archive
) -> None:
    by_admin = {"chat_id": GROUP, "user_id": ADMINISTRATOR}
    fed_chat.api.files["f1"] = b"# A bench is painted\n\nThe bench by the pier was painted green.\n"
    assert (await fed_chat.say(None, document=DOCUMENT, **by_admin)).text.startswith("Added")
    text = "Seals on the slipway\n\nEleven seals slept on the slipway on Sunday night."
    assert (await fed_chat.say(text, forward_origin=POST, **by_admin)).text.startswith("Added")
    assert (await fed_chat.say(f"/add {URL}", **by_admin)).text.startswith("Added")
    assert board.all()[0].article_count == _count(archive) == 3


async def test_an_administrator_who_stays_behind_the_group_feeds_it_too(
    fed_chat: Chat, board: Collections
) -> None:
    group = {"id": GROUP, "type": "supergroup", "title": "A group"}
    await fed_chat.say(f"/add {URL}", chat_id=GROUP, user_id=1087968824, sender_chat=group)
    assert board.all()[0].article_count == 1


async def test_members_hear_a_polite_no_if_they_ask_and_nothing_about_their_own_files(
    fed_chat: Chat, board: Collections, archive: Archive
) -> None:
    member = {"chat_id": GROUP, "user_id": MEMBER}
    refused = "Only administrators of this group can add articles here."
    assert (await fed_chat.say(f"/add {URL}", **member)).text == refused
    answer = await fed_chat.say(f"@pullquote_bot {URL}", **member)
    assert answer.text.endswith("The administrators of this group can add it.")
    assert answer.buttons == []
    to_bot = await fed_chat.say(
        None, document=DOCUMENT, reply_to_message=_as_message(answer), **member
    )
    assert to_bot.text == refused
    before = len(fed_chat.api.sent)
    for message in (
        {"text": None, "document": DOCUMENT},
        {"text": "Seals", "forward_origin": POST},
    ):
        raw = fed_chat.api.message(**message, **member)
        await fed_chat.handle(fed_chat.api.update(message=raw))
    assert len(fed_chat.api.sent) == before
    assert _count(archive) == 0


async def test_an_administrator_of_a_group_that_feeds_nothing_may_not_feed(
    fed_chat: Chat, archive: Archive
) -> None:
    fed_chat.api.admins.add(ADMINISTRATOR)
    by_admin = {"chat_id": GROUP, "user_id": ADMINISTRATOR}
    refused = await fed_chat.say(f"/add {URL}", **by_admin)
    assert refused.text == "Only this bot's operator can add articles here."
    before = len(fed_chat.api.sent)
    raw = fed_chat.api.message(None, document=DOCUMENT, **by_admin)
    await fed_chat.handle(fed_chat.api.update(message=raw))
    assert len(fed_chat.api.sent) == before
    assert _count(archive) == 0


async def test_the_person_of_a_chat_that_feeds_a_collection_feeds_it(
    fed_chat: Chat, board: Collections, chats: Chats
) -> None:
    chats.grants.grant("board", READER, feeds=True)
    reader = {"chat_id": READER, "user_id": READER}
    sent = await fed_chat.say(URL, **reader)
    await _press(fed_chat, sent, READER)
    assert sent.text == "Added: Ferry runs again"
    assert board.all()[0].article_count == 1


def _as_message(sent: Sent) -> dict[str, object]:
    """A message of the bot as another message replies to it."""
    return {
        "message_id": sent.message_id,
        "date": 1_700_000_000,
        "chat": {"id": sent.chat_id, "type": "supergroup" if sent.chat_id < 0 else "private"},
        "from": {"id": 123456, "is_bot": True, "first_name": "Pullquote"},
        "text": sent.text,
    }
