"""Keeps what chats follow, how they want to be told, and their news, told and waiting.

All of it hangs on the chat's own row: forgetting the chat, or moving it, takes it along. Each
article waits for a chat or a topic once. An article taken out counts as told unless it is given
back, so a restart tells nothing twice.

Ids of articles are one archive's. When the archive is another one, what waits from the first waits
on for it, and what the new one holds by then is nobody's news.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from store.chats.chats import Chats
from store.chats.interest import Interests, dump_interests, load_interests
from store.model import ArticleId
from store.rows.facts import archive_mark

# Seconds that told articles are known, so that the same story is not told again.
_TOLD_S = 30 * 86400
# Articles that wait for one chat or topic at most: nobody reads more.
_MOST_WAITING = 200


class Added(StrEnum):
    """The outcome of a wish to follow something."""

    ADDED = "added"
    KNOWN = "known"  # it was followed already, and is now if it was paused
    FULL = "full"  # as much is followed here as may be


@dataclass(frozen=True, slots=True)
class Follow:
    """Something a chat, or a topic of it (0 for none), wants to be told of."""

    id: int
    chat_id: int
    thread_id: int
    label: str
    interests: Interests
    is_paused: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """A chat's wishes on when to be told, in the conversation's own words; empty without any.

    `language` is the one it was spoken in when it began to follow something.
    """

    time_zone: str = ""
    digest: str = ""
    quiet: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chat or topic for which articles wait: since when the first and the newest, in seconds.

    `told_at` is when it was last told anything, 0 for never.
    """

    chat_id: int
    thread_id: int
    first_at: int
    last_at: int
    told_at: int


@dataclass(frozen=True, slots=True)
class Match:
    """An article is for a follow.

    `story` is the same for articles that tell the same; so do `copies`, under other headlines.
    `collection` is the private collection that the article is in; None for public ones.
    """

    follow_id: int
    article_id: ArticleId
    story: str
    copies: tuple[ArticleId, ...] = ()
    collection: str | None = None


_FIELDS = "id, chat_id, thread_id, label, interests, is_paused"
_NOTE = """
INSERT OR IGNORE INTO news
SELECT f.chat_id, f.thread_id, :archive, :article_id, :story, :now, NULL FROM follows f
WHERE f.id = :follow_id AND NOT f.is_paused
AND (f.archive <> :archive OR f.after_article < :article_id)
AND (:collection IS NULL OR EXISTS (
    SELECT 1 FROM grants g WHERE g.chat_id = f.chat_id AND g.collection = :collection
))
AND NOT EXISTS (
    SELECT 1 FROM news n WHERE n.chat_id = f.chat_id AND n.thread_id = f.thread_id
    AND (n.story = :story
        OR n.archive = :archive AND n.article_id IN (SELECT value FROM json_each(:copies)))
    AND n.told_at IS NOT NULL
) AND (
    SELECT count(*) FROM news w
    WHERE w.chat_id = f.chat_id AND w.thread_id = f.thread_id AND w.archive = :archive
    AND w.told_at IS NULL
) < :most
"""


class Follows:
    """The follows of all chats. Safe to call from any thread; any method may raise StorageError."""

    def __init__(self, chats: Chats) -> None:
        self.connections = chats.connections
        self.archive = chats.archive
        self.mark = chats.mark
        self.now = chats.now
        self.seen()

    def add(
        self, chat_id: int, thread_id: int, label: str, interests: Interests, *, most: int
    ) -> Added:
        """Follow something from the next article on; at most `most` things in one chat."""
        text = dump_interests(interests)
        mark, newest = self._newest()
        with self.connections.writing() as db:
            known = db.execute(
                "UPDATE follows SET is_paused = 0"
                " WHERE chat_id = ? AND thread_id = ? AND interests = ? RETURNING id",
                [chat_id, thread_id, text],
            ).fetchall()
            if known:
                return Added.KNOWN
            (count,) = db.execute(
                "SELECT count(*) FROM follows WHERE chat_id = ?", [chat_id]
            ).fetchone()
            if count >= most:
                return Added.FULL
            db.execute("INSERT OR IGNORE INTO chats (chat_id) VALUES (?)", [chat_id])
            db.execute(
                "INSERT INTO follows"
                " (chat_id, thread_id, label, interests, archive, after_article)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [chat_id, thread_id, label, text, mark, newest],
            )
        return Added.ADDED

    def of(self, chat_id: int, thread_id: int) -> tuple[Follow, ...]:
        """The follows of a chat or topic, oldest first."""
        return self._select("WHERE chat_id = ? AND thread_id = ? ORDER BY id", [chat_id, thread_id])

    def active_ids(self) -> tuple[int, ...]:
        """The ids of everything followed by anybody and not paused."""
        with self.connections.reading() as db:
            return tuple(row[0] for row in db.execute("SELECT id FROM follows WHERE NOT is_paused"))

    def active(self) -> tuple[Follow, ...]:
        """Everything followed by anybody and not paused."""
        return self._select("WHERE NOT is_paused", [])

    def pause(self, chat_id: int, follow_id: int, *, paused: bool) -> bool:
        """Pause or resume a follow of the chat; false where it has none such."""
        mark, newest = self._newest()
        with self.connections.writing() as db:
            found = db.execute(
                "UPDATE follows SET is_paused = ?, archive = ?, after_article = ?"
                " WHERE chat_id = ? AND id = ? RETURNING id",
                [paused, mark, newest, chat_id, follow_id],
            ).fetchall()
        return bool(found)

    def stop(self, chat_id: int, follow_id: int) -> bool:
        """Follow it no more; false where the chat does not."""
        with self.connections.writing() as db:
            found = db.execute(
                "DELETE FROM follows WHERE chat_id = ? AND id = ? RETURNING id",
                [chat_id, follow_id],
            ).fetchall()
        return bool(found)

    def drop_topic(self, chat_id: int, thread_id: int) -> None:
        """A topic is gone: follow nothing there any more."""
        with self.connections.writing() as db:
            for table in ("follows", "news"):
                db.execute(
                    f"DELETE FROM {table} WHERE chat_id = ? AND thread_id = ?",  # noqa: S608
                    [chat_id, thread_id],
                )

    def schedule(self, chat_id: int) -> Schedule:
        """The schedule of a chat."""
        with self.connections.reading() as db:
            row = db.execute(
                "SELECT time_zone, digest, quiet, language FROM schedules WHERE chat_id = ?",
                [chat_id],
            ).fetchone()
        return Schedule(*row) if row is not None else Schedule()

    def arrange(self, chat_id: int, schedule: Schedule) -> None:
        """Tell the chat so from now on."""
        with self.connections.writing() as db:
            db.execute("INSERT OR IGNORE INTO chats (chat_id) VALUES (?)", [chat_id])
            db.execute(
                "INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?)",
                [
                    chat_id,
                    schedule.time_zone,
                    schedule.digest,
                    schedule.quiet,
                    schedule.language,
                ],
            )

    def seen(self) -> ArticleId:
        """The last article that was looked through for all follows.

        The newest one where the archive is met for the first time.
        """
        mark, newest = self._newest()
        with self.connections.reading() as db:
            seen = _seen(db, mark)
        if seen is None:
            seen = newest
            with self.connections.writing() as db:
                db.execute("INSERT OR IGNORE INTO looked_through VALUES (?, ?)", [mark, seen])
        return seen

    def unseen(
        self, after: ArticleId, since: str, limit: int
    ) -> tuple[tuple[ArticleId, ...], ArticleId]:
        """Articles after one, published on or after the day `since` or undated, and how far it got.

        One that is known to be of a month or a year alone is not of a day.
        The second is the last id up to which there is no other; `after` where there is none at all.
        """
        with self.archive.reading() as db:
            rows = db.execute(
                "SELECT id FROM articles WHERE id > ? AND (published IS NULL"
                " OR published >= ?) ORDER BY id LIMIT ?",
                [after, since, limit],
            ).fetchall()
            (last,) = db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        ids = tuple(ArticleId(row[0]) for row in rows)
        return ids, ids[-1] if ids and len(ids) == limit else ArticleId(max(last, after))

    def note(self, after: ArticleId, until: ArticleId, matches: Iterable[Match]) -> bool:
        """Let matching articles wait for their chats: all were looked through up to `until`.

        False, and nothing changes, where somebody else has gone on from `after` in the meantime.
        What the chat may not read, or was told of already, as the same story too, does not wait
        for it.
        """
        now, mark = self.now(), self.mark()
        with self.connections.writing() as db:
            if _seen(db, mark) != after:
                return False
            db.executemany(
                _NOTE,
                [
                    {
                        "archive": mark,
                        "follow_id": match.follow_id,
                        "article_id": match.article_id,
                        "story": match.story,
                        "copies": json.dumps(match.copies),
                        "collection": match.collection,
                        "now": now,
                        "most": _MOST_WAITING,
                    }
                    for match in matches
                ],
            )
            db.execute("UPDATE looked_through SET article_id = ? WHERE archive = ?", [until, mark])
        return True

    def waiting(self) -> tuple[Waiting, ...]:
        """For whom articles wait, longest first."""
        with self.connections.reading() as db:
            rows = db.execute(
                "SELECT chat_id, thread_id, min(found_at), max(found_at), coalesce((SELECT"
                " max(told_at) FROM news t WHERE t.chat_id = n.chat_id"
                " AND t.thread_id = n.thread_id AND t.told_at IS NOT NULL), 0)"
                " FROM news n WHERE told_at IS NULL AND archive = ?"
                " GROUP BY chat_id, thread_id ORDER BY 3",
                [self.mark()],
            ).fetchall()
        return tuple(Waiting(*row) for row in rows)

    def take(self, chat_id: int, thread_id: int) -> tuple[tuple[ArticleId, str], ...]:
        """(article, story) of what waits for a chat or topic; it counts as told from now on."""
        now, mark = self.now(), self.mark()
        with self.connections.writing() as db:
            taken = db.execute(
                "UPDATE news SET told_at = ? WHERE chat_id = ? AND thread_id = ? AND archive = ?"
                " AND told_at IS NULL RETURNING article_id, story",
                [now, chat_id, thread_id, mark],
            ).fetchall()
            # News that waits for another archive that long goes too.
            db.execute(
                "DELETE FROM news WHERE chat_id = ? AND thread_id = ?"
                " AND coalesce(told_at, found_at) < ?",
                [chat_id, thread_id, now - _TOLD_S],
            )
        return tuple((ArticleId(article_id), str(story)) for article_id, story in sorted(taken))

    def give_back(self, chat_id: int, thread_id: int, ids: Iterable[ArticleId]) -> None:
        """Let articles wait again that were taken and could not be told."""
        mark = self.mark()
        with self.connections.writing() as db:
            db.executemany(
                "UPDATE news SET told_at = NULL"
                " WHERE chat_id = ? AND thread_id = ? AND archive = ? AND article_id = ?",
                [(chat_id, thread_id, mark, article_id) for article_id in ids],
            )

    def _newest(self) -> tuple[int, ArticleId]:
        """The archive's mark and its newest article, 0 for none."""
        with self.archive.reading() as db:
            (newest,) = db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
            return archive_mark(db), ArticleId(newest)

    def _select(self, condition: str, values: list[int]) -> tuple[Follow, ...]:
        with self.connections.reading() as db:
            rows = db.execute(f"SELECT {_FIELDS} FROM follows {condition}", values)  # noqa: S608
            return tuple(
                Follow(i, chat_id, thread_id, label, load_interests(text), bool(is_paused))
                for i, chat_id, thread_id, label, text, is_paused in rows
            )


def _seen(db: sqlite3.Connection, mark: int) -> ArticleId | None:
    row = db.execute("SELECT article_id FROM looked_through WHERE archive = ?", [mark]).fetchone()
    return None if row is None else ArticleId(row[0])
