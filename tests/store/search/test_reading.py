"""A question is read once: each of its words is looked up one time, however it is searched for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection

import pytest

from store.archive import Archive
from store.search.lookups import Lookups
from store.search.query import Filters, Query
from store.search.reading import QueryReader
from store.search.words.likeness import Why


@contextmanager
def statements_of(db: Connection) -> Iterator[list[str]]:
    """The statements that are run inside the block."""
    seen: list[str] = []
    db.set_trace_callback(seen.append)
    try:
        yield seen
    finally:
        db.set_trace_callback(None)


@pytest.mark.parametrize(
    "text", ["What did Brandt say about the brigde?", "Helen Ashdwn on the sea wall", "Pryce"]
)
def test_the_same_words_in_another_query_are_not_looked_up_again(town: Archive, text: str) -> None:
    with town.connections.reading() as db:
        reader = QueryReader(Lookups(db))
        first = reader.read(Query(text))
        with statements_of(db) as statements:
            narrowed = reader.read(Query(text, filters=Filters(since="2026-01-01")))
            reader.known_share(text)
        assert narrowed.terms == first.terms
        assert statements == []


def test_words_the_archive_has_are_looked_up_in_one_statement(town: Archive) -> None:
    with town.connections.reading() as db:
        lookups = Lookups(db)
        assert lookups.facts.passages
        with statements_of(db) as statements:
            reading = QueryReader(lookups).read(Query("Why was the Iron Bridge closed?"))
        assert [term.typed for term in reading.terms] == ["Iron", "Bridge", "closed"]
        assert len(statements) == 1


@pytest.mark.parametrize(
    ("text", "used", "why"),
    [
        ("bridge", None, Why.TYPED),
        ("brigde", "bridge", Why.SPELLING),
        ("ironbridge", "iron bridge", Why.SPLIT),
        ("Хелен Эшдаун", "helen", Why.NAME),
    ],
)
def test_a_term_says_why_it_stands_for_the_typed_word(
    town: Archive, text: str, used: str | None, why: Why
) -> None:
    with town.connections.reading() as db:
        first, *_ = QueryReader(Lookups(db)).read(Query(text)).terms
    assert (first.used, first.why) == (used, why)


def test_a_reading_knows_whose_words_are_wanted(town: Archive) -> None:
    with town.connections.reading() as db:
        reader = QueryReader(Lookups(db))
        named = reader.read_name("Helen Ashdown").wanted
        described = reader.read_name("harbour master").wanted
        nobody = reader.read(Query("harbour master")).wanted
    assert [term.typed for term in named.names] == ["Helen", "Ashdown"]
    assert named.people
    assert described.roles
    assert nobody.is_anyone
