"""Two pages for whoever watches over the bot: `/health` and `/metrics`."""

from __future__ import annotations

from collections.abc import Callable

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.conversation.tally import Tally


class _Health(RequestHandler):
    def initialize(self, is_well: Callable[[], bool]) -> None:
        self._is_well = is_well

    def get(self) -> None:
        well = self._is_well()
        self.set_status(200 if well else 503)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write("well\n" if well else "polling has stopped\n")


class _Metrics(RequestHandler):
    def initialize(self, tally: Tally) -> None:
        self._tally = tally

    def get(self) -> None:
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(self._tally.render())


def start_health(port: int, tally: Tally, is_well: Callable[[], bool]) -> HTTPServer:
    """Serve the two pages on this machine's own `port`; stop it with `stop()`."""
    pages = Application(
        [(r"/health", _Health, {"is_well": is_well}), (r"/metrics", _Metrics, {"tally": tally})]
    )
    server = HTTPServer(pages)
    server.listen(port, "127.0.0.1")
    return server
