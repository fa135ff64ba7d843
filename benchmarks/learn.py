"""Learn the ranking weights from question sets, and say how they carry over.

usage: python -m benchmarks.learn ARCHIVE:QUESTIONS[:SHARE] … [--limit N] [--write FILE] [--split]

Each ARCHIVE is a Pullquote archive that holds the articles of the QUESTIONS file (JSON lines:
question, answers, article_ids or article_id; the articles file of the same name stands beside it). A window is right when a gold answer stands in it
and its article is a gold one (and, where the row names one, its paragraph: an answer such as "four"
stands in a long article more than once). The loss is the listwise softmax (Cao et al., "Learning to rank: from
pairwise to listwise approach", ICML 2007) with a light L2 pull towards zero; sets count by SHARE.
`--split` learns on each half by article and scores the other.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sqlite3
import sys
import unicodedata
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.question import parse_question
from store.connection import Connections
from store.model import Span
from store.search.evidence import Matcher
from store.search.features import NAMES, Asked
from store.search.rank import promising_sentences
from store.search.searcher import find_candidates, find_terms, read_facts
from store.search.windows import shown_span, windows_around
from store.text.sentences import split_paragraphs
from store.text.words import is_unspaced

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Listed:
    """One question's windows: a row of features each, and which of them are right."""

    features: Floats
    right: NDArray[np.bool_]
    fold: int


def plain(text: str) -> str:
    """Words alone, case folded, for comparing answers."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def holds(answers: list[str], text: str) -> bool:
    """Whether a gold answer stands in the text, as whole words where words have spaces."""
    spaced = f" {plain(text)} "
    run = spaced.replace(" ", "")
    return any(
        (plain(a).replace(" ", "") in run) if is_unspaced(a) else f" {plain(a)} " in spaced
        for a in answers
        if plain(a)
    )


def read_rows(path: Path) -> list[dict[str, object]]:
    """JSON lines, gzipped or not."""
    with gzip.open(path, "rt", "utf-8") if path.suffix == ".gz" else path.open("rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def list_questions(archive: Path, questions: Path, limit: int | None) -> list[Listed]:
    """The windows of every question of a set, with what is right."""
    db = Connections(archive).here
    facts = read_facts(db)
    urls: dict[int, str] = dict(db.execute("SELECT id, url FROM articles").fetchall())
    articles = questions.with_name(questions.name.replace("questions", "articles"))
    articles = articles if articles.exists() else articles.with_name(articles.name + ".gz")
    ids = {row.get("url") or f"https://archive.example/{row['id']}": row["id"] for row in read_rows(articles)}
    rows = [r for r in read_rows(questions) if r.get("answerable", True) and r.get("answers")]
    random.Random(3).shuffle(rows)
    listed = []
    for row in rows[:limit]:
        gold = row.get("strict_article_ids") or row.get("article_ids") or [row["article_id"]]
        assert isinstance(gold, list)
        answers = row["answers"]
        assert isinstance(answers, list)
        query = parse_question(str(row["question"])).query
        terms = find_terms(db, query, facts)
        candidates = find_candidates(db, query, terms)
        asked = Asked.of(terms, query.answer_type)
        vectors: list[tuple[float, ...]] = []
        right: list[bool] = []
        matcher = Matcher(terms)
        where = _paragraph(db, urls, ids, row)
        for passage, number in promising_sentences(asked, candidates):
            candidate = passage.candidate
            is_gold = ids.get(urls[candidate.article_id]) in gold
            for first, last in windows_around(candidate, number):
                span = shown_span(candidate, first, last, matcher)
                text = candidate.text[span.start - candidate.origin : span.stop - candidate.origin]
                vectors.append(passage.features(first, last))
                in_place = where is None or where.meets(span)
                right.append(is_gold and in_place and holds(answers, text))
        if any(right) and not all(right):
            fold = zlib.crc32(str(sorted(map(str, gold))[0]).encode()) % 2
            listed.append(Listed(np.array(vectors), np.array(right), fold))
    print(f"{questions}: {len(listed)} of {len(rows[:limit])} questions have a right window", file=sys.stderr)
    return listed


def _paragraph(
    db: sqlite3.Connection, urls: dict[int, str], ids: dict[object, object], row: dict[str, object]
) -> Span | None:
    """Where the gold paragraph stands, if the row names one."""
    number = row.get("paragraph") if "article_ids" not in row else None
    found = [i for i, url in urls.items() if ids.get(url) == row.get("article_id")]
    if not isinstance(number, int) or not found:
        return None
    (text,) = db.execute("SELECT text FROM articles WHERE id = ?", found[:1]).fetchone()
    paragraphs = split_paragraphs(text)
    return paragraphs[number] if number < len(paragraphs) else None


def fit(sets: list[tuple[float, list[Listed]]], steps: int = 400, pull: float = 0.002) -> Floats:
    """Weights that put right windows first, by Adam on the listwise loss."""
    weights = np.zeros(len(NAMES))
    first = np.zeros_like(weights)
    second = np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = pull * weights
        for share, listed in sets:
            for one in listed:
                scores = one.features @ weights
                scores -= scores.max()
                everything = np.exp(scores)
                everything /= everything.sum()
                right = everything * one.right
                right /= max(right.sum(), 1e-12)
                gradient += share / len(listed) * ((everything - right) @ one.features)
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        rate = 0.15 * (1 - step / steps) + 0.01
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def hit_rate(weights: Floats, listed: list[Listed]) -> float:
    """Share of questions whose best window is right, of those that have a right one."""
    return float(np.mean([one.right[int(np.argmax(one.features @ weights))] for one in listed]))


def main() -> None:
    """Learn, report, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--split", action="store_true")
    options = parser.parse_args()
    sets: list[tuple[float, list[Listed]]] = []
    for one in options.sets:
        archive, questions, *share = one.split(":")
        listed = list_questions(Path(archive), Path(questions), options.limit)
        sets.append((float(share[0]) if share else 1.0, listed))
    if options.split:
        for held in (0, 1):
            weights = fit([(s, [x for x in one if x.fold != held]) for s, one in sets])
            rates = [hit_rate(weights, [x for x in one if x.fold == held]) for _, one in sets]
            print("held out half", held, [round(rate, 4) for rate in rates])
    weights = fit(sets)
    print("learnt on", [round(hit_rate(weights, one), 4) for _, one in sets])
    shown = {name: round(float(w), 3) for name, w in zip(NAMES, weights, strict=True)}
    print(json.dumps(shown, indent=1))
    if options.write:
        note = "linear weights over store/search/features.py; learnt by benchmarks/learn.py"
        options.write.write_text(json.dumps({"_": note, **shown}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
