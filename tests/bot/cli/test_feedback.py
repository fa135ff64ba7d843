"""What readers thought of what they were shown, as the operator sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.cli.main import main
from bot.cli.terminal import chat
from store.archive import Archive, open_store
from tests.builders import add, chats_of, make_draft

TEXT = "The mill is old.\n\n“We will mend the wheel,” said Marta Quill, the miller."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(open_store(tmp_path / "archive.db")) as opened:
        add(opened, make_draft(TEXT, url="https://paper.example/1", headline="The mill"))
        yield opened


def talk(archive: Archive, tmp_path: Path, *lines: str) -> str:
    """A conversation in a terminal."""
    typed, said = tmp_path / "typed", tmp_path / "said"
    typed.write_text("\n".join(lines) + "\n", "utf-8")
    with (
        typed.open(encoding="utf-8") as stdin,
        said.open("w", encoding="utf-8") as stdout,
        closing(chats_of(archive)) as chats,
    ):
        chat(Answerer(archive), chats, stdin, stdout)
    return said.read_text("utf-8")


def press(archive: Archive, tmp_path: Path, *labels: str) -> None:
    """Ask what the miller said, then press the buttons of these labels."""
    said = talk(archive, tmp_path, "what did Marta Quill say?")
    buttons = next(line for line in said.splitlines() if "[1]" in line)
    numbers = [n.split("]")[0] for n in buttons.split("[") if any(f"] {x}" in n for x in labels)]
    assert len(numbers) == len(labels)
    talk(archive, tmp_path, "what did Marta Quill say?", *numbers)


def run(capsys: pytest.CaptureFixture[str], archive: Archive, *arguments: str) -> tuple[int, list]:
    status = main(["feedback", "--json", "--archive", str(archive.path), *arguments])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_wrong_speaker_reaches_the_operator_with_all_that_is_needed(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    press(archive, tmp_path, "Wrong speaker")
    status, (told, counts) = run(capsys, archive)
    assert status == 0
    assert told["verdict"] == "wrong_speaker"
    assert told["question"] == "what did Marta Quill say?"
    assert told["speaker"] == told["speaker_now"] == "Marta Quill"
    assert told["words"] == "We will mend the wheel,"
    assert told["excerpt"] == TEXT[told["start"] : told["stop"]]
    assert told["article"]["url"] == "https://paper.example/1"
    assert counts == {"wrong_speaker": 1, "unhelpful": 0, "helpful": 0}


def test_one_kind_is_listed_alone_and_all_are_counted(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    press(archive, tmp_path, "👍", "Wrong speaker")
    _, (told, counts) = run(capsys, archive, "--verdict", "helpful")
    assert told["verdict"] == "helpful"
    assert counts == {"wrong_speaker": 1, "unhelpful": 0, "helpful": 1}


def test_a_verdict_that_was_seen_to_is_gone(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    press(archive, tmp_path, "👍", "Wrong speaker")
    _, (wrong, _, _) = run(capsys, archive)
    assert run(capsys, archive, "--handled", str(wrong["id"])) == (0, [{"handled": wrong["id"]}])
    _, (left, _) = run(capsys, archive)
    assert left["verdict"] == "helpful"
    assert run(capsys, archive, "--handled", "999") == (1, [])


def test_what_has_changed_since_is_not_shown_as_what_was_judged(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    press(archive, tmp_path, "Wrong speaker")
    changed = TEXT.replace("mend the wheel", "sell the wheel")
    add(archive, make_draft(changed, url="https://paper.example/1", headline="The mill"))
    _, (told, _) = run(capsys, archive)
    assert (told["changed"], told["excerpt"], told["words"]) == (True, None, None)
    assert told["speaker"] == "Marta Quill"


def test_an_article_that_is_gone_is_said_to_be(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    press(archive, tmp_path, "Wrong speaker")
    archive.remove("https://paper.example/1")
    _, (told, _) = run(capsys, archive)
    assert told["article"] is None
    assert main(["feedback", "--archive", str(archive.path)]) == 0
    assert "no longer in the archive" in capsys.readouterr().out


def test_a_person_reads_who_it_was_shown_as(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    press(archive, tmp_path, "Wrong speaker")
    assert main(["feedback", "--archive", str(archive.path)]) == 0
    said = capsys.readouterr().out
    assert "shown as said by: Marta Quill" in said
    assert "asked: what did Marta Quill say?" in said
    assert "1 wrong_speaker, 0 unhelpful, 0 helpful" in said
