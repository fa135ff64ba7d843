"""Pullquote and what a developer would take instead, each in a folder of its own.

The peers hold the very passages that Pullquote cuts, and give the ids of the best of them. They
leave out function words, as anybody would who has met them; `fts5-or` is what is asked before that:
any of the question's words. Of what they find only the time is looked at.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

import tantivy

from bot.answering.answerer import Answerer
from bot.service.warming import warm_up
from store.archive import open_store
from store.ingest.readers.walking import read_sources
from store.ingest.writing.split import split_passages
from store.model import Draft
from store.search.lookups import Lookups
from store.search.passages.retrieve import retrieve_passages
from store.search.query import Query
from store.search.reading import QueryReader
from store.text.function_words import is_function_word

Ask = Callable[[str], object]

# Best passages wanted: as many as Pullquote weighs.
_WANTED = 50
# Articles between two readings of the clock while adding.
_STRETCH = 10_000
_HEAP = 200_000_000


@dataclass(frozen=True, slots=True)
class System:
    """How a system is filled and asked.

    `build` puts a file of articles into a folder and says the articles a second of its parts;
    `open` makes what is asked of the folder; `optimise` is what an operator does after a large
    import, if anything.
    """

    build: Callable[[Path, Path], list[float]]
    open: Callable[[Path], Ask]
    optimise: Callable[[Path], None] | None = None


def _build_pullquote(articles: Path, folder: Path) -> list[float]:
    rates: list[float] = []
    with closing(open_store(folder / "archive.db")) as archive:
        began = perf_counter()
        written = archive.add(read_sources([str(articles)], None, jobs=2), jobs=2)
        for number, _ in enumerate(written, 1):
            if number % _STRETCH == 0:
                rates.append(_STRETCH / (perf_counter() - began))
                began = perf_counter()
    return rates


def _optimize_pullquote(folder: Path) -> None:
    with closing(open_store(folder / "archive.db")) as archive:
        archive.merge_indexes()


def _open_pullquote(folder: Path) -> Ask:
    answerer = Answerer(open_store(folder / "archive.db"))
    warm_up(answerer)  # as the bot's workers are
    return answerer.answer


def _open_candidates(folder: Path) -> Ask:
    archive = open_store(folder / "archive.db")

    def ask(question: str) -> object:
        with archive.connections.reading() as db:
            lookups = Lookups(db)
            reading = QueryReader(lookups).read(Query(question))
            return retrieve_passages(lookups, reading.terms, reading.query.filters, _WANTED)

    return ask


def _build_fts5(articles: Path, folder: Path) -> list[float]:
    with closing(sqlite3.connect(folder / "fts5.db")) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("CREATE VIRTUAL TABLE passages USING fts5 (body, tokenize = 'porter unicode61')")
        rows = ((passage,) for passage in _passages(articles))
        db.executemany("INSERT INTO passages VALUES (?)", rows)
        db.execute("INSERT INTO passages (passages) VALUES ('optimize')")
        db.commit()
    return []


def _open_fts5(folder: Path, words_of: Callable[[str], list[str]]) -> Ask:
    db = sqlite3.connect(folder / "fts5.db")

    def ask(question: str) -> object:
        any_of = " OR ".join(f'"{word}"' for word in words_of(question))
        query = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
        return db.execute(query, (any_of, _WANTED)).fetchall() if any_of else []

    return ask


def _build_tantivy(articles: Path, folder: Path, *, is_fuzzy: bool) -> list[float]:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("body", stored=False, tokenizer_name="default" if is_fuzzy else "en_stem")
    schema.add_integer_field("passage", stored=True)
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(heap_size=_HEAP)
    for number, passage in enumerate(_passages(articles)):
        writer.add_document(tantivy.Document(body=passage, passage=number))
    writer.commit()
    writer.wait_merging_threads()
    return []


def _open_tantivy(folder: Path, *, is_fuzzy: bool) -> Ask:
    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()

    def wanted(question: str) -> tantivy.Query:
        words = _telling(question)
        if not is_fuzzy:
            return index.parse_query(" ".join(words) or "nothing", ["body"])
        terms = [
            tantivy.Query.fuzzy_term_query(
                index.schema, "body", word, distance=int(len(word) >= _LONG)
            )
            for word in words
        ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])

    def ask(question: str) -> object:
        hits = searcher.search(wanted(question), _WANTED).hits
        return [searcher.doc(address)["passage"] for _, address in hits]

    return ask


# Letters from which a peer forgives a slip.
_LONG = 4

# What is built by one system and asked by another too: the ending of the other's name.
SHARED = ("-candidates", "-telling")
SYSTEMS = {
    "pullquote": System(_build_pullquote, _open_pullquote, _optimize_pullquote),
    # Finds in what `pullquote` has built.
    "pullquote-candidates": System(_build_pullquote, _open_candidates, _optimize_pullquote),
    "fts5-or": System(_build_fts5, lambda folder: _open_fts5(folder, _words)),
    # Asks what `fts5-or` has built.
    "fts5-or-telling": System(_build_fts5, lambda folder: _open_fts5(folder, _telling)),
    "tantivy": System(
        partial(_build_tantivy, is_fuzzy=False), partial(_open_tantivy, is_fuzzy=False)
    ),
    "tantivy-fuzzy": System(
        partial(_build_tantivy, is_fuzzy=True), partial(_open_tantivy, is_fuzzy=True)
    ),
}


def _passages(articles: Path) -> Iterator[str]:
    """The passages of a file of articles, cut once for all peers."""
    kept = articles.with_name("passages.jsonl")
    if not kept.exists():
        unfinished = kept.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(passage) + "\n" for passage in _cut(articles))
        unfinished.rename(kept)
    with kept.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _cut(articles: Path) -> Iterator[str]:
    for draft in read_sources([str(articles)], None):
        if isinstance(draft, Draft):
            for number, passage in enumerate(split_passages(draft.text)):
                text = passage.span.of(draft.text)
                yield text if number else f"{draft.headline}\n{text}"


def _words(question: str) -> list[str]:
    return re.findall(r"\w+", question.lower())


def _telling(question: str) -> list[str]:
    return [word for word in _words(question) if not is_function_word(word, ("en",))]
