from __future__ import annotations

import multiprocessing
import os
import signal

from store.ingest.workers import worker_pool


def test_an_interrupt_never_ends_a_worker_not_even_while_it_starts() -> None:
    others = {child.pid for child in multiprocessing.active_children()}
    with worker_pool(1) as pool:
        done = pool.submit(len, "abc")
        (worker,) = {child.pid for child in multiprocessing.active_children()} - others
        os.kill(worker, signal.SIGINT)
        assert done.result() == 3
        os.kill(worker, signal.SIGINT)
        assert pool.submit(os.getpid).result() == worker
