"""Objects out of a long JSON array, one at a time: the array is never held as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TextIO

from store.errors import ExtractError

_CHUNK_CHARS = 1 << 16
_OBJECT_LIMIT_CHARS = 16 * 1024 * 1024


class JsonStream:
    """A JSON text read from front to back."""

    def __init__(self, stream: TextIO, begun: str = "") -> None:
        """`begun` is what was read from `stream` already."""
        self._stream = stream
        self._buffer = begun
        self._decoder = json.JSONDecoder(strict=False)

    def skip_past(self, mark: str) -> str | None:
        """The text up to `mark`, which is passed over; None where it does not come any more.

        Of a long text only the last 64 Ki characters are kept.
        """
        while (place := self._buffer.find(mark)) < 0:
            more = self._stream.read(_CHUNK_CHARS)
            if not more:
                return None
            self._buffer = self._buffer[-_CHUNK_CHARS:] + more
        before = self._buffer[:place]
        self._buffer = self._buffer[place + len(mark) :]
        return before

    def objects(self) -> Iterator[dict[str, object]]:
        """The objects of the array whose `[` was just passed; stops at its `]`.

        Raises:
            ExtractError: the array is broken, or an object in it is longer than 16 Mi characters.
        """
        while True:
            self._buffer = self._buffer.lstrip(" \t\r\n,")
            if not self._buffer and self._more():
                continue
            if not self._buffer or self._buffer.startswith("]"):
                return
            value = self._next_value()
            if isinstance(value, dict):
                yield value

    def _next_value(self) -> object:
        while self._buffer:
            try:
                value, stop = self._decoder.raw_decode(self._buffer)
            except json.JSONDecodeError as error:
                if len(self._buffer) > _OBJECT_LIMIT_CHARS or not self._more():
                    message = f"The JSON is broken: {error.msg}."
                    raise ExtractError(message) from error
            except RecursionError as error:
                message = "The JSON is nested too deep."
                raise ExtractError(message) from error
            else:
                self._buffer = self._buffer[stop:]
                return value
        return None

    def _more(self) -> bool:
        # Twice as much each time: an object of n characters is tried log n times, not n.
        more = self._stream.read(max(_CHUNK_CHARS, len(self._buffer)))
        self._buffer += more
        return bool(more)
