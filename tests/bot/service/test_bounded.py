"""Calls in worker processes: in order, for a bounded time, and none takes another with it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from bot.errors import OverTimeError, WorkerEndedError
from bot.service.bounded import BoundedWorkers, WorkLimits


class UntravelledError(Exception):
    """Cannot be unpickled: it wants two values."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def begin(greeting: str) -> Callable[[str], str]:
    """Make what the workers of these tests call."""

    def work(what: str) -> str:
        match what:
            case "sleep":
                time.sleep(600)
            case "die":
                os._exit(3)
            case "fail":
                raise KeyError(what)
            case "fail oddly":
                raise UntravelledError(what, what)
        return f"{greeting} {what} {os.getpid()}"

    return work


def begin_not() -> Callable[[str], str]:
    """Fail to begin."""
    os._exit(1)


@pytest.fixture
def workers() -> Iterator[BoundedWorkers]:
    with closing(BoundedWorkers(1, begin, ("hello",), WorkLimits(call_s=2.0))) as workers:
        yield workers


def test_what_runs_over_its_time_is_stopped_and_another_process_goes_on(
    workers: BoundedWorkers,
) -> None:
    first = workers.call("a").split()
    with ThreadPoolExecutor(2) as threads:
        stuck = threads.submit(workers.call, "sleep")
        after = threads.submit(workers.call, "b")
        assert isinstance(stuck.exception(), OverTimeError)
        second = after.result().split()
    assert (first[:2], second[:2]) == (["hello", "a"], ["hello", "b"])
    assert first[2] != second[2]


def test_a_process_that_dies_takes_only_its_own_call_along(workers: BoundedWorkers) -> None:
    with ThreadPoolExecutor(2) as threads:
        dead = threads.submit(workers.call, "die")
        after = threads.submit(workers.call, "b")
        assert isinstance(dead.exception(), WorkerEndedError)
        assert after.result().startswith("hello b")


def test_errors_travel_and_the_process_stays(workers: BoundedWorkers) -> None:
    first = workers.call("a")
    with pytest.raises(KeyError):
        workers.call("fail")
    with pytest.raises(RuntimeError, match="UntravelledError"):
        workers.call("fail oddly")
    assert workers.call("a") == first


def test_a_process_that_cannot_begin_is_said() -> None:
    with closing(BoundedWorkers(1, begin_not, ())) as workers:
        with pytest.raises(WorkerEndedError, match="could not be started"):
            workers.start()
        with pytest.raises(WorkerEndedError, match="could not be started"):
            workers.call("a")


def test_closing_waits_for_what_was_asked_and_leaves_no_thread() -> None:
    before = threading.active_count()
    workers = BoundedWorkers(2, begin, ("hello",))
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(workers.call, str(n)) for n in range(4)]
        assert all(one.result() for one in asked)
    workers.close()
    assert threading.active_count() == before
