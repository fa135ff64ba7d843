"""Merging the indexes changes how they lie, and nothing that they say."""

from __future__ import annotations

from store.archive import Archive
from store.database.merging import INDEXES
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import add, draft_from, made_up, now
from tests.inspection import check_file, contents


def pieces(archive: Archive, index: str) -> int:
    with archive.connections.reading() as db:
        rows = db.execute(f"SELECT DISTINCT segid FROM {index}_idx").fetchall()  # noqa: S608
    return len(rows)


def test_merging_leaves_one_piece_that_says_the_same(archive: Archive) -> None:
    for number in range(6):
        add(archive, draft_from(made_up(number)))
    before = contents(archive.connections.here)
    found = now(archive, Snapshot.search, Query(made_up(3)["text"][:60]))
    assert all(pieces(archive, index) > 1 for index in INDEXES)
    archive.merge_indexes()
    assert [pieces(archive, index) for index in INDEXES] == [1, 1]
    assert contents(archive.connections.here) == before
    assert now(archive, Snapshot.search, Query(made_up(3)["text"][:60])) == found
    check_file(archive.connections.here)


def test_what_goes_after_a_merge_leaves_nothing(archive: Archive) -> None:
    add(archive, draft_from(made_up(1)))
    alone = contents(archive.connections.here)
    add(archive, draft_from(made_up(2)))
    archive.merge_indexes()
    archive.remove("2")
    archive.merge_indexes()
    assert contents(archive.connections.here) == alone


def test_an_empty_archive_has_nothing_to_merge(archive: Archive) -> None:
    archive.merge_indexes()
    assert archive.stats()["articles"] == 0
