"""What a large import leaves to be filed later is lost by nothing, and seen by who needs it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive, open_store
from store.database.collections import PUBLIC, Collections
from store.ingest.outcome import Outcome
from store.ingest.people import Joining
from store.ingest.writing.batch import analyse_batch
from store.ingest.writing.write import write
from store.model import ArticleId, Draft
from store.rows.filing import Filing, FilingLimits
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import add, draft_from, made_up, make_draft, now
from tests.examples import examples
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


def filed(archive: Archive) -> int:
    with closing(sqlite3.connect(archive.path)) as db:
        return int(db.execute("SELECT count(*) FROM story_keys").fetchone()[0])


@contextmanager
def another() -> Iterator[Archive]:
    with TemporaryDirectory() as folder:
        archive = open_store(Path(folder) / "another.db")
        yield archive
        archive.close()


def large_run(limits: FilingLimits | None = None) -> Filing:
    return Filing(Joining(), large=True, limits=limits)


def import_many(
    archive: Archive, *batches: Sequence[Draft], limits: FilingLimits | None = None
) -> Filing:
    """What a large import writes before its end, a batch at a time."""
    run = large_run(limits)
    for batch in batches:
        write(archive.connections, analyse_batch(list(batch)), filing=run)
    return run


NUMBERS = st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=5), min_size=1, max_size=6)


@examples(60)
@given(
    batches=NUMBERS,
    again=st.lists(st.integers(0, 30), max_size=3),
    gathered=st.integers(1, 3),
    least=st.integers(1, 3),
    slices=st.integers(1, 3),
)
def test_filed_later_comes_to_the_same_as_filed_at_once(
    batches: list[list[int]], again: list[int], gathered: int, least: int, slices: int
) -> None:
    changed = [
        make_draft(f"Corrected. {draft.text}", url=draft.url or "", headline="Another")
        for draft in drafts(*again)
    ]
    written = [*(drafts(*numbers) for numbers in batches), changed, drafts(*again)]
    limits = FilingLimits(batches=gathered, least=least, slices=slices)
    with another() as later, another() as at_once:
        import_many(later, *written, limits=limits).finish(later.connections)
        assert waiting(later) == 0
        run = Filing(Joining())
        for batch in written:
            write(at_once.connections, analyse_batch(batch), filing=run)
        assert held(later) == held(at_once)


def test_batches_are_gathered_cut_and_filed_a_slice_at_a_time(archive: Archive) -> None:
    run = large_run(FilingLimits(batches=2, slices=2))
    waited = []
    for number in range(9):
        write(archive.connections, analyse_batch(drafts(number)), filing=run)
        waited.append((waiting(archive), filed(archive)))
    rows, keys = zip(*waited, strict=True)
    # Two gathered rows of two batches become four slices, while further batches come in.
    assert rows == (1, 1, 2, 2, 5, 4, 4, 3, 3)
    assert keys[:5] == (0, 0, 0, 0, 0)
    assert 0 < keys[5] < keys[6] < keys[7] < keys[8]


@pytest.mark.parametrize(("articles_each", "first_filed"), [(1000, 3), (1, 5)])
def test_the_larger_an_archive_the_more_waits(
    archive: Archive, articles_each: int, first_filed: int
) -> None:
    limits = FilingLimits(batches=1, least=1, most=3, articles_each=articles_each)
    run, written = large_run(limits), 0
    while not filed(archive):
        write(archive.connections, analyse_batch(drafts(2 * written, 2 * written + 1)), filing=run)
        written += 1
    assert written == first_filed


def test_a_part_that_is_filed_is_not_found_twice(archive: Archive) -> None:
    run = large_run(FilingLimits(batches=1, least=1))
    [draft] = drafts(1)
    keys = analyse_batch([draft]).analyses[0].story_keys
    write(archive.connections, analyse_batch([draft]), filing=run)
    for number in range(2, 12):
        with run.batch(archive.connections) as db:
            assert [run.listed(db, key) for key in keys] == [[1]] * len(keys)
        write(archive.connections, analyse_batch(drafts(number)), filing=run)
    assert filed(archive)


def test_what_a_killed_import_left_is_filed_by_the_next(archive: Archive) -> None:
    import_many(archive, drafts(1, 2), drafts(3))
    assert waiting(archive) == 2
    add(archive, *drafts(4))
    assert waiting(archive) == 0
    with another() as whole:
        add(whole, *drafts(1, 2, 3, 4))
        assert held(archive) == held(whole)


def test_a_small_run_leaves_what_waits_to_who_writes_meanwhile(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = import_many(archive, *(drafts(number) for number in range(1, 9)))
    writing, marks = archive.connections.writing, count(1)

    @contextmanager
    def beside_another() -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
            other.execute("INSERT OR REPLACE INTO archive_facts VALUES ('mark', ?)", [next(marks)])
        with writing() as db:
            yield db

    monkeypatch.setattr(archive.connections, "writing", beside_another)
    Filing(Joining()).finish(archive.connections)
    assert waiting(archive)
    assert filed(archive)
    run.finish(archive.connections)
    assert waiting(archive) == 0


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
    assert now(archive, Snapshot.search, Query("zefirium")).hits
    assert now(archive, Snapshot.search, Query("zefirum")).hits


def test_what_is_private_never_waits(archive: Archive) -> None:
    board = Collections(archive.connections).open("board")
    write(archive.connections, analyse_batch(drafts(1, 2)), board, large_run())
    assert waiting(archive) == 0


def test_a_batch_that_is_undone_leaves_nothing_behind_in_memory(archive: Archive) -> None:
    run = import_many(archive, drafts(1))
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as db:
        db.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON backlog BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        with pytest.raises(Exception, match="no"):
            write(archive.connections, analyse_batch(drafts(2, 3)), filing=run)
        db.execute("DROP TRIGGER refuse")
    write(archive.connections, analyse_batch(drafts(3, 2, 4)), filing=run)
    run.finish(archive.connections)
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


def test_a_run_knows_what_it_has_added() -> None:
    run = Filing(Joining())
    for number in (3, 70_000, 8):
        assert not run.has_added(ArticleId(number))
        run.add(ArticleId(number), PUBLIC, np.empty(0, np.int32), (), {})
        assert run.has_added(ArticleId(number))
    assert not run.has_added(ArticleId(9))


def test_one_article_met_twice_in_a_batch_is_counted_once(archive: Archive) -> None:
    with another() as once:
        add(archive, *drafts(1, 2, 1))
        add(once, *drafts(1, 2))
        assert held(archive) == held(once)


def test_an_article_corrected_within_its_batch_leaves_no_trace(archive: Archive) -> None:
    [draft, other] = drafts(1, 2)
    changed = make_draft("The zefirium mine opens.", url=draft.url or "", headline="Another")
    with another() as once:
        add(archive, draft, other, changed)
        with archive.connections.reading() as db:
            counts = dict(db.execute("SELECT word, passage_count FROM words").fetchall())
        add(once, other, changed)
        with once.connections.reading() as db:
            assert counts == dict(db.execute("SELECT word, passage_count FROM words").fetchall())
