"""Takes the updates that Telegram posts to the bot's address, and nothing from anybody else.

Each is written down before Telegram hears that it was taken; what a crash left unanswered is
answered after the next start.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError
from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from store.errors import StorageError

_log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# Bytes of the largest update that is taken: some hundred times a message of 4,096 characters with
# the one that it answers and all their entities.
MOST_BYTES = 1 << 20
# Bytes of the headers of a call; Telegram sends some 400.
_MOST_HEADER_BYTES = 1 << 14
# Seconds that the body of a call may take to come in.
_BODY_S = 20.0
# Seconds that a connection may stand open between two calls.
_IDLE_S = 120.0
# Seconds between attempts to tell Telegram the address.
_RETRY_S = 5.0


@dataclass(frozen=True, slots=True)
class Hook:
    """Holds the address that the bot listens on, and what Telegram is told of it."""

    listen: str
    port: int
    path: str
    url: str
    secret: str


class Received(Protocol):
    """The updates that were taken and are not handled yet, kept over a crash."""

    def receive(self, update_id: int, body: str) -> None:
        """Write down an update that was taken, unless it is there or was handled."""

    def unanswered(self) -> list[str]:
        """The updates that the last run took and did not handle, as JSON, oldest first."""


class Webhook:
    """Listens for Telegram's calls; each update is `received` and goes into `updates`."""

    def __init__(
        self, bot: Bot, updates: asyncio.Queue[object], hook: Hook, received: Received
    ) -> None:
        self._bot = bot
        self._updates = updates
        self._hook = hook
        self._received = received
        self._taking: set[asyncio.Task[None]] = set()
        self._is_stopped = False
        application = Application(
            [(r".*", _Posted, {"hook": hook, "take": self._take})], log_function=lambda _: None
        )
        self._server = HTTPServer(
            application,
            max_body_size=MOST_BYTES,
            max_header_size=_MOST_HEADER_BYTES,
            body_timeout=_BODY_S,
            idle_connection_timeout=_IDLE_S,
        )

    async def start(self, allowed_updates: Sequence[str]) -> None:
        """Listen, and tell Telegram where; trouble with the network is waited out.

        What the last run left unanswered goes into the updates first.

        Raises:
            OSError: the port is taken, or cannot be listened on.
            InvalidToken: Telegram does not know the bot.
            StorageError: the updates that were left cannot be read.
        """
        for body in await asyncio.to_thread(self._received.unanswered):
            await self._updates.put(Update.de_json(json.loads(body), self._bot))
        self._server.listen(self._hook.port, self._hook.listen)
        while True:
            try:
                await self._bot.set_webhook(
                    self._hook.url,
                    allowed_updates=allowed_updates,
                    secret_token=self._hook.secret,
                )
            except InvalidToken:
                raise
            except TelegramError as error:
                _log.warning("the webhook is not set: %s, trying again", type(error).__name__)
                await asyncio.sleep(_RETRY_S)
            else:
                return

    async def stop(self) -> None:
        """Take no more calls. What is being taken is in the updates afterwards.

        The application waits for ever on an update that comes in behind its last one.
        """
        self._is_stopped = True
        self._server.stop()
        if self._taking:
            await asyncio.wait(self._taking)
        await self._server.close_all_connections()

    async def _take(self, body: bytes) -> None:
        """Take an update in.

        Raises:
            HTTPError: it cannot be read, or cannot be kept; Telegram sends it again.
        """
        try:
            update = Update.de_json(json.loads(body), self._bot)
        except Exception as error:  # the library raises whatever a missing field leads to
            _log.warning("an update cannot be read: %s", type(error).__name__)
            raise HTTPError(HTTPStatus.BAD_REQUEST) from error
        if update is None:
            return
        if self._is_stopped:
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE)
        taking = asyncio.create_task(self._keep(update, body))
        self._taking.add(taking)
        taking.add_done_callback(self._taking.discard)
        await taking

    async def _keep(self, update: Update, body: bytes) -> None:
        try:
            await asyncio.to_thread(
                self._received.receive, update.update_id, body.decode("utf-8", "replace")
            )
        except StorageError as error:
            _log.warning("an update cannot be written down: %s", error)
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE) from error
        await self._updates.put(update)


@stream_request_body
class _Posted(RequestHandler):
    """One call. It is judged by its headers, before anything of its body is read."""

    def initialize(self, hook: Hook, take: Callable[[bytes], Awaitable[None]]) -> None:
        self._hook = hook
        self._take = take
        self._body = bytearray()

    def prepare(self) -> None:
        refusal = self._refusal()
        if refusal is not None:
            if isinstance(self.request.connection, HTTP1Connection):
                self.request.connection.set_max_body_size(0)
            self.set_header("Connection", "close")
            raise HTTPError(refusal)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk

    async def post(self, *_: str) -> None:
        await self._take(bytes(self._body))

    def write_error(self, status_code: int, **_: object) -> None:
        self.set_status(status_code)
        self.finish()

    def log_exception(self, *_: object) -> None:
        """Say nothing: a refused call is no failure of ours."""

    def _refusal(self) -> HTTPStatus | None:
        """Tell why the call is refused; None where it is Telegram's."""
        headers = self.request.headers
        if self.request.path.rstrip("/") != self._hook.path.rstrip("/"):
            return HTTPStatus.NOT_FOUND
        if self.request.method != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        shown = headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._hook.secret.encode()):
            return HTTPStatus.FORBIDDEN
        if headers.get("Content-Type") != "application/json":
            return HTTPStatus.FORBIDDEN
        length = headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > MOST_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return None
