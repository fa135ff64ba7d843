"""Keeps which articles may be copies of each other, and which are.

`story_keys` files every article under a few numbers that its near copies share; `copies` holds each
pair that was compared and found to tell one story, in both directions. A story is what these pairs
connect. It is put together when it is asked for, so that an article that goes leaves no trace.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from store.model import ArticleId
from store.rows.packing import unpack_text

# Articles looked at under one key, the newest: adding must not cost more the more there are.
LISTED = 24
# Articles whose texts are compared with a new one's at most.
_COMPARED = 12
# Of these, articles that share few keys with it.
_FARTHER = 2
# Rare keys that two articles must share to be compared.
_RARE_SHARED = 2
# Keys of any kind that do as well. A key that all articles of a publisher have (their common
# opening) says little by itself.
_ANY_SHARED = 5
_FEW = 3
# Articles gathered at most when stories are put together.
_GATHERED = 500


class Judge(Protocol):
    """Compares one article with others (`store.ingest.writing.duplicates.Telling`)."""

    def is_near(self, published: str | None) -> bool:
        """Whether an article published then may be a copy that was much changed."""

    def is_copy_of(
        self, headline: str, publisher: str | None, published: str | None, text: str
    ) -> bool:
        """Whether an article tells the same story."""


def filed_under(db: sqlite3.Connection, keys: Iterable[int]) -> dict[int, list[int]]:
    """The newest articles filed under each of the keys, the newest first."""
    rows = db.execute(_FILED, (json.dumps(list(keys)), LISTED))
    return {key: sorted(map(int, ids.split()), reverse=True) for key, ids in rows}


# For the keys of many articles at once: one by one, most of the time goes into the asking.
_FILED = """
SELECT value, (
    SELECT coalesce(group_concat(article_id, ' '), '') FROM (
        SELECT article_id FROM story_keys WHERE key = value ORDER BY article_id DESC LIMIT ?2
    )
) FROM json_each(?1)
"""


def pair_copies(
    db: sqlite3.Connection,
    article_id: ArticleId,
    keys: Sequence[int],
    listed: Callable[[int], Sequence[int]],
    judge: Judge,
) -> None:
    """Pair an article with those of which it is a copy, before it is filed under its keys itself.

    `listed` gives the newest articles under a key, `LISTED` at most.
    """
    for other, shares_many in _candidates(map(listed, keys)):
        published, headline, publisher, packed = db.execute(
            "SELECT published, headline, publisher, packed_text FROM articles WHERE id = ?",
            (other,),
        ).fetchone()
        if not (shares_many or judge.is_near(published)):
            continue
        if judge.is_copy_of(headline, publisher, published, unpack_text(packed)):
            db.execute(
                "INSERT INTO copies VALUES (?, ?), (?, ?)", (article_id, other, other, article_id)
            )


def file_stories(db: sqlite3.Connection, filings: Iterable[tuple[int, int]]) -> None:
    """File articles under their keys: (key, article id) each."""
    db.executemany("INSERT OR IGNORE INTO story_keys VALUES (?, ?)", filings)


def _candidates(under_keys: Iterable[Sequence[int]]) -> list[tuple[int, bool]]:
    """Articles that share enough keys, those that share most first, then the newest.

    With each, whether it shares more than a few.
    """
    rarely_listed: list[int] = []
    often_listed: list[int] = []
    for listed in under_keys:
        if len(listed) < LISTED:
            rarely_listed += listed
        else:
            often_listed += listed
    # Hundreds are listed, most of them under one key: what is done with each is done by the C code.
    rare = Counter(rarely_listed)
    shared = Counter(rare)
    shared.update(often_listed)
    near = [i for i, n in shared.items() if n > 1 and (rare[i] >= _RARE_SHARED or n >= _ANY_SHARED)]
    near.sort(reverse=True)
    near.sort(key=shared.__getitem__, reverse=True)
    # Articles that share more than a few come first.
    return [
        (i, shared[i] > _FEW)
        for place, i in enumerate(near[:_COMPARED])
        if place < _FARTHER or shared[i] > _FEW
    ]


def delete_story(db: sqlite3.Connection, article_id: ArticleId, keys: Iterable[int]) -> None:
    """Take an article out of its story and from under the keys it was filed under."""
    db.executemany(
        "DELETE FROM story_keys WHERE key = ? AND article_id = ?",
        [(key, article_id) for key in keys],
    )
    others = db.execute("DELETE FROM copies WHERE article_id = ? RETURNING other_id", (article_id,))
    db.executemany(
        "DELETE FROM copies WHERE article_id = ? AND other_id = ?",
        [(other, article_id) for (other,) in others.fetchall()],
    )


def stories_of(
    db: sqlite3.Connection, ids: Iterable[ArticleId]
) -> dict[ArticleId, tuple[ArticleId, ...]]:
    """Article → every article of its story, itself too, the first published first.

    Undated ones come last. An article without copies is left out; of the largest stories not every
    article is gathered.
    """
    copies: dict[int, set[int]] = {}
    asked: set[int] = set(ids)
    seen: set[int] = set()
    while asked and len(copies) < _GATHERED:
        seen |= asked
        marks = ",".join("?" * len(asked))
        rows = db.execute(
            f"SELECT article_id, other_id FROM copies WHERE article_id IN ({marks})",  # noqa: S608
            list(asked),
        ).fetchall()
        for one, other in rows:
            copies.setdefault(one, set()).add(other)
            copies.setdefault(other, set()).add(one)
        asked = {other for _, other in rows} - seen
    return _connected(copies, _published(db, copies))


def all_stories(db: sqlite3.Connection) -> Iterator[tuple[ArticleId, ...]]:
    """Every story that more than one article tells, as `stories_of` puts it, oldest ids first."""
    seen: set[ArticleId] = set()
    for (article_id,) in db.execute("SELECT DISTINCT article_id FROM copies").fetchall():
        if article_id not in seen:
            story = stories_of(db, [article_id])[article_id]
            seen.update(story)
            yield story


def _published(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, str]:
    wanted = list(ids)
    if not wanted:
        return {}
    marks = ",".join("?" * len(wanted))
    rows = db.execute(
        f"SELECT id, published FROM articles WHERE id IN ({marks}) AND published NOT NULL",  # noqa: S608
        wanted,
    )
    return dict(rows.fetchall())


def _connected(
    copies: Mapping[int, set[int]], published: Mapping[int, str]
) -> dict[ArticleId, tuple[ArticleId, ...]]:
    stories: dict[ArticleId, tuple[ArticleId, ...]] = {}
    for article_id in copies:
        if article_id in stories:
            continue
        members: set[int] = set()
        beside = {article_id}
        while beside:
            members |= beside
            beside = {other for one in beside for other in copies[one]} - members
        in_order = sorted(members, key=lambda i: (i not in published, published.get(i, ""), i))
        story = tuple(map(ArticleId, in_order))
        stories |= dict.fromkeys(story, story)
    return stories
