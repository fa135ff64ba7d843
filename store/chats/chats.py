"""Keeps what belongs to chats, in a file of its own beside the archive.

This module keeps their language, what a follow-up leans on, what the buttons under an answer need,
and feedback. `follows.py`, `grants.py` and `handled.py` keep the rest in the same file.

States and memories are the conversation's own text; nothing here looks into them. They hold ids of
articles, so they count as expired once the archive is another one.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from store.chats.grants import Grants
from store.database.connection import Connections
from store.database.schema import Schema
from store.rows.facts import archive_mark

# Whoever asked in a group, so that `/forget` finds what is theirs: 0 in private and for news. And
# updates of Telegram that were taken and are not answered yet, for a start after a crash; `tries`
# counts such starts.
_WITH_ASKERS = """
ALTER TABLE memories ADD COLUMN asker_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shown ADD COLUMN asker_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feedback ADD COLUMN asker_id INTEGER NOT NULL DEFAULT 0;
CREATE TABLE received_updates (
    bot_id INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (bot_id, update_id)
) STRICT, WITHOUT ROWID
"""
# The id is "PLQC" in ASCII.
CHATS = Schema(
    0x504C5143,
    "file of chats",
    "store.chats",
    "delete it: what it keeps for chats cannot be brought over",
    (_WITH_ASKERS,),
)
# How long a turn waits for another process that holds the file. All writes to it are small.
_PATIENCE_S = 2.0
# Of the file in memory, for each thread, in KiB.
_CACHE_KIB = 2_048
# Tables with rows of a chat. Schedules, follows and news hang on the row in `chats`.
_OF_A_CHAT = ("chats", "memories", "shown", "feedback")
# Those of them whose rows are one person's in a group.
_OF_A_PERSON = ("memories", "shown", "feedback")


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
    """The traces of a turn in a chat or a topic of it; None for those that stay as they were.

    `memory` is what a follow-up leans on, `shown` what the buttons need. `asker_id` is the person
    in a group whose turn it was.
    """

    chat_id: int
    thread_id: int = 0
    memory: str | None = None
    shown: Shown | None = None
    asker_id: int = 0


@dataclass(frozen=True, slots=True)
class Feedback:
    """The opinion of a chat on a finding.

    `key` names the finding, so that a second verdict on it replaces the first; `verdict` is one of
    the conversation's own words. `start` and `stop` are the excerpt's span, `digest` tells whether
    it has changed since; the quote's span and `speaker` are as they were shown. `id` and `given_at`
    (seconds since 1970) are 0 before it is kept. `asker_id` is the person in a group who gave it.
    """

    chat_id: int
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
    asker_id: int = 0


_FEEDBACK = (
    "chat_id, key, verdict, question, article_id, start, stop, speaker, quote_start, quote_stop, "
    "digest"
)


class Chats:
    """Keeps what belongs to the chats of one archive. Safe to call from any thread.

    `connections` are to the chats' file, `archive` to the archive. Times are whole seconds of
    `clock`. Any method may raise StorageError.
    """

    def __init__(
        self,
        connections: Connections,
        archive: Connections,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.connections = connections
        self.archive = archive
        self.clock = clock
        self.grants = Grants(connections)

    def close(self) -> None:
        """Close the chats' file."""
        self.connections.close()

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
        """The memory that the turn before left for a follow-up, None if it has expired."""
        with self.connections.reading() as db:
            row = db.execute(
                "SELECT memory FROM memories"
                " WHERE chat_id = ? AND thread_id = ? AND archive = ? AND expires_at > ?",
                [chat_id, thread_id, self.mark(), self.now()],
            ).fetchone()
        return str(row[0]) if row is not None else None

    def keep(self, left: Left, *, memory_s: int, shown_s: int) -> None:
        """Keep what a turn left behind, all or nothing; drop what has expired.

        A memory takes the place of the one before for `memory_s` seconds. A shown answer is kept
        for `shown_s` seconds; kept again, it keeps the message ids it had where the new ones are 0.
        """
        now, mark = self.now(), self.mark()
        with self.connections.writing() as db:
            db.execute("DELETE FROM shown WHERE expires_at <= ?", [now])
            db.execute("DELETE FROM memories WHERE expires_at <= ?", [now])
            if left.memory is not None:
                db.execute(
                    "INSERT OR REPLACE INTO memories"
                    " (chat_id, thread_id, archive, memory, expires_at, asker_id)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    [
                        left.chat_id,
                        left.thread_id,
                        mark,
                        left.memory,
                        now + memory_s,
                        left.asker_id,
                    ],
                )
            if left.shown is not None:
                _keep_shown(db, left.shown, mark, now + shown_s, left.asker_id)

    def shown(self, token: str) -> Shown | None:
        """The shown answer of a token, None where it has expired."""
        return self._one("token = ?", [token])

    def shown_in(self, chat_id: int, reply_message_id: int) -> Shown | None:
        """The answer that one of the bot's messages shows."""
        return self._one("chat_id = ? AND reply_message_id = ?", [chat_id, reply_message_id])

    def shown_for(self, chat_id: int, question_message_id: int) -> Shown | None:
        """The answer that a person's message got."""
        return self._one("chat_id = ? AND question_message_id = ?", [chat_id, question_message_id])

    def judge(self, feedback: Feedback) -> None:
        """Keep a verdict on a finding in place of an earlier one under the same key."""
        with self.connections.writing() as db:
            db.execute(
                f"INSERT OR REPLACE INTO feedback ({_FEEDBACK}, given_at, asker_id) "  # noqa: S608
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    feedback.chat_id,
                    feedback.key,
                    feedback.verdict,
                    feedback.question,
                    feedback.article_id,
                    feedback.start,
                    feedback.stop,
                    feedback.speaker,
                    feedback.quote_start,
                    feedback.quote_stop,
                    feedback.digest,
                    self.now(),
                    feedback.asker_id,
                ],
            )

    def feedback(self) -> tuple[Feedback, ...]:
        """All feedback, newest first."""
        with self.connections.reading() as db:
            rows = db.execute(
                f"SELECT {_FEEDBACK}, id, given_at, asker_id FROM feedback"  # noqa: S608
                " ORDER BY given_at DESC, id DESC"
            ).fetchall()
        return tuple(Feedback(*row) for row in rows)

    def drop_feedback(self, feedback_id: int) -> bool:
        """Take feedback out that has been seen to; whether there was any of that number."""
        with self.connections.writing() as db:
            dropped = db.execute("DELETE FROM feedback WHERE id = ?", [feedback_id])
            return bool(dropped.rowcount > 0)

    def forget(self, chat_id: int) -> None:
        """Keep nothing of a chat any more, its questions with feedback too.

        Its grants stay: they are the operator's word about the chat, not the chat's.
        """
        with self.connections.writing() as db:
            for table in _OF_A_CHAT:
                db.execute(f"DELETE FROM {table} WHERE chat_id = ?", [chat_id])  # noqa: S608

    def forget_person(self, chat_id: int, asker_id: int) -> None:
        """Keep nothing more of a person's own questions in a group, nor of their feedback there."""
        with self.connections.writing() as db:
            for table in _OF_A_PERSON:
                db.execute(
                    f"DELETE FROM {table} WHERE chat_id = ? AND asker_id = ?",  # noqa: S608
                    [chat_id, asker_id],
                )

    def move(self, old_chat_id: int, new_chat_id: int) -> None:
        """Give what is kept for a group, its grants too, to the supergroup it has become."""
        with self.connections.writing() as db:
            for table in (*_OF_A_CHAT, "grants"):
                db.execute(
                    f"UPDATE OR REPLACE {table} SET chat_id = ? WHERE chat_id = ?",  # noqa: S608
                    [new_chat_id, old_chat_id],
                )

    def mark(self) -> int:
        """The mark of the archive that is asked now."""
        with self.archive.reading() as db:
            return archive_mark(db)

    def _one(self, condition: str, values: list[str | int]) -> Shown | None:
        with self.connections.reading() as db:
            row = db.execute(
                "SELECT token, chat_id, state, question_message_id, reply_message_id FROM shown"  # noqa: S608
                f" WHERE {condition} AND archive = ? AND expires_at > ?"
                " ORDER BY expires_at DESC LIMIT 1",
                [*values, self.mark(), self.now()],
            ).fetchone()
        return Shown(*row) if row is not None else None

    def now(self) -> int:
        """Whole seconds of the clock."""
        return int(self.clock())


def _keep_shown(
    db: sqlite3.Connection, shown: Shown, mark: int, expires_at: int, asker_id: int
) -> None:
    db.execute(
        "INSERT INTO shown (token, chat_id, question_message_id, reply_message_id, archive, state,"
        " expires_at, asker_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (token) DO UPDATE SET"
        " state = excluded.state, expires_at = excluded.expires_at,"
        " question_message_id = max(question_message_id, excluded.question_message_id),"
        " reply_message_id = max(reply_message_id, excluded.reply_message_id)",
        [
            shown.token,
            shown.chat_id,
            shown.question_message_id,
            shown.reply_message_id,
            mark,
            shown.state,
            expires_at,
            asker_id,
        ],
    )


def open_chats(
    path: Path,
    archive: Connections,
    clock: Callable[[], float] = time.time,
    patience_s: float = _PATIENCE_S,
) -> Chats:
    """Open the chats' file, making it if there is none; close it when done.

    A reader or writer waits at most `patience_s` seconds for another process.

    Raises:
        SchemaError: the file is not one of chats, or an earlier or newer version's.
        StorageError: the file cannot be opened.
    """
    connections = Connections(path, patience_s, cache_kib=_CACHE_KIB, schema=CHATS)
    try:
        with connections.reading():
            pass
    except BaseException:
        connections.close()
        raise
    return Chats(connections, archive, clock)
