"""The quality gate: floors under the answers to questions.jsonl over the bundled sample.

    python -m benchmarks.gate                               measure, compare, exit 1 below a floor
    python -m benchmarks.gate --misses                      also print the questions that fell short
    python -m benchmarks.gate --update                      raise the floors to what was measured
    python -m benchmarks.gate --update --allow-regression   lower one too, on purpose

It drives the program by its command line alone. The articles and questions are hashed: after a
change of either the floors mean nothing, and the gate fails until --update takes new ones.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.cli.evaluate import Asked, Figures, judge, read_questions, sum_up

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "bot" / "sample"
QUESTIONS = ROOT / "benchmarks" / "questions.jsonl"
FLOORS = ROOT / "benchmarks" / "floors.json"

_SMALLER_IS_BETTER = frozenset({"false_yes", "false_no"})


class GateError(Exception):
    """The gate stays shut; `str()` says why."""


def corpus_hash(files: Iterable[Path]) -> str:
    """One SHA-256 over names and contents, line ends evened out, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.name):
        body = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.name} {len(body)}\n".encode() + body)
    return digest.hexdigest()


def fallen(measured: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """A sentence for each figure that is worse than its floor; `verbatim` has the floor 1."""
    said = []
    for name, floor in {**floors, "verbatim": 1.0}.items():
        if name not in measured:
            said.append(f"{name} is not measured any more")
            continue
        is_worse = measured[name] > floor if name in _SMALLER_IS_BETTER else measured[name] < floor
        if is_worse:
            said.append(f"{name} is {measured[name]:.4f}, and was {floor:.4f}")
    return said


def rounded(figures: Figures) -> dict[str, float]:
    """Figures as they are kept: four decimals, and none that nothing was asked of."""
    return {
        name: round(share.value, 4)
        for name, share in figures.shares().items()
        if share.value is not None
    }


def run(archive: Path, *arguments: str, stdin: str | None = None) -> list[dict[str, Any]]:
    """The JSON lines that one `pullquote` command prints.

    Raises:
        GateError: the command ended with another status than 0.
    """
    settings = {
        k: v for k, v in os.environ.items() if not k.startswith(("PULLQUOTE_", "TELEGRAM_"))
    }
    done = subprocess.run(  # noqa: S603 - our own program, our own arguments
        [sys.executable, "-m", "bot", "--archive", str(archive), "--json", *arguments],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**settings, "PYTHONUTF8": "1"},
        check=False,
    )
    if done.returncode:
        message = f"`pullquote {arguments[0]}` ended with {done.returncode}: {done.stderr.strip()}"
        raise GateError(message)
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def read_rows() -> list[Asked]:
    """The questions.

    Raises:
        GateError: a row is broken.
    """
    with QUESTIONS.open("rb") as lines:
        rows = list(read_questions(lines))
    questions = [row for row in rows if isinstance(row, Asked)]
    if len(questions) < len(rows):
        message = f"{QUESTIONS.name} has a broken row"
        raise GateError(message)
    return questions


def take_figures(*, with_misses: bool) -> dict[str, float]:
    """Add the sample to a fresh archive, ask every question, and measure.

    Raises:
        GateError: a command failed, a row is broken, or an article of the sample did not go in.
    """
    questions = read_rows()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        counted = run(archive, "add", str(SAMPLE))[-1]
        if counted["added"] != len(list(SAMPLE.glob("*.md"))):
            message = f"the sample did not go in whole: {counted}"
            raise GateError(message)
        asked = "".join(f"{one.question}\n" for one in questions)
        replies = run(archive, "ask", "-", stdin=asked)
        texts = {row["id"]: row["text"] for row in run(archive, "show", "--all")}
    verdicts = [judge(q, r, texts) for q, r in zip(questions, replies, strict=True)]
    if with_misses:
        for verdict in verdicts:
            if verdict.why:
                print(f"{verdict.asked.question}\n    {verdict.why}; first: {verdict.got}")
    return rounded(sum_up(verdicts))


def check(measured: Mapping[str, float], corpus: str, kept: Mapping[str, Any]) -> None:
    """Hold figures against the floors kept.

    Raises:
        GateError: the corpus is another one, or a figure fell below its floor.
    """
    if kept.get("corpus") != corpus:
        message = "the sample or its questions have changed: look at the figures, then --update"
        raise GateError(message)
    if said := fallen(measured, kept["floors"]):
        raise GateError("; ".join(said))


def updated(
    measured: Mapping[str, float],
    corpus: str,
    kept: Mapping[str, Any],
    *,
    allow_regression: bool,
) -> dict[str, Any]:
    """The new floors.

    Raises:
        GateError: a floor would come down and nobody said that it may, or words are not verbatim.
    """
    said = fallen(measured, {} if allow_regression else kept.get("floors", {}))
    if said:
        message = f"{'; '.join(said)}: --allow-regression lowers a floor (never that of verbatim)"
        raise GateError(message)
    return {"corpus": corpus, "floors": dict(measured)}


def main() -> int:
    """Measure and compare, or write new floors; the exit status."""
    parser = argparse.ArgumentParser(description="Hold the answers on the sample to their floors.")
    parser.add_argument("--update", action="store_true", help="write what was measured as floors")
    parser.add_argument(
        "--allow-regression", action="store_true", help="let --update lower a floor"
    )
    parser.add_argument("--misses", action="store_true", help="print the questions that fell short")
    wanted = parser.parse_args()
    kept = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    corpus = corpus_hash([*SAMPLE.glob("*.md"), QUESTIONS])
    try:
        measured = take_figures(with_misses=wanted.misses)
        print(json.dumps(measured))
        if wanted.update:
            floors = updated(measured, corpus, kept, allow_regression=wanted.allow_regression)
            FLOORS.write_text(json.dumps(floors, indent=2) + "\n", "utf-8")
        else:
            check(measured, corpus, kept)
    except GateError as error:
        print(f"quality gate: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
