"""Limits the time of a whole exchange: httpx limits only the silence between two bytes."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

_CONNECTED = (".connect_tcp.complete", ".start_tls.complete")


class Watchdog:
    """Cuts the connection it watches when the time is up, even in the middle of a header.

    Pass `trace` as the request's extension "trace" (see httpx, "Request extensions").
    """

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(max(seconds, 0.001), self._cut)
        self._timer.daemon = True
        self._stream: Any = None
        self.has_cut = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Remembers the connection once it is made."""
        if event.endswith(_CONNECTED):
            self._stream = info["return_value"]
            if self.has_cut:
                self._cut()

    def _cut(self) -> None:
        self.has_cut = True
        if self._stream is not None:
            with suppress(OSError):
                self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
