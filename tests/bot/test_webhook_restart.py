"""`pullquote serve` behind a webhook, stopped and started while Telegram calls it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.bot.served import fill, serving_bot, stop
from tests.fakes.bot_api import BotApi, BotApiServer, Fault
from tests.fakes.hook import Hook

# Looks, 50 ms apart, until all is taken.
_PATIENCE = 400
SECRET = "only-telegram-knows"  # noqa: S105 - of a test


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path)


@pytest.fixture
def hooked(unused_tcp_port: int) -> dict[str, str]:
    return {
        "PULLQUOTE_WEBHOOK_URL": "https://bot.example/hook/x1",
        "PULLQUOTE_WEBHOOK_PORT": str(unused_tcp_port),
        "PULLQUOTE_WEBHOOK_SECRET": SECRET,
        "PULLQUOTE_QUESTIONS_PER_MINUTE": "0",
        "PULLQUOTE_WORKERS": "0",
    }


@pytest.fixture
def hook(unused_tcp_port: int) -> Iterator[Hook]:
    with closing(Hook(f"http://127.0.0.1:{unused_tcp_port}/hook/x1", SECRET)) as opened:
        yield opened


def test_every_update_is_answered_once_over_a_restart_those_sent_again_too(
    folder: Path, hooked: dict[str, str], hook: Hook
) -> None:
    api = BotApi()
    updates = [
        api.update(message=api.message("why did the lamp go dark?", chat_id=n, user_id=n))
        for n in range(1, 61)
    ]
    with BotApiServer(api) as server:
        with serving_bot(server.url, folder, **hooked) as process:
            hook.send(updates[:40])
            api.wait_until(lambda: len(api.sent) >= 5)
            hook.send(updates[40:])
            stop(process)
        taken = set(hook.taken)
        answered = {sent.chat_id for sent in api.sent}
        assert answered >= {u["message"]["chat"]["id"] for u in updates if u["update_id"] in taken}
        with serving_bot(server.url, folder, **hooked) as process:
            api.wait_until(lambda: len(api.sent) >= len(updates))
            hook.send(updates)
            hook.send([api.update(message=api.message("who is Ada Voss?", chat_id=500))])
            api.wait_until(lambda: api.sent[-1].chat_id == 500)
            log = stop(process)
    assert sorted(sent.chat_id for sent in api.sent) == [*range(1, 61), 500]
    assert api.refusals == []
    told = [values for method, values in api.calls if method == "setWebhook"]
    assert {call["url"] for call in told} == {"https://bot.example/hook/x1"}
    assert {call["secret_token"] for call in told} == {SECRET}
    assert SECRET not in log


def test_what_was_taken_is_answered_after_a_kill(
    folder: Path, hooked: dict[str, str], hook: Hook
) -> None:
    api = BotApi()
    updates = [
        api.update(message=api.message("why did the lamp go dark?", chat_id=n, user_id=n))
        for n in range(1, 41)
    ]
    # Telegram is slow, so that most of what it was told is taken is not answered at the kill.
    api.faults.append(Fault("sendMessage", delay_s=2.0, times=len(updates)))
    with BotApiServer(api) as server:
        with serving_bot(server.url, folder, **hooked) as process:
            hook.send(updates)
            for _ in range(_PATIENCE):
                if len(hook.taken) == len(updates):
                    break
                time.sleep(0.05)
            process.kill()
            process.wait()
        hook.close()
        assert len(hook.taken) == len(updates)
        assert len(api.sent) < len(updates)
        api.faults.clear()
        with serving_bot(server.url, folder, **hooked) as process:
            api.wait_until(lambda: {sent.chat_id for sent in api.sent} >= set(range(1, 41)))
            stop(process)
    assert api.refusals == []
