"""Worker processes that do not outlive the program they work for, even one that is killed."""

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
from typing import ParamSpec, TypeVar

from store.errors import IngestError
from store.ingest.hush import hush_libraries

_P = ParamSpec("_P")
_T = TypeVar("_T")
# New objects between two collections; Python's own choice is 700.
_COLLECT_EVERY = 50_000
# Below the one writer all wait for.
_NICENESS = 15


@contextmanager
def worker_pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """`jobs` worker processes, none of them started before there is work.

    At the end of the block what has not been begun is left.

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
    """Workers that an interrupt from the keyboard does not reach; what to do is the parent's."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """See `Executor`. A process that is started here inherits what is blocked."""
        if sys.platform == "win32":
            return super().submit(fn, *args, **kwargs)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def give_way(niceness: int) -> None:
    """Lower this process's priority, on Linux this thread's, by `niceness`; others go first.

    Alone on the machine it is as fast as before.
    """
    if sys.platform != "win32":
        os.nice(niceness)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cyclic garbage more rarely inside the block.

    An analysis is some hundreds of small tuples and no cycle; to walk over them again and again,
    and over what the program has loaded, takes an eighth of the time of a large add.
    """
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_EVERY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _begin() -> None:
    give_way(_NICENESS)
    gc.set_threshold(_COLLECT_EVERY, *gc.get_threshold()[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hush_libraries()
    follow_parent()


def follow_parent() -> None:
    """End this worker process as soon as its parent has ended.

    Workers wait for work at a pipe that they hold open themselves, so that they would wait forever
    when the parent is killed.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
