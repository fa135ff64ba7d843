"""What keeps a running bot well: order, gates, pulse, pages for its keeper, quiet logs."""

from __future__ import annotations

import asyncio
import logging
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from bot.conversation.tally import Event, Tally
from bot.handlers.gatekeeper import Gatekeeper, Verdict
from bot.service.health import FileWatch, start_health
from bot.service.logs import configure
from bot.service.polling import SILENCE_S, Pulse, watch
from bot.settings import Access
from store.archive import open_store


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_pace_is_counted_over_the_last_minute() -> None:
    clock = Clock()
    keeper = Gatekeeper(Access.EVERYONE, frozenset(), 2, clock=clock)

    def judge() -> Verdict:
        return keeper.judge(1, 1, is_group=False)

    assert [judge() for _ in range(4)] == [
        Verdict.WELCOME,
        Verdict.WELCOME,
        Verdict.BUSY,
        Verdict.SILENT,
    ]
    clock.now = 61
    assert judge() is Verdict.WELCOME


def test_the_gatekeeper_forgets_those_silent_longest() -> None:
    keeper = Gatekeeper(Access.EVERYONE, frozenset(), 1, clock=Clock())
    for user_id in range(10_050):
        assert keeper.judge(1, user_id, is_group=False) is Verdict.WELCOME
    assert keeper.judge(1, 10_049, is_group=False) is Verdict.BUSY
    assert keeper.judge(1, 0, is_group=False) is Verdict.WELCOME


async def test_polling_that_has_silently_stopped_is_started_again() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    calls: list[str] = []

    async def stop() -> None:
        calls.append("stop")

    async def start(**_: object) -> None:
        calls.append("start")
        watching.cancel()

    updater = SimpleNamespace(running=True, stop=stop, start_polling=start)
    watching = asyncio.create_task(watch(updater, pulse, (), look_s=0))  # type: ignore[arg-type]
    for _ in range(5):
        await asyncio.sleep(0)
    assert calls == []
    clock.now = SILENCE_S + 1
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert calls == ["stop", "start"]
    assert pulse.silence_s() == 0


async def test_health_and_metrics_can_be_read(unused_tcp_port: int) -> None:
    tally = Tally()
    tally.count(Event.ANSWERED)
    tally.took(0.02)
    tally.error("StorageError")
    wrong = ["", "polling has stopped"]
    server = start_health(unused_tcp_port, tally, lambda: wrong.pop(0))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}") as client:
            assert (await client.get("/health")).status_code == 200
            ill = await client.get("/health")
            assert (ill.status_code, ill.text) == (503, "polling has stopped\n")
            metrics = (await client.get("/metrics")).text
    finally:
        server.stop()
    assert 'pullquote_events_total{event="answered"} 1' in metrics
    assert 'pullquote_errors_total{kind="StorageError"} 1' in metrics
    assert 'pullquote_answer_seconds_bucket{le="0.01"} 0' in metrics
    assert 'pullquote_answer_seconds_bucket{le="0.025"} 1' in metrics
    assert 'pullquote_answer_seconds_bucket{le="+Inf"} 1' in metrics


def test_a_file_that_is_gone_or_another_is_told_once_each(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", "bot.service.health")
    with closing(open_store(tmp_path / "archive.db")) as archive:
        watch = FileWatch(archive.connections)
        watch.look()
        assert (watch.problem, caplog.messages) == ("", [])
        archive.path.rename(tmp_path / "away.db")
        watch.look()
        watch.look()
        assert "is gone" in watch.problem
        assert len(caplog.messages) == 1
        open_store(archive.path).close()
        watch.look()
        assert watch.problem == ""
        assert "can be read again" in caplog.messages[1]
        open_store(tmp_path / "new.db").close()
        (tmp_path / "new.db").replace(archive.path)
        watch.look()
        assert "another file" in caplog.messages[2]


def test_logs_show_neither_the_token_nor_where_it_was_sent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        configure("123:SECRET")
        logging.getLogger("httpx").info("POST https://api.telegram.org/bot123:SECRET/getMe")
        try:
            message = "no answer from https://api.telegram.org/bot123:SECRET/getMe"
            raise ConnectionError(message)  # noqa: TRY301
        except ConnectionError:
            logging.getLogger("bot").exception("failed")
    finally:
        root.handlers[:], root.level = handlers, level
        for name in ("httpx", "httpcore", "telegram", "tornado.access"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    log = capsys.readouterr().err
    assert "SECRET" not in log
    assert "no answer from https://api.telegram.org/bot[token]/getMe" in log
    assert "POST" not in log
