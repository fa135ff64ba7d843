"""What is kept for the people who ask.

Their language, what a follow-up leans on, what the buttons under an answer need, and their
verdicts. All but the verdicts goes when they say /forget.

States and memories are the conversation's own text; nothing here looks into them.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from store.database.connection import Connections


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer that was sent: what its buttons need, under a token nobody can guess.

    `question_message_id` and `reply_message_id` are 0 where there is no such message.
    """

    token: str
    chat_id: int
    state: str
    question_message_id: int = 0
    reply_message_id: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """What a turn leaves behind in a chat or a topic of it; None for what stays as it was.

    `memory` is what a follow-up leans on, `shown` what the buttons need.
    """

    chat_id: int
    thread_id: int = 0
    memory: str | None = None
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody thought of a finding.

    `key` names the finding, so that a second verdict on it replaces the first; `verdict` is one of
    the conversation's own words. `start` and `stop` are the excerpt's span, `digest` tells whether
    it has changed since; the quote's span and `speaker` are as they were shown. `id` and `given_at`
    (seconds since 1970) are the archive's own, 0 before it is kept.
    """

    key: str
    verdict: str
    question: str
    article_id: int
    start: int | None = None
    stop: int | None = None
    speaker: str | None = None
    quote_start: int | None = None
    quote_stop: int | None = None
    digest: str = ""
    id: int = 0
    given_at: int = 0


_VERDICT = (
    "key, verdict, question, article_id, start, stop, speaker, quote_start, quote_stop, digest"
)


class Readers:
    """What is kept for chats. Safe to call from any thread; times are whole seconds of `clock`.

    Any method may raise StorageError.
    """

    def __init__(self, connections: Connections, clock: Callable[[], float] = time.time) -> None:
        self.connections = connections
        self.clock = clock

    def language(self, chat_id: int) -> str | None:
        """The language the chat chose."""
        with self.connections.reading() as db:
            row = db.execute("SELECT language FROM chats WHERE chat_id = ?", [chat_id]).fetchone()
        return str(row[0]) if row is not None and row[0] is not None else None

    def choose_language(self, chat_id: int, language: str) -> None:
        """Speak `language` to the chat from now on."""
        with self.connections.writing() as db:
            db.execute(
                "INSERT INTO chats (chat_id, language) VALUES (?, ?)"
                " ON CONFLICT (chat_id) DO UPDATE SET language = excluded.language",
                [chat_id, language],
            )

    def memory(self, chat_id: int, thread_id: int) -> str | None:
        """What the turn before left for a follow-up, None where it has expired."""
        with self.connections.reading() as db:
            row = db.execute(
                "SELECT memory FROM memories"
                " WHERE chat_id = ? AND thread_id = ? AND expires_at > ?",
                [chat_id, thread_id, self.now()],
            ).fetchone()
        return str(row[0]) if row is not None else None

    def settle(self, left: Iterable[Left], *, memory_s: int, shown_s: int) -> None:
        """Keep what turns left behind, in their order, all or nothing; drop what has expired.

        A memory takes the place of the one before for `memory_s` seconds. A shown answer is kept
        for `shown_s` seconds; kept again, it keeps the message ids it had where the new ones are 0.
        """
        now = self.now()
        with self.connections.writing() as db:
            db.execute("DELETE FROM shown WHERE expires_at <= ?", [now])
            db.execute("DELETE FROM memories WHERE expires_at <= ?", [now])
            for one in left:
                if one.memory is not None:
                    db.execute(
                        "INSERT OR REPLACE INTO memories VALUES (?, ?, ?, ?)",
                        [one.chat_id, one.thread_id, one.memory, now + memory_s],
                    )
                if one.shown is not None:
                    _keep(db, one.shown, now + shown_s)

    def keep(self, shown: Shown, keep_s: int) -> None:
        """Keep a shown answer for `keep_s` seconds, as `settle` does."""
        self.settle([Left(shown.chat_id, shown=shown)], memory_s=0, shown_s=keep_s)

    def shown(self, token: str) -> Shown | None:
        """The shown answer of a token, None where it has expired."""
        return self._one("token = ?", [token])

    def shown_in(self, chat_id: int, reply_message_id: int) -> Shown | None:
        """The answer that one of the bot's messages shows."""
        return self._one("chat_id = ? AND reply_message_id = ?", [chat_id, reply_message_id])

    def shown_for(self, chat_id: int, question_message_id: int) -> Shown | None:
        """The answer that a person's message got."""
        return self._one("chat_id = ? AND question_message_id = ?", [chat_id, question_message_id])

    def judge(self, verdict: Verdict) -> None:
        """Keep a verdict on a finding in place of an earlier one under the same key."""
        with self.connections.writing() as db:
            db.execute(
                f"INSERT OR REPLACE INTO verdicts ({_VERDICT}, given_at) "  # noqa: S608
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    verdict.key,
                    verdict.verdict,
                    verdict.question,
                    verdict.article_id,
                    verdict.start,
                    verdict.stop,
                    verdict.speaker,
                    verdict.quote_start,
                    verdict.quote_stop,
                    verdict.digest,
                    self.now(),
                ],
            )

    def verdicts(self) -> tuple[Verdict, ...]:
        """All verdicts, newest first."""
        with self.connections.reading() as db:
            rows = db.execute(
                f"SELECT {_VERDICT}, id, given_at FROM verdicts ORDER BY given_at DESC, id DESC"  # noqa: S608
            ).fetchall()
        return tuple(Verdict(*row) for row in rows)

    def drop_verdict(self, verdict_id: int) -> bool:
        """Take a verdict out that has been seen to; whether there was one of that number."""
        with self.connections.writing() as db:
            dropped = db.execute("DELETE FROM verdicts WHERE id = ?", [verdict_id])
            return bool(dropped.rowcount > 0)

    def forget(self, chat_id: int) -> None:
        """Keep nothing about a chat any more."""
        with self.connections.writing() as db:
            for table in ("chats", "memories", "shown"):
                db.execute(f"DELETE FROM {table} WHERE chat_id = ?", [chat_id])  # noqa: S608

    def move(self, old_chat_id: int, new_chat_id: int) -> None:
        """A group has become a supergroup: what was kept for it goes with it."""
        with self.connections.writing() as db:
            for table in ("chats", "memories", "shown"):
                db.execute(
                    f"UPDATE OR REPLACE {table} SET chat_id = ? WHERE chat_id = ?",  # noqa: S608
                    [new_chat_id, old_chat_id],
                )

    def _one(self, condition: str, values: list[str | int]) -> Shown | None:
        with self.connections.reading() as db:
            row = db.execute(
                "SELECT token, chat_id, state, question_message_id, reply_message_id FROM shown"  # noqa: S608
                f" WHERE {condition} AND expires_at > ? ORDER BY expires_at DESC LIMIT 1",
                [*values, self.now()],
            ).fetchone()
        return Shown(*row) if row is not None else None

    def now(self) -> int:
        """Whole seconds of the clock."""
        return int(self.clock())


def _keep(db: sqlite3.Connection, shown: Shown, expires_at: int) -> None:
    db.execute(
        "INSERT INTO shown VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (token) DO UPDATE SET"
        " state = excluded.state, expires_at = excluded.expires_at,"
        " question_message_id = max(question_message_id, excluded.question_message_id),"
        " reply_message_id = max(reply_message_id, excluded.reply_message_id)",
        [
            shown.token,
            shown.chat_id,
            shown.question_message_id,
            shown.reply_message_id,
            shown.state,
            expires_at,
        ],
    )
