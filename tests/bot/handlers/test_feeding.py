"""The operator feeds a real archive from a chat; pages come from memory."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from telegram import Update

from bot.handlers.adding import file_name
from bot.json_lines import write_parts
from store.archive import Archive, open_store
from store.ingest.outcome import Outcome
from store.ingest.readers.walking import read_sources
from store.model import Article, ArticleId
from tests.bot.conftest import Chat
from tests.bot.handlers.conftest import OPERATOR, READER
from tests.fakes.pages import FEED_URL, URL, Pages


def _count(archive: Archive) -> int:
    return archive.stats()["articles"]


async def test_an_address_becomes_an_article_in_one_edited_message(
    fed_chat: Chat, archive: Archive
) -> None:
    sent = await fed_chat.say(f"/add {URL}")
    assert sent.text == "Added: Ferry runs again"
    assert sent.edits == 1
    assert (await fed_chat.say(f"/add {URL}")).text.startswith("Already there")
    answer = await fed_chat.say("how many people did the ferry carry?")
    assert "forty people and a piano" in answer.parsed.quoted[0]
    assert _count(archive) == 1


async def test_a_link_the_archive_has_is_answered_about_that_article(fed_chat: Chat) -> None:
    await fed_chat.say(f"/add {URL}")
    sent = await fed_chat.say(f"{URL}?utm_source=share", user_id=READER, chat_id=READER)
    assert sent.text.startswith("Ferry runs again")
    await fed_chat.press(sent, "Source")
    assert sent.parsed.quoted[0].startswith("The ferry to Gull Island")


async def test_a_page_that_cannot_be_had_is_said_with_the_reason(
    fed_chat: Chat, archive: Archive
) -> None:
    sent = await fed_chat.say("/add https://gazette.example/gone")
    assert sent.text.startswith("Failed: https://gazette.example/gone.")
    assert sent.parsed.live() == []
    assert _count(archive) == 0


@pytest.mark.parametrize(
    "name",
    [
        "n" * 300 + ".md",
        "\u540d" * 300 + ".md",
        "a\0b\nc.md",
        "..",
        ".",
        "",
        "/etc/passwd",
        "C:\\Users\\Bo\\bench.md",
        "\ud800bench.md",
        "\u202egnp.md",
        "bench." + "md" * 200,
        "CON",
        "   ",
    ],
)
async def test_a_file_may_have_any_name(fed_chat: Chat, archive: Archive, name: str) -> None:
    fed_chat.api.files["f1"] = b"# A bench is painted\n\nThe bench by the pier was painted green.\n"
    document = {"file_id": "f1", "file_unique_id": "f1", "file_name": name}
    sent = await fed_chat.say(None, document=document)
    assert sent.text.startswith("Added: ")
    assert len(file_name(name).encode()) <= 255
    assert _count(archive) == 1


async def test_a_feed_at_an_address_that_may_not_be_read_is_refused_at_once(
    fed_chat: Chat, archive: Archive
) -> None:
    sent = await fed_chat.say("/feeds add http://10.0.0.1/feed")
    assert "It is not read." in sent.text
    assert not archive.feeds.all()


async def test_a_file_from_the_operator_becomes_an_article(
    fed_chat: Chat, archive: Archive
) -> None:
    fed_chat.api.files["f1"] = b"# A bench is painted\n\nThe bench by the pier was painted green.\n"
    document = {"file_id": "f1", "file_unique_id": "f1", "file_name": "../bench.md"}
    sent = await fed_chat.say(None, document=document)
    assert sent.text == "Added: A bench is painted"
    large = document | {"file_size": 30_000_000}
    assert "20 MB" in (await fed_chat.say(None, document=large)).text
    assert _count(archive) == 1


async def test_a_forwarded_post_becomes_an_article_with_its_address(
    fed_chat: Chat, archive: Archive
) -> None:
    origin = {
        "type": "channel",
        "date": 1_770_000_000,
        "chat": {"id": -1, "type": "channel", "title": "Harbour News", "username": "harbournews"},
        "message_id": 42,
    }
    text = "Seals on the slipway\n\nEleven seals slept on the slipway on Sunday night."
    sent = await fed_chat.say(text, forward_origin=origin)
    assert sent.text.startswith("Added: ")
    (article,) = archive.all_articles()
    assert article.url == "https://t.me/harbournews/42"
    assert (article.publisher, (article.published or "")[:10]) == ("Harbour News", "2026-02-02")
    answer = await fed_chat.say("how many seals slept on the slipway?")
    assert "Eleven seals" in answer.parsed.quoted[0]


async def test_an_article_is_taken_out_by_its_address(fed_chat: Chat, archive: Archive) -> None:
    await fed_chat.say(f"/add {URL}")
    assert (await fed_chat.say(f"/remove {URL}")).text == "Removed: Ferry runs again"
    assert "no longer in the archive" in (await fed_chat.say(f"/remove {URL}")).text
    assert _count(archive) == 0


async def test_stats_count_articles_and_answers(fed_chat: Chat) -> None:
    await fed_chat.say(f"/add {URL}")
    answer = await fed_chat.say("how many people did the ferry carry?")
    await fed_chat.press(answer, "👍")
    sent = await fed_chat.say("/stats")
    assert {"articles: 1", "answered: 1", "declined: 0", "helpful: 1"} <= set(
        sent.text.splitlines()
    )


async def test_anybody_else_gets_a_polite_no_and_nothing_changes(
    fed_chat: Chat, archive: Archive
) -> None:
    reader = {"user_id": READER, "chat_id": READER}
    refused = await fed_chat.say(f"/add {URL}", **reader)
    assert refused.text == "Only this bot's operator can add articles here."
    for text in (
        "/remove 1",
        "/stats",
        "/export",
        "/collection",
        f"/feeds add {FEED_URL}",
        "/refresh",
    ):
        sent = await fed_chat.say(text, **reader)
        assert sent.text == "Only this bot's operator can do that."
    assert "do not have the article" in (await fed_chat.say(URL, **reader)).text
    document = {"file_id": "f1", "file_unique_id": "f1", "file_name": "bench.md"}
    assert "in writing" in (await fed_chat.say(None, document=document, **reader)).text
    assert _count(archive) == 0


async def test_a_bare_add_or_remove_says_how(fed_chat: Chat) -> None:
    assert "Send /add" in (await fed_chat.say("/add")).text
    assert "Send /remove" in (await fed_chat.say("/remove")).text


async def test_the_operators_menu_has_the_operators_commands(fed_chat: Chat) -> None:
    menu = [command["command"] for command in fed_chat.api.menus["chat", ""]]
    assert menu[-7:] == [
        "add",
        "remove",
        "stats",
        "collection",
        "export",
        "feeds",
        "refresh",
    ]


async def test_other_messages_are_answered_while_a_page_is_read(
    fed_chat: Chat, archive: Archive, pages: Pages
) -> None:
    pages.gate = Event()
    adding = asyncio.create_task(fed_chat.say(f"/add {URL}"))
    while not fed_chat.api.sent:
        await asyncio.sleep(0.01)
    raw = fed_chat.api.message("/help")
    update = Update.de_json(fed_chat.api.update(message=raw), fed_chat.application.bot)
    await fed_chat.application.process_update(update)
    reading, helped = fed_chat.api.sent
    assert (reading.text, reading.edits) == (f"Reading {URL} …", 0)
    assert "/ask" in helped.text
    pages.gate.set()
    await adding
    assert reading.text == "Added: Ferry runs again"


async def test_reading_ends_early_when_the_bot_is_stopped_and_says_so(
    fed_chat: Chat, archive: Archive
) -> None:
    fed_chat.application.bot_data.stopping.set()
    sent = await fed_chat.say(f"/add {URL}")
    assert sent.text.startswith("Added: Ferry runs again")
    assert "send it again" in sent.text


async def test_all_articles_are_sent_as_a_file_that_add_reads(
    fed_chat: Chat, archive: Archive, tmp_path: Path
) -> None:
    assert (await fed_chat.say("/export")).text == "There was nothing in it."
    await fed_chat.say(f"/add {URL}")
    assert (await fed_chat.say("/export")).text.startswith("Done")
    ((chat_id, name, content),) = fed_chat.api.documents
    assert (chat_id, name) == (OPERATOR, "articles-1.jsonl")
    (tmp_path / name).write_bytes(content)
    with closing(open_store(tmp_path / "again.db")) as again:
        assert [w.outcome for w in again.add(read_sources([str(tmp_path / name)], None))] == [
            Outcome.ADDED
        ]
        assert [a.text for a in again.all_articles()] == [a.text for a in archive.all_articles()]


async def test_feeds_are_followed_refreshed_listed_and_left(
    fed_chat: Chat, archive: Archive
) -> None:
    assert "No feeds" in (await fed_chat.say("/feeds")).text
    assert "Followed from now on" in (await fed_chat.say(f"/feeds add {FEED_URL}")).text
    assert "Failed" in (await fed_chat.say("/feeds add http://")).text
    assert "/feeds add" in (await fed_chat.say("/feeds add /etc/passwd")).text
    refreshed = await fed_chat.say("/refresh")
    assert refreshed.text == "Feeds asked: 1. Added: 1, updated: 0, failed: 0."
    assert _count(archive) == 1
    assert (await fed_chat.say("/feeds")).text.startswith(f"The Gazette · {FEED_URL}")
    assert "no longer" in (await fed_chat.say(f"/feeds remove {FEED_URL}?utm_source=x")).text
    assert "No such feed" in (await fed_chat.say(f"/feeds remove {FEED_URL}")).text


@pytest.mark.parametrize(("size", "most"), [(1, 9), (400, 9), (10_000, 9), (1, 2)])
def test_an_export_is_split_into_files_of_a_size_and_no_more_than_so_many(
    tmp_path: Path, size: int, most: int
) -> None:
    articles = [Article(ArticleId(n), f"Number {n}", "Words. " * 20) for n in range(5)]
    parts = write_parts(articles, tmp_path, size, most)
    if most == 2:
        assert parts is None
        return
    assert parts is not None
    lines = [line for part in parts for line in part.read_text("utf-8").splitlines()]
    assert [json.loads(line)["headline"] for line in lines] == [a.headline for a in articles]
    assert all(p.stat().st_size <= size or len(p.read_text().splitlines()) == 1 for p in parts)
