"""Data folders → archives and questions to learn from."""

from __future__ import annotations

import gzip
import json
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from bot.asking.question import parse_question
from store.archive import open_store
from store.database.connection import Connections
from store.ingest.readers.walking import read_sources
from store.search.lookups import Lookups
from store.search.passages.candidates import find_candidates
from store.search.passages.evidence import Candidate
from store.search.questions.facts import asked_of
from store.search.ranking.features import Asked
from store.search.reading import QueryReader

# Chooses among questions if there are too many.
_ORDER_SEED = 3
# Chooses the articles that are left out.
_ABSENT_SEED = 7
_ABSENT = 0.3


@dataclass(frozen=True, slots=True)
class DataSet:
    """A folder of articles and questions, in one language of several where it has them.

    The shares say how much it counts when ranking and confidence are learnt; 0 leaves it out.
    """

    folder: Path
    language: str
    ranking: float
    confidence: float

    @classmethod
    def parse(cls, text: str) -> DataSet:
        """From FOLDER[:LANGUAGE][=RANKING[,CONFIDENCE]]; a share not given is 1."""
        where, _, told = text.partition("=")
        folder, _, language = where.partition(":")
        shares = [float(share) for share in told.split(",")] if told else []
        ranking, confidence = [*shares, 1.0, 1.0][:2]
        return cls(Path(folder), language, ranking, confidence)

    @property
    def name(self) -> str:
        """The folder's name, with the language."""
        return ".".join(filter(None, (self.folder.name, self.language)))

    def rows(self, stem: str) -> list[dict[str, Any]]:
        """The rows of one of its JSON Lines files, gzipped or not."""
        path = self.folder / ".".join(filter(None, (stem, self.language, "jsonl")))
        if path.exists():
            with path.open(encoding="utf-8") as file:
                return [json.loads(line) for line in file]
        with gzip.open(f"{path}.gz", "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is right. `fold` is 0 or 1, the same for all questions on an article.

    `urls` are of the articles that answer it; `paragraph` counts in the one article there is then:
    an answer such as "four" stands in a long article more than once.
    """

    text: str
    answers: tuple[str, ...]
    urls: frozenset[str]
    paragraph: int | None
    fold: int


@dataclass(frozen=True, slots=True)
class Searched:
    """A question put to an archive: what is known before anything is weighed."""

    question: Question
    asked: Asked
    candidates: list[Candidate]


def read_questions(dataset: DataSet, limit: int | None) -> list[Question]:
    """Answerable questions, at most `limit` of them, in an order that is always the same."""
    urls = {row["id"]: _url(row) for row in dataset.rows("articles")}
    rows = [r for r in dataset.rows("questions") if r.get("answerable", True) and r.get("answers")]
    random.Random(_ORDER_SEED).shuffle(rows)  # noqa: S311 - nothing secret
    questions = []
    for row in rows[:limit]:
        gold = row.get("strict_article_ids") or row.get("article_ids") or [row["article_id"]]
        questions.append(
            Question(
                text=row["question"],
                answers=tuple(row["answers"]),
                urls=frozenset(urls[i] for i in gold if i in urls),
                paragraph=None if "article_ids" in row else row.get("paragraph"),
                fold=_fold(min(map(str, gold))),
            )
        )
    return questions


def read_unanswerable(dataset: DataSet) -> list[Question]:
    """Questions on things that the articles do not hold; none where the folder has none."""
    if not (dataset.folder / "off_archive.jsonl").exists():
        return []
    rows = dataset.rows("off_archive")
    nowhere: frozenset[str] = frozenset()
    return [Question(row["question"], (), nowhere, None, _fold(str(row["id"]))) for row in rows]


def absent_urls(dataset: DataSet) -> frozenset[str]:
    """The articles to leave out, so that the questions on them have no answer."""
    articles = sorted(dataset.rows("articles"), key=lambda row: str(row["id"]))
    random.Random(_ABSENT_SEED).shuffle(articles)  # noqa: S311 - nothing secret
    return frozenset(_url(row) for row in articles[: int(len(articles) * _ABSENT)])


def make_archive(dataset: DataSet, archives: Path, without: frozenset[str] = frozenset()) -> Path:
    """The archive of a set in the folder `archives`, made unless it is there."""
    path = archives / f"{dataset.name}{'.absent' if without else ''}.db"
    if path.exists():
        return path
    unfinished = path.with_suffix(".part")
    with tempfile.TemporaryDirectory() as folder, closing(open_store(unfinished)) as archive:
        source = Path(folder) / "articles.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for row in dataset.rows("articles"):
                if (url := _url(row)) not in without:
                    file.write(json.dumps({**row, "url": url}) + "\n")
        for written in archive.add(read_sources([str(source)], None)):
            if written.reason:
                print(f"{dataset.name}: {written.source}: {written.reason}")
    return unfinished.rename(path)


def search_all(
    path: Path, questions: list[Question]
) -> Iterator[tuple[sqlite3.Connection, Searched]]:
    """Put each question to an archive, as a fact that is asked for."""
    with closing(Connections(path)) as connections:
        db = connections.here
        for question in questions:
            lookups = Lookups(db)
            reading = QueryReader(lookups).read(parse_question(question.text).query)
            candidates = find_candidates(lookups, reading)
            asked = asked_of(reading)
            yield db, Searched(question, asked, candidates)


def _url(row: dict[str, Any]) -> str:
    return str(row.get("url") or f"https://archive.example/{row['id']}")


def _fold(article: str) -> int:
    return crc32(article.encode()) % 2
