"""What the command line tells of copies and of earlier versions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from tests.builders import WORDS

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


def test_what_else_carries_a_story_and_what_an_article_said_before_are_shown(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paragraphs = [
        f"The {word} was moved to the {WORDS[n + 9]} on day {n} by order of Saltmere's council."
        for n, word in enumerate(WORDS[:9])
    ]
    path = tmp_path / "copies.jsonl"

    def write(*texts: str) -> None:
        rows = [
            {
                "url": f"https://paper{number}.example/story",
                "headline": f"Saltmere moves house {number}",
                "text": text,
                "publisher": f"Paper {number}",
                "published": f"2026-01-1{number}",
            }
            for number, text in enumerate(texts)
        ]
        path.write_text("\n".join(map(json.dumps, rows)))
        assert run("add", str(path))[0] == 0

    text = "\n\n".join(paragraphs)
    write(text, "\n\n".join(paragraphs[1:]))
    _, (answer,), _ = run("ask", f"where was the {WORDS[4]} moved?", "--json")
    assert [shown["article"]["publisher"] for shown in answer["answers"][:1]] == ["Paper 0"]
    assert [(a["url"], a["publisher"], a["published"]) for a in answer["answers"][0]["also"]] == [
        ("https://paper1.example/story", "Paper 1", "2026-01-11")
    ]
    write(f"{text}\n\nA correction was made.", "\n\n".join(paragraphs[1:]))
    _, (shown,), _ = run("show", "https://paper0.example/story", "--json")
    (version,) = shown["versions"]
    assert version["headline"] == "Saltmere moves house 0"
    assert version["added"] <= version["replaced"]
    assert main(["show", "https://paper0.example/story", "--versions"]) == 0
    told = capsys.readouterr().out
    assert f"From {version['added']} to {version['replaced']}: Saltmere moves house 0" in told
    assert told.count("on day 8") == 2
