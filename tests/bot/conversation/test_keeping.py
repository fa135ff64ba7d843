"""What turns leave behind is kept after the reply; a lock keeps nobody from an answer."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.service.app import CONCURRENT_UPDATES, build_application
from bot.settings import Settings
from store.archive import open_store
from store.chats.chats import Chats
from tests.bot.conftest import Chat
from tests.fakes.bot_api import BotApi
from tests.fakes.telegram import FakeTelegram

# With this nobody else may read either.
LOCKED_ALTOGETHER = [
    "PRAGMA locking_mode = EXCLUSIVE",
    "BEGIN IMMEDIATE",
    "CREATE TABLE mine (x)",
    "DROP TABLE mine",
    "COMMIT",
]


def ask_all(chat: Chat, chat_ids: range) -> list[asyncio.Task[None]]:
    """Each chat asks a question, all at once."""
    api, order = chat.api, chat.application.update_processor
    updates = [
        chat.update(
            api.update(message=api.message("what will the repairs cost?", chat_id=i, user_id=i))
        )
        for i in chat_ids
    ]
    return [
        asyncio.create_task(order.process_update(one, chat.application.process_update(one)))
        for one in updates
    ]


@pytest.mark.parametrize("patience_s", [0.02])
@pytest.mark.parametrize("lock", [["BEGIN EXCLUSIVE"], LOCKED_ALTOGETHER])
async def test_every_question_is_answered_while_another_process_holds_the_chats_file(
    chat: Chat, chats: Chats, caplog: pytest.LogCaptureFixture, lock: list[str]
) -> None:
    chat_ids = range(100, 104)
    with closing(sqlite3.connect(chats.connections.path, isolation_level=None)) as other:
        chats.connections.close()  # opened anew at the next use
        for statement in lock:
            other.execute(statement)
        await asyncio.gather(*ask_all(chat, chat_ids))
        assert sorted(sent.chat_id for sent in chat.api.sent) == list(chat_ids)
        assert all("went wrong" not in sent.text for sent in chat.api.sent)
        assert "is not kept" in caplog.text
    await chat.say("what will the repairs cost?", chat_id=100, user_id=100)
    assert chats.memory(100, 0) is not None


async def test_answers_do_not_wait_for_who_writes_to_the_archive(chat: Chat, chats: Chats) -> None:
    """As beside a large import: more chats ask than there are places for updates under way."""
    chat_ids = range(100, 100 + 3 * CONCURRENT_UPDATES)
    with closing(sqlite3.connect(chats.archive.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.gather(*ask_all(chat, chat_ids))
        assert sorted(sent.chat_id for sent in chat.api.sent) == list(chat_ids)
        assert all(chats.memory(chat_id, 0) is not None for chat_id in chat_ids)


async def test_a_question_gets_an_apology_where_the_archive_is_locked_altogether(
    api: BotApi, settings: Settings, chats: Chats, tmp_path: Path
) -> None:
    with closing(open_store(tmp_path / "archive.db", patience_s=0.02)) as archive:
        application = build_application(
            settings, Answerer(archive), chats, request=FakeTelegram(api)
        )
        async with application:
            chat = Chat(application, api)
            chats.archive.close()
            archive.close()  # both opened anew at the next use
            with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
                for statement in LOCKED_ALTOGETHER:
                    other.execute(statement)
                assert "went wrong" in (await chat.say("what will the repairs cost?")).text
