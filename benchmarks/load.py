"""The whole bot under load: questions over HTTP, one answer each, how late, and no stall.

    python -m benchmarks.load ARCHIVE QUESTIONS [--count 5000] [--rate 20] [--adding FILE]
    python -m benchmarks.load ARCHIVE --flood 30

ARCHIVE is a filled archive, QUESTIONS a file of one question a line, or of JSON objects with a
`question`. With --adding, another process adds FILE to the archive meanwhile. A strict Bot API
server on this machine hands out the questions at the given rate and takes the answers; the bot runs
as its own process and is the one `pullquote serve` runs, with a clock beside it that measures how
long its event loop ever stood still. Printed as one JSON object:

answered, missing, doubled            of `count` questions; the last two should be 0
refused, apologies                    calls that were bad requests, and failures: both should be 0
late_p50_ms, late_p95_ms              from handing out a question to its answer
stall_ms                              the longest the event loop stood still
stall_own_ms                          the same without the time it waited for a free processor
memory_first_mib, memory_last_mib     resident, after the first hundred answers and after the last
cpu_bot_ms, cpu_workers_ms            processor time a question after the first hundred: the bot's
                                      process, its workers together
added                                 articles that came in meanwhile

With --flood, one person sends so many of the worst messages (`benchmarks.nasty`) at once, and
somebody else asks one question right after: 10 times, and how late that one answer is in
milliseconds (median and worst), beside how late it is with nobody else there. PULLQUOTE_WORKERS
says how many workers the bot has.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TextIO

from benchmarks.nasty import KINDS
from store.archive import open_store
from tests.fakes.bot_api import TOKEN, BotApi, BotApiServer

_TICK_S = 0.005
# The warm-up: what is measured before so many answers is start-up, not service.
_WARM = 100
# How often one person floods the bot, and what the bystander asks.
_FLOODS = 10
_ASKED = "what will the bridge repair cost?"


class LoadApi(BotApi):
    """A Bot API server that notes when each question was handed out and answered."""

    handed: dict[int, float]
    answered: dict[int, list[float]]

    def __init__(self) -> None:
        super().__init__()
        # The bot remembers which updates it has handled, in the archive of an earlier run too.
        self._update_id = int(time.time() * 100)

    def call(self, method: str, values: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer a call, noting when."""
        now = time.perf_counter()
        outcome = super().call(method, values)
        if method == "sendMessage" and outcome[0] == 200:
            self.answered.setdefault(int(values["chat_id"]), []).append(now)
        if method == "getUpdates" and outcome[0] == 200:
            now = time.perf_counter()
            for update in outcome[1]["result"]:
                self.handed.setdefault(update["message"]["chat"]["id"], now)
        return outcome


def main() -> int:
    """Run the load and print the figures; 1 where a question was not answered exactly once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("questions", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=20.0, help="questions a second")
    parser.add_argument("--adding", type=Path, help="a file of articles to be added meanwhile")
    parser.add_argument("--flood", type=int, default=0, help="heavy messages of one person")
    parser.add_argument("--be-the-bot", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.be_the_bot:
        return asyncio.run(_be_the_bot(options.archive))
    if options.flood:
        print(json.dumps(_beside_a_flood(options.archive, options.flood)))
        return 0
    before = _articles(options.archive)
    with _adding(options.archive, options.adding):
        figures = _load(options.archive, _questions(options.questions), options.count, options.rate)
    print(json.dumps(figures | {"added": _articles(options.archive) - before}))
    wrong = ("missing", "doubled", "refused", "apologies")
    return 1 if any(figures[name] for name in wrong) else 0


def _load(archive: Path, questions: list[str], count: int, rate: float) -> dict[str, float]:
    api = LoadApi()
    api.handed, api.answered = {}, {}
    with tempfile.TemporaryDirectory() as folder, BotApiServer(api) as server:
        log = Path(folder) / "log"
        with log.open("w") as errors, _bot(archive, server.url, folder, errors) as bot:
            api.wait_until(lambda: any(name == "setMyCommands" for name, _ in api.calls), 60)
            memory: list[int] = []
            spent = (0, 0.0, 0.0)
            sender = threading.Thread(target=_send, args=(api, questions, count, rate))
            sender.start()
            while sender.is_alive() or len(api.answered) < count:
                time.sleep(0.5)
                if not memory and len(api.answered) >= min(_WARM, count):
                    memory.append(_resident(bot.pid))
                    spent = (len(api.answered), *_spent_ms(bot.pid))
                if bot.poll() is not None or (not sender.is_alive() and _is_quiet(api)):
                    break
            memory.append(_resident(bot.pid))
            since, *before = spent
            own_ms, workers_ms = (
                (after - earlier) / max(1, len(api.answered) - since)
                for after, earlier in zip(_spent_ms(bot.pid), before, strict=True)
            )
            bot.terminate()
            bot.wait(60)
        stalls = [json.loads(x) for x in log.read_text().splitlines() if "stall_ms" in x]
    late = sorted(
        (api.answered[chat][0] - handed) * 1000
        for chat, handed in api.handed.items()
        if chat in api.answered and chat > min(_WARM, count // 2)
    )
    times = Counter(len(seen) for seen in api.answered.values())
    return {
        "questions": count,
        "answered": len(api.answered),
        "missing": count - len(api.answered),
        "doubled": sum(n for seen, n in times.items() if seen > 1),
        "refused": len(api.refusals),
        "apologies": sum("went wrong" in sent.text for sent in api.sent),
        "late_p50_ms": round(statistics.median(late), 1),
        "late_p95_ms": round(late[int(len(late) * 0.95)], 1),
        "late_max_ms": round(late[-1], 1),
        "stall_ms": round(max((s["stall_ms"] for s in stalls), default=-1.0), 1),
        "stall_own_ms": round(max((s["stall_own_ms"] for s in stalls), default=-1.0), 1),
        "memory_first_mib": memory[0] // 1024,
        "memory_last_mib": memory[-1] // 1024,
        "cpu_bot_ms": round(own_ms, 2),
        "cpu_workers_ms": round(workers_ms, 2),
    }


def _beside_a_flood(archive: Path, count: int) -> dict[str, float]:
    """How late a bystander's answer is, alone and beside `count` heavy messages of one person."""
    api = LoadApi()
    api.handed, api.answered = {}, {}
    chats = iter(range(1, 1_000_000))

    def bystander_ms() -> float:
        chat = next(chats)
        message = api.message(_ASKED, chat_id=chat, user_id=chat)
        began = time.perf_counter()
        api.push(api.update(message=message))
        api.wait_until(lambda: chat in api.answered)
        return (api.answered[chat][0] - began) * 1000

    heavy = [make(random.Random(n)) for n in range(count) for make in KINDS.values()]  # noqa: S311
    alone: list[float] = []
    beside: list[float] = []
    with tempfile.TemporaryDirectory() as folder, BotApiServer(api) as server:
        log = Path(folder) / "log"
        with log.open("w") as errors, _bot(archive, server.url, folder, errors):
            bystander_ms()  # until the bot has started
            alone += [bystander_ms() for _ in range(_FLOODS)]
            for number in range(_FLOODS):
                flooder = next(chats)
                for text in heavy[number * count : number * count + count]:
                    message = api.message(text, chat_id=flooder, user_id=flooder)
                    api.push(api.update(message=message))
                beside.append(bystander_ms())
                api.wait_until(lambda chat=flooder: len(api.answered.get(chat, ())) == count, 300)
    return {
        "alone_p50_ms": round(statistics.median(alone), 1),
        "alone_max_ms": round(max(alone), 1),
        "beside_p50_ms": round(statistics.median(beside), 1),
        "beside_max_ms": round(max(beside), 1),
    }


def _send(api: LoadApi, questions: list[str], count: int, rate: float) -> None:
    """Each question from a person of its own, at an even pace."""
    began = time.perf_counter()
    for number, question in enumerate(islice(cycle(questions), count), start=1):
        wait_s = began + number / rate - time.perf_counter()
        if wait_s > 0:
            time.sleep(wait_s)
        message = api.message(question, chat_id=number, user_id=number)
        api.push(api.update(message=message))


def _is_quiet(api: LoadApi) -> bool:
    """Whether nothing has been answered for a while."""
    last = max((seen[-1] for seen in list(api.answered.values())), default=time.perf_counter())
    return time.perf_counter() - last > 30


def _articles(archive: Path) -> int:
    with closing(open_store(archive)) as opened:
        return opened.stats()["articles"]


@contextlib.contextmanager
def _adding(archive: Path, articles: Path | None) -> Iterator[None]:
    """Add the articles from another process; those left at the end stay out."""
    if articles is None:
        yield
        return
    command = [sys.executable, "-m", "bot", "add", str(articles), "--archive", str(archive)]
    # As from another terminal: Linux weighs priorities within a session only (sched(7), autogroup).
    adding = subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield
    finally:
        adding.send_signal(signal.SIGINT)
        adding.wait()


@contextlib.contextmanager
def _bot(archive: Path, url: str, folder: str, errors: TextIO) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "PULLQUOTE_ARCHIVE": str(archive.resolve()),
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
    }
    command = [sys.executable, "-m", "benchmarks.load", str(archive.resolve()), "--be-the-bot"]
    bot = subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=folder, env=environment, stderr=errors
    )
    try:
        yield bot
    finally:
        bot.kill()
        bot.wait()


async def _be_the_bot(archive: Path) -> int:
    from bot.service.pool import WAITING_CACHE_KIB, pooled_answers  # noqa: PLC0415 - the driving process needs none of it
    from bot.service.serve import run  # noqa: PLC0415
    from bot.settings import read_settings  # noqa: PLC0415
    from store.chats.chats import open_chats  # noqa: PLC0415
    from store.database.collections import Collections  # noqa: PLC0415

    settings = read_settings()
    with (
        closing(open_store(archive, cache_kib=WAITING_CACHE_KIB)) as opened,
        closing(open_chats(archive.with_suffix(".chats.db"), opened.connections)) as chats,
        pooled_answers(archive, settings.workers) as answers,
    ):
        answers.warm_up()
        clock = asyncio.create_task(_stalls())
        status = await run(settings, answers, chats, collections=Collections(opened.connections))
        clock.cancel()
    return status


async def _stalls() -> None:
    """Every second, print by how much a tick was late at worst once the bot has warmed up."""
    await asyncio.sleep(5)
    while True:
        worst = own = 0.0
        until = time.perf_counter() + 1
        while (before := time.perf_counter()) < until:
            waited_s = _waited_s()
            await asyncio.sleep(_TICK_S)
            late_s = time.perf_counter() - before - _TICK_S
            worst, own = max(worst, late_s), max(own, late_s - (_waited_s() - waited_s))
        stalls = {"stall_ms": worst * 1000, "stall_own_ms": own * 1000}
        print(json.dumps(stalls), file=sys.stderr, flush=True)


def _waited_s() -> float:
    """How long this thread was ready to run and other programs ran instead (Linux)."""
    return int(Path("/proc/thread-self/schedstat").read_text("ascii").split()[1]) / 1e9


def _resident(process_id: int) -> int:
    """Resident memory of a process in KiB (Linux)."""
    status = Path(f"/proc/{process_id}/status").read_text("ascii")
    return next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS"))


def _spent_ms(process_id: int) -> tuple[float, float]:
    """Processor time of a process and of its children together so far, in ms (Linux)."""
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text("ascii").split()
    tick_ms = 1000 / os.sysconf("SC_CLK_TCK")

    def ticks(process: int | str) -> int:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])  # in user and in system mode

    return ticks(process_id) * tick_ms, sum(map(ticks, children)) * tick_ms


def _questions(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [str(json.loads(x)["question"]) if x.startswith("{") else x for x in lines if x.strip()]


if __name__ == "__main__":
    raise SystemExit(main())
