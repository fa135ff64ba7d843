"""kill -9 in the middle of an import: what is left is whole, and adding again completes it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from store.archive import open_store
from tests.builders import add, draft_from, made_up
from tests.inspection import check_file, contents

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def importing(many: Path, archive: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`pullquote add` at work, as the leader of a process group of its own."""
    command = [sys.executable, "-m", "bot", "--archive", archive, "add", many]
    with subprocess.Popen(  # noqa: S603 - our own program
        [*command, "--jobs", "2", "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        yield process
        if process.poll() is None:
            process.kill()


def wait_until_gone(group: int) -> bool:
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


# Killed while one process analyses and writes, and while workers analyse.
@pytest.mark.parametrize(("articles", "of"), [(200, 500), (700, 1_600)])
def test_a_killed_import_leaves_whole_articles_and_is_completed_by_another(
    tmp_path: Path, articles: int, of: int
) -> None:
    rows = [made_up(number, paragraphs=1) for number in range(of)]
    many, path = tmp_path / "articles.jsonl", tmp_path / "archive.db"
    many.write_text("\n".join(map(json.dumps, rows)))
    with importing(many, path) as process:
        assert process.stdout
        for _ in range(articles):
            assert b'"added"' in process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert wait_until_gone(process.pid), "its worker processes live on"
    drafts = list(map(draft_from, rows))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        check_file(db)
    with closing(open_store(path)) as archive:
        kept = archive.stats()["articles"]
        assert articles <= kept < of
        outcomes = [written.outcome.value for written in add(archive, *drafts)]
    assert outcomes.count("unchanged") == kept
    assert outcomes.count("added") == of - kept
    with closing(open_store(tmp_path / "in one go.db")) as archive:
        add(archive, *drafts)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as db,
        closing(sqlite3.connect(tmp_path / "in one go.db", isolation_level=None)) as other,
    ):
        check_file(db)
        found, wanted = contents(db), contents(other)
        for rows in (found, wanted):
            # Read from a file, an article's source is the file.
            rows["articles"] = [row[:-2] for row in rows["articles"]]
        assert found == wanted
