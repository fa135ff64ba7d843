"""Telegram's calls are taken; of anybody else's, no body is read."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from telegram import Bot, Update

from bot.service.webhook import MOST_BYTES, SECRET_HEADER, Hook, Webhook
from store.chats.chats import CHATS
from store.chats.handled import HandledUpdates
from store.database.connection import Connections
from tests.fakes.bot_api import TOKEN, BotApi
from tests.fakes.telegram import FakeTelegram

SECRET = "only-telegram-knows"  # noqa: S105 - of a test


class Updates(HandledUpdates):
    """Can be made to wait before it writes an update down."""

    def __init__(self, connections: Connections) -> None:
        super().__init__(connections, 1)
        self.is_writing = threading.Event()
        self.may_write = threading.Event()
        self.may_write.set()

    def receive(self, update_id: int, body: str) -> None:
        self.is_writing.set()
        self.may_write.wait(20)
        super().receive(update_id, body)


class Door:
    """The webhook on a port of its own, and raw calls of it."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.updates: asyncio.Queue[object] = asyncio.Queue()
        self.kept = Connections(folder / "chats.db", schema=CHATS)
        self.received = Updates(self.kept)
        hook = Hook("127.0.0.1", port, "/hook/x1", "https://bot.example/hook/x1", SECRET)
        bot = Bot(TOKEN, request=FakeTelegram(BotApi()))
        self.webhook = Webhook(bot, self.updates, hook, self.received)

    async def call(
        self,
        headers: dict[str, str],
        body: bytes = b"",
        *,
        path: str = "/hook/x1",
        method: str = "POST",
    ) -> int:
        """Send headers and a body; the status of the answer, which may come before all is sent."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"{method} {path} HTTP/1.1", "Host: bot.example"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        async with asyncio.timeout(20):
            status = await reader.readline()
        writer.close()
        return int(status.split()[1])


@pytest.fixture
async def door(unused_tcp_port: int, tmp_path: Path) -> AsyncIterator[Door]:
    door = Door(unused_tcp_port, tmp_path)
    await door.webhook.start(("message",))
    yield door
    await door.webhook.stop()
    door.kept.close()


def _headers(length: int, **more: str) -> dict[str, str]:
    known = {"Content-Type": "application/json", SECRET_HEADER: SECRET}
    return known | {"Content-Length": str(length)} | {k.replace("_", "-"): more[k] for k in more}


async def test_an_update_of_telegram_is_taken(door: Door) -> None:
    body = json.dumps({"update_id": 7}).encode()
    assert await door.call(_headers(len(body)), body) == 200
    update = door.updates.get_nowait()
    assert isinstance(update, Update)
    assert update.update_id == 7


async def test_what_was_taken_and_not_handled_is_there_after_the_next_start(
    door: Door, unused_tcp_port_factory: Callable[[], int], tmp_path: Path
) -> None:
    for number in (7, 8):
        body = json.dumps({"update_id": number}).encode()
        assert await door.call(_headers(len(body)), body) == 200
    door.received.add([7])
    again = Door(unused_tcp_port_factory(), tmp_path)
    await again.webhook.start(("message",))
    await again.webhook.stop()
    again.kept.close()
    update = again.updates.get_nowait()
    assert isinstance(update, Update)
    assert update.update_id == 8
    assert again.updates.empty()


async def test_the_stop_waits_for_an_update_that_is_being_written_down(door: Door) -> None:
    door.received.may_write.clear()
    body = json.dumps({"update_id": 7}).encode()
    call = asyncio.create_task(door.call(_headers(len(body)), body))
    await asyncio.to_thread(door.received.is_writing.wait, 20)
    stopping = asyncio.create_task(door.webhook.stop())
    await asyncio.sleep(0.1)
    assert not stopping.done()
    door.received.may_write.set()
    await stopping
    assert door.updates.qsize() == 1
    await asyncio.gather(call, return_exceptions=True)


async def test_an_update_that_cannot_be_written_down_is_not_taken(door: Door) -> None:
    with door.kept.writing() as db:
        db.execute("DROP TABLE received_updates")
    body = json.dumps({"update_id": 7}).encode()
    assert await door.call(_headers(len(body)), body) == 503
    assert door.updates.empty()


@pytest.mark.parametrize("length", [10, MOST_BYTES, 10 * MOST_BYTES])
@pytest.mark.parametrize("secret", ["", "guessed", "näive"])
async def test_whoever_does_not_know_the_secret_is_refused_before_any_body(
    door: Door, length: int, secret: str
) -> None:
    headers = _headers(length) | {SECRET_HEADER: secret}
    assert await door.call(headers) == 403


async def test_a_stranger_who_sends_in_chunks_is_refused_before_the_first(door: Door) -> None:
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    assert await door.call(headers) == 403


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/", "POST", 404), ("/hook/x1", "GET", 405)]
)
async def test_what_is_no_call_is_refused_before_any_body(
    door: Door, path: str, method: str, status: int
) -> None:
    assert await door.call(_headers(MOST_BYTES), path=path, method=method) == status


async def test_more_than_telegram_sends_is_refused_before_it_is_read(door: Door) -> None:
    assert await door.call(_headers(MOST_BYTES + 1)) == 413
    chunked = {"Content-Type": "application/json", SECRET_HEADER: SECRET}
    chunk = b"%x\r\n%s\r\n" % (MOST_BYTES + 1, b" " * (MOST_BYTES + 1))
    status = await door.call(chunked | {"Transfer-Encoding": "chunked"}, chunk)
    assert status == 400
    assert door.updates.empty()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"{}", b'{"update_id": 1, "message": 3}'])
async def test_what_is_no_update_is_refused_and_not_shown(
    door: Door, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert await door.call(_headers(len(body)), body) == 400
    assert "Traceback" not in caplog.text
