"""Polls Telegram, and notices when polling has silently stopped."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

from telegram.error import TelegramError
from telegram.ext import Updater
from telegram.request import HTTPXRequest, RequestData

_log = logging.getLogger(__name__)

# Seconds that Telegram holds a poll open when there is nothing to say.
POLL_S = 25
# Seconds without a poll that ended well, after which polling counts as stopped.
SILENCE_S = 120.0
# Seconds between looks at the pulse.
LOOK_S = 10.0


class Pulse:
    """When polling last went well."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last_s = clock()

    def beat(self) -> None:
        """It went well just now."""
        self._last_s = self._clock()

    def silence_s(self) -> float:
        """Seconds since it went well."""
        return self._clock() - self._last_s


def forget_missing_sniffio() -> None:
    """Say once that `sniffio` is not installed, where it is not.

    httpcore imports it anew for every call, and looks through all of the path each time: a tenth of
    the processor time that a message costs the bot.
    """
    if find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]  # as the import system has it


class PulsingRequest(HTTPXRequest):
    """The connection that polls; each good answer is a beat of the pulse."""

    def __init__(self, pulse: Pulse) -> None:
        super().__init__(connection_pool_size=1, read_timeout=POLL_S + 10)
        self._pulse = pulse

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = HTTPXRequest.DEFAULT_NONE,
        write_timeout: object = HTTPXRequest.DEFAULT_NONE,
        connect_timeout: object = HTTPXRequest.DEFAULT_NONE,
        pool_timeout: object = HTTPXRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make the call; remember that it was answered."""
        code, payload = await super().do_request(
            url,
            method,
            request_data,
            read_timeout,  # type: ignore[arg-type]
            write_timeout,  # type: ignore[arg-type]
            connect_timeout,  # type: ignore[arg-type]
            pool_timeout,  # type: ignore[arg-type]
        )
        if code < 300:
            self._pulse.beat()
        return code, payload


async def start_polling(updater: Updater, allowed_updates: tuple[str, ...]) -> None:
    """Begin to poll; trouble with the network is waited out, whatever is waiting is answered."""
    await updater.start_polling(
        timeout=POLL_S,
        bootstrap_retries=-1,
        allowed_updates=allowed_updates,
        error_callback=_on_polling_error,
    )


async def watch(
    updater: Updater, pulse: Pulse, allowed_updates: tuple[str, ...], *, look_s: float = LOOK_S
) -> None:
    """Start polling again whenever it has been silent for too long. Runs until cancelled."""
    while True:
        await asyncio.sleep(look_s)
        if pulse.silence_s() > SILENCE_S:
            _log.error("polling has been silent for %.0f s, starting it again", pulse.silence_s())
            pulse.beat()
            if updater.running:
                await updater.stop()
            await start_polling(updater, allowed_updates)


def _on_polling_error(error: TelegramError) -> None:
    _log.warning("polling: %s, trying again", type(error).__name__)
