"""Runs calls in worker processes, each for a bounded time.

A process that takes longer is ended, and another one takes its place; whoever asked is told at
once. A process that dies takes only the call with it that it was on.
"""

from __future__ import annotations

import logging
import pickle
import queue
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bot.errors import OverTimeError, WorkerEndedError
from store.ingest.workers import ChildProcess, follow_parent

_log = logging.getLogger(__name__)

# Makes what answers calls, in the worker process: any picklable function of a module.
Begin = Callable[..., Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """The most that one call, and the start of a process, may take."""

    # Seconds for a call: a hundred times what an answer takes, on a busy machine with a cold disk.
    call_s: float = 10.0
    # Seconds until a process has begun: it loads the program and reads its tables.
    start_s: float = 120.0


LIMITS = WorkLimits()


@dataclass(frozen=True, slots=True)
class _Call:
    values: tuple[Any, ...]
    answer: Future[Any]


class BoundedWorkers:
    """`count` processes; each calls what `begin(*values)` made in it, one call at a time.

    Calls begin in the order in which they are made. A process starts at the first call it gets.
    Thread-safe.
    """

    def __init__(
        self, count: int, begin: Begin, values: tuple[Any, ...], limits: WorkLimits = LIMITS
    ) -> None:
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._seats = [_Seat(begin, values, limits) for _ in range(count)]
        self._threads = [
            threading.Thread(target=seat.work, args=(self._calls,), name="worker", daemon=True)
            for seat in self._seats
        ]
        for thread in self._threads:
            thread.start()

    def call(self, *values: Any) -> Any:  # noqa: ANN401 - what the called function takes and gives
        """Return what the function made in a worker gives for `values`.

        Raises:
            OverTimeError: the call took too long and was stopped.
            WorkerEndedError: the process died of it, or was ended from outside.
            Exception: whatever the function raised.
        """
        answer: Future[Any] = Future()
        self._calls.put(_Call(values, answer))
        return answer.result()

    def start(self) -> None:
        """Start all processes now, at the same time, and wait until they have begun.

        Raises:
            WorkerEndedError: one could not begin.
        """
        with ThreadPoolExecutor(len(self._seats)) as threads:
            for start in [threads.submit(seat.start) for seat in self._seats]:
                start.result()

    def close(self) -> None:
        """Wait for the calls that were made, and end the processes."""
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()


class _Seat:
    """The place of one process: it is started when it is needed, and again when it has ended."""

    def __init__(self, begin: Begin, values: tuple[Any, ...], limits: WorkLimits) -> None:
        self._call_s = limits.call_s
        self._lock = threading.Lock()
        self._child = ChildProcess(_serve, (begin, values), start_s=limits.start_s)

    def work(self, calls: queue.SimpleQueue[_Call | None]) -> None:
        """Have calls answered, one after the other, until None comes."""
        while (call := calls.get()) is not None:
            with self._lock:
                try:
                    answer = self._answer(call.values)
                except BaseException as error:  # noqa: BLE001 - it is the caller's
                    call.answer.set_exception(error)
                else:
                    call.answer.set_result(answer)
                self._replace()
        with self._lock:
            self._child.end()

    def start(self) -> None:
        """Start the process if there is none.

        Raises:
            WorkerEndedError: it could not begin.
        """
        with self._lock:
            self._started()

    def _answer(self, values: tuple[Any, ...]) -> Any:  # noqa: ANN401 - as `call`
        connection = self._started()
        try:
            connection.send(values)
            if not connection.poll(self._call_s):
                self._child.end()
                message = f"stopped after {self._call_s:.0f} seconds"
                raise OverTimeError(message)
            answer, error = connection.recv()
        except (EOFError, OSError) as error:
            self._child.end()
            message = "the worker process ended before it had answered"
            raise WorkerEndedError(message) from error
        if error is not None:
            raise error
        return answer

    def _replace(self) -> None:
        """Start another process where one was ended, before somebody has to wait for it."""
        if not self._child.is_started:
            try:
                self._started()
            except WorkerEndedError as error:
                _log.error("a worker that ended has no successor yet: %s", error)

    def _started(self) -> Connection[Any, Any]:
        try:
            return self._child.started()
        except EOFError as error:
            message = "a worker process could not be started"
            raise WorkerEndedError(message) from error


def _serve(connection: Connection[Any, Any], begin: Begin, values: tuple[Any, ...]) -> None:
    follow_parent()
    function = begin(*values)
    connection.send(True)  # noqa: FBT003 - it has begun
    while True:
        try:
            asked = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer = pickle.dumps((function(*asked), None))
        except Exception as error:  # noqa: BLE001 - it is the caller's
            error.add_note("".join(traceback.format_exception(error)))
            answer = _pickled(error)
        connection.send_bytes(answer)


def _pickled(error: Exception) -> bytes:
    """An error as the caller gets it; one that does not travel goes as a RuntimeError."""
    try:
        pickled = pickle.dumps((None, error))
        pickle.loads(pickled)  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - whatever keeps it from travelling
        told = RuntimeError(type(error).__name__)
        told.__notes__ = error.__notes__
        pickled = pickle.dumps((None, told))
    return pickled
