"""The Bot API as far as the bot uses it, stricter than the real one; and over HTTP on loopback.

`BotApi` keeps the chats, checks every call and hands out updates. `FakeTelegram` puts it behind
python-telegram-bot's own network class, `BotApiServer` behind a socket.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl

from tests.fakes.entities import EntityError, Parsed, is_url, read

TOKEN = "123456:ABC-DEF_test-token"  # noqa: S105 - a token of nothing
BOT = {
    "id": 123456,
    "is_bot": True,
    "first_name": "Pullquote",
    "username": "pullquote_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "supports_guest_queries": True,
}


class RefusedError(Exception):
    """A call that is answered with an error."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class DroppedError(Exception):
    """The connection breaks before the call is seen."""


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of a method."""

    method: str
    code: int = 0  # 0 drops the connection
    retry_after: int = 0
    migrated_to: int = 0
    delay_s: float = 0.0
    description: str = "Internal Server Error"
    times: int = 1


@dataclass
class Sent:
    """A message of the bot as a chat sees it."""

    chat_id: int
    message_id: int
    parsed: Parsed
    buttons: list[list[dict[str, Any]]]
    preview: dict[str, Any]
    thread_id: int | None = None
    replies_to: int | None = None
    edits: int = 0
    is_protected: bool = False

    @property
    def text(self) -> str:
        return self.parsed.text

    def labels(self) -> list[str]:
        return [button["text"] for row in self.buttons for button in row]

    def button(self, label: str) -> dict[str, Any]:
        """The first button whose label begins so."""
        for row in self.buttons:
            for button in row:
                if button["text"].startswith(label):
                    return button
        raise KeyError(label)


@dataclass
class BotApi:
    """One bot's Bot API server. Thread-safe."""

    bot: dict[str, Any] = field(default_factory=lambda: dict(BOT))
    knows_dates: bool = True
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    polls: int = 0
    refusals: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    inline: list[dict[str, Any]] = field(default_factory=list)
    guests: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    closed_chats: set[int] = field(default_factory=set)
    closed_topics: set[int] = field(default_factory=set)
    admins: set[int] = field(default_factory=set)
    strangers: set[int] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    documents: list[tuple[int, str, bytes]] = field(default_factory=list)
    protected_documents: int = 0
    menus: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._updates: deque[dict[str, Any]] = deque()
        self._changed = threading.Condition()
        self._update_id = 1000
        self._message_id = 0
        self.open_callbacks: set[str] = set()

    # What people do.

    def update(self, **content: Any) -> dict[str, Any]:
        """A new update, as Telegram numbers it."""
        with self._changed:
            self._update_id += 1
            return {"update_id": self._update_id, **content}

    def message(self, text: str | None, chat_id: int = 7, **more: Any) -> dict[str, Any]:
        """A person's message, as Telegram shows it to a bot."""
        with self._changed:
            self._message_id += 1
            message_id = self._message_id
        is_group = chat_id < 0
        chat = {"id": chat_id, "type": "supergroup" if is_group else "private"}
        chat |= {"title": "A group"} if is_group else {"first_name": "Ann"}
        language = more.pop("language", "en")
        person = {"id": more.pop("user_id", 7), "is_bot": False, "first_name": "Ann"}
        message = {
            "message_id": message_id,
            "date": 1_700_000_000,
            "chat": chat,
            "from": person | {"language_code": language},
        }
        if text is not None:
            message |= {"text": text, "entities": _entities(text)}
        return message | more

    def press(self, sent: Sent, label: str, user_id: int = 7) -> dict[str, Any]:
        """The update of a press of a button that comes back to the bot."""
        callback_id = f"callback-{len(self.calls)}-{label}"
        self.open_callbacks.add(callback_id)
        message = self.seen(sent)
        if sent.thread_id is not None:
            message |= {"message_thread_id": sent.thread_id, "is_topic_message": True}
        person = {"id": user_id, "is_bot": False, "first_name": "Ann", "language_code": "en"}
        return self.update(
            callback_query={
                "id": callback_id,
                "from": person,
                "chat_instance": "1",
                "data": sent.button(label)["callback_data"],
                "message": message,
            }
        )

    def push(self, update: dict[str, Any]) -> None:
        """Let the bot find the update at its next poll."""
        with self._changed:
            self._updates.append(update)
            self._changed.notify_all()

    def wait_until(self, is_so: Any, timeout_s: float = 60.0) -> None:
        """Wait until `is_so()` after some call of the bot.

        Raises:
            TimeoutError: it never was.
        """
        end = time.monotonic() + timeout_s
        with self._changed:
            while not is_so():
                left = end - time.monotonic()
                if left <= 0:
                    message = f"not seen in {timeout_s} s; refused: {self.refusals}"
                    raise TimeoutError(message)
                self._changed.wait(left)

    # What the bot does.

    def call(self, method: str, values: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer a call: the HTTP status and the JSON.

        Raises:
            DroppedError: the connection is to break.
        """
        try:
            self._strike(method)
            with self._changed:
                handler = getattr(self, f"_{_snake(method)}", None)
                if handler is None:
                    raise RefusedError(404, "Not Found: method not found")  # noqa: TRY301
                if method != "getUpdates":
                    self.calls.append((method, values))
                try:
                    result = handler(values)
                finally:
                    self._changed.notify_all()
        except RefusedError as refusal:
            if refusal.code == 400:
                self.refusals.append(refusal.description)
            body = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.parameters:
                body["parameters"] = refusal.parameters
            return refusal.code, body
        return 200, {"ok": True, "result": result}

    def _strike(self, method: str) -> None:
        with self._changed:
            fault = next((f for f in self.faults if f.method == method and f.times > 0), None)
            if fault is None:
                return
            fault.times -= 1
        if fault.delay_s:
            time.sleep(fault.delay_s)
        elif fault.migrated_to:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusedError(fault.code, description, migrate_to_chat_id=fault.migrated_to)
        elif fault.code == 429:
            description = f"Too Many Requests: retry after {fault.retry_after}"
            raise RefusedError(429, description, retry_after=fault.retry_after)
        elif fault.code:
            raise RefusedError(fault.code, fault.description)
        else:
            raise DroppedError

    def _get_me(self, _: dict[str, Any]) -> Any:
        return self.bot

    def _get_updates(self, values: dict[str, Any]) -> Any:
        self.polls += 1
        self._changed.notify_all()
        offset = int(values.get("offset", 0))
        end = time.monotonic() + min(float(values.get("timeout", 0)), 5.0)
        while True:
            while self._updates and self._updates[0]["update_id"] < offset:
                self._updates.popleft()
            left = end - time.monotonic()
            if self._updates or left <= 0:
                return list(self._updates)[:100]
            self._changed.wait(left)

    def _get_file(self, values: dict[str, Any]) -> Any:
        file_id = values["file_id"]
        if file_id not in self.files:
            raise RefusedError(400, "Bad Request: invalid file_id")
        return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"documents/{file_id}"}

    def _delete_webhook(self, _: dict[str, Any]) -> Any:
        return True

    def _set_webhook(self, values: dict[str, Any]) -> Any:
        if not is_url(values["url"]) or not values["url"].startswith("https://"):
            raise RefusedError(400, "Bad Request: bad webhook: an HTTPS URL must be provided")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", values.get("secret_token", "")):
            raise RefusedError(400, "Bad Request: secret token contains unallowed characters")
        return True

    def _send_message(self, values: dict[str, Any]) -> Any:
        chat_id = int(values["chat_id"])
        if chat_id in self.closed_chats:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if int(values.get("message_thread_id", 0)) in self.closed_topics:
            raise RefusedError(400, "Bad Request: message thread not found")
        parsed = self._text(values)
        self._message_id += 1
        quoted = _json(values.get("reply_parameters")) or {}
        thread_id = values.get("message_thread_id")
        sent = Sent(
            chat_id,
            self._message_id,
            parsed,
            self._keyboard(values),
            _json(values.get("link_preview_options")) or {},
            int(thread_id) if thread_id is not None else None,
            quoted.get("message_id"),
            is_protected=bool(values.get("protect_content")),
        )
        self.sent.append(sent)
        return self.seen(sent)

    def _send_document(self, values: dict[str, Any]) -> Any:
        name, content, _ = values["document"]
        if not content or len(content) > 50_000_000:
            raise RefusedError(400, "Bad Request: file must be non-empty")
        self.documents.append((int(values["chat_id"]), name, content))
        self.protected_documents += bool(values.get("protect_content"))
        self._message_id += 1
        chat = {"id": int(values["chat_id"]), "type": "private"}
        document = {"file_id": "sent", "file_unique_id": "sent", "file_name": name}
        return {
            "message_id": self._message_id,
            "date": 1_700_000_000,
            "chat": chat,
            "document": document,
        }

    def _get_chat_member(self, values: dict[str, Any]) -> Any:
        user_id = int(values["user_id"])
        user = {"id": user_id, "is_bot": False, "first_name": "Ann"}
        if user_id in self.strangers:
            return {"status": "left", "user": user}
        if user_id not in self.admins:
            return {"status": "member", "user": user}
        return {"status": "creator", "user": user, "is_anonymous": False}

    def _edit_message_text(self, values: dict[str, Any]) -> Any:
        chat_id, message_id = int(values["chat_id"]), int(values["message_id"])
        sent = next(
            (s for s in self.sent if (s.chat_id, s.message_id) == (chat_id, message_id)), None
        )
        if sent is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        parsed, buttons = self._text(values), self._keyboard(values)
        if (parsed, buttons) == (sent.parsed, sent.buttons):
            raise RefusedError(
                400,
                "Bad Request: message is not modified: specified new message content and reply"
                " markup are exactly the same as a current content and reply markup",
            )
        sent.parsed, sent.buttons = parsed, buttons
        sent.preview = _json(values.get("link_preview_options")) or {}
        sent.edits += 1
        return self.seen(sent)

    def _answer_callback_query(self, values: dict[str, Any]) -> Any:
        if values["callback_query_id"] not in self.open_callbacks:
            raise RefusedError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.open_callbacks.discard(values["callback_query_id"])
        if _utf16(values.get("text", "")) > 200:
            raise RefusedError(400, "Bad Request: MESSAGE_TOO_LONG")
        if values.get("text"):
            self.notices.append(values["text"])
        return True

    def _answer_inline_query(self, values: dict[str, Any]) -> Any:
        results = _json(values["results"])
        if len(results) > 50:
            raise RefusedError(400, "Bad Request: RESULTS_TOO_MUCH")
        ids = [result["id"] for result in results]
        if any(not 1 <= len(one.encode()) <= 64 for one in ids):
            raise RefusedError(400, "Bad Request: RESULT_ID_INVALID")
        if len(set(ids)) != len(ids):
            raise RefusedError(400, "Bad Request: RESULT_ID_DUPLICATE")
        if len(values.get("next_offset", "").encode()) > 64:
            raise RefusedError(400, "Bad Request: NEXT_OFFSET_INVALID")
        button = _json(values.get("button"))
        if button is not None:
            start = button.get("start_parameter", "")
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start) or not button["text"]:
                raise RefusedError(400, "Bad Request: START_PARAM_INVALID")
        self.inline.append(
            {
                "results": [self._result(result) for result in results],
                "next_offset": values.get("next_offset", ""),
                "button": button,
                "cache_time": values.get("cache_time"),
            }
        )
        return True

    def _answer_guest_query(self, values: dict[str, Any]) -> Any:
        self.guests.append(self._result(_json(values["result"])))
        return {"inline_message_id": "guest-1"}

    def _set_my_commands(self, values: dict[str, Any]) -> Any:
        commands = _json(values["commands"])
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise RefusedError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise RefusedError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        scope = (_json(values.get("scope")) or {"type": "default"})["type"]
        self.menus[scope, values.get("language_code", "")] = commands
        return True

    def _set_my_description(self, values: dict[str, Any]) -> Any:
        if len(values.get("description", "")) > 512:
            raise RefusedError(400, "Bad Request: BOT_DESCRIPTION_INVALID")
        return True

    def _set_my_short_description(self, values: dict[str, Any]) -> Any:
        if len(values.get("short_description", "")) > 120:
            raise RefusedError(400, "Bad Request: BOT_SHORT_DESCRIPTION_INVALID")
        return True

    def _result(self, result: dict[str, Any]) -> dict[str, Any]:
        content = result["input_message_content"]
        parsed = self._text({"text": content["message_text"], "entities": content.get("entities")})
        return {
            "id": result["id"],
            "title": result["title"],
            "parsed": parsed,
            "buttons": self._keyboard(result),
        }

    def _text(self, values: dict[str, Any]) -> Parsed:
        if "parse_mode" in values:
            raise RefusedError(400, "Bad Request: unexpected parse mode")
        raw = _json(values.get("entities")) or []
        try:
            parsed = read(values["text"], raw, knows_dates=self.knows_dates)
        except EntityError as error:
            raise RefusedError(400, f"Bad Request: {error}") from error
        if not parsed.text.strip():
            raise RefusedError(400, "Bad Request: message text is empty")
        if _utf16(parsed.text) > 4096:
            raise RefusedError(400, "Bad Request: message is too long")
        if len(parsed.entities) > 100:
            raise RefusedError(400, "Bad Request: too many entities")
        return parsed

    def _keyboard(self, values: dict[str, Any]) -> list[list[dict[str, Any]]]:
        keyboard = _json(values.get("reply_markup"))
        rows: list[list[dict[str, Any]]] = keyboard["inline_keyboard"] if keyboard else []
        for row in rows:
            if not 1 <= len(row) <= 8:
                raise RefusedError(400, "Bad Request: a row of no or too many buttons")
            for button in row:
                self._button(button)
        return rows

    def _button(self, button: dict[str, Any]) -> None:
        if not button["text"].strip():
            raise RefusedError(400, "Bad Request: inline keyboard button text is empty")
        actions = set(button) - {"text", "style"}
        if len(actions) != 1:
            raise RefusedError(400, "Bad Request: a button does one thing")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
        if "url" in button and not is_url(button["url"]):
            raise RefusedError(400, "Bad Request: BUTTON_URL_INVALID")
        if "copy_text" in button and not 1 <= _utf16(button["copy_text"]["text"]) <= 256:
            raise RefusedError(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
        if "switch_inline_query" in button and not self.bot["supports_inline_queries"]:
            raise RefusedError(400, "Bad Request: BUTTON_TYPE_INVALID")

    def seen(self, sent: Sent) -> dict[str, Any]:
        chat_type = "supergroup" if sent.chat_id < 0 else "private"
        seen = {
            "message_id": sent.message_id,
            "date": 1_700_000_000,
            "chat": {"id": sent.chat_id, "type": chat_type},
            "from": self.bot,
            "text": sent.text,
        }
        return seen | ({"has_protected_content": True} if sent.is_protected else {})


class BotApiServer:
    """A `BotApi` on a port of this machine; a context manager."""

    def __init__(self, api: BotApi) -> None:
        outer = self
        self.api = api

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body in one packet: the second of two waits 40 ms for the other side's word.
            wbufsize = -1

            def do_POST(self) -> None:
                outer._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        prefix = f"/bot{TOKEN}/"
        if not request.path.startswith(prefix):
            status, answer = 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        else:
            values = _values(request.headers.get("Content-Type", ""), body)
            try:
                status, answer = self.api.call(request.path.removeprefix(prefix), values)
            except DroppedError:
                request.close_connection = True
                request.connection.close()
                return
        payload = json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(payload)))
        request.end_headers()
        request.wfile.write(payload)


def _values(content_type: str, body: bytes) -> dict[str, Any]:
    if content_type.startswith("application/json"):
        return dict(json.loads(body))
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _snake(method: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda match: "_" + match[1].lower(), method)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _entities(text: str) -> list[dict[str, Any]]:
    kinds = [("bot_command", r"(?<!\S)/\w+(?:@\w+)?"), ("mention", r"(?<!\w)@\w+")]
    return [
        {"type": kind, "offset": _utf16(text[: match.start()]), "length": _utf16(match[0])}
        for kind, pattern in kinds
        for match in re.finditer(pattern, text)
    ]
