"""`BotApi` behind python-telegram-bot's network class: a real Application without a socket."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import unquote

import httpx
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from tests.fakes.bot_api import TOKEN, BotApi, DroppedError


class FakeTelegram(BaseRequest):
    """Hands every call to a `BotApi`."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        base, _, name = url.rpartition("/")
        if method == "GET":
            assert unquote(base).endswith(f"/file/bot{TOKEN}/documents")
            return 200, self.api.files[name]
        assert base.endswith(TOKEN)
        values: dict[str, Any] = {}
        if request_data is not None:
            values = dict(request_data.json_parameters)
            values |= request_data.multipart_data or {}
        await asyncio.sleep(0)
        try:
            status, answer = self.api.call(name, values)
        except DroppedError as error:
            raise NetworkError("dropped") from httpx.ReadError(str(error))
        return status, json.dumps(answer).encode()
