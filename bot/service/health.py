"""Watches over the running bot's files, and serves `/health` and `/metrics`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.conversation.tally import Tally
from store.database.connection import Connections
from store.errors import StoreError

_log = logging.getLogger(__name__)

# Seconds between two looks at the files.
_LOOK_S = 1.0


class FileWatch:
    """Says what is wrong with the bot's files, and logs when that changes or a file is another."""

    def __init__(self, *files: Connections) -> None:
        self._files = files
        self._problems = [""] * len(files)
        self._generations = [file.generation for file in files]

    @property
    def problem(self) -> str:
        """The problems found at the last look, in a sentence; empty where there are none."""
        return "; ".join(filter(None, self._problems))

    def look(self) -> None:
        """Look at each file, and open one that has taken another's place."""
        for number, file in enumerate(self._files):
            try:
                problem = file.look()
            except StoreError as error:
                problem = str(error)
            if problem and problem != self._problems[number]:
                _log.error("%s", problem)
            elif self._problems[number] and not problem:
                _log.warning("%s can be read again", file.path)
            elif self._generations[number] not in (0, file.generation):
                _log.warning("another file is at %s now; it is the one that is read", file.path)
            self._problems[number], self._generations[number] = problem, file.generation

    async def run(self) -> None:
        """Look every second until cancelled."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(_LOOK_S)


class _Health(RequestHandler):
    def initialize(self, what_is_wrong: Callable[[], str]) -> None:
        self._what_is_wrong = what_is_wrong

    def get(self) -> None:
        wrong = self._what_is_wrong()
        self.set_status(503 if wrong else 200)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write(f"{wrong or 'well'}\n")


class _Metrics(RequestHandler):
    def initialize(self, tally: Tally) -> None:
        self._tally = tally

    def get(self) -> None:
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(self._tally.render())


def start_health(port: int, tally: Tally, what_is_wrong: Callable[[], str]) -> HTTPServer:
    """Serve the two pages on this machine's own `port`; stop it with `stop()`.

    `what_is_wrong` is a sentence, or empty where all is well.
    """
    pages = Application(
        [
            (r"/health", _Health, {"what_is_wrong": what_is_wrong}),
            (r"/metrics", _Metrics, {"tally": tally}),
        ]
    )
    server = HTTPServer(pages)
    server.listen(port, "127.0.0.1")
    return server
