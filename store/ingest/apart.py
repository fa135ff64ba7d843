"""Reads risky files in a process of their own, within limits of time and memory.

Whatever such a file does to its reader, the run goes on with the next one: a reader that takes too
long is ended, one that wants too much memory fails, and one that crashes takes nothing with it.
"""

from __future__ import annotations

import functools
import importlib
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from store.errors import ExtractError
from store.ingest.hush import hush_libraries
from store.ingest.workers import ChildProcess, follow_parent

_BROKEN = "The reader of the file was ended by an error in it."
_NOT_STARTED = "The process that reads such files could not be started."
_TOO_LARGE = "Reading the file takes too much memory."


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """The most that reading one file may cost."""

    # Bytes of address space, of which a Python process with its libraries takes a third.
    memory_bytes: int = 1536 * 1024 * 1024
    # Seconds for any file: a hundred times what an article takes.
    time_s: float = 12.0
    # Seconds more for each MiB of the file: a book of 300 pages and 1 MiB takes ten.
    time_s_per_mib: float = 30.0
    # Seconds until the process has started, on a busy machine.
    start_s: float = 60.0


_LIMITS = ReadingLimits()
# The first word of a process: its libraries are loaded and its limits set.
_BEGUN = "begun"


class Apart:
    """One process that reads file after file; it is started for the first, and again if it ended.

    Thread-safe: one file is read at a time. The process ends with this one.
    """

    def __init__(self, limits: ReadingLimits = _LIMITS) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._child = ChildProcess(_serve, (limits.memory_bytes,), start_s=limits.start_s)

    def call(self, module: str, function: str, data: bytes, *args: object) -> list[Any]:
        """Returns all that `function` of `module` yields for `data` and `args`.

        Raises:
            ExtractError: the function raised it, took too long or too much memory, or crashed.
        """
        with self._lock:
            try:
                connection = self._child.started()
            except EOFError as error:
                raise ExtractError(_NOT_STARTED) from error
            found: list[Any] = []
            allowed_s = self._limits.time_s + self._limits.time_s_per_mib * len(data) / (1 << 20)
            is_spoilt = True
            try:
                connection.send((module, function, (data, *args)))
                if connection.poll(allowed_s):
                    found, message, is_spoilt = connection.recv()
                else:
                    message = f"Reading the file takes longer than {allowed_s:.0f} seconds."
            except (EOFError, OSError) as error:
                raise ExtractError(_BROKEN) from error
            finally:
                if is_spoilt:
                    self._child.end()
        if message is not None:
            raise ExtractError(message)
        return found

    def close(self) -> None:
        """Ends the process; a later call starts another."""
        with self._lock:
            self._child.end()


@functools.cache
def reading_apart() -> Apart:
    """The process in which this one has its risky files read."""
    return Apart()


def _serve(connection: Connection[Any, Any], memory_bytes: int) -> None:
    follow_parent()
    hush_libraries()
    _limit_memory(memory_bytes)
    connection.send(_BEGUN)
    while True:
        try:
            module, function, args = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(_answer(module, function, args))


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform == "win32":  # it has no such limit; the time is limited there too
        return
    import resource  # noqa: PLC0415 - Windows has none

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        memory_bytes = min(memory_bytes, most)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, most))


def _answer(
    module: str, function: str, args: tuple[object, ...]
) -> tuple[list[Any], str | None, bool]:
    """Returns what the function yields, or why it failed, and whether the process is spoilt."""
    try:
        call: Callable[..., Any] = getattr(importlib.import_module(module), function)
        return list(call(*args)), None, False
    except ExtractError as error:
        return [], error.message, False
    except MemoryError:
        return [], _TOO_LARGE, True
    except RecursionError:
        return [], "The file has parts nested too deep to be read.", False
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this file's failure alone
        return [], f"It cannot be read ({type(error).__name__}).", False
