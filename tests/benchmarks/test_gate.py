import json
from pathlib import Path

import pytest

from benchmarks import gate

GOOD = {"answer1": 0.9, "false_yes": 0.1, "verbatim": 1.0}


def test_figures_at_their_floors_pass():
    gate.check(GOOD, "abc", {"corpus": "abc", "floors": GOOD})


@pytest.mark.parametrize(
    "worse", [{"answer1": 0.8999}, {"false_yes": 0.1001}, {"verbatim": 0.9999}]
)
def test_a_figure_below_its_floor_shuts_the_gate(worse: dict[str, float]):
    with pytest.raises(gate.GateError, match=next(iter(worse))):
        gate.check(GOOD | worse, "abc", {"corpus": "abc", "floors": GOOD})


def test_another_corpus_shuts_the_gate_however_good_the_figures():
    with pytest.raises(gate.GateError, match="have changed"):
        gate.check(GOOD, "abd", {"corpus": "abc", "floors": GOOD})


def test_without_floors_the_gate_is_shut():
    with pytest.raises(gate.GateError):
        gate.check(GOOD, "abc", {})


def test_a_figure_that_is_not_measured_any_more_shuts_the_gate():
    with pytest.raises(gate.GateError, match="answer1 is not measured"):
        gate.check({"verbatim": 1.0}, "abc", {"corpus": "abc", "floors": {"answer1": 0.5}})


def test_an_update_refuses_to_lower_a_floor_unless_told():
    kept = {"corpus": "abc", "floors": GOOD}
    worse = GOOD | {"answer1": 0.5}
    with pytest.raises(gate.GateError, match="--allow-regression"):
        gate.updated(worse, "abd", kept, allow_regression=False)
    lowered = gate.updated(worse, "abd", kept, allow_regression=True)
    assert lowered == {"corpus": "abd", "floors": worse}


def test_no_update_takes_less_than_verbatim():
    with pytest.raises(gate.GateError, match="verbatim"):
        gate.updated(GOOD | {"verbatim": 0.99}, "abc", {}, allow_regression=True)


def test_the_corpus_hash_tells_contents_names_and_borders_apart(tmp_path: Path):
    one, two = tmp_path / "one", tmp_path / "two"
    hashes = set()
    for first, second in [("a", "b"), ("ab", ""), ("", "ab"), ("b", "a")]:
        one.write_text(first)
        two.write_text(second)
        hashes.add(gate.corpus_hash([one, two]))
    assert len(hashes) == 4
    assert gate.corpus_hash([two, one]) in hashes


def test_line_ends_do_not_change_the_corpus(tmp_path: Path):
    path = tmp_path / "one"
    path.write_bytes(b"a\nb\n")
    before = gate.corpus_hash([path])
    path.write_bytes(b"a\r\nb\r\n")
    assert gate.corpus_hash([path]) == before


def test_the_questions_are_a_fair_set():
    rows = [json.loads(line) for line in gate.QUESTIONS.read_text("utf-8").splitlines()]
    sample = "\n".join(path.read_text("utf-8") for path in gate.SAMPLE.glob("*.md"))
    absent = [row for row in rows if not row["answerable"]]
    assert len(rows) >= 120
    assert len({row["question"] for row in rows}) == len(rows)
    assert 0.2 <= len(absent) / len(rows) <= 0.3
    assert all(answer in sample for row in rows for answer in row["answers"])
    assert all(f"<{row['url']}>" in sample for row in rows if "url" in row)
    assert not any(row["answers"] for row in absent)
