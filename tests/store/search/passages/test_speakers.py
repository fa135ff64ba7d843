"""Whose quotes come first, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from store.archive import Archive, open_store
from store.database.collections import restrict, shadow
from store.database.connection import Connections
from store.model import ArticleId, Span
from store.search.lookups import Lookups
from store.search.passages.speakers import newest_quotes
from store.search.query import Filters, Query
from store.search.snapshot import Snapshot
from tests.builders import add, make_draft, now

OFTEN, SELDOM = "Odile Ravenel", "Tobias Kern"
DAYS = [f"2021-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(60)]


@pytest.fixture(scope="module")
def quoted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive in which one person is quoted six hundred times and another now and then."""
    with closing(open_store(tmp_path_factory.mktemp("quoted") / "a.db")) as archive:
        drafts = [
            make_draft(
                "\n\n".join(
                    [
                        f"Odile Ravenel, the harbour master, met {SELDOM}, the mayor, on the quay.",
                        *(
                            f"“Crane number {n * 10 + i} must be repaired,” Odile Ravenel said."
                            for i in range(10)
                        ),
                        f"“I will pay for {n} of the cranes,” Tobias Kern said.",
                    ]
                ),
                url=f"https://paper.example/{n}",
                headline=f"Crane report {n}",
                **({} if n % 20 == 0 else {"published": DAYS[n]}),
            )
            for n in range(60)
        ]
        add(archive, *drafts)
        yield archive


def read_through(
    archive: Archive, names: set[str], since: str, until: str = "9999"
) -> list[tuple[str, ArticleId, Span]]:
    """(day, article, place) of every quote of these people in what is published since a day."""
    return [
        (article.published or "", article.id, quote.span)
        for article in archive.all_articles()
        if since <= (article.published or "") < until
        for quote in archive.quotes_in(article.id)
        if quote.speaker in names
    ]


@pytest.mark.parametrize("names", [{OFTEN}, {SELDOM}, {OFTEN, SELDOM}])
@pytest.mark.parametrize("since", [None, "2021-06-01"])
@pytest.mark.parametrize("is_all_readable", [True, False])
def test_the_newest_and_the_oldest_of_all_quotes_are_found(
    quoted: Archive, names: set[str], since: str | None, *, is_all_readable: bool
) -> None:
    every = read_through(quoted, names, since or "")
    prepare = None if is_all_readable else shadow
    with (
        closing(Connections(quoted.path, prepare=prepare)) as connections,
        connections.reading() as db,
    ):
        if not is_all_readable:
            restrict(db, ())
        counts = dict(db.execute("SELECT name, quote_count FROM people"))
        people = [row[0] for row in db.execute("SELECT id, name FROM people") if row[1] in names]
        newest = newest_quotes(Lookups(db), people, Filters(since=since))
        oldest = newest_quotes(Lookups(db), people, Filters(since=since), oldest=True)
    assert counts[OFTEN] > 500 > counts[SELDOM]
    expected = sorted(every, key=lambda quote: quote[2].start)
    expected.sort(key=lambda quote: quote[:2], reverse=True)
    assert [(said.article_id, said.quote.span) for said in newest] == [
        quote[1:] for quote in expected[:60]
    ]
    assert [(said.article_id, said.quote.span) for said in oldest] == [
        quote[1:] for quote in sorted(every)[:60]
    ]


@pytest.mark.parametrize("name", [OFTEN, "Ravenel", SELDOM])
@pytest.mark.parametrize("filters", [Filters(), Filters(until="2021-06-01")])
def test_the_newest_that_somebody_said_is_told_first(
    quoted: Archive, name: str, filters: Filters
) -> None:
    told = now(quoted, Snapshot.search_quotes, Query(name, speaker=name, filters=filters), 5)
    names = {one for one in (OFTEN, SELDOM) if name in one}
    undated = "1" if filters.until else ""
    every = read_through(quoted, names, undated, filters.until or "9999")
    every.sort(key=lambda quote: quote[2].start)
    every.sort(key=lambda quote: quote[:2], reverse=True)
    found = [(hit.article_id, hit.quote.span) for hit in told.hits if hit.quote]
    # What Tobias Kern says is nearly the same each time, and shown once.
    assert len(found) == (1 if name == SELDOM else 5)
    assert found == [quote[1:] for quote in every[: len(found)]]
