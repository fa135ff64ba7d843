"""The bot behind a webhook, in this process, with a Bot API server on this machine."""

from __future__ import annotations

import asyncio
import os
import signal
import socket

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import SettingsError
from bot.service.serve import run
from bot.settings import Settings
from store.chats.chats import Chats
from tests.bot.served import until
from tests.fakes.answers import FakeAnswers
from tests.fakes.bot_api import BotApi, BotApiServer

SECRET = "only-telegram-knows"  # noqa: S105 - of a test


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _webhook(settings: Settings, url: str, port: int) -> Settings:
    return settings.model_copy(
        update={
            "telegram_api_url": url,
            "webhook_url": "https://bot.example/hook/x1",
            "webhook_port": port,
            "webhook_secret": SecretStr(SECRET),
        }
    )


async def test_a_webhook_answers_who_shows_the_secret_and_nobody_else(
    settings: Settings, chats: Chats, api: BotApi, unused_tcp_port: int
) -> None:
    with BotApiServer(api) as server:
        hooked = _webhook(settings, server.url, unused_tcp_port)
        running = asyncio.create_task(run(hooked, FakeAnswers(), chats))
        await until(lambda: _listens(unused_tcp_port))
        update = api.update(message=api.message("what will the repairs cost?"))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}") as client:
            header = "X-Telegram-Bot-Api-Secret-Token"
            forged = await client.post("/hook/x1", json=update, headers={header: "guessed"})
            assert forged.status_code == 403
            assert (
                await client.post("/", json=update, headers={header: SECRET})
            ).status_code == 404
            accepted = await client.post("/hook/x1", json=update, headers={header: SECRET})
            assert accepted.status_code == 200
        await until(lambda: api.sent)
        os.kill(os.getpid(), signal.SIGTERM)
        assert await running == 0
    assert len(api.sent) == 1
    assert api.sent[0].parsed.quoted


async def test_a_webhook_without_a_secret_is_refused(
    settings: Settings, chats: Chats, api: BotApi, unused_tcp_port: int
) -> None:
    with BotApiServer(api) as server:
        hooked = _webhook(settings, server.url, unused_tcp_port)
        with pytest.raises(SettingsError, match="PULLQUOTE_WEBHOOK_SECRET"):
            await run(hooked.model_copy(update={"webhook_secret": None}), FakeAnswers(), chats)


async def test_health_is_served_while_the_bot_polls(
    settings: Settings, chats: Chats, api: BotApi, unused_tcp_port: int
) -> None:
    with BotApiServer(api) as server:
        polling = settings.model_copy(
            update={"telegram_api_url": server.url, "health_port": unused_tcp_port}
        )
        api.push(api.update(message=api.message("what will the repairs cost?")))
        running = asyncio.create_task(run(polling, FakeAnswers(), chats))
        await until(lambda: api.sent)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}") as client:
            assert (await client.get("/health")).status_code == 200
            assert 'event="answered"} 1' in (await client.get("/metrics")).text
        os.kill(os.getpid(), signal.SIGTERM)
        assert await running == 0
