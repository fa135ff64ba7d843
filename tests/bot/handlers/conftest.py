"""A chat with somebody who feeds a real archive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.conversation.curating import Curator
from bot.service.app import build_application
from bot.service.delivery import PatientLimiter
from bot.service.serve import prepare
from bot.settings import Settings
from store.archive import Archive, open_store
from store.chats.chats import Chats
from store.database.collections import Collections
from tests.bot.conftest import Chat
from tests.fakes.bot_api import BotApi
from tests.fakes.pages import Pages
from tests.fakes.telegram import FakeTelegram

OPERATOR, READER = 7, 8


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    opened = open_store(tmp_path / "fed.db")
    yield opened
    opened.close()


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
async def sample_chat(
    sample: Archive, chats: Chats, api: BotApi, settings: Settings
) -> AsyncIterator[Chat]:
    """A chat about the bundled sample."""
    application = build_application(
        settings,
        Answerer(sample),
        chats,
        request=FakeTelegram(api),
        rate_limiter=PatientLimiter(pauses_s=()),
    )
    async with application:
        await application.start()
        await prepare(application)
        yield Chat(application, api)
        await application.stop()


@pytest.fixture
async def fed_chat(
    archive: Archive, pages: Pages, chats: Chats, api: BotApi, settings: Settings
) -> AsyncIterator[Chat]:
    application = build_application(
        settings.model_copy(update={"operator_ids": frozenset({OPERATOR})}),
        Answerer(archive),
        chats,
        request=FakeTelegram(api),
        rate_limiter=PatientLimiter(pauses_s=()),
        curator=Curator(archive, pages),
        collections=Collections(archive.connections),
    )
    async with application:
        await application.start()
        await prepare(application, frozenset({OPERATOR}))
        yield Chat(application, api)
        await application.stop()
