"""Looks up what one message needs of an archive, each thing once.

A message is searched for in several ways: with and without its speaker, its time, its wording. The
searches share one `Lookups`, which lives as long as the message's snapshot of the archive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, TypeVarTuple

from store.rows.facts import read_stats
from store.rows.words import WordRow, rows_of_words

# Languages whose stems a question's words are tried in.
_LANGUAGES = 6

_Found = TypeVar("_Found")
_Asked = TypeVarTuple("_Asked")


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """Counts of an archive's articles and passages, and its languages, most used first.

    `languages` are ISO 639-1 codes, at most six.
    """

    articles: int
    passages: int
    languages: tuple[str, ...]


class KnownWords:
    """Rows of the vocabulary, read together for many words and kept."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._of_word: dict[str, list[WordRow]] = {}
        self._of_stem: dict[str, list[WordRow]] = {}

    def look_up(self, words: Iterable[str], stems: Iterable[str] = ()) -> None:
        """Read the rows of folded words and of stems in one statement, but for those it has."""
        new_stems = {stem for stem in stems if stem not in self._of_stem}
        # A stem that is a word has its row under the word alone.
        new_words = {word for word in (*words, *new_stems) if word not in self._of_word}
        if not new_words and not new_stems:
            return
        self._of_word |= {word: [] for word in new_words}
        self._of_stem |= {stem: [] for stem in new_stems}
        by_word, by_stem = rows_of_words(self._db, new_words, new_stems)
        for row in by_word:
            self._of_word[row[0]].append(row)
        for row in by_stem:
            self._of_stem[row[1]].append(row)

    def stems_of(self, word: str) -> list[tuple[str, int]]:
        """(stem, passage count) of a folded word as the archive has it; [] if it has not."""
        self.look_up((word,))
        return [(stem, count) for _, stem, count in self._of_word[word]]

    def with_stems(self, stems: Iterable[str]) -> list[WordRow]:
        """The row of every word that has one of the stems."""
        wanted = sorted(set(stems))
        self.look_up((), wanted)
        bare = [row for stem in wanted for row in self._of_word[stem] if row[1] == stem]
        return bare + [row for stem in wanted for row in self._of_stem[stem]]


class Lookups:
    """Keeps what was looked up of one archive at one moment.

    `db` is a connection inside a transaction: what was looked up must not change meanwhile.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.words = KnownWords(db)
        self._found: dict[tuple[object, ...], Any] = {}

    @cached_property
    def facts(self) -> ArchiveFacts:
        """How large the archive is, and in which languages."""
        counts = read_stats(self.db)
        languages = sorted(
            (name.removeprefix("language:") for name in counts if name.startswith("language:")),
            key=lambda language: -counts[f"language:{language}"],
        )
        return ArchiveFacts(counts["articles"], counts["passages"], tuple(languages[:_LANGUAGES]))

    def once(
        self, look_up: Callable[[sqlite3.Connection, *_Asked], _Found], *asked: *_Asked
    ) -> _Found:
        """Call `look_up` with these hashable arguments the first time; return what it found."""
        key = (look_up, *asked)
        if key not in self._found:
            self._found[key] = look_up(self.db, *asked)
        found: _Found = self._found[key]
        return found
