"""`pullquote serve` as its own process, over an archive of one article."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from store.archive import open_store
from store.ingest.outcome import Outcome
from store.ingest.readers.walking import read_sources
from tests.fakes.bot_api import TOKEN

ROOT = Path(__file__).parents[2]
ARTICLE = """\
# Lighthouse lamp goes dark

*14 January 2026*

The lamp of the Gull Point lighthouse went dark on Friday night. A fuse worth two crowns had
failed, the harbour office said.

"I rowed out with a torch," said keeper Ada Voss. "Nobody else was coming."
"""


@contextmanager
def serving_bot(url: str, folder: Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PULLQUOTE_", "TELEGRAM_"))
    }
    environment |= {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "PULLQUOTE_ARCHIVE": str(folder / "archive.db"),
        "PULLQUOTE_WORKERS": "1",
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=folder,
        env=environment | variables,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


async def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so, for a minute at most."""
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.02)


def stop(process: subprocess.Popen[str]) -> str:
    """Stop it as a service manager does; its log."""
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=60)
    assert process.returncode == 0, log
    return log


def fill(folder: Path) -> Path:
    """An archive of one article in a folder."""
    (folder / "lamp.md").write_text(ARTICLE, "utf-8")
    with closing(open_store(folder / "archive.db")) as archive:
        (written,) = archive.add(read_sources([str(folder / "lamp.md")], None))
        assert written.outcome is Outcome.ADDED
    return folder
