"""What a run remembers of rows is what they are: whoever writes between, whatever is undone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive, open_store
from store.ingest.outcome import Outcome
from store.ingest.people import Joining
from store.ingest.writing.analyse import MOST_READ
from store.ingest.writing.batch import analyse_batch
from store.ingest.writing.write import write
from store.model import Draft
from store.rows.filing import Filing
from tests.builders import make_draft
from tests.examples import examples
from tests.inspection import Rows, check_file, contents

NAMES = ("Ida Osei", "Jim Lee", "James Lee", "James B. Lee", "Tom Alder")
ROLES = ("Ohio senator", "The mayor,", "Linebacker", "Actor", "")


@contextmanager
def another() -> Iterator[Archive]:
    with TemporaryDirectory() as folder, closing(open_store(Path(folder) / "some.db")) as archive:
        yield archive


def held(archive: Archive) -> dict[str, Rows]:
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as db:
        check_file(db)
        return contents(db)


def drafts(number: int, named: Sequence[tuple[str, str]]) -> list[Draft]:
    """A batch of an article for each (name, role)."""
    return [
        make_draft(
            f"{role} {name} spoke. “It is number {number}{place},” {name.split()[-1]} said.",
            url=f"https://paper.example/{number}/{place}",
        )
        for place, (name, role) in enumerate(named)
    ]


NAMED = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(ROLES)), min_size=1, max_size=4)


@examples(40)
@given(batches=st.lists(st.tuples(NAMED, st.booleans()), min_size=2, max_size=6))
def test_a_run_comes_to_the_same_as_batches_that_know_nothing_of_each_other(
    batches: list[tuple[list[tuple[str, str]], bool]],
) -> None:
    with another() as of_one_run, another() as of_many:
        run = Filing(Joining())
        for number, (named, is_taken_out) in enumerate(batches):
            batch = drafts(number, named)
            write(of_one_run.connections, analyse_batch(batch), filing=run)
            write(of_many.connections, analyse_batch(batch))
            if is_taken_out:
                # By another connection to the same file, as another program would.
                with closing(open_store(of_one_run.path)) as other:
                    other.remove(f"https://paper.example/{number}/0")
                of_many.remove(f"https://paper.example/{number}/0")
        assert held(of_one_run) == held(of_many)


def test_of_a_batch_that_was_undone_nothing_is_remembered(archive: Archive) -> None:
    first = drafts(1, [("Ida Osei", "The mayor,"), ("Tom Alder", "")])
    second = drafts(2, [("Ida Osei", "Actor")])
    run = Filing(Joining())
    broken = analyse_batch(first)
    written, unwritten = broken.analyses
    broken.done[:] = [written, unwritten._replace(people=None)]  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        write(archive.connections, broken, filing=run)
    for batch in (second, first):
        write(archive.connections, analyse_batch(batch), filing=run)
    with another() as untroubled:
        for batch in (second, first):
            write(untroubled.connections, analyse_batch(batch))
        assert held(archive) == held(untroubled)


def test_an_endless_article_goes_in_and_says_what_was_left_out(archive: Archive) -> None:
    draft = make_draft("so it is " * (MOST_READ // 9 + 1), url="https://paper.example/endless")
    (written,) = archive.add([draft])
    assert written.outcome is Outcome.ADDED
    assert written.reason is not None
    assert "2,000,000 characters" in written.reason
