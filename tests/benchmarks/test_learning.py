"""Learning on articles and questions of our own writing."""

import json
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import learn
from benchmarks.learning.confidence import USED, Sighting, learn_confidence, measure_confidence
from benchmarks.learning.lists import Lists, Options
from benchmarks.learning.marking import (
    RIGHT,
    Batch,
    Excerpt,
    draw_weights,
    excerpt_of,
    learn_marking,
    measure_marking,
)
from benchmarks.learning.ranking import (
    learn_ranking,
    list_windows,
    measure_ranking,
    weights_by_hand,
)
from benchmarks.learning.sentences import list_sentences
from benchmarks.learning.sets import (
    DataSet,
    absent_urls,
    make_archive,
    read_questions,
    read_unanswerable,
)
from bot.asking.intent import answer_type
from store.search.excerpts.runs import find_runs
from store.search.excerpts.weighing import MarkWeights, load_mark_weights
from store.search.ranking.features import NAMES, Asked
from store.search.words.terms import Term
from store.text.words import find_words

RNG = np.random.default_rng(1)
TRADES = ["cooper", "glazier", "saddler", "thatcher", "wheelwright", "tinsmith", "chandler"]
TOWNS = ["Ashford", "Brindle", "Corvey", "Dunmore", "Elsing", "Farrow", "Gatley"]


def options(right_column: int, width: int, fold: int = 0) -> Options:
    """Three options at random, of which the one with the largest value in a column is right."""
    features = RNG.random((3, width))
    return Options(features, features[:, right_column] == features[:, right_column].max(), fold)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "trades"
    data.mkdir()
    articles, questions = [], []
    for number, (trade, town) in enumerate(zip(TRADES, TOWNS, strict=True)):
        text = (
            f"The fair opened early this year.\n\nThe {trade} keeps a shop in {town}. "
            f"He sold {number + 20} pieces there in May."
        )
        articles.append({"id": f"a{number}", "title": f"The {trade}", "text": text})
        for paragraph, (question, answer) in enumerate(
            [(f"Where does the {trade} keep a shop?", town), (f"What opened in {town}?", "fair")]
        ):
            questions.append(
                {
                    "question": question,
                    "answers": [answer],
                    "article_id": f"a{number}",
                    "paragraph": 1 - paragraph,
                }
            )
    questions.append({"question": "Who?", "answers": [], "answerable": False, "article_id": "a0"})
    for name, rows in (("articles", articles), ("questions", questions)):
        (data / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return data


@pytest.mark.parametrize(
    ("text", "name", "shares"),
    [
        ("data/news", "news", (1, 1)),
        ("data/news=1.5", "news", (1.5, 1)),
        ("data/x:de=.4,0", "x.de", (0.4, 0)),
    ],
)
def test_a_set_says_what_it_counts(text: str, name: str, shares: tuple[float, ...]):
    one = DataSet.parse(text)
    assert (one.name, (one.ranking, one.confidence)) == (name, shares)


def test_questions_on_one_article_stay_in_one_half(folder: Path):
    questions = read_questions(DataSet.parse(str(folder)), None)
    assert len(questions) == 2 * len(TRADES)
    halves = {(next(iter(q.urls)), q.fold) for q in questions}
    assert len(halves) == len(TRADES)
    assert {fold for _, fold in halves} == {0, 1}


def test_a_limit_takes_the_same_questions_every_time(folder: Path):
    one = DataSet.parse(str(folder))
    assert read_questions(one, 5) == read_questions(one, None)[:5]


def test_the_articles_left_out_are_a_third_and_always_the_same(folder: Path):
    one = DataSet.parse(str(folder))
    absent = absent_urls(one)
    assert absent == absent_urls(one)
    assert len(absent) == 2
    assert read_unanswerable(one) == []


def test_a_window_is_right_only_in_the_paragraph_that_answers(folder: Path, tmp_path: Path):
    one = DataSet.parse(str(folder))
    questions = read_questions(one, None)
    listed = list_windows(make_archive(one, tmp_path), questions)
    assert len(listed) == len(questions)
    assert all(o.features.shape[1:] == (len(NAMES),) for o in listed)
    where = [o for q, o in zip(questions, listed, strict=True) if q.text.startswith("Where")]
    assert all(o.right.any() for o in where)
    nowhere = [
        o
        for q, o in zip(questions, listed, strict=True)
        if q.text.startswith("What") and not o.features[:, NAMES.index("covered")].any()
    ]
    assert not any(o.right.any() for o in nowhere)


def test_ranking_learns_which_feature_tells():
    column = NAMES.index("early")
    known = [options(column, len(NAMES)) for _ in range(80)]
    unknown = [options(column, len(NAMES)) for _ in range(80)]
    weights = learn_ranking([(1.0, known)])
    assert measure_ranking(weights, unknown) > measure_ranking(weights_by_hand(), unknown)
    assert weights[column] > weights_by_hand()[column]


def test_ranking_stays_where_hands_put_it_when_there_is_nothing_to_learn():
    same = np.ones((2, len(NAMES)))
    listed = [Options(same, np.array([True, False]), 0)]
    assert (learn_ranking([(1.0, listed)]) == weights_by_hand()).all()


def test_a_question_with_nothing_to_choose_is_left_out():
    features = np.ones((2, 1))
    nothing = Options(features, np.array([False, False]), 0)
    everything = Options(features, np.array([True, True]), 0)
    telling = Options(np.array([[1.0], [0.0]]), np.array([True, False]), 0)
    lists = Lists.of([nothing, telling, everything])
    assert (len(lists), lists.rate(np.ones(1)), lists.rate(-np.ones(1))) == (1, 1, 0)


def test_confidence_counts_both_kinds_the_same_however_many_there_are():
    def seen(covered: float, *, present: bool, often: int) -> list[Sighting]:
        row = (covered, *([0.0] * (len(USED))), 1.0)
        return [Sighting(row, present, 0)] * often

    both = seen(1.0, present=True, often=30) + seen(0.0, present=False, often=3)
    weights = learn_confidence([(1.0, both)])
    assert measure_confidence(weights, both) == (1.0, 0.0, 0.0)
    middle = np.array([0.5, *([0.0] * len(USED)), 1.0]) @ weights
    assert middle == pytest.approx(0, abs=1e-6)


def excerpt(text: str, question: str, answer: str, *, may_lack: bool = True) -> Excerpt:
    """An excerpt with the runs that a question finds in it."""
    terms = [
        Term(word, {word: 1.0}, {word: 1.0}, 3, 3.0)
        for word in map(str.lower, find_words(question))
        if word not in ("who", "where", "did", "the", "is")
    ]
    asked = Asked.of(terms, answer_type(question), question=question)
    runs = find_runs(asked, text, 0.2)
    assert runs is not None
    return excerpt_of(text, runs, (answer,), 0, may_lack=may_lack)


def trade_excerpts() -> list[Excerpt]:
    told = "The {trade} keeps a shop in {town}, and every morning it opens late."
    return [
        excerpt(
            told.format(trade=trade, town=town), f"Where did the {trade} keep the shop?", answer
        )
        for trade in TRADES
        for town in TOWNS
        for answer in (town, town, "nowhere at all")
    ]


def test_marking_goes_down_its_slope():
    batch = Batch(trade_excerpts()[:9])
    weights = draw_weights(np.random.default_rng(3))
    kept = np.ones_like(weights.bias)
    _, slope = batch.loss(weights, kept)
    for field in fields(weights):
        values, down = getattr(weights, field.name), getattr(slope, field.name)
        way = down / np.linalg.norm(down)
        step = 2e-3
        after, before = (
            batch.loss(replace(weights, **{field.name: values + sign * step * way}), kept)[0]
            for sign in (1, -1)
        )
        told = (after - before) / (2 * step)
        assert told == pytest.approx(np.linalg.norm(down), rel=0.1, abs=4e-3), field.name


def test_marking_learns_which_run_answers():
    excerpts = trade_excerpts()
    held = [one for one in excerpts if (one.kinds == RIGHT).any()]
    learnt = learn_marking(excerpts * 15)

    def right(weights: MarkWeights) -> list[bool]:
        best = [int(weights.likelihoods(one.runs).argmax()) for one in held]
        return [bool(one.kinds[run] == RIGHT) for one, run in zip(held, best, strict=True)]

    assert sum(right(learnt)) > sum(right(draw_weights(np.random.default_rng(0))))
    assert sum(measure_marking(learnt, held)) > 1


def test_a_run_with_much_beside_the_answer_is_no_right_one():
    one = excerpt("The cooper of old keeps a shop in a lane in Ashford.", "Who is he?", "Ashford")
    marked = {one.runs.span(run).of(one.text) for run in np.flatnonzero(one.kinds == RIGHT)}
    assert "Ashford" in marked
    assert all(len(find_words(words)) <= 3 for words in marked)
    assert (one.kinds > RIGHT).any()


def test_questions_about_sentences_are_read(tmp_path: Path):
    tokens = "Ida opened `` The Kettle '' in Ashford -LRB- near Corvey -RRB- ."
    (tmp_path / "qamr_wiki-sentences.tsv").write_text(f"Wiki:news:1:0:0\t{tokens}\n")
    (tmp_path / "qamr_dev.tsv").write_text(
        "Wiki:news:1:0:0\t0 1\t5\t0\t1\tWhere did Ida open it?\t7\t6:7\n"
        "Wiki:news:1:0:0\t0 1\t5\t1\t1\tWhat was opened?\t3 4\t6:3 6\n"
        "Wiki:news:9:0:0\t0 1\t5\t1\t1\tWhat was gone?\t3 4\t6:3 4\n"
    )
    found = {one.answers: one.text for one in list_sentences(tmp_path, tmp_path, None)}
    text = "Ida opened “The Kettle” in Ashford (near Corvey)."
    assert found == {("Ashford", "Ashford"): text, ("The Kettle",): text}


def test_the_command_writes_what_the_program_reads(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    archives, written = tmp_path / "archives", tmp_path / "weights.json"
    archives.mkdir()
    command = ["learn", str(folder), "--archives", str(archives), "--write", str(written)]
    monkeypatch.setattr(sys, "argv", [*command, "--split"])
    learn.main()
    out = capsys.readouterr().out
    assert out.count("| trades, A |") == out.count("| trades, B |") == 2
    assert sorted(path.name for path in archives.glob("*.db")) == [
        "trades.absent.db",
        "trades.db",
    ]
    learnt = json.loads(written.read_text())
    shipped = json.loads(
        (Path(learn.__file__).parents[1] / "store/search/ranking/weights.json").read_text()
    )
    assert learnt.keys() == shipped.keys()
    for part in ("ranking", "confidence"):
        assert list(learnt[part]) == list(shipped[part])


def test_the_command_writes_marks_that_the_program_reads(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    archives, written = tmp_path / "archives", tmp_path / "marks.npz"
    archives.mkdir()
    command = ["learn", str(folder), "--archives", str(archives), "--marks", str(written)]
    monkeypatch.setattr(sys, "argv", [*command, "--split"])
    learn.main()
    assert capsys.readouterr().out.count("precision") == 4
    learnt, shipped = MarkWeights.read(written), load_mark_weights()
    for field in fields(MarkWeights):
        assert getattr(learnt, field.name).shape == getattr(shipped, field.name).shape
