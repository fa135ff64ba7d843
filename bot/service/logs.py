"""Logs that show neither the token nor anybody's words."""

from __future__ import annotations

import logging
import sys

from store.ingest.hush import hush_libraries


class _Redacting(logging.Formatter):
    """Formats a record, traceback included, with a secret taken out."""

    def __init__(self, secret: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, `[token]` in place of the secret."""
        return super().format(record).replace(self._secret, "[token]")


def configure(secret: str, level: int = logging.INFO) -> None:
    """Send logs to stderr with `secret` taken out.

    Of httpx, which logs every address, and of python-telegram-bot, which logs whole messages at
    DEBUG, only warnings and errors are let through.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(secret))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("httpx", "httpcore", "telegram", "tornado.access"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    hush_libraries()


def configure_commands() -> None:
    """Send warnings of commands to stderr, one line each, and quieten the libraries."""
    logging.basicConfig(level=logging.WARNING, format="pullquote: %(message)s")
    hush_libraries()
