"""`pullquote serve` as its own process, against a Bot API server on this machine."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest

from store.archive import open_store
from tests.bot.served import fill, serving_bot, stop
from tests.fakes.bot_api import TOKEN, BotApi, BotApiServer, Fault
from tests.fakes.web import serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path)


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


def test_a_restart_answers_what_is_waiting_once_and_keeps_its_buttons(folder: Path) -> None:
    api = BotApi()
    with BotApiServer(api) as server:
        with serving_bot(server.url, folder) as process:
            api.push(api.update(message=api.message("why did the lamp go dark?")))
            api.wait_until(lambda: api.sent)
            stop(process)
        api.push(api.update(message=api.message("who is Ada Voss?")))
        api.push(api.press(api.sent[0], "Source"))
        with serving_bot(server.url, folder) as process:
            api.wait_until(lambda: len(api.sent) == 2 and api.sent[0].edits == 1)
            stop(process)
    assert len(api.sent) == 2


def test_no_question_is_lost_or_answered_twice_over_a_restart(folder: Path) -> None:
    api = BotApi()
    for chat_id in range(1, 41):
        message = api.message("why did the lamp go dark?", chat_id=chat_id, user_id=chat_id)
        api.push(api.update(message=message))
    with BotApiServer(api) as server:
        with serving_bot(server.url, folder) as process:
            api.wait_until(lambda: len(api.sent) >= 5)
            stop(process)
        api.push(api.update(message=api.message("why did the lamp go dark?", chat_id=41)))
        polls = api.polls
        with serving_bot(server.url, folder) as process:
            api.wait_until(lambda: api.polls > polls and len(api.sent) >= 41)
            stop(process)
    assert sorted(sent.chat_id for sent in api.sent) == list(range(1, 42))


def test_an_update_that_is_polled_again_after_a_restart_is_answered_once(folder: Path) -> None:
    api = BotApi()
    update = api.update(message=api.message("why did the lamp go dark?"))
    with BotApiServer(api) as server:
        api.push(update)
        with serving_bot(server.url, folder) as process:
            api.wait_until(lambda: api.sent)
            stop(process)
        api.push(update)
        api.push(api.update(message=api.message("who is Ada Voss?", chat_id=8)))
        with serving_bot(server.url, folder) as process:
            api.wait_until(lambda: len(api.sent) == 2)
            stop(process)
    assert [sent.chat_id for sent in api.sent] == [7, 8]


def test_a_bot_that_is_stopped_while_it_starts_ends_cleanly(folder: Path) -> None:
    api = BotApi()
    api.faults.append(Fault("getMe", delay_s=1.0))
    with BotApiServer(api) as server, serving_bot(server.url, folder) as process:
        api.wait_until(lambda: not api.faults[0].times)
        stop(process)
    assert api.sent == []


def test_floods_failures_and_broken_connections_are_outlasted(folder: Path) -> None:
    api = BotApi()
    api.faults += [
        Fault("getMe", code=500),
        Fault("sendMessage", code=429, retry_after=1),
        Fault("sendMessage", code=502),
        Fault("sendMessage"),
        Fault("getUpdates", code=500),
        Fault("getUpdates"),
    ]
    api.push(api.update(message=api.message("why did the lamp go dark?")))
    with BotApiServer(api) as server, serving_bot(server.url, folder) as process:
        api.wait_until(lambda: api.sent, 40.0)
        stop(process)
    assert len(api.sent) == 1
    assert api.refusals == []


def test_a_token_telegram_does_not_know_is_said_in_a_sentence(folder: Path) -> None:
    other = {"TELEGRAM_BOT_TOKEN": "654321:wrong"}
    with BotApiServer(BotApi()) as server, serving_bot(server.url, folder, **other) as process:
        _, log = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "TELEGRAM_BOT_TOKEN: Telegram does not know this token" in log
    assert "Traceback" not in log


def test_a_missing_token_is_said_in_a_sentence(folder: Path) -> None:
    with serving_bot("http://127.0.0.1:9", folder, TELEGRAM_BOT_TOKEN="") as process:
        _, log = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "TELEGRAM_BOT_TOKEN is not set" in log
    assert "Traceback" not in log


def test_serve_takes_in_what_is_new_in_the_feeds_and_answers_meanwhile(folder: Path) -> None:
    words = "<p>The sea wall at Farrow has a crack, and “we saw it in May,” said Graham Tully.</p>"
    item = f"<title>Wall cracks</title><description><![CDATA[{words * 25}]]></description>"
    api = BotApi()
    with serving() as web, closing(open_store(folder / "archive.db")) as archive:
        rss = f"<rss version='2.0'><channel><item>{item}</item></channel></rss>"
        archive.feeds.follow(web.page("/feed", rss), int(time.time()))
        allowed = {"PULLQUOTE_ALLOW_PRIVATE_ADDRESSES": "true"}
        with BotApiServer(api) as server, serving_bot(server.url, folder, **allowed) as process:
            until = time.monotonic() + 60
            while archive.stats()["articles"] < 2 and time.monotonic() < until:
                time.sleep(0.1)
            api.push(api.update(message=api.message("where is the crack?")))
            api.wait_until(lambda: api.sent)
            assert "sea wall" in str(api.sent[0].parsed.quoted)
            stop(process)
