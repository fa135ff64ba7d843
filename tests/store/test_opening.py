"""Which files are opened, which are refused with a sentence, and what a locked one does."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from store.archive import Archive, open_store
from store.chats.follows import Follows
from store.database.connection import Connections
from store.database.schema import ARCHIVE
from store.errors import SchemaError, StorageError
from store.model import ArticleId
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import add, chats_of, draft_from, made_up, now
from tests.inspection import check_file


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE customers (name TEXT)")
        db.commit()


def marked_by_another(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA application_id = 252006674")
        db.execute("CREATE TABLE t (x)")
        db.commit()


def text(path: Path) -> None:
    path.write_text("Dear diary, today I was taken for a database.\n" * 100)


def cut_short(path: Path) -> None:
    open_store(path).close()
    path.write_bytes(path.read_bytes()[:5000])


def newer(path: Path) -> None:
    open_store(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {ARCHIVE.version + 1}")


def earlier(path: Path) -> None:
    """A file as it was before versions were counted."""
    open_store(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 0")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (foreign, "another program"),
        (marked_by_another, "another program"),
        (text, "not an SQLite database"),
        (cut_short, "damaged"),
        (newer, "newer version"),
        (earlier, "pullquote export.*pullquote add"),
    ],
)
def test_a_file_that_is_no_archive_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], told: str
) -> None:
    path = tmp_path / "file.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(SchemaError, match=told):
        open_store(path)
    assert path.read_bytes() == before


def unwritable_folder() -> Path:
    # Nothing stops root but a file system that takes no files.
    return Path("/proc/self") if os.geteuid() == 0 else Path("/")


@pytest.mark.parametrize("where", ["a directory", "below a file", "in an unwritable folder"])
def test_a_place_without_a_file_is_refused_with_a_sentence(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("")
    path = {
        "a directory": tmp_path,
        "below a file": tmp_path / "file" / "archive.db",
        "in an unwritable folder": unwritable_folder() / "archive.db",
    }[where]
    with pytest.raises(StorageError, match="cannot open the archive"):
        open_store(path)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "archive.db"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA application_id").fetchone() == (ARCHIVE.application_id,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_archive_opens_again_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with closing(open_store(path)) as archive:
        add(archive, draft_from(made_up(1)))
    with closing(open_store(path)) as archive:
        assert archive.stats()["articles"] == 1


def test_several_may_make_the_same_archive_at_once(tmp_path: Path) -> None:
    for number in range(8):
        path = tmp_path / f"{number}.db"
        start = threading.Barrier(4)

        def open_it(path: Path = path, start: threading.Barrier = start) -> int:
            start.wait()
            with closing(open_store(path)) as archive:
                with closing(chats_of(archive)) as chats:
                    Follows(chats)
                return archive.stats()["articles"]

        with ThreadPoolExecutor(4) as pool:
            assert [f.result() for f in [pool.submit(open_it) for _ in range(4)]] == [0] * 4


@contextmanager
def locked(path: Path, *statements: str) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)
        yield


WRITES: list[Callable[[Archive], object]] = [
    lambda archive: add(archive, draft_from(made_up(2))),
    lambda archive: archive.remove("1"),
    lambda archive: archive.reindex(),
]
READS: list[Callable[[Archive], object]] = [
    lambda archive: now(archive, Snapshot.search, Query("harbour")),
    lambda archive: now(archive, Snapshot.search_quotes, Query("Brandt", speaker="Brandt")),
    lambda archive: now(archive, Snapshot.search_reported, Query("Brandt", speaker="Brandt")),
    lambda archive: now(archive, Snapshot.search_person, Query("Brandt")),
    lambda archive: now(archive, Snapshot.search_stories, Query("harbour")),
    lambda archive: archive.people(),
    lambda archive: archive.publishers(),
    lambda archive: archive.stats(),
    lambda archive: archive.get("1"),
    lambda archive: archive.article(ArticleId(1)),
    lambda archive: archive.articles([ArticleId(1)]),
    lambda archive: list(archive.all_articles()),
    lambda archive: archive.quotes_in(ArticleId(1)),
    lambda archive: archive.people_in(ArticleId(1)),
]


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Archive]:
    with closing(open_store(tmp_path / "archive.db", patience_s=0.02)) as archive:
        add(archive, draft_from(made_up(1)))
        yield archive


@pytest.mark.parametrize("write", WRITES)
def test_while_another_writes_a_write_fails_whole_and_reading_goes_on(
    impatient: Archive, write: Callable[[Archive], object]
) -> None:
    with locked(impatient.path, "BEGIN IMMEDIATE"):
        with pytest.raises(StorageError, match="locked"):
            write(impatient)
        for read in READS:
            read(impatient)
    assert impatient.stats()["articles"] == 1
    write(impatient)


@pytest.mark.parametrize("use", [*WRITES, *READS])
def test_a_file_that_is_locked_altogether_is_a_storage_error(
    impatient: Archive, use: Callable[[Archive], object]
) -> None:
    impatient.close()  # connections open anew at the next use
    with (
        locked(
            impatient.path,
            "PRAGMA locking_mode = EXCLUSIVE",
            "BEGIN IMMEDIATE",
            "CREATE TABLE mine (x)",
            "DROP TABLE mine",
            "COMMIT",
        ),
        pytest.raises(StorageError, match="locked"),
    ):
        use(impatient)
    use(impatient)


def test_what_fails_inside_a_write_undoes_all_of_it(impatient: Archive) -> None:
    class Unplugged(Exception):  # noqa: N818 - what happened, not an error of ours
        pass

    def fail() -> None:
        with impatient.connections.writing() as db:
            db.execute("DELETE FROM articles")
            raise Unplugged

    with pytest.raises(Unplugged):
        fail()
    assert impatient.stats()["articles"] == 1
    assert impatient.article(ArticleId(1)) is not None
    assert not impatient.connections.here.in_transaction
    check_file(impatient.connections.here)


def test_a_full_disk_is_a_storage_error_that_leaves_the_archive_usable(
    impatient: Archive,
) -> None:
    db = impatient.connections.here
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match="full"):
        add(impatient, *(draft_from(made_up(number)) for number in range(2, 60)))
    db.execute("PRAGMA max_page_count = 100000")
    add(impatient, draft_from(made_up(2)))
    assert impatient.stats()["articles"] == 2
    check_file(db)


def test_reading_sees_one_moment_however_long_it_takes(impatient: Archive) -> None:
    connections = impatient.connections
    with connections.reading() as db:
        before = db.execute("SELECT count(*) FROM articles").fetchone()
        writer = threading.Thread(target=lambda: add(impatient, draft_from(made_up(2))))
        writer.start()
        writer.join()
        assert db.execute("SELECT count(*) FROM articles").fetchone() == before
        assert len(list(impatient.all_articles())) == 1
    assert len(list(impatient.all_articles())) == 2


def test_all_articles_can_be_walked_while_they_are_taken_out(impatient: Archive) -> None:
    add(impatient, *(draft_from(made_up(number)) for number in range(2, 9)))
    for article in impatient.all_articles():
        impatient.remove(str(article.id))
    assert impatient.stats()["articles"] == 0


def test_a_file_of_an_earlier_release_is_migrated_once_and_keeps_what_it_holds(
    tmp_path: Path,
) -> None:
    path = tmp_path / "archive.db"
    with closing(open_store(path)) as archive:
        add(archive, draft_from(made_up(1)))
    steps = ("CREATE TABLE ships (name TEXT) STRICT", "ALTER TABLE ships ADD COLUMN flag TEXT")
    for number in (1, 2, 2):
        later = replace(ARCHIVE, migrations=steps[:number])
        connections = Connections(path, schema=later)
        with connections.writing() as db:
            db.execute("INSERT INTO ships (name) VALUES ('Ida')")
            assert db.execute("PRAGMA user_version").fetchone() == (1 + number,)
            assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        connections.close()
    with pytest.raises(SchemaError, match="newer version"):
        open_store(path)
