"""The `pullquote` command: what it prints where, and how it ends."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.main import main
from bot.cli.talking import sample_files
from store.archive import Archive, open_store
from tests.builders import WORDS
from tests.examples import examples

ROOT = Path(__file__).resolve().parents[3]


def pullquote(*arguments: str | Path, lines: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the program itself."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        input=lines,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )


def piped(*arguments: str | Path, lines: bytes = b"") -> tuple[int, bytes, bytes]:
    """Run a command here between pipes of bytes: its exit status, stdout and stderr."""
    streams = [io.TextIOWrapper(io.BytesIO(given), "ascii") for given in (lines, b"", b"")]
    with (
        patch.object(sys, "stdin", streams[0]),
        redirect_stdout(streams[1]),
        redirect_stderr(streams[2]),
    ):
        status = main([*map(str, arguments)])
    for stream in streams[1:]:
        stream.flush()
    return status, streams[1].buffer.getvalue(), streams[2].buffer.getvalue()


Run = Callable[..., tuple[int, list[Any], str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command here: exit status, the JSON objects on stdout, and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PULLQUOTE_ARCHIVE", str(tmp_path / "archive.db"))

    def run(*arguments: str) -> tuple[int, list[Any], str]:
        try:
            status = main(arguments)
        except SystemExit as error:
            status = int(error.code or 0)
        out, err = capsys.readouterr()
        return status, [json.loads(line) for line in out.split("\n") if line[:1] == "{"], err

    return run


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    rows = [
        {
            "url": f"https://paper.example/{number}",
            "headline": f"The {word} of the year",
            "text": f"The {word} won a prize.\u2028“We never slept,” said Ida Brandt.\n\n\x85End.",
            "published": f"2026-01-{number + 10}",
            "publisher": "Quay Post",
        }
        for number, word in enumerate(WORDS[:3])
    ]
    path = tmp_path / "paper.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_a_question_is_answered_in_the_shape_of_the_contract(run: Run, paper: Path) -> None:
    run("add", str(paper))
    status, (answer,), _ = run("ask", "what did Ida Brandt say?", "--json")
    assert status == 0
    assert answer["question"] == "what did Ida Brandt say?"
    assert answer["answered"] is True
    assert 0 <= answer["confidence"] <= 1
    assert answer["took_ms"] >= 0
    assert {"corrections", "suggestions", "answers"} <= answer.keys()
    first = answer["answers"][0]
    assert first["kind"] == "quote"
    assert first["speaker"] == "Ida Brandt"
    assert first["link"].startswith("https://paper.example/")
    assert "#:~:text=" in first["link"]
    assert first["article"].keys() == {
        "id", "headline", "url", "published", "publisher", "byline",
    }  # fmt: skip
    _, (article,), _ = run("show", first["article"]["id"], "--json")
    assert article["text"][first["start"] : first["stop"]] == first["excerpt"]
    start, stop = first["quote"]
    assert article["text"][start:stop] == "We never slept,"


def test_an_article_asked_for_has_no_excerpt(run: Run, paper: Path) -> None:
    run("add", str(paper))
    _, (answer,), _ = run("ask", "link to the story about the lantern", "--json")
    first = answer["answers"][0]
    assert (first["kind"], first["excerpt"], first["start"], first["stop"]) == (
        "article", None, None, None,
    )  # fmt: skip
    assert first["highlights"] == []
    assert first["link"] == first["article"]["url"] == "https://paper.example/1"


def test_a_declined_question_is_done(run: Run, paper: Path) -> None:
    run("add", str(paper))
    status, (answer,), _ = run("ask", "zeppelins over Patagonia", "--json")
    assert (status, answer["answered"], answer["answers"]) == (0, False, [])
    assert "rejected" in answer


@pytest.mark.parametrize("place", ["before", "after"])
def test_shared_options_stand_before_or_after_the_command(
    run: Run, paper: Path, tmp_path: Path, place: str
) -> None:
    shared = ["--archive", str(tmp_path / "other.db"), "--json"]
    for command in (["add", str(paper)], ["ask", "prize"], ["stats"]):
        arguments = [*shared, *command] if place == "before" else [*command, *shared]
        status, objects, _ = run(*arguments)
        assert status == 0
        assert objects
    assert not (tmp_path / "archive.db").exists()


def test_an_archive_named_before_is_not_lost_to_an_option_after(
    run: Run, paper: Path, tmp_path: Path
) -> None:
    run("--archive", str(tmp_path / "other.db"), "add", str(paper), "--json")
    _, (stats,), _ = run("--archive", str(tmp_path / "other.db"), "stats", "--json")
    assert stats["articles"] == 3


def test_adding_tells_each_article_and_the_sums(run: Run, paper: Path) -> None:
    status, told, _ = run("add", str(paper), "--json")
    *each, sums = told
    assert status == 0
    assert [one["outcome"] for one in each] == ["added"] * 3
    assert all({"source", "id", "url"} <= one.keys() for one in each)
    assert sums.pop("took_s") >= 0
    assert sums == {"added": 3, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0}
    _, [*_, again], _ = run("add", str(paper), "--json")
    assert again["unchanged"] == 3


def test_one_bad_row_does_not_stop_the_rest(run: Run, paper: Path) -> None:
    paper.write_text('{"text": 5}\nnonsense\n' + paper.read_text())
    status, [*_, sums], _ = run("add", str(paper), "--json")
    assert status == 0
    assert (sums["added"], sums["failed"]) == (3, 2)


def test_nothing_done_of_what_was_asked_is_status_1_with_the_reason(
    run: Run, tmp_path: Path
) -> None:
    for arguments, reason in (
        (["add", "missing.txt"], "missing.txt"),
        (["show", "17"], "17"),
        (["remove", "17", "https://paper.example/x"], "17"),
        (["ask", "x", "--archive", str(tmp_path)], "cannot open"),
    ):
        status, objects, told = run(*arguments)
        assert (status, objects) == (1, [])
        assert reason in told


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["ask"],
        ["ask", "x", "--limit", "0"],
        ["ask", "x", "--limit", "many"],
        ["show"],
        ["show", "1", "--all"],
        ["add"],
        ["remove"],
        ["stats", "--nonsense"],
    ],
)
def test_wrong_usage_is_status_2(run: Run, arguments: list[str]) -> None:
    status, objects, told = run(*arguments)
    assert (status, objects) == (2, [])
    assert told


def test_wrong_usage_is_told_in_one_sentence_that_names_the_help(run: Run) -> None:
    _, _, told = run("feeds", "add")
    assert told == "pullquote: Missing argument 'URL_OR_OPML...'; see pullquote feeds add --help\n"


@pytest.mark.parametrize(
    ("words", "completed"),
    [("fe", ["feeds", "feedback"]), ("collections gr", ["grant"]), ("ask --li", ["--limit"])],
)
def test_a_shell_completes_commands_and_options(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    completed: list[str],
) -> None:
    monkeypatch.setenv("_PULLQUOTE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", f"pullquote {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(words.split())))
    with pytest.raises(SystemExit):
        main([])
    assert capsys.readouterr().out.split() == [f"plain,{word}" for word in completed]


def test_a_terminal_gets_colours_and_a_pipe_none(
    run: Run, paper: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add", str(paper))
    question = "what did the lantern win?"
    for is_terminal in (True, False):
        monkeypatch.setattr(sys.stdout, "isatty", lambda at=is_terminal: at)
        for command in (["--help"], ["ask", "--help"], ["ask", question]):
            assert main(command) == 0
            assert ("\x1b[" in capsys.readouterr().out) is is_terminal


def test_taking_out_what_is_there_is_done_even_beside_what_is_not(run: Run, paper: Path) -> None:
    run("add", str(paper))
    status, removed, told = run("remove", "https://paper.example/0", "77", "--json")
    assert status == 0
    assert removed == [{"removed": "https://paper.example/0", "id": "1"}]
    assert "77" in told
    assert len(run("show", "--all", "--json")[1]) == 2


def test_what_is_exported_can_be_added_elsewhere(run: Run, paper: Path, tmp_path: Path) -> None:
    run("add", str(paper), str(sample_files()[1]))
    _, exported, _ = run("export")
    (tmp_path / "export.jsonl").write_text("\n".join(map(json.dumps, exported)))
    other = ["--archive", str(tmp_path / "other.db")]
    run("add", str(tmp_path / "export.jsonl"), *other)
    here, there = (run("show", "--all", "--json", *more)[1] for more in ([], other))
    for article in (*here, *there):
        del article["source"]
    assert here == there


def test_people_quotes_stats_and_reindex_print_objects(run: Run, paper: Path) -> None:
    run("add", str(paper))
    _, (person,), _ = run("people", "brandt", "--json")
    assert (person["name"], person["articles"], person["quotes"]) == ("Ida Brandt", 3, 3)
    _, quotes, _ = run("quotes", "--speaker", "Brandt", "--about", "lantern", "--json")
    assert quotes[0]["article"]["headline"] == "The lantern of the year"
    assert run("reindex", "--json")[1] == [{"reindexed": 3}]
    _, (stats,), _ = run("stats", "--json")
    assert (stats["articles"], stats["quotes"], stats["people"]) == (3, 3, 1)


def test_plain_output_is_for_people(
    run: Run, paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", str(paper))
    for arguments, words in (
        (["ask", "what did Brandt say?"], "— Ida Brandt"),
        (["ask", "zeppelins over Patagonia"], "Nothing in the archive"),
        (["show", "1"], "The harbour of the year"),
        (["people"], "Ida Brandt: "),
        (["quotes", "--about", "lantern"], "We never slept"),
        (["stats"], "articles"),
        (["remove", "1"], "removed 1"),
        (["reindex"], "2 articles"),
    ):
        assert main(arguments) == 0
        assert words in capsys.readouterr().out


QUESTIONS = st.lists(
    st.one_of(
        st.binary(max_size=30).map(lambda raw: raw.replace(b"\n", b" ")),
        st.text(max_size=30).map(lambda t: t.encode("utf-8", "replace").replace(b"\n", b" ")),
        st.sampled_from(
            [b"", b" ", b"\r", b"what did Brandt say?", b'"', b"a AND (b", b"\x00*", b"\xff"]
        ),
    ),
    max_size=40,
)


def test_answers_to_several_questions_stand_below_their_questions(sample: Archive) -> None:
    lines = b"who is Imogen Farrant?\nwhat is a zeppelin?\n"
    _, said, _ = piped("--archive", sample.path, "ask", "-", lines=lines)
    out = said.decode()
    asked = [line for line in out.splitlines() if line.startswith("? ")]
    assert asked == ["? who is Imogen Farrant?", "? what is a zeppelin?"]
    assert out.index(asked[0]) < out.rindex("Imogen") < out.index(asked[1])


def test_what_may_answer_says_so_and_names_what_is_near(
    sample: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--archive", str(sample.path), "ask", "how deep is the river"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("This may answer it:\n> The Iron Bridge was closed")
    assert "near it: " in out
    assert "Nothing in the archive" not in out


@examples(40)
@given(questions=QUESTIONS, last_has_end=st.booleans())
def test_every_line_gets_one_object_whatever_it_holds(
    sample: Archive, questions: list[bytes], *, last_has_end: bool
) -> None:
    questions = [*questions, b"", b"who is Oleg Baranov?", "море\u2028\x85".encode()]
    lines = b"\n".join(questions) + (b"\n" if last_has_end else b"")
    status, out, err = piped("--archive", sample.path, "ask", "-", "--json", lines=lines)
    assert (status, err) == (0, b"")
    printed = out.decode("utf-8")
    assert printed.endswith("\n")
    assert printed.splitlines() == printed.split("\n")[:-1]
    answers = [json.loads(line) for line in printed.splitlines()]
    assert len(answers) == len(questions)
    for question, answer in zip(questions, answers, strict=True):
        asked = question.removesuffix(b"\r").decode("utf-8", "surrogateescape")
        assert answer["question"] == asked
    assert answers[-2]["answered"] is True


def test_a_line_separator_in_a_text_does_not_end_a_line_of_json(
    sample: Archive, tmp_path: Path
) -> None:
    name = tmp_path / "a.jsonl"
    name.write_text(
        json.dumps({"text": "One.", "headline": "A", "url": "https://a.example/\u2028\x85x"})
    )
    archive = tmp_path / "archive.db"
    assert piped("--archive", archive, "add", name)[0] == 0
    _, printed, _ = piped("--archive", archive, "show", "--all", "--json")
    assert len(printed.decode("utf-8").splitlines()) == 1
    assert json.loads(printed)["url"]


def test_questions_of_a_stream_lean_on_nothing_before_them(sample: Archive) -> None:
    lines = b"what did Baranov say about the sea?\nwhat else did he say?\n"
    _, both, _ = piped("--archive", sample.path, "ask", "-", "--json", lines=lines)
    _, alone, _ = piped("--archive", sample.path, "ask", "what else did he say?", "--json")
    second, by_itself = json.loads(both.splitlines()[1]), json.loads(alone)
    for answer in (second, by_itself):
        del answer["took_ms"]
    assert second == by_itself


def test_bytes_that_are_no_utf_8_are_a_question_too(sample: Archive) -> None:
    """As an argument, and as a line under a locale that has no UTF-8."""
    asked = ("--archive", sample.path, "ask")
    as_argument = pullquote(*asked, os.fsdecode(b"bridge \xff\xfe"), "--json")
    as_line = pullquote(*asked, "-", "--json", lines=b"bridge \xff\xfe\n")
    for done in (as_argument, as_line):
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout)["question"].startswith("bridge ")


def test_a_file_whose_name_is_no_utf_8_is_added(tmp_path: Path) -> None:
    name = Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9.txt"))
    name.write_text("The café burned down on Monday.")
    status, told, _ = piped("--archive", tmp_path / "a.db", "add", name, "--json")
    assert status == 0
    assert json.loads(told.splitlines()[0])["outcome"] == "added"


def test_a_reader_that_goes_away_is_no_error(sample: Archive) -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", "--archive", sample.path, "show", "--all", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_paths_may_come_on_standard_input(tmp_path: Path, paper: Path) -> None:
    archive = tmp_path / "archive.db"
    listed = f"\n{paper}\n\n".encode()
    assert piped("add", "-", "--archive", archive, "--json", lines=listed)[0] == 0
    opened = open_store(archive)
    assert opened.stats()["articles"] == 3
    opened.close()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    rows = [
        {"question": "What did the lantern win?", "answers": ["a prize"]},
        {"question": "What did the lantern win?", "url": "https://paper.example/2"},
        {"question": "zeppelins over Patagonia", "answerable": False},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(["{broken", *map(json.dumps, rows)]))
    return path


def test_an_evaluation_tells_each_row_and_the_figures_last(
    run: Run, paper: Path, questions: Path
) -> None:
    run("add", str(paper))
    status, rows, err = run("eval", str(questions), "--json")
    assert status == 0
    assert "row 1 is not JSON: skipped" in err
    *judged, figures = rows
    assert [(row["row"], row["ok"]) for row in judged] == [(2, True), (3, False), (4, True)]
    assert judged[1]["why"] == "not from https://paper.example/2"
    assert (figures["questions"], figures["failed"], figures["skipped"]) == (3, 1, 1)
    assert (figures["answer1"], figures["article1"], figures["false_yes"]) == (1, 0, 0)
    assert (figures["auroc"], figures["verbatim"], figures["speaker"]) == (1, 1, None)
    assert figures["counts"]["answer1"] == [1, 1]


def test_an_evaluation_shows_a_person_what_failed_and_what_came(
    run: Run, paper: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", str(paper))
    assert main(["eval", str(questions)]) == 0
    out = capsys.readouterr().out
    assert "answer1  1.000  1 of 1" in out
    assert "speaker" not in out
    assert "row 3: What did the lantern win?\n    not from https://paper.example/2; came: " in out
    assert "row 2:" not in out


def test_an_evaluation_of_nothing_ends_with_1(run: Run, paper: Path, tmp_path: Path) -> None:
    run("add", str(paper))
    broken = tmp_path / "broken.jsonl"
    broken.write_text("[]\n")
    for path in (broken, tmp_path / "nowhere.jsonl"):
        status, _, err = run("eval", str(path))
        assert status == 1
        assert err


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "anything"],
        ["show", "1"],
        ["remove", "1"],
        ["quotes"],
        ["people"],
        ["stats"],
        ["export"],
        ["reindex"],
        ["collections"],
    ],
)
def test_a_command_that_reads_says_so_where_there_is_no_archive(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "typo.db"
    assert main([*command, "--archive", str(missing)]) == 1
    assert capsys.readouterr().err.startswith(f"pullquote: there is no archive {missing}")
    assert not missing.exists()


def test_a_collection_is_filled_granted_listed_and_written_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = ["--archive", str(tmp_path / "a.db")]
    for name in ("open", "closed"):
        (tmp_path / f"{name}.md").write_text(f"# The {name} gate\n\nThe gate is {name} today.\n")
    assert main(["add", str(tmp_path / "open.md"), *archive]) == 0
    assert main(["add", str(tmp_path / "closed.md"), "--collection", "board", *archive]) == 0
    assert main(["collections", "grant", "board", "-1001", "--feeds", *archive]) == 0
    assert main(["collections", "grant", "bored", "-1001", *archive]) == 1
    assert "no collection named 'bored'" in capsys.readouterr().err
    assert main(["collections", "--json", *archive]) == 0
    listed = {"collection": "board", "articles": 1, "read_by": [-1001], "fed_by": [-1001]}
    assert json.loads(capsys.readouterr().out) == listed
    for options, headline in (
        ([], "The open gate"),
        (["--collection", "board"], "The closed gate"),
    ):
        assert main(["export", *options, *archive]) == 0
        assert json.loads(capsys.readouterr().out)["headline"] == headline
    assert main(["collections", "revoke", "board", "-1001", *archive]) == 0
    assert main(["collections", "revoke", "board", "-1001", *archive]) == 1


@pytest.mark.parametrize("delay_s", [0.25, 0.5])
def test_an_interrupt_while_the_program_loads_ends_it_without_a_traceback(delay_s: float) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "bot", "stats"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stderr is not None
        for line in process.stderr:
            # Its own modules are being loaded by now.
            if b"click.core" in line:
                break
        time.sleep(delay_s)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert b"Traceback" not in rest
    assert b"pullquote: " in rest
