"""A file that another takes the place of, that is gone, or that cannot be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from store.archive import Archive, open_store
from store.errors import SchemaError, StorageError
from store.model import ArticleId
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import add, draft_from, made_up, now
from tests.inspection import check_file


def made(path: Path, *numbers: int) -> Path:
    """An archive of so many made-up articles, closed."""
    with closing(open_store(path)) as archive:
        add(archive, *(draft_from(made_up(number)) for number in numbers))
    return path


def headlines(archive: Archive) -> list[str]:
    return [article.headline for article in archive.all_articles()]


def test_an_archive_that_takes_anothers_place_is_read_by_every_thread(
    archive: Archive, tmp_path: Path
) -> None:
    add(archive, draft_from(made_up(1)))
    with ThreadPoolExecutor(1) as other_thread:
        before = other_thread.submit(headlines, archive).result()
        assert before == headlines(archive)
        made(tmp_path / "new.db", 2, 3).replace(archive.path)
        assert archive.connections.look() == ""
        assert len(headlines(archive)) == 2
        assert other_thread.submit(headlines, archive).result() == headlines(archive)
    add(archive, draft_from(made_up(4)))
    check_file(archive.connections.here)
    with closing(open_store(archive.path)) as again:
        assert len(headlines(again)) == 3


@pytest.mark.parametrize("threads", [0, 1])
def test_what_the_old_file_had_in_its_log_stays_with_it(
    archive: Archive, tmp_path: Path, threads: int
) -> None:
    add(archive, draft_from(made_up(1)))
    kept = tmp_path / "kept.db"
    os.link(archive.path, kept)
    made(tmp_path / "new.db", 2, 3).replace(archive.path)
    if threads:  # one that has read nothing before
        with ThreadPoolExecutor(threads) as pool:
            assert len(pool.submit(headlines, archive).result()) == 2
    assert archive.connections.look() == ""
    assert len(headlines(archive)) == 2
    check_file(archive.connections.here)
    archive.close()
    with closing(open_store(kept)) as old:
        assert headlines(old) == [made_up(1)["headline"]]
        check_file(old.connections.here)


def test_reading_goes_on_within_a_transaction_and_changes_file_after_it(
    archive: Archive, tmp_path: Path
) -> None:
    add(archive, draft_from(made_up(1)))
    with archive.at_one_moment():
        made(tmp_path / "new.db", 2, 3).replace(archive.path)
        archive.connections.look()
        assert len(headlines(archive)) == 1
    archive.connections.look()
    assert len(headlines(archive)) == 2


def test_a_deleted_archive_is_read_on_never_written_and_opened_when_it_is_back(
    archive: Archive, tmp_path: Path
) -> None:
    add(archive, draft_from(made_up(1)))
    archive.path.unlink()
    assert "is gone" in archive.connections.look()
    assert len(headlines(archive)) == 1
    with pytest.raises(StorageError, match="is gone"):
        add(archive, draft_from(made_up(2)))
    assert not archive.path.exists()
    shutil.copy(made(tmp_path / "new.db", 2, 3), archive.path)
    assert archive.connections.look() == ""
    assert len(headlines(archive)) == 2


def test_a_file_of_another_program_in_its_place_is_told_and_not_read(
    archive: Archive, tmp_path: Path
) -> None:
    add(archive, draft_from(made_up(1)))
    with closing(sqlite3.connect(tmp_path / "new.db")) as db:
        db.execute("CREATE TABLE customers (name TEXT)")
        db.commit()
    (tmp_path / "new.db").replace(archive.path)
    assert "another program" in archive.connections.look()
    assert len(headlines(archive)) == 1


def test_whoever_has_written_leaves_the_file_whole_by_itself(tmp_path: Path) -> None:
    path = made(tmp_path / "archive.db", 1)
    with closing(open_store(path)) as reader:
        assert len(headlines(reader)) == 1
        made(path, 2)
        copy = tmp_path / "copy.db"
        shutil.copy(path, copy)
        with closing(open_store(copy)) as copied:
            assert headlines(copied) == headlines(reader)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


@contextmanager
def not_writable(folder: Path) -> Iterator[None]:
    """Take the right to write there from this process, as a read-only mount does."""
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65_534)  # nobody
    try:
        yield
    finally:
        os.seteuid(before)
        folder.chmod(0o755)


def test_an_archive_that_cannot_be_written_is_read(folder: Path) -> None:
    path, query = made(folder / "archive.db", 1, 2), Query(made_up(1)["text"][:60])
    with closing(open_store(path)) as archive:
        found = now(archive, Snapshot.search, query)
        assert found.hits
    with not_writable(folder), closing(open_store(path)) as archive:
        assert archive.connections.is_read_only
        assert len(headlines(archive)) == 2
        assert now(archive, Snapshot.search, query) == found
        assert archive.within(frozenset()).article(ArticleId(1)) is not None
        with pytest.raises(StorageError, match="readonly"):
            add(archive, draft_from(made_up(3)))
        assert archive.connections.look() == ""
    assert [file.name for file in folder.iterdir()] == ["archive.db"]


def test_an_archive_that_others_write_is_followed_where_it_can_only_be_read(folder: Path) -> None:
    path = made(folder / "archive.db", 1)
    with closing(open_store(path)) as writer:
        add(writer, draft_from(made_up(2)))
        with not_writable(folder), closing(open_store(path)) as archive:
            assert archive.connections.is_read_only
            assert len(headlines(archive)) == 2
            os.seteuid(os.getuid())
            add(writer, draft_from(made_up(3)))
            if os.getuid() == 0:
                os.seteuid(65_534)
            archive.connections.look()
            assert len(headlines(archive)) == 3


def test_a_read_only_archive_that_begins_to_change_is_opened_anew(folder: Path) -> None:
    path = made(folder / "archive.db", 1)
    with not_writable(folder):
        archive = open_store(path)
        assert len(headlines(archive)) == 1
    with closing(archive):
        made(path.with_name("new.db"), 2, 3).replace(path)
        assert archive.connections.look() == ""
        assert len(headlines(archive)) == 2


def test_an_archive_that_was_never_brought_up_to_date_is_refused_where_it_cannot_be_written(
    folder: Path,
) -> None:
    path = made(folder / "archive.db", 1)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 0")
    with not_writable(folder), pytest.raises(SchemaError, match="pullquote export"):
        open_store(path)
