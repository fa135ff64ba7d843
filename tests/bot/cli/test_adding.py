"""`pullquote add`: what goes in, what is said of it where, and how it is stopped."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bot.cli.adding import MANY, hint_at_merging
from bot.cli.main import main
from store.archive import open_store
from tests.examples import examples
from tests.fakes.web import serving

ROOT = Path(__file__).parents[3]
STORY = "<p>The lamp of the lighthouse went dark on Friday night, the harbour office said.</p>" * 4


def row(number: int) -> bytes:
    """An article as a line."""
    text = f"The lamp number {number} went dark on Friday. “I rowed out,” said Ada Voss."
    return json.dumps({"headline": f"Lamp {number}", "text": text}).encode() + b"\n"


def add(
    archive: Path, *what: str | Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[dict[str, Any]], str]:
    """Add as JSON: the exit status, the objects, and what is said beside them."""
    status = main(["--archive", str(archive), "--json", "add", *map(str, what)])
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err


@contextmanager
def running(archive: Path, *what: str | Path, **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """The program itself, adding."""
    command = [sys.executable, "-m", "bot", "--archive", archive, "--json", "add", *what]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    with subprocess.Popen(command, cwd=ROOT, **streams) as process:  # noqa: S603 - our own
        try:
            yield process
        finally:
            process.kill()


FIELDS = st.fixed_dictionaries(
    {"text": st.text(min_size=1, max_size=60).filter(str.strip)},
    optional={
        "headline": st.text(max_size=20),
        "url": st.sampled_from(["https://paper.example/1?utm_source=x#a", "HTTP://Paper.example"]),
        "byline": st.text(max_size=10),
        "dateline": st.text(max_size=10),
        "published": st.sampled_from(["2026-01-14", "2026-01-14T09:30:00Z", "14 January 2026"]),
        "modified": st.sampled_from(["2026-01-15", "2026-01-15T09:30:00+01:00"]),
        "publisher": st.text(max_size=10),
        "language": st.sampled_from(["en", "de-AT", "deu", "und", "EN", "xx"]),
    },
)


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(FIELDS, min_size=1, max_size=4, unique_by=lambda row: row.get("url", row["text"]))
)
def test_what_was_exported_changes_nothing_where_it_came_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: list[dict[str, str]]
) -> None:
    archive, lines = tmp_path / "archive.db", tmp_path / "rows.jsonl"
    archive.unlink(missing_ok=True)
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
    add(archive, lines, capsys=capsys)
    main(["--archive", str(archive), "export"])
    exported = capsys.readouterr().out
    lines.write_text(exported, "utf-8")
    _, told, _ = add(archive, lines, capsys=capsys)
    sums = told[-1]
    assert sums["added"] == sums["updated"] == sums["failed"] == 0
    assert sums["unchanged"] == exported.count("\n")


def test_a_source_that_is_not_there_is_status_1_and_said_beside_the_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told, said = add(tmp_path / "a.db", tmp_path / "none.txt", capsys=capsys)
    assert status == 1
    assert [one.get("outcome") for one in told] == ["failed", None]
    assert "none.txt" in said


def test_a_source_that_is_not_there_does_not_spoil_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rows.jsonl").write_bytes(row(1))
    status, told, said = add(
        tmp_path / "a.db", tmp_path / "none.txt", tmp_path / "rows.jsonl", capsys=capsys
    )
    assert (status, told[-1]["added"], told[-1]["failed"]) == (0, 1, 1)
    assert "none.txt" in said


@pytest.mark.parametrize(("allowed", "outcome"), [("", "failed"), ("true", "added")])
def test_this_machines_own_pages_are_read_only_where_that_is_allowed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    allowed: str,
    outcome: str,
) -> None:
    monkeypatch.setenv("PULLQUOTE_ALLOW_PRIVATE_ADDRESSES", allowed)
    with serving() as web:
        web.page("/a", f"<title>Lamp</title><article>{STORY}</article>")
        status, told, said = add(tmp_path / "a.db", web.at("/a"), capsys=capsys)
    assert told[0]["outcome"] == outcome
    assert (status == 1) is ("its own network" in said) is (outcome == "failed")


def test_ctrl_c_keeps_what_was_read_and_tells_how_much_that_is(tmp_path: Path) -> None:
    archive, pipe = tmp_path / "a.db", tmp_path / "rows.jsonl"
    os.mkfifo(pipe)
    with running(archive, pipe) as process, pipe.open("wb", buffering=0) as lines:
        for number in range(200):
            lines.write(row(number))
        while process.poll() is None and not (archive.exists() and stored(archive)):
            time.sleep(0.05)  # until the first batch is in
        process.send_signal(signal.SIGINT)
        lines.write(row(200))
        lines.close()
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    *each, sums = map(json.loads, out.splitlines())
    assert len(each) == sums["added"] == stored(archive)
    assert b"stopped" in err
    assert b"Traceback" not in err


def stored(archive: Path) -> int:
    with closing(open_store(archive)) as opened:
        return opened.stats()["articles"]


def test_a_progress_bar_shows_beside_json_and_never_in_it(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(b"".join(map(row, range(200))))
    ours, theirs = os.openpty()
    seen: list[bytes] = []

    def watch() -> None:  # a terminal that nobody watches stops who writes to it
        with contextlib.suppress(OSError):  # so it says that nobody writes to it any more
            while chunk := os.read(ours, 1 << 16):
                seen.append(chunk)
        os.close(ours)

    with running(tmp_path / "a.db", tmp_path / "rows.jsonl", stderr=theirs) as process:
        os.close(theirs)
        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        assert process.stdout
        printed = process.stdout.read()
        watching.join(10)
    shown = b"".join(seen)
    assert process.wait() == 0
    assert json.loads(printed.splitlines()[-1])["added"] == 200
    assert all(line.startswith(b"{") for line in printed.splitlines())
    assert b"articles" in shown
    assert b"kB" in shown


def test_a_dry_run_shows_what_would_be_stored_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, rows = tmp_path / "a.db", tmp_path / "rows.jsonl"
    fields = {"url": "https://paper.example/1", "headline": "Lamp", "published": "2026-01-14"}
    old = json.dumps(fields | {"text": "The lamp went dark.", "publisher": "Courier"})
    rows.write_text(old + "\n" + row(2).decode())
    status = main(["--archive", str(archive), "--json", "add", "--dry-run", str(rows)])
    planned = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (status, archive.exists()) == (0, False)
    del planned[0]["source"]
    assert planned[0] == {
        "outcome": "added",
        "url": "https://paper.example/1",
        "headline": "Lamp",
        "published": "2026-01-14",
        "publisher": "Courier",
        "byline": None,
        "length": 19,
        "kind": "JSON Lines",
    }
    assert planned[-1]["added"] == 2
    rows.write_text(old)
    add(archive, rows, capsys=capsys)
    rows.write_text(old + "\n" + old.replace("dark", "out") + "\n" + row(3).decode())
    main(["--archive", str(archive), "add", "--dry-run", str(rows)])
    out, err = capsys.readouterr()
    assert "1 added, 1 updated, 1 unchanged" in out
    assert "2026-01-14 · Courier · 18 characters · JSON Lines" in out
    assert "nothing was written" in err
    assert stored(archive) == 1


def test_who_has_added_many_is_told_what_makes_them_found_sooner() -> None:
    assert "pullquote optimize" in hint_at_merging(MANY)
    assert hint_at_merging(MANY - 1) == ""


@pytest.mark.parametrize("name", ["picture.png", "empty.txt"])
def test_where_everything_is_skipped_nothing_could_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" if name.endswith("png") else b"")
    status, told, said = add(tmp_path / "a.db", tmp_path / name, capsys=capsys)
    assert (status, told[-1]["skipped"]) == (1, 1)
    assert "nothing was added" in said


def test_a_folder_with_nothing_in_it_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert add(tmp_path / "a.db", tmp_path / "empty", capsys=capsys)[0] == 0
