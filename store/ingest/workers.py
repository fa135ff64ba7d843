"""Starts worker processes that end with the program, even if it is killed."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, ParamSpec, TypeVar

from store.errors import IngestError
from store.ingest.hush import hush_libraries

_P = ParamSpec("_P")
_T = TypeVar("_T")
# New objects between two garbage collections; Python's default is 700.
_COLLECT_EVERY = 50_000
# A low priority: the one writer, on which all wait, goes first.
_NICENESS = 15


@contextmanager
def worker_pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of `jobs` worker processes, started as work comes.

    At the end of the block, work that no process has begun is dropped.

    Raises:
        IngestError: a worker process has been ended from outside.
    """
    context = multiprocessing.get_context("spawn")
    pool = _Workers(max_workers=jobs, mp_context=context, initializer=_begin)
    try:
        yield pool
    except BrokenProcessPool as error:
        message = "a worker process was ended, perhaps for want of memory; add again to go on"
        raise IngestError(message) from error
    finally:
        pool.shutdown(cancel_futures=True)


class _Workers(ProcessPoolExecutor):
    """Workers that Ctrl-C does not reach: the parent decides what to do."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """See `Executor`. A process started here inherits the blocked signals."""
        with without_interrupts():
            return super().submit(fn, *args, **kwargs)


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Starts processes that Ctrl-C does not reach: one started in the block inherits that."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def give_way(niceness: int) -> None:
    """Lowers the priority of this process, on Linux of this thread, by `niceness`.

    Alone on the machine it is as fast as before.
    """
    if sys.platform != "win32":
        os.nice(niceness)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collects cyclic garbage more rarely inside the block.

    An analysis makes hundreds of tuples and no cycle. Walking over them again and again takes an
    eighth of the time of a large add.
    """
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_EVERY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class ChildProcess:
    """A process at the other end of a pipe, started at need and ended when it misbehaves.

    It runs `target(connection, *args)`, which sends anything true as soon as it has begun, within
    `start_s` seconds. It ends with this program. Not thread-safe.
    """

    def __init__(
        self, target: Callable[..., None], args: tuple[Any, ...], *, start_s: float
    ) -> None:
        self._target = target
        self._args = args
        self._start_s = start_s
        self._process: SpawnProcess | None = None
        self._connection: Connection[Any, Any] | None = None

    @property
    def is_started(self) -> bool:
        """Whether it was started and not ended by `end`."""
        return self._process is not None

    def started(self) -> Connection[Any, Any]:
        """Our end of its pipe; the process is started if there is none, or if it has died.

        Raises:
            EOFError: it did not begin.
        """
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self.end()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=self._target, args=(theirs, *self._args), daemon=True
        )
        with without_interrupts():
            self._process.start()
        theirs.close()
        try:
            has_begun = self._connection.poll(self._start_s) and self._connection.recv()
        except (EOFError, OSError):
            has_begun = False
        if not has_begun:
            self.end()
            raise EOFError
        return self._connection

    def end(self) -> None:
        """Kill it, whatever it is at."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._connection = self._process = None


def _begin() -> None:
    give_way(_NICENESS)
    gc.set_threshold(_COLLECT_EVERY, *gc.get_threshold()[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hush_libraries()
    follow_parent()


def follow_parent() -> None:
    """Ends this worker process as soon as its parent has ended.

    Workers hold both ends of the pipe they wait at: after a kill of the parent they would wait
    forever.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
