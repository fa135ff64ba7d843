"""What a large import leaves to be filed later is lost by nothing, and seen by who needs it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import backlog
from store.archive import Archive, open_store
from store.collections import Collections
from store.ingest.batch import analyse_batch
from store.ingest.run import Run
from store.ingest.write import Outcome, finish, write
from store.model import Draft
from store.search.query import Query
from tests.builders import add, draft_from, made_up, make_draft
from tests.inspection import Rows, check_file, contents

TEXT = made_up(1, paragraphs=8)["text"]


def drafts(*numbers: int) -> list[Draft]:
    return [draft_from(made_up(number, paragraphs=2)) for number in numbers]


def held(archive: Archive) -> dict[str, Rows]:
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as db:
        check_file(db)
        return contents(db)


def waiting(archive: Archive) -> int:
    with closing(sqlite3.connect(archive.path)) as db:
        return int(db.execute("SELECT count(*) FROM backlog").fetchone()[0])


@contextmanager
def another() -> Iterator[Archive]:
    with TemporaryDirectory() as folder:
        archive = open_store(Path(folder) / "another.db")
        yield archive
        archive.close()


def import_many(archive: Archive, *batches: Sequence[Draft]) -> Run:
    """What a large import writes before its end, a batch at a time."""
    run = Run(large=True)
    for batch in batches:
        write(archive.connections, analyse_batch(list(batch)), run=run)
    return run


NUMBERS = st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=5), min_size=1, max_size=6)


@settings(max_examples=40)
@given(batches=NUMBERS, again=st.lists(st.integers(0, 30), max_size=3), most=st.integers(1, 8))
def test_filed_later_comes_to_the_same_as_filed_at_once(
    batches: list[list[int]], again: list[int], most: int
) -> None:
    changed = [
        make_draft(f"Corrected. {draft.text}", url=draft.url or "", headline="Another")
        for draft in drafts(*again)
    ]
    written = [*(drafts(*numbers) for numbers in batches), changed, drafts(*again)]
    with another() as later, another() as at_once, pytest.MonkeyPatch.context() as patch:
        patch.setattr(backlog, "_MOST", most)
        import_many(later, *written)
        finish(later.connections)
        run = Run()
        for batch in written:
            write(at_once.connections, analyse_batch(batch), run=run)
        assert held(later) == held(at_once)


def test_so_many_batches_wait_and_no_more(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "_MOST", 3)
    run = Run(large=True)
    waited = []
    for number in range(5):
        write(archive.connections, analyse_batch(drafts(number)), run=run)
        waited.append(waiting(archive))
    assert waited == [1, 2, 0, 1, 2]


def test_what_a_killed_import_left_is_filed_by_the_next(archive: Archive) -> None:
    import_many(archive, drafts(1, 2), drafts(3))
    assert waiting(archive) == 2
    add(archive, *drafts(4))
    assert waiting(archive) == 0
    with another() as whole:
        add(whole, *drafts(1, 2, 3, 4))
        assert held(archive) == held(whole)


def test_an_article_that_goes_while_others_wait_leaves_no_trace(archive: Archive) -> None:
    import_many(archive, drafts(1, 2), drafts(3))
    archive.remove("https://paper.example/2")
    assert waiting(archive) == 0
    with another() as whole:
        add(whole, *drafts(1, 3))
        assert held(archive) == held(whole)


def test_a_copy_of_what_still_waits_is_found(archive: Archive) -> None:
    copies = [
        make_draft(f"{own}\n\n{TEXT}", url=f"https://{own.lower()}.example/", publisher=own)
        for own in ("Quay", "Hill", "Beacon")
    ]
    import_many(archive, *([copy] for copy in copies[:2]))
    # Another writer finds it too, such as a bot that is fed during a large import.
    add(archive, copies[2])
    assert [len(story) for story in archive.stories()] == [3]


def test_what_is_new_is_found_before_it_is_filed(archive: Archive) -> None:
    import_many(archive, drafts(1), [make_draft("The zefirium mine opens on Friday.")])
    assert waiting(archive) == 2
    assert archive.search(Query("zefirium")).hits
    assert archive.search(Query("zefirum")).hits


def test_what_is_private_never_waits(archive: Archive) -> None:
    board = Collections(archive.connections).open("board")
    write(archive.connections, analyse_batch(drafts(1, 2)), board, Run(large=True))
    assert waiting(archive) == 0


def test_a_batch_that_is_undone_leaves_nothing_behind_in_memory(archive: Archive) -> None:
    run = import_many(archive, drafts(1))
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as db:
        db.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON backlog BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        with pytest.raises(Exception, match="no"):
            write(archive.connections, analyse_batch(drafts(2, 3)), run=run)
        db.execute("DROP TRIGGER refuse")
    write(archive.connections, analyse_batch(drafts(3, 2, 4)), run=run)
    finish(archive.connections)
    with another() as whole:
        add(whole, *drafts(1, 2, 3, 4))
        assert held(archive) == held(whole)


def test_an_article_that_cannot_be_written_does_not_stop_the_others(archive: Archive) -> None:
    # Half a character, which no reader lets through.
    broken = Draft("The mill burned.", headline="Half \ud800", url="https://paper.example/half")
    first, second = drafts(1, 2)
    ended = {written.source: written for written in add(archive, first, broken, second)}
    assert [one.outcome for one in ended.values()] == [
        Outcome.ADDED, Outcome.FAILED, Outcome.ADDED,
    ]  # fmt: skip
    assert "could not be written" in (ended[broken.source].reason or "")
    with another() as whole:
        add(whole, first, second)
        assert held(archive) == held(whole)
