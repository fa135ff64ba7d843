"""Telegram calling a bot at its webhook: every update until it is taken, again where in doubt."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

_TRY_AGAIN_S = 0.05
# Telegram opens so many connections at a time unless it is told otherwise.
_CONNECTIONS = 40


class Hook:
    """Calls one address. `taken` are the numbers of the updates it answered with 200."""

    def __init__(self, url: str, secret: str) -> None:
        self._address = urlsplit(url)
        self._secret = secret
        self._closed = threading.Event()
        self._pool = ThreadPoolExecutor(_CONNECTIONS)
        self.taken: set[int] = set()
        self.refused: list[int] = []

    def send(self, updates: Iterable[dict[str, Any]]) -> None:
        """Send updates, each until it is taken; returns at once."""
        for update in updates:
            self._pool.submit(self._until_taken, update)

    def close(self) -> None:
        """Send no more."""
        self._closed.set()
        self._pool.shutdown()

    def _until_taken(self, update: dict[str, Any]) -> None:
        while not self._closed.is_set():
            status = self._post(update)
            if status == 200:
                self.taken.add(update["update_id"])
                return
            if status:
                self.refused.append(status)
            time.sleep(_TRY_AGAIN_S)

    def _post(self, update: dict[str, Any]) -> int:
        """The status of the answer, 0 where there was none."""
        connection = http.client.HTTPConnection(self._address.netloc, timeout=20)
        headers = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": self._secret,
        }
        try:
            connection.request("POST", self._address.path, json.dumps(update), headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()
