"""What the index is asked stays within its cost, and is always something that FTS5 can be asked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive
from store.search.lookups import Lookups
from store.search.passages.planning import RetrievalPlan, asks_all, plan_retrieval
from store.search.passages.retrieve import retrieve_passages
from store.search.query import Filters
from store.search.words.terms import Term
from tests.builders import add, make_draft

MILLIONS = 2_300_000
# The most entries of words' lists that a scored plan reads there, as the module promises: of all
# words, where these are no more, and of some.
ALL, ENTRIES = 120_000 + MILLIONS // 32, 60_000 + MILLIONS // 32


def term(number: int, passage_count: int, stems: int = 1) -> Term:
    names = {f"w{number}x{n}": 1.0 for n in range(stems)}
    return Term(f"word{number}", dict(names), names, passage_count, 1.0)


TERMS = st.lists(
    st.tuples(st.integers(0, MILLIONS), st.integers(0, 3)), min_size=1, max_size=14
).map(lambda rows: [term(n, count, stems) for n, (count, stems) in enumerate(rows)])


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE passages USING fts5 (headline, body)")
        yield db


def entries(plan: RetrievalPlan, terms: Sequence[Term]) -> int:
    """Entries of lists that the plan's expressions name, each time they are named."""
    counts = {stem: t.passage_count for t in terms for stem in t.stems}
    named = re.findall(r'"(\w+)"', plan.expressions[0])
    of = {stem: t for t in terms for stem in t.stems}
    # A term's count is that of all its stems together.
    return sum(counts[stem] // len(of[stem].stems) for stem in named)


@given(terms=TERMS, passages=st.integers(0, MILLIONS))
def test_every_plan_is_something_that_the_index_can_be_asked(
    index: sqlite3.Connection, terms: list[Term], passages: int
) -> None:
    plan = plan_retrieval(terms, passages)
    assert (plan is None) == (not any(t.is_known for t in terms))
    for expression in plan.expressions if plan else ():
        query = "SELECT rowid FROM passages WHERE passages MATCH ?"
        assert index.execute(query, (expression,)).fetchall() == []


@given(terms=TERMS)
def test_a_scored_plan_reads_no_more_than_it_may(terms: list[Term]) -> None:
    plan = plan_retrieval(terms, MILLIONS)
    known = [t for t in terms if t.is_known]
    if plan and plan.is_scored and not asks_all(known, MILLIONS):
        assert entries(plan, known) <= ENTRIES


@given(terms=TERMS)
def test_where_all_lists_are_short_every_word_is_asked(terms: list[Term]) -> None:
    known = [t for t in terms if t.is_known]
    plan = plan_retrieval(terms, MILLIONS)
    assert asks_all(terms, MILLIONS) == (sum(t.passage_count for t in known) <= ALL)
    if plan and asks_all(terms, MILLIONS):
        assert plan.is_scored
        assert {stem for t in known for stem in t.stems} == set(
            re.findall(r'"(\w+)"', plan.expressions[0])
        )


def test_two_words_that_are_rare_together_lead() -> None:
    common = [term(n, 900_000) for n in range(3)]
    plan = plan_retrieval([term(8, 20_000), term(9, 30_000), *common], MILLIONS)
    assert plan == RetrievalPlan(('("w8x0" AND ("w9x0"))',), is_scored=True)


def test_the_names_of_one_person_are_rare_together_only_with_a_third_word() -> None:
    common = [term(n, 900_000) for n in range(3)]
    first, last, third = term(8, 20_000), term(9, 30_000), term(7, 50_000)
    plan = plan_retrieval([first, last, third, *common], MILLIONS)
    assert plan == RetrievalPlan(('("w8x0" AND ("w9x0" OR "w7x0"))',), is_scored=True)
    named = [replace(first, typed="Odile"), replace(last, typed="pryce", is_speaker=True)]
    plan = plan_retrieval([*named, third, *common], MILLIONS)
    assert plan == RetrievalPlan(('("w8x0" AND ("w7x0"))',), is_scored=True)


def test_words_that_are_all_common_are_looked_for_together_the_newest_first() -> None:
    plan = plan_retrieval([term(1, 600_000), term(2, 500_000)], MILLIONS)
    assert plan == RetrievalPlan(('"w2x0" AND "w1x0"', '"w2x0"'), is_scored=False)


def test_of_common_words_the_newest_passages_with_all_come_first(archive: Archive) -> None:
    for day in ("2020-01-01", "2021-01-01", "2022-01-01"):
        add(archive, make_draft(f"The harbour and the school, {day}.", published=day))
    add(archive, make_draft("The harbour alone.", published="2023-01-01"))
    common = [Term(word, {word: 1.0}, {word: 1.0}, 900_000, 1.0) for word in ("harbour", "school")]
    with archive.connections.reading() as db:
        newest = retrieve_passages(Lookups(db), common, Filters(), 2)
        assert [passage for passage, _ in newest] == [3, 2]
        all_of_both = retrieve_passages(Lookups(db), common, Filters(), 9)
        assert [passage for passage, _ in all_of_both] == [3, 2, 1, 4]
        early = retrieve_passages(Lookups(db), common, Filters(until="2021-06-01"), 9)
        assert [passage for passage, _ in early] == [2, 1]


def test_a_stretch_of_days_is_searched_whole(archive: Archive) -> None:
    for day in ("2020-01-01", "2021-01-01", "2022-01-01"):
        add(archive, make_draft(f"The harbour and the school, {day}.", published=day))
    add(archive, make_draft("The harbour alone.", published="2020-06-01"))
    words = {"harbour": 20_000, "school": 30_000, "the": 900_000}
    terms = [Term(word, {word: 1.0}, {word: 1.0}, n, 1.0) for word, n in words.items()]
    days = Filters(since="2020-01-01", until="2021-06-01")
    with archive.connections.reading() as db:
        found = retrieve_passages(Lookups(db), terms, days, 9)
    assert {passage for passage, _ in found} == {1, 2}
    assert all(bm25 > 0 for _, bm25 in found)
