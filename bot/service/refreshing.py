"""Runs a job beside the bot that takes in what is new in the followed feeds.

The work is done by `pullquote refresh` in a process of its own, so that no question ever waits for
the parsing of a page; this one only looks whether a feed is due.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Coroutine

from store.archive import Archive
from store.errors import StoreError

_FIRST_S = 5.0
# Seconds that a pass may take to stop when the bot does. What it has written stays.
_STOP_S = 5.0
_LINE_LIMIT = 1 << 20
_log = logging.getLogger(__name__)


def refresh_job(
    archive: Archive, every_minutes: float
) -> Callable[[], Coroutine[None, None, None]]:
    """A job that never ends: every so many minutes, a pass if any feed is due."""

    async def job() -> None:
        await asyncio.sleep(min(_FIRST_S, every_minutes * 60))
        while True:
            if await asyncio.to_thread(_is_any_due, archive):
                await _pass(archive)
            await asyncio.sleep(every_minutes * 60)

    return job


def _is_any_due(archive: Archive) -> bool:
    try:
        return bool(archive.feeds.due(int(time.time())))
    except StoreError as error:
        _log.warning("the feeds cannot be looked at: %s", error)
        return False


async def _pass(archive: Archive) -> None:
    path = str(archive.path.absolute())
    command = [sys.executable, "-m", "bot", "--json", "--archive", path, "refresh"]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, limit=_LINE_LIMIT
    )
    try:
        sums = await _last_line(process)
        status = await process.wait()
    finally:
        await _end(process)
    if status:
        _log.warning("feeds refreshed with status %d; pullquote feeds says more", status)
    else:
        _log.info("feeds refreshed: %s", ", ".join(f"{name}: {n}" for name, n in sums.items() if n))


async def _last_line(process: Process) -> dict[str, float]:
    """The sums that a pass ends with; {} where it ended otherwise."""
    line = b""
    if process.stdout is not None:
        async for line in process.stdout:  # noqa: B007 - the last one is wanted
            pass
    try:
        sums = json.loads(line)
    except ValueError:
        return {}
    return sums if isinstance(sums, dict) and "took_s" in sums else {}


async def _end(process: Process) -> None:
    """Leave no pass behind: it goes on where it was when it is asked again."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _STOP_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
