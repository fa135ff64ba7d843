"""Readers that ruin the process they run in, each in its way."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

from store.errors import ExtractError


def read_twice(data: bytes) -> Iterator[bytes]:
    yield data
    yield data


def read_for_ever(data: bytes) -> Iterator[bytes]:
    while True:
        time.sleep(1)
        yield data


def read_into_memory(data: bytes) -> Iterator[bytes]:
    yield data * (1 << 30)


def read_and_crash(data: bytes) -> Iterator[bytes]:
    os.kill(os.getpid(), signal.SIGSEGV)
    yield data


def read_too_deep(data: bytes) -> Iterator[bytes]:
    yield from read_too_deep(data)


def read_and_stumble(data: bytes) -> Iterator[int]:
    yield len(data) // 0


def read_and_refuse(data: bytes) -> Iterator[bytes]:
    message = "It is no book."
    raise ExtractError(message)
    yield data
