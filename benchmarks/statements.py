"""Counts the SQL statements that a question takes.

    python -m benchmarks.statements [QUESTIONS] [--functions]

Asks an archive of the bundled sample each question of QUESTIONS (benchmarks/questions.jsonl), one
after the other. Prints how many statements the store runs for one: the median, the 95th percentile
and the most. Statements that FTS5 runs on its own tables are not counted. With --functions it also
prints how many a question each function runs on average.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from bot.answering.answerer import Answerer
from bot.cli.talking import sample_files
from store.archive import Archive, open_store
from store.ingest.readers.walking import read_sources

_QUESTIONS = Path(__file__).resolve().parent / "questions.jsonl"
# The day on which the questions are asked, so that "last week" is always the same.
_TODAY = date(2026, 7, 1)
# FTS5 reads its own tables by statements, one for each page of the index and each passage scored.
_OF_FTS5 = re.compile(r"^--|'(?:near_words|passages_fts)_(?:data|idx|docsize|content|config)'")


def main() -> None:
    """Add the sample, ask, print."""
    parser = argparse.ArgumentParser(description="Count the SQL statements that a question takes.")
    parser.add_argument("questions", type=Path, nargs="?", default=_QUESTIONS)
    parser.add_argument("--functions", action="store_true", help="also by function")
    options = parser.parse_args()
    lines = options.questions.read_text("utf-8").splitlines()
    questions = [str(json.loads(line)["question"]) for line in lines]
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(Path(folder) / "sample.db")) as archive,
    ):
        for _ in archive.add(read_sources([str(path) for path in sample_files()], None)):
            pass
        counts, by_function = count_statements(archive, questions)
    p95 = quantiles(counts, n=20)[-1]
    print(f"{len(counts)} questions: median {median(counts):.0f}, p95 {p95:.0f}, max {max(counts)}")
    if options.functions:
        for function, total in by_function.most_common():
            print(f"{total / len(counts):7.2f}  {function}")


def count_statements(archive: Archive, questions: Sequence[str]) -> tuple[list[int], Counter[str]]:
    """The number of statements of each question, and of each function for all of them."""
    answerer = Answerer(archive, lambda: _TODAY)
    by_function: Counter[str] = Counter()

    def note(statement: str) -> None:
        if not _OF_FTS5.search(statement):
            # The frame below is that of the function that runs the statement.
            code = sys._getframe(1).f_code  # noqa: SLF001 - no public way to it costs as little
            by_function[f"{Path(code.co_filename).stem}.{code.co_name}"] += 1

    counts = []
    archive.connections.here.set_trace_callback(note)
    for question in questions:
        before = by_function.total()
        answerer.answer(question)
        counts.append(by_function.total() - before)
    archive.connections.here.set_trace_callback(None)
    return counts, by_function


if __name__ == "__main__":
    main()
