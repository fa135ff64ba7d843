"""Notices new articles, matches them with what is followed, and makes them ready to be told.

The archive itself says what is new: ids only grow, and the last one looked through is kept. So what
another process adds is noticed too, and after a stop nothing is missed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from store.chats.excerpt import Chosen, show
from store.chats.follows import Follow, Follows, Match
from store.chats.grants import Grants
from store.chats.index import FollowIndex, Prepared, is_met, prepare
from store.chats.wording import Wording, Words, folded_line
from store.database.collections import private_names
from store.model import Article, ArticleId
from store.rows.articles import get_articles, quotes_of
from store.rows.copies import stories_of
from store.rows.people import people_in
from store.rows.words import counts_of

# Days since publication after which an article is no news, however new it is to the archive. So an
# import of years of articles tells nobody anything.
RECENT_DAYS = 3
# Articles looked through at once: some tens of milliseconds.
_SLICE = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One story to tell.

    `labels` are the follows it is for; `shown` is what of the article shows it, None for an article
    without a sentence; `also` are other articles that tell the same.
    """

    article: Article
    shown: Chosen | None
    labels: tuple[str, ...]
    also: tuple[Article, ...] = ()


# The articles of a story, and what of the chat's follows each of them meets.
_Told = list[tuple[Article, list[tuple[Follow, Prepared]]]]


class News:
    """Matches and makes ready. Safe to call from any thread; one at a time does the work."""

    def __init__(self, follows: Follows) -> None:
        self.follows = follows
        self._archive = follows.archive
        self._grants = Grants(follows.connections)
        self._lock = threading.Lock()
        self._words = Words()
        self._index: FollowIndex | None = None
        self._indexed: tuple[int, ...] = ()

    def look(self) -> bool:
        """Look through some new articles; whether there may be more of them."""
        with self._lock:
            after = self.follows.seen()
            day = datetime.fromtimestamp(self.follows.now(), UTC) - timedelta(days=RECENT_DAYS)
            index = self._current_index()
            limit = _SLICE if index is not None else 0
            ids, until = self.follows.unseen(after, day.date().isoformat(), limit)
            if until == after:
                return False
            copies, private = self._copies(ids), self._private(ids)
            matches = [
                Match(
                    follow_id,
                    article.id,
                    story_of(article),
                    copies.get(article.id, ()),
                    private.get(article.id),
                )
                for article, wording in self._read(ids)
                for follow_id in sorted(index.match(wording) if index is not None else ())
            ]
            self.follows.note(after, until, matches)
        return 0 < limit == len(ids)

    def items(
        self, chat_id: int, thread_id: int, taken: Sequence[tuple[ArticleId, str]]
    ) -> tuple[Item, ...]:
        """The articles taken for a chat or topic, a story each, newest first.

        Left out are those gone from the archive, not readable there, or followed no more.
        """
        follows = [f for f in self.follows.of(chat_id, thread_id) if not f.is_paused]
        wanted = [(follow, tuple(map(prepare, follow.interests))) for follow in follows]
        story = dict(taken)
        with self._lock:
            copies = self._copies(story)
            stories: list[_Told] = []
            told_in: dict[str | int, _Told] = {}
            for article, wording in self._read(self._readable(chat_id, story)):
                met = self._met(wanted, wording)
                if not met:
                    continue
                names: tuple[str | int, ...] = (story[article.id], *copies.get(article.id, ()))
                told = next((told_in[name] for name in names if name in told_in), None)
                if told is None:
                    told = []
                    stories.append(told)
                told.append((article, met))
                told_in |= dict.fromkeys(names, told)
            items = [self._item(told) for told in stories]
        return tuple(
            sorted(items, key=lambda i: (i.article.published or "", i.article.id), reverse=True)
        )

    def _read(self, ids: Iterable[ArticleId]) -> list[tuple[Article, Wording]]:
        with self._archive.reading() as db:
            articles = get_articles(db, ids)
            people = {article_id: people_in(db, article_id) for article_id in articles}
        return [(a, self._words.read(a, people[a.id])) for _, a in sorted(articles.items())]

    def _readable(self, chat_id: int, ids: Iterable[ArticleId]) -> list[ArticleId]:
        wanted = list(ids)
        granted = {name.lower() for name in self._grants.granted(chat_id)}
        hidden = {i for i, name in self._private(wanted).items() if name.lower() not in granted}
        return [article_id for article_id in wanted if article_id not in hidden]

    def _private(self, ids: Iterable[ArticleId]) -> dict[ArticleId, str]:
        with self._archive.reading() as db:
            return private_names(db, ids)

    def _copies(self, ids: Iterable[ArticleId]) -> dict[ArticleId, tuple[ArticleId, ...]]:
        with self._archive.reading() as db:
            return stories_of(db, ids)

    def _met(
        self, wanted: Iterable[tuple[Follow, tuple[Prepared, ...]]], wording: Wording
    ) -> list[tuple[Follow, Prepared]]:
        return [
            (follow, prepared)
            for follow, interests in wanted
            for prepared in interests
            if is_met(prepared, wording, self._words)
        ]

    def _item(self, told: _Told) -> Item:
        """A story from the articles that tell it: the first to come shows it."""
        article, met = told[0]
        with self._archive.reading() as db:
            quotes = quotes_of(db, article.id)
        labels = dict.fromkeys(follow.label for _, found in told for follow, _ in found)
        return Item(
            article,
            show(article, [prepared for _, prepared in met], quotes, self._words),
            tuple(labels),
            tuple(other for other, _ in told[1:]),
        )

    def _current_index(self) -> FollowIndex | None:
        """The index of all that is followed now, None where nothing is."""
        ids = self.follows.active_ids()
        if not ids:
            return None
        if self._index is None or ids != self._indexed:
            self._index = FollowIndex(
                ((follow.id, follow.interests) for follow in self.follows.active()),
                self._words,
                self._count,
            )
            self._indexed = ids
        return self._index

    def _count(self, words: frozenset[str]) -> dict[str, int]:
        with self._archive.reading() as db:
            return counts_of(db, words)


def story_of(article: Article) -> str:
    """A key that articles under the same headline of the same day share."""
    headline = folded_line(article.headline).strip()
    if not headline:
        return f"#{article.id}"
    return f"{(article.published or '')[:10]} {headline}"
