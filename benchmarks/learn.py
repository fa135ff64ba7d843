"""Learn the numbers of `store/search/ranking/weights.json` from question sets.

usage: python -m benchmarks.learn SET … [--archives FOLDER] [--limit N] [--split] [--write FILE]
                                 [--marks FILE] [--sentences FOLDER]

SET is FOLDER[:LANGUAGE][=RANKING[,CONFIDENCE]]: a folder with articles.jsonl and questions.jsonl
(`articles.de.jsonl` and so on for a LANGUAGE, any of them gzipped), and the share with which it
counts in each of the two parts: 1 unless told, 0 leaves it out.

The articles go into an archive of their own, which --archives keeps for the next time. Confidence
is learnt against the questions of off_archive.jsonl; where there is none, against those on the 30 %
of the articles that a second archive leaves out. --split prints figures for each half of the
questions, by article, learnt on the other half, and for each set, learnt on the other sets.

--marks learns `store/search/excerpts/marks.npz` instead, from the excerpts that rank first by the
shipped weights; --sentences adds questions about single sentences (`learning/sentences.py`).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.learning.confidence import (
    USED,
    Sighting,
    learn_confidence,
    measure_confidence,
    see_best_windows,
)
from benchmarks.learning.lists import Floats
from benchmarks.learning.marking import Excerpt, learn_marking, list_excerpts, measure_marking
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
from benchmarks.learning.split import Part, Told, learn_all, print_halves
from store.search.excerpts.weighing import load_mark_weights
from store.search.ranking.features import NAMES
from store.search.ranking.weights import Weights, load_weights

_ABOUT = (
    "Linear weights over the features of store/search/ranking/features.py;"
    " learnt by benchmarks/learn.py."
)


def main() -> None:
    """Learn, print the figures, and write the weights where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", type=DataSet.parse, metavar="SET")
    parser.add_argument("--archives", type=Path, metavar="FOLDER", help="keeps the archives")
    parser.add_argument("--limit", type=int, metavar="N", help="questions of each set at most")
    parser.add_argument("--split", action="store_true", help="figures for what was not learnt on")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="where the weights go, not the screen"
    )
    parser.add_argument("--marks", type=Path, metavar="FILE", help="learn what marks answers")
    parser.add_argument("--sentences", type=Path, metavar="FOLDER", help="questions on sentences")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archives = options.archives or Path(folder)
        if options.marks:
            excerpts = [
                one
                for each in options.sets
                for one in list_excerpts(
                    make_archive(each, archives),
                    read_questions(each, options.limit),
                    load_weights(),
                )
            ]
            if options.sentences:
                excerpts += list_sentences(options.sentences, archives, options.limit)
            learn_marks(excerpts, options.marks, split=options.split)
            return
        learnt = learn(options.sets, archives, options.limit, split=options.split)
    text = json.dumps(learnt, indent=2) + "\n"
    if options.write:
        options.write.write_text(text, "utf-8")
    else:
        print(f"\n{text}", end="")


def learn(
    sets: Sequence[DataSet], archives: Path, limit: int | None, *, split: bool
) -> dict[str, object]:
    """Ranking, then confidence, which looks at the windows that rank first."""
    shipped = load_weights()
    windows = [
        Told(
            one.name,
            one.ranking,
            list_windows(make_archive(one, archives), read_questions(one, limit)),
        )
        for one in sets
        if one.ranking
    ]
    part = Part("ranking: a right window comes first", learn_ranking, measure_ranking)
    ranking = learn_all(part, windows)
    if split:
        known = {"by hand": weights_by_hand(), "shipped": np.array(shipped.ranking)}
        print_halves(part, windows, {**known, "learnt on all": ranking})
    weights = Weights(tuple(map(float, ranking)), (), 0.0, 0.0, 0.0)

    seen = [
        Told(one.name, one.confidence, see_both_kinds(one, archives, limit, weights))
        for one in sets
        if one.confidence
    ]
    sureness = Part("confidence: area, wrong yes, wrong no", learn_confidence, measure_confidence)
    confidence = learn_all(sureness, seen)
    if split:
        known = {"shipped": shipped_confidence(shipped)}
        print_halves(sureness, seen, {**known, "learnt on all": confidence})

    return as_file(ranking, confidence)


def learn_marks(excerpts: Sequence[Excerpt], file: Path, *, split: bool) -> None:
    """Learn what marks answers, write it, and print figures for each half."""
    for fold in (0, 1) if split else ():
        learnt = learn_marking([one for one in excerpts if one.fold != fold])
        half = [one for one in excerpts if one.fold == fold and one.may_lack]
        for name, weights in (("other half", learnt), ("shipped", load_mark_weights())):
            right, precision = measure_marking(weights, half)
            print(f"half {'AB'[fold]}, {name}: marked right {right:.3f}, precision {precision:.3f}")
    learn_marking(excerpts).write(file)


def see_both_kinds(
    dataset: DataSet, archives: Path, limit: int | None, weights: Weights
) -> list[Sighting]:
    """Best windows for questions whose answer is in the archive, and for others."""
    questions = read_questions(dataset, limit)
    if elsewhere := read_unanswerable(dataset):
        archive = make_archive(dataset, archives)
        return see_best_windows(archive, [*questions, *elsewhere[:limit]], weights, frozenset())
    absent = absent_urls(dataset)
    archive = make_archive(dataset, archives, without=absent)
    return see_best_windows(archive, questions, weights, absent)


def shipped_confidence(shipped: Weights) -> Floats:
    """Lists the weights in use, in the order of those that are learnt."""
    used = [shipped.confidence[NAMES.index(name)] for name in USED]
    return np.array([*used, shipped.corrected, shipped.constant])


def as_file(ranking: Floats, confidence: Floats) -> dict[str, object]:
    """The weights in the form of `store/search/ranking/weights.json`."""
    *evidence, corrected, constant = (round(float(w), 2) for w in confidence)
    shipped = load_weights()
    return {
        "about": _ABOUT,
        "ranking": {n: round(float(w), 3) for n, w in zip(NAMES, ranking, strict=True)},
        "confidence": dict(zip(USED, evidence, strict=True)),
        "corrected": corrected,
        "constant": constant,
        # Set by hand: what languages without a list of common words lack. See `ranking.confidence`.
        "unlisted": shipped.unlisted,
        # Learnt apart, on questions in one language about articles in another (decision 0025).
        "translated": {
            **{name: shipped.translated[NAMES.index(name)] for name in USED},
            "corrected": shipped.translated_corrected,
            "constant": shipped.translated_constant,
        },
    }


if __name__ == "__main__":
    main()
