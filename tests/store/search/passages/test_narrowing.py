"""What a filter leaves is the same, whether it is listed or each find is tested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive, open_store
from store.database.collections import Collections
from store.ingest.story.canonical import canonical_url
from store.rows.portraits import appearances_of
from store.search.lookups import Lookups
from store.search.passages.narrowing import (
    articles_left,
    few_articles,
    few_passages,
    latest_left,
    let_through,
)
from store.search.passages.planning import RetrievalLimits
from store.search.passages.retrieve import retrieve_passages
from store.search.passages.speakers import newest_quotes
from store.search.query import Filters, Query
from store.search.reading import QueryReader
from store.search.snapshot import Snapshot
from store.text.sentences import split_sentences
from tests.builders import NAMES, WORDS, draft_from, made_up, now
from tests.examples import examples

# Addresses whose order in an index is not that of their hosts, and some that are none.
ADDRESSES = (
    "https://quay.example/{}",
    "https://quay.example-hill.example/{}",
    "https://quay.example.org/{}/a//b",
    "https://quay.example?{}",
    "https://quay.example?p={}",
    "https://www.m.quay.example/{}",
    "https://почта.example/{}",
    "http://hill.example/{}",
    "HTTPS://Hill.Example:80/{}",
    "quay.example/{}",
    "tag:{}",
    "",
)
# Hosts as they may be asked for, and in canonical form.
CANONICAL = {
    "почта.example": "xn--80a1acny.example",
    "www.quay.example": "quay.example",
    "M.Hill.Example": "hill.example",
}
PUBLISHERS = ("The Quay Post", "the quay post", "Hill Herald", "Pošta", "100%", "")
BYLINES = ("Ida Brandt", "By Tom Alder and Ida Brandt", "", "")
DATES = ("2019-05-01", "2019-05-02T23:30:00-05:00", "2019-05-03T01:00:00+09:00", "", "2024-01-31")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Articles of several publishers, some of them in a private collection."""
    addresses, publishers = cycle(ADDRESSES), cycle(PUBLISHERS)
    bylines, dates = cycle(BYLINES), cycle(DATES)
    drafts = [
        draft_from(
            made_up(number, paragraphs=2)
            | {
                "url": next(addresses).format(number),
                "publisher": next(publishers),
                "byline": next(bylines),
                "published": next(dates),
            }
        )
        for number in range(90)
    ]
    with closing(open_store(tmp_path_factory.mktemp("papers") / "archive.db")) as archive:
        list(archive.add(drafts[:80]))
        board = Collections(archive.connections).open("board")
        list(archive.add(drafts[80:], collection=board))
        yield archive


DAYS = st.sampled_from([None, "2019-05-01", "2019-05-02", "2019-05-03", "2024-01-31", "2030-01-01"])
FILTERS = st.builds(
    Filters,
    since=DAYS,
    until=DAYS,
    publisher=st.sampled_from(
        [
            None,
            None,
            "quay",
            "QUAY.EXAMPLE",
            "quay.example-",
            "hill",
            "x",
            "80",
            "pošta",
            *CANONICAL,
            "%",
            "_",
        ]
    ),
    byline=st.sampled_from([None, None, "ida", "Alder", "nobody"]),
    article_id=st.sampled_from([None, None, None, 7, 85, 1000]),
    or_told=st.booleans(),
)
# As in a large archive, where all words are in very many passages.
COMMON = RetrievalLimits(all_entries=-1_000, entries=0, leading_rows=0, rows=0)
QUESTIONS = st.lists(st.sampled_from([*WORDS, "Brandt", "the"]), min_size=1, max_size=4)


def host(url: str | None) -> str:
    """The host of an address in canonical form; empty where there is none."""
    address = canonical_url(url or "")
    return re.split("[/?]", address.partition("//")[2])[0]


def holds(part: str | None, text: str | None) -> bool:
    """As SQL's LIKE '%part%', which folds the case of ASCII alone."""
    if part is None:
        return True
    if text is None:
        return False
    if part in ("%", "_"):
        return part == "%" or text != ""

    def folded(words: str) -> str:
        return "".join(c.lower() if c.isascii() else c for c in words)

    return folded(part) in folded(text)


def left_by_reading(archive: Archive, filters: Filters) -> set[int]:
    """The articles that a filter leaves, by reading all of them."""
    with archive.connections.reading() as db:
        instants: dict[int, float | None] = dict(
            db.execute("SELECT id, julianday(published) FROM articles").fetchall()
        )
        bounds = [
            None if day is None else db.execute("SELECT julianday(?)", (day,)).fetchone()[0]
            for day in (filters.since, filters.until)
        ]
    left = set()
    for article in archive.all_articles():
        instant = instants[article.id]
        is_dated = (bounds[0] is None or (instant is not None and instant >= bounds[0])) and (
            bounds[1] is None or (instant is not None and instant < bounds[1])
        )
        meant = CANONICAL.get(filters.publisher or "", filters.publisher)
        is_theirs = holds(filters.publisher, article.publisher) or holds(meant, host(article.url))
        is_by = holds(filters.byline, article.byline)
        if is_dated and is_theirs and is_by and filters.article_id in (None, article.id):
            left.add(int(article.id))
    return left


@examples(300)
@given(filters=FILTERS, most=st.sampled_from([1, 10, 1000]))
def test_the_few_articles_that_are_listed_are_those_a_filter_leaves(
    papers: Archive, filters: Filters, most: int
) -> None:
    with papers.connections.reading() as db:
        few = few_articles(Lookups(db), filters, most)
    if few is not None:
        assert sorted(few) == sorted(left_by_reading(papers, filters))


@examples(200)
@given(filters=FILTERS)
def test_the_few_passages_that_are_listed_are_those_that_pass_the_test(
    papers: Archive, filters: Filters
) -> None:
    with papers.connections.reading() as db:
        every = [row[0] for row in db.execute("SELECT id FROM passages ORDER BY id DESC")]
        passed = list(let_through(db, filters, every))
        few = few_passages(Lookups(db), filters)
    assert few is None or sorted(few) == sorted(passed)
    assert passed == sorted(passed, reverse=True)


def test_every_part_of_a_filter_is_listed(papers: Archive) -> None:
    with papers.connections.reading() as db:
        for filters in (
            Filters(publisher="quay"),
            Filters(since="2019-05-02"),
            Filters(article_id=3),
            Filters(publisher="no such paper"),
            Filters(publisher="hill", byline="Ida"),
            Filters(byline="alder"),
            Filters(since="2019-05-02", until="2019-05-03", or_told=True),
        ):
            assert few_articles(Lookups(db), filters) is not None
            assert few_passages(Lookups(db), filters) is not None


@examples(150)
@given(
    filters=FILTERS,
    words=QUESTIONS,
    is_common=st.booleans(),
    best=st.sampled_from([1, 7, 10_000]),
)
def test_a_filtered_search_finds_the_same_either_way(
    papers: Archive, filters: Filters, words: list[str], *, is_common: bool, best: int
) -> None:
    limits = COMMON if is_common else RetrievalLimits()
    with papers.connections.reading() as db:
        terms = QueryReader(Lookups(db)).read(Query(" ".join(words))).terms
        listed = retrieve_passages(Lookups(db), terms, filters, 1_000, limits=limits)
        limits = replace(limits, listed=0)
        tested = retrieve_passages(Lookups(db), terms, filters, 1_000, limits=limits)
        assert {i: round(score, 6) for i, score in tested} == {
            i: round(score, 6) for i, score in listed
        }
        # Of the best few none may pass: then others are looked at.
        some = retrieve_passages(
            Lookups(db), terms, filters, 1_000, limits=replace(limits, best=best)
        )
        assert {i for i, _ in some} <= {i for i, _ in listed}
        assert len(some) >= min(len(listed), 10)


@examples(150)
@given(filters=FILTERS, limit=st.integers(1, 12))
def test_the_newest_are_the_newest_of_what_a_filter_leaves(
    papers: Archive, filters: Filters, limit: int
) -> None:
    with papers.connections.reading() as db:
        found = [int(article.id) for article in latest_left(Lookups(db), filters, limit)]
        instants: dict[int, float | None] = dict(
            db.execute("SELECT id, julianday(published) FROM articles").fetchall()
        )
    left = left_by_reading(papers, filters)
    ordered = sorted(left, key=lambda i: (instants[i] or 0.0, i), reverse=True)
    assert found == ordered[:limit]


@examples(100)
@given(filters=FILTERS, oldest=st.booleans(), name=st.sampled_from(NAMES))
def test_the_quotes_of_somebody_are_the_same_by_every_way(
    papers: Archive, filters: Filters, name: str, *, oldest: bool
) -> None:
    with papers.connections.reading() as db:
        people = [row[0] for row in db.execute("SELECT id FROM people WHERE name = ?", (name,))]
        all_read = newest_quotes(Lookups(db), people, filters, oldest=oldest)
        assert newest_quotes(Lookups(db), people, filters, oldest=oldest, often=0) == all_read
        assert (
            newest_quotes(Lookups(db), people, filters, oldest=oldest, often=0, most=0) == all_read
        )


@examples(60)
@given(filters=FILTERS)
def test_the_articles_a_person_is_looked_for_in_are_those_that_are_left(
    papers: Archive, filters: Filters
) -> None:
    left = left_by_reading(papers, filters)
    with papers.connections.reading() as db:
        people = [row[0] for row in db.execute("SELECT id FROM people")]
        every = appearances_of(db, people, 1_000)
        expected = [one for one in every if one.article_id in left]
        assert appearances_of(db, people, 1_000, *articles_left(Lookups(db), filters)) == expected
        assert (
            appearances_of(db, people, 1_000, *articles_left(Lookups(db), filters, 0)) == expected
        )


def test_who_somebody_is_is_told_by_the_publisher_that_was_asked(papers: Archive) -> None:
    query = Query("Ida Brandt")
    found = now(papers, Snapshot.search_person, query, 3)
    theirs = now(
        papers,
        Snapshot.search_person,
        replace(query, filters=Filters(publisher="hill")),
        3,
    )
    assert found is not None
    assert theirs is not None
    there = left_by_reading(papers, Filters(publisher="hill"))
    assert {hit.article_id for hit in theirs.hits} <= there
    nowhere = Filters(publisher="no such paper")
    assert now(papers, Snapshot.search_person, replace(query, filters=nowhere), 3) is None


@pytest.mark.parametrize("granted", [[], ["board"]])
def test_the_publishers_are_counted_and_dated(papers: Archive, granted: list[str]) -> None:
    archive = papers.within(frozenset(granted))
    by: dict[str, list[str | None]] = {}
    readable = {article.id for article in archive.all_articles()}
    for article in papers.all_articles():
        if article.publisher is not None and article.id in readable:
            by.setdefault(article.publisher, []).append(article.published)
    expected = [
        (
            name,
            len(days),
            min(filter(None, days), default=None),
            max(filter(None, days), default=None),
        )
        for name, days in by.items()
    ]
    assert archive.publishers() == sorted(expected, key=lambda row: (-row[1], row[0]))


@pytest.mark.parametrize("filters", [Filters(publisher="quay"), Filters(article_id=85)])
def test_what_may_not_be_read_is_not_listed(papers: Archive, filters: Filters) -> None:
    public = papers.within(frozenset())
    hidden = {article.id for article in papers.all_articles()} - {
        article.id for article in public.all_articles()
    }
    assert hidden
    with papers.connections.reading() as db:
        assert hidden & set(few_articles(Lookups(db), filters) or ())
    for word in WORDS:
        found = now(public, Snapshot.search, Query(word, filters=filters), 50)
        assert not hidden & {hit.article_id for hit in found.hits}


def test_a_publisher_of_only_common_words_is_still_answered_of(papers: Archive) -> None:
    """Words that are in every article are found in the one article that is asked."""
    article = next(iter(papers.all_articles()))
    first = split_sentences(article.text)[0].of(article.text)
    limits = replace(COMMON, rows=3_000, newest=1)
    with papers.connections.reading() as db:
        terms = QueryReader(Lookups(db)).read(Query(first)).terms
        found = retrieve_passages(
            Lookups(db), terms, Filters(article_id=int(article.id)), 10, limits=limits
        )
        places = [row[0] for row in db.execute("SELECT id FROM passages WHERE article_id = 1")]
    assert {passage_id for passage_id, _ in found} & set(places)


def test_a_page_is_found_by_its_own_host_and_by_the_one_it_says_is_its_own(tmp_path: Path) -> None:
    fields = made_up(1) | {"url": "https://quay.example/copy"}
    own = replace(draft_from(fields), canonical_url="https://agency.example/story")
    with closing(open_store(tmp_path / "archive.db")) as archive:
        list(archive.add([own, draft_from(made_up(2))]))
        with archive.connections.reading() as db:
            for host in ("quay.example", "agency.example"):
                filters = Filters(publisher=host)
                assert few_articles(Lookups(db), filters) == [1]
                assert list(let_through(db, filters, [1, 2, 3])) == [1]
                assert [article.id for article in latest_left(Lookups(db), filters, 5)] == [1]
