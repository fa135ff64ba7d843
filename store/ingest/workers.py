"""Worker processes that do not outlive the program they work for, even one that is killed."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor


def worker_pool(jobs: int) -> ProcessPoolExecutor:
    """`jobs` worker processes, none of them started before there is work."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=jobs, mp_context=context, initializer=follow_parent)


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
