"""Answers the searches that one message leads to, from one snapshot of the archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date

from store.model import Article, ArticleId, Person, Quote
from store.rows import articles
from store.rows.people import people_in
from store.rows.portraits import told_name
from store.search.checking.check import check_words
from store.search.checking.checked import Checked
from store.search.lookups import Lookups
from store.search.passages.hit import Found
from store.search.passages.speakers import quotes_in_articles
from store.search.query import Filters, Query
from store.search.questions.day import search_day
from store.search.questions.facts import search
from store.search.questions.persons import search_person
from store.search.questions.press import search_press
from store.search.questions.reported import search_reported
from store.search.questions.said import search_quotes
from store.search.questions.signs import search_sign
from store.search.questions.stories import count_stories, open_articles, search_stories
from store.search.reading import ANYONE, QueryReader
from store.text.calendar import day_of_iso


class Snapshot:
    """The archive as it was when the message came; it looks up each typed word once.

    It holds as long as the block of `Archive.at_one_moment` that made it.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._lookups = Lookups(db)
        self._reader = QueryReader(self._lookups)

    def search(self, query: Query, limit: int = 3) -> Found:
        """The best `limit` hits for a query."""
        return search(self._lookups, self._reader.read(query), limit)

    def search_quotes(self, query: Query, limit: int = 3) -> Found:
        """Quotes of the query's speaker on its topic."""
        return search_quotes(self._lookups, self._reader.read(query), limit)

    def search_reported(self, query: Query, limit: int = 3) -> Found:
        """Sentences that report what the query's speaker said, without direct speech."""
        return search_reported(self._lookups, self._reader.read(query), limit)

    def search_person(self, query: Query, limit: int = 3) -> Found | None:
        """Excerpts that say who the person is that the query's words name; None if nobody is."""
        return search_person(self._lookups, self._reader.read(query), limit)

    def search_stories(self, query: Query, limit: int = 3, *, newest_first: bool = False) -> Found:
        """Articles about the query's words; without words the newest."""
        reading = self._reader.read(query)
        return search_stories(self._lookups, reading, limit, newest_first=newest_first)

    def open_articles(self, found: Found) -> Found:
        """The hits with the first sentences of their articles."""
        return open_articles(self._lookups, found)

    def count_stories(self, query: Query) -> tuple[int, bool]:
        """Count the articles that hold the query's words, and tell whether there may be more."""
        return count_stories(self._lookups, self._reader.read(query))

    def publishers(self) -> tuple[str, ...]:
        """The publishers of the archive, largest first."""
        return tuple(name for name, *_ in articles.publishers(self._db))

    def search_day(self, day: date, filters: Filters, limit: int = 3) -> Found:
        """Sentences that name the day, and openings of articles that were published on it."""
        return search_day(self._lookups, day, filters, limit)

    def search_sign(self, sign: str, filters: Filters, limit: int = 3) -> Found:
        """Sentences of the newest articles that hold a sign which is no word."""
        return search_sign(self._lookups, sign, filters, limit)

    def search_press(self, query: Query, limit: int = 3) -> Found:
        """The best excerpt of each publisher about the query's words."""
        return search_press(self._lookups, self._reader.read(query), limit)

    def check(self, words: str, speaker: str = "", limit: int = 3) -> Checked:
        """Whether somebody's words stand in the archive, where, and whether `speaker` said them."""
        return check_words(self._reader, words, speaker, limit)

    def is_word(self, word: str, text: str) -> bool:
        """Whether the archive has a word of `text` as typed, or the language of `text` does."""
        return self._reader.is_word(word, text)

    def known_share(self, text: str) -> float:
        """The share of the text's words that the archive has or that are common ones, in [0, 1]."""
        return self._reader.known_share(text)

    def telling_words(self, text: str, most: int) -> tuple[str, ...]:
        """At most `most` words of a text that the archive has as typed, the rarest, in order."""
        known = [t for t in self._reader.read(Query(text, exactly=True)).terms if t.is_known]
        rarest = sorted(known, key=lambda term: -term.idf)[:most]
        return tuple(term.typed for term in known if term in rarest)

    def knows_person(self, name: str) -> bool:
        """Whether the archive names anybody so, whole or in part, as typed or as corrected."""
        return bool(self._reader.read_name(name).wanted.people)

    def names_person(self, words: str) -> bool:
        """Whether the words are nothing but the name of somebody, as typed or as corrected."""
        wanted = self._reader.read_name(words).wanted
        return not wanted.roles and bool(wanted.people)

    def names_part(self, words: str) -> bool:
        """Whether the words may describe a speaker without naming one ("the captain")."""
        wanted = self._reader.read_name(words).wanted
        return bool(wanted.roles) and wanted.is_known

    def told_name(self, words: str) -> str | None:
        """The name of the most mentioned person so called, if articles tell who that is.

        None if nobody is called so, or is only named: neither quoted nor given a role.
        """
        found = self._reader.find_people(words, 1)
        return told_name(self._db, found) if found else None

    def find_people(self, name: str, most: int) -> list[int]:
        """Entries of people by any part of the name, misspelt or in another script."""
        return self._reader.find_people(name, most)

    def newest_day(self) -> date | None:
        """The day the newest article was published; None if no article says."""
        return day_of_iso(articles.newest_published(self._db))

    def quotes_in(self, article_id: ArticleId) -> tuple[Quote, ...]:
        """The quotes of an article, in order."""
        said = quotes_in_articles(self._db, [article_id], ANYONE)
        return tuple(sorted((one.quote for one in said), key=lambda quote: quote.span.start))

    def people_in(self, article_id: ArticleId) -> list[Person]:
        """The people an article names, as it names them, most mentioned first."""
        return people_in(self._db, article_id)

    def article(self, article_id: ArticleId) -> Article | None:
        """The article by id, None if it is gone."""
        return self.articles([article_id]).get(article_id)

    def articles(self, ids: Iterable[ArticleId]) -> dict[ArticleId, Article]:
        """The articles that exist among these ids."""
        return articles.get_articles(self._db, ids)
