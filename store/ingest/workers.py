"""Worker processes that do not outlive the program they work for, even one that is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from store.errors import IngestError
from store.ingest.hush import hush_libraries


@contextmanager
def worker_pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """`jobs` worker processes, none of them started before there is work.

    At the end of the block what has not been begun is left.

    Raises:
        IngestError: a worker process has been ended from outside.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(max_workers=jobs, mp_context=context, initializer=_begin)
    try:
        yield pool
    except BrokenProcessPool as error:
        message = "a worker process was ended, perhaps for want of memory; add again to go on"
        raise IngestError(message) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    # An interrupt from the keyboard reaches every process; what to do about it is the parent's.
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
