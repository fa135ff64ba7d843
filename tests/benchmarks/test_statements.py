"""A question takes few statements, and the benchmark counts those the store runs."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from statistics import median

from benchmarks.statements import count_statements
from store.archive import open_store
from tests.builders import sample_drafts

QUESTIONS = Path(__file__).resolve().parents[2] / "benchmarks" / "questions.jsonl"


def test_a_question_takes_at_most_40_statements_at_the_median(tmp_path: Path):
    lines = QUESTIONS.read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    with closing(open_store(tmp_path / "sample.db")) as archive:
        list(archive.add(sample_drafts()))
        counts, by_function = count_statements(archive, questions)
    assert 5 < median(counts) <= 40
    assert by_function.total() == sum(counts)
    # Each question is a transaction of its own.
    assert min(counts) > 2
