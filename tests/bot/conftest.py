"""A real Application over the fakes, and what it is driven with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from telegram import Update

from bot.cli.talking import sample_files
from bot.handlers.context import BotApplication
from bot.service.app import build_application
from bot.service.delivery import PatientLimiter
from bot.service.serve import prepare
from bot.settings import Settings
from store.archive import Archive, open_store
from store.chats.chats import Chats, open_chats
from store.ingest.outcome import Outcome
from store.ingest.readers.walking import read_sources
from tests.fakes.answers import FakeAnswers
from tests.fakes.bot_api import TOKEN, BotApi, Sent
from tests.fakes.telegram import FakeTelegram


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def answers() -> FakeAnswers:
    return FakeAnswers()


@pytest.fixture
def patience_s() -> float:
    """How long the bot waits for whoever holds the chats' file."""
    return 5.0


@pytest.fixture
def chats(tmp_path: Path, clock: Clock, patience_s: float) -> Iterator[Chats]:
    with (
        closing(open_store(tmp_path / "archive.db", patience_s)) as archive,
        closing(
            open_chats(tmp_path / "archive.chats.db", archive.connections, clock, patience_s)
        ) as chats,
    ):
        yield chats


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(TELEGRAM_BOT_TOKEN=SecretStr(TOKEN), article_view="all")


@pytest.fixture
def api() -> BotApi:
    return BotApi()


class Chat:
    """One person and the bot."""

    def __init__(self, application: BotApplication, api: BotApi) -> None:
        self.application = application
        self.api = api

    def update(self, raw: dict[str, Any]) -> Update:
        """An update as the library reads it."""
        # What went over the wire: a message is not changed by the library's reading of it.
        return Update.de_json(json.loads(json.dumps(raw)), self.application.bot)

    async def handle(self, raw: dict[str, Any]) -> None:
        """Let the bot see an update."""
        update = self.update(raw)
        await self.application.update_processor.process_update(
            update, self.application.process_update(update)
        )
        await asyncio.gather(*self.application._Application__create_task_tasks)  # type: ignore[attr-defined]  # noqa: SLF001
        # Until all is written down that is written beside.
        await self.application.update_processor.shutdown()

    async def say(self, text: str | None, **more: Any) -> Sent:
        """Send a message; the bot's last message after it."""
        count = len(self.api.sent)
        await self.handle(self.api.update(message=self.api.message(text, **more)))
        assert len(self.api.sent) > count, "no reply"
        return self.api.sent[-1]

    async def press(self, sent: Sent, label: str) -> Sent:
        """Press a button under a message of the bot; the bot's last message after it."""
        await self.handle(self.api.press(sent, label))
        return self.api.sent[-1]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The bundled sample as an archive; tests only read it."""
    with closing(open_store(tmp_path_factory.mktemp("sample") / "archive.db")) as archive:
        for written in archive.add(read_sources([str(path) for path in sample_files()], None)):
            assert written.outcome is Outcome.ADDED
        yield archive


Open = Callable[[Settings], Awaitable[Chat]]


@pytest.fixture
async def open_chat(answers: FakeAnswers, chats: Chats, api: BotApi) -> AsyncIterator[Open]:
    opened: list[BotApplication] = []

    async def open_with(settings: Settings) -> Chat:
        application = build_application(
            settings,
            answers,
            chats,
            request=FakeTelegram(api),
            rate_limiter=PatientLimiter(pauses_s=(0.0, 0.0, 0.0)),
        )
        await application.initialize()
        await application.start()
        opened.append(application)
        await prepare(application)
        api.calls.clear()
        return Chat(application, api)

    yield open_with
    for application in opened:
        await application.stop()
        await application.shutdown()


@pytest.fixture
async def chat(open_chat: Open, settings: Settings) -> Chat:
    return await open_chat(settings)
