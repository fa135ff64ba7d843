"""A command loads what it needs and nothing else: that is what makes it quick to start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from store.archive import Archive

ROOT = Path(__file__).resolve().parents[3]
# Of the network, of reading sources, of settings, of the terminal and of Telegram.
NEVER = (
    "asyncio dotenv feedparser htmldate httpx lxml multiprocessing py3langid pydantic "
    "pydantic_settings rich sqlite_utils telegram trafilatura"
).split()
# Loaded to answer, not to show a help text.
TO_ANSWER = ["numpy", "rapidfuzz", "sqlite3", "store.archive", "bot.answering"]
TO_TAKE_IN = [
    "store.ingest.feeds", "store.ingest.people", "store.ingest.quotes", "store.ingest.readers",
    "store.ingest.sources", "store.ingest.writing",
]  # fmt: skip


def loaded(tmp_path: Path, *arguments: str | Path) -> set[str]:
    """The modules that a command loaded in a process of its own."""
    code = (
        "import sys; from bot.__main__ import main; sys.stdout = open(os.devnull, 'w');"
        "status = main(); print(status, *sys.modules, file=sys.__stdout__)"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", f"import os; {code}", *arguments],
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        text=True,
    )
    status, *modules = done.stdout.split()
    assert status == "0"
    return set(modules)


def test_the_list_of_commands_loads_no_command(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--help")
    assert "bot.cli.main" in modules
    assert modules & {*NEVER, *TO_ANSWER, *TO_TAKE_IN} == set()


def test_a_question_loads_neither_network_nor_readers(sample: Archive, tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--archive", sample.path, "ask", "what did Baranov say?")
    assert {"store.archive", "bot.answering"} <= modules
    assert modules & {*NEVER, *TO_TAKE_IN} == set()
