"""What an article said before it was changed is kept, and nowhere to be found."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive, open_store
from store.ingest.outcome import Outcome
from store.model import ArticleId
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import add, make_draft, now
from tests.examples import examples
from tests.inspection import check_file

URL = "https://paper.example/bridge"
BEFORE = "The bridge will open in June, the engineer Hugo Lind said.\n\n“We are early,” he added."
AFTER = "The bridge will open in September, the engineer Hugo Lind said. The paint was late."


def change(archive: Archive, text: str, headline: str = "Bridge", **fields: str) -> ArticleId:
    (written,) = add(archive, make_draft(text, url=URL, headline=headline, **fields))
    assert written.id is not None
    return written.id


def test_what_an_article_said_before_is_kept_with_its_dates(archive: Archive) -> None:
    article_id = change(archive, BEFORE)
    assert archive.versions_of(article_id) == []
    assert change(archive, AFTER, "Bridge is late") == article_id
    (version,) = archive.versions_of(article_id)
    assert (version.headline, version.text) == ("Bridge", BEFORE)
    assert version.added_at <= version.replaced_at


def test_an_earlier_version_is_in_no_index_and_never_quoted(archive: Archive) -> None:
    article_id = change(archive, BEFORE)
    change(archive, AFTER)
    for found in (
        now(archive, Snapshot.search, Query("when will the bridge open in June?"), 9),
        now(archive, Snapshot.search_quotes, Query("Lind", speaker="Lind"), 9),
    ):
        for hit in found.hits:
            assert hit.span is not None
            assert hit.span.of(AFTER)
    assert now(archive, Snapshot.search, Query("early"), 9).hits == ()
    assert archive.quotes_in(article_id) == []
    article = archive.article(article_id)
    assert article is not None
    assert article.text == AFTER


def test_the_same_words_with_other_facts_around_them_are_no_version(archive: Archive) -> None:
    article_id = change(archive, BEFORE, byline="Ida Brandt")
    (written,) = add(archive, make_draft(BEFORE, url=URL, headline="Bridge", byline="Tom Alder"))
    assert written.outcome is Outcome.UPDATED
    assert archive.versions_of(article_id) == []


def test_a_page_that_goes_back_and_forth_keeps_each_wording_once(archive: Archive) -> None:
    for _ in range(4):
        change(archive, BEFORE)
        article_id = change(archive, AFTER)
    assert {version.text for version in archive.versions_of(article_id)} == {BEFORE, AFTER}
    assert len(archive.versions_of(article_id)) == 2


def test_of_very_many_versions_the_first_and_the_latest_are_kept(archive: Archive) -> None:
    for number in range(31):
        article_id = change(archive, f"The count stood at {number} votes.")
    kept = [version.text for version in archive.versions_of(article_id)]
    assert kept == [f"The count stood at {n} votes." for n in (0, *range(11, 30))]


def test_versions_go_with_their_article(archive: Archive) -> None:
    article_id = change(archive, BEFORE)
    change(archive, AFTER)
    archive.remove(URL)
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as db:
        check_file(db)
        assert db.execute("SELECT count(*) FROM versions").fetchone() == (0,)
    assert archive.versions_of(article_id) == []


def test_versions_outlive_a_reindexing(archive: Archive) -> None:
    article_id = change(archive, BEFORE)
    change(archive, AFTER)
    archive.reindex()
    assert [version.text for version in archive.versions_of(article_id)] == [BEFORE]


def test_an_answer_can_be_told_that_its_article_has_changed_since(archive: Archive) -> None:
    article_id = change(archive, BEFORE)
    mark = archive.fingerprint(article_id)
    assert mark is not None
    change(archive, BEFORE)
    archive.reindex()
    assert not archive.changed_since(article_id, mark)
    change(archive, AFTER)
    assert archive.changed_since(article_id, mark)
    change(archive, BEFORE)
    assert not archive.changed_since(article_id, mark)
    archive.remove(URL)
    assert archive.changed_since(article_id, mark)
    assert archive.fingerprint(article_id) is None


@examples(25)
@given(texts=st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=12))
def test_every_wording_that_was_replaced_is_got_back_whole(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    with closing(open_store(tmp_path_factory.mktemp("versions") / "archive.db")) as archive:
        wordings = []
        for text in texts:
            article = archive.article(change(archive, text))
            assert article is not None
            wordings.append(article.text)
        expected = {before for before, after in pairwise(wordings) if before != after}
        assert {version.text for version in archive.versions_of(article.id)} == expected
