"""`pullquote serve` against a Bot API server on this machine, mostly as its own process."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.cli.main import main
from bot.errors import SettingsError
from bot.service.serve import run
from bot.settings import Settings
from store.archive import open_store
from store.chats.chats import Chats
from store.ingest.readers.walking import read_sources
from tests.bot.served import fill, serving_bot, stop, until
from tests.fakes.answers import FakeAnswers
from tests.fakes.bot_api import TOKEN, BotApi, BotApiServer, Fault
from tests.fakes.web import serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path)


def at(server: BotApiServer, settings: Settings) -> Settings:
    """The settings of a bot of this server's."""
    return settings.model_copy(update={"telegram_api_url": server.url})


def test_serve_answers_over_long_polling_and_stops_cleanly(folder: Path) -> None:
    api = BotApi()
    api.push(api.update(message=api.message("what did the keeper row out with?")))
    with BotApiServer(api) as server, serving_bot(server.url, folder) as process:
        api.wait_until(lambda: api.sent)
        assert "I rowed out with a torch" in api.sent[0].parsed.quoted[0]
        api.push(api.press(api.sent[0], "Source"))
        api.wait_until(lambda: api.sent[0].edits == 1)
        log = stop(process)
    assert len(api.sent) == 1
    assert api.refusals == []
    assert TOKEN not in log
    assert "keeper" not in log


def test_an_archive_that_takes_anothers_place_is_answered_from_within_seconds(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, unused_tcp_port: int
) -> None:
    new = tmp_path_factory.mktemp("new")
    (new / "ferry.md").write_text("# Ferry back\n\nThe ferry carried forty people on Monday.\n")
    with closing(open_store(new / "archive.db")) as archive:
        list(archive.add(read_sources([str(new / "ferry.md")], None)))
    api = BotApi()
    health = f"http://127.0.0.1:{unused_tcp_port}/health"
    port = {"PULLQUOTE_HEALTH_PORT": str(unused_tcp_port)}
    with BotApiServer(api) as server, serving_bot(server.url, folder, **port) as process:
        api.push(api.update(message=api.message("why did the lamp go dark?")))
        api.wait_until(lambda: api.sent)
        assert "fuse" in api.sent[0].text
        api.wait_until(lambda: httpx.get(health).status_code == 200)
        (folder / "archive.db").rename(folder / "old.db")
        api.wait_until(lambda: "is gone" in httpx.get(health).text)
        (new / "archive.db").rename(folder / "archive.db")
        api.wait_until(lambda: httpx.get(health).status_code == 200)
        # A worker looks at most once a second too.
        time.sleep(1.1)
        api.push(api.update(message=api.message("how many people did the ferry carry?")))
        api.wait_until(lambda: len(api.sent) > 1)
        assert "forty people" in api.sent[1].text
        log = stop(process)
    assert "is gone" in log
    assert "can be read again" in log


def test_a_restart_loses_no_question_answers_none_twice_and_keeps_its_buttons(
    folder: Path,
) -> None:
    api = BotApi()
    updates = [
        api.update(
            message=api.message("why did the lamp go dark?", chat_id=chat_id, user_id=chat_id)
        )
        for chat_id in range(1, 41)
    ]
    for update in updates:
        api.push(update)
    with BotApiServer(api) as server:
        with serving_bot(server.url, folder) as process:
            api.wait_until(lambda: len(api.sent) >= 5)
            stop(process)
        answered = next(u for u in updates if u["message"]["chat"]["id"] == api.sent[0].chat_id)
        api.push(answered)
        api.push(api.press(api.sent[0], "Source"))
        api.push(api.update(message=api.message("why did the lamp go dark?", chat_id=41)))
        with serving_bot(server.url, folder) as process:
            api.wait_until(lambda: len(api.sent) >= 41 and api.sent[0].edits == 1)
            stop(process)
    assert sorted(sent.chat_id for sent in api.sent) == list(range(1, 42))


async def test_a_bot_that_is_stopped_while_it_starts_ends_cleanly(
    settings: Settings, chats: Chats, api: BotApi
) -> None:
    api.faults.append(Fault("getMe", delay_s=0.5))
    with BotApiServer(api) as server:
        running = asyncio.create_task(run(at(server, settings), FakeAnswers(), chats))
        await until(lambda: not api.faults[0].times)
        os.kill(os.getpid(), signal.SIGTERM)
        assert await running == 0
    assert api.sent == []


async def test_floods_failures_and_broken_connections_are_outlasted(
    settings: Settings, chats: Chats, api: BotApi
) -> None:
    api.faults += [
        Fault("getMe", code=500),
        Fault("sendMessage", code=429, retry_after=1),
        Fault("sendMessage", code=502),
        Fault("sendMessage"),
        Fault("getUpdates", code=500),
        Fault("getUpdates"),
    ]
    api.push(api.update(message=api.message("what will the repairs cost?")))
    with BotApiServer(api) as server:
        running = asyncio.create_task(
            run(at(server, settings), FakeAnswers(), chats, reconnect_s=0.05)
        )
        await until(lambda: api.sent)
        os.kill(os.getpid(), signal.SIGTERM)
        assert await running == 0
    assert len(api.sent) == 1
    assert api.refusals == []


async def test_a_token_telegram_does_not_know_is_said_in_a_sentence(
    settings: Settings, chats: Chats, api: BotApi
) -> None:
    with BotApiServer(api) as server:
        other = {"telegram_bot_token": SecretStr("654321:wrong")}
        unknown = at(server, settings).model_copy(update=other)
        with pytest.raises(SettingsError, match="Telegram does not know this token"):
            await run(unknown, FakeAnswers(), chats)


def test_a_missing_token_is_said_in_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert main(["serve"]) == 1
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "TELEGRAM_BOT_TOKEN is not set" in capsys.readouterr().err


def test_serve_takes_in_what_is_new_in_the_feeds_and_answers_meanwhile(folder: Path) -> None:
    words = "<p>The sea wall at Farrow has a crack, and “we saw it in May,” said Graham Tully.</p>"
    item = f"<title>Wall cracks</title><description><![CDATA[{words * 25}]]></description>"
    api = BotApi()
    with serving() as web, closing(open_store(folder / "archive.db")) as archive:
        rss = f"<rss version='2.0'><channel><item>{item}</item></channel></rss>"
        archive.feeds.follow(web.page("/feed", rss), int(time.time()))
        allowed = {"PULLQUOTE_ALLOW_PRIVATE_ADDRESSES": "true", "PULLQUOTE_WORKERS": "0"}
        with BotApiServer(api) as server, serving_bot(server.url, folder, **allowed) as process:
            until = time.monotonic() + 60
            while archive.stats()["articles"] < 2 and time.monotonic() < until:
                time.sleep(0.1)
            api.push(api.update(message=api.message("where is the crack?")))
            api.wait_until(lambda: api.sent)
            assert "sea wall" in str(api.sent[0].parsed.quoted)
            stop(process)
