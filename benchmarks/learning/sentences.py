"""Reads questions about single sentences, in the format of QAMR.

Michael and others, "Crowdsourcing question-answer meaning representations", 2018. A folder holds
`qamr_*sentences.tsv` (id, tokens) and other `qamr_*.tsv` (id, …, question at column 5, then answers
as numbers of tokens), gzipped or not.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from benchmarks.learning.marking import RIGHT, Excerpt, excerpt_of
from bot.asking.question import parse_question
from store.archive import open_store
from store.database.connection import Connections
from store.ingest.readers.walking import read_sources
from store.model import EXCERPT_LIMIT, Span
from store.search.excerpts.runs import find_runs
from store.search.lookups import Lookups
from store.search.questions.facts import asked_of
from store.search.reading import QueryReader

_QUESTION_COLUMN = 5
_WRITTEN = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": "“", "''": "”"}
_NO_BLANK_BEFORE = frozenset(") ] , . ; : ? ! ” % n't ’".split())
_NO_BLANK_AFTER = tuple("([“$€£")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where its tokens stand in it."""

    text: str
    tokens: tuple[Span, ...]

    @classmethod
    def of(cls, tokens: Sequence[str]) -> Sentence:
        """Write the tokens as a text."""
        text = ""
        spans = []
        for token in (_WRITTEN.get(token, token) for token in tokens):
            is_close = token in _NO_BLANK_BEFORE or token.startswith("'")
            if text and not is_close and not text.endswith(_NO_BLANK_AFTER):
                text += " "
            spans.append(Span(len(text), len(text) + len(token)))
            text += token
        return cls(text, tuple(spans))

    def answer(self, told: str) -> str:
        """The words of an answer, given as numbers of tokens; "" if they do not stand together."""
        numbers = [int(number) for number in told.split()]
        if not numbers or numbers != list(range(numbers[0], numbers[-1] + 1)):
            return ""
        return self.text[self.tokens[numbers[0]].start : self.tokens[numbers[-1]].stop]


def list_sentences(folder: Path, archives: Path, limit: int | None) -> Iterator[Excerpt]:
    """The sentences with their questions; the archive of them is made in `archives`."""
    sentences = {
        key: Sentence.of(tokens.split(" "))
        for path in folder.glob("qamr_*sentences.tsv*")
        for key, tokens in _rows(path)
    }
    paths = [p for p in sorted(folder.glob("qamr_*.tsv*")) if "sentences" not in p.name]
    rows = [row for path in paths for row in _rows(path)]
    rows.sort(key=lambda row: crc32("".join((row[0], row[_QUESTION_COLUMN])).encode()))
    with closing(Connections(_archive_of(sentences, archives))) as connections:
        for row in rows[:limit]:
            sentence = sentences.get(row[0])
            if sentence is None or len(sentence.text) > EXCERPT_LIMIT:
                continue
            told = [column.rpartition(":")[2] for column in row[_QUESTION_COLUMN + 1 :]]
            answers = tuple(filter(None, map(sentence.answer, told)))
            query = parse_question(row[_QUESTION_COLUMN]).query
            asked = asked_of(QueryReader(Lookups(connections.here)).read(query))
            runs = find_runs(asked, sentence.text, 0.0) if answers else None
            if runs is not None:
                fold = crc32(row[0].encode()) % 2
                one = excerpt_of(sentence.text, runs, answers, fold, may_lack=False)
                if (one.kinds == RIGHT).any():
                    yield one


def _rows(path: Path) -> list[list[str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def _archive_of(sentences: dict[str, Sentence], archives: Path) -> Path:
    """The archive of the sentences, those of one document an article; made unless it is there."""
    path = archives / "sentences.db"
    if path.exists():
        return path
    documents: dict[str, list[str]] = {}
    for key, sentence in sentences.items():
        documents.setdefault(key.rsplit(":", 2)[0], []).append(sentence.text)
    unfinished = path.with_suffix(".part")
    with tempfile.TemporaryDirectory() as folder, closing(open_store(unfinished)) as archive:
        source = Path(folder) / "articles.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for key, texts in documents.items():
                url = f"https://sentences.example/{key.replace(':', '/')}"
                row = {"url": url, "headline": key, "text": "\n\n".join(texts)}
                file.write(json.dumps(row) + "\n")
        for written in archive.add(read_sources([str(source)], None)):
            if written.reason:
                print(f"{written.source}: {written.reason}")
    return unfinished.rename(path)
