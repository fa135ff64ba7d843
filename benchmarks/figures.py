"""What a set of replies is worth: pure functions from questions and replies to figures.

A question is a row of questions.jsonl: `question`, `answerable`, `answers` (any one of them must
stand in the excerpt), and where it applies `url` (the article that should come first) and
`speaker`. A reply is what `pullquote ask --json` printed for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

EXCERPT_LIMIT = 300
HIGHLIGHTS_LIMIT = 2
HIGHLIGHTED_LIMIT = 80

_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares in [0, 1]. `false_yes` and `false_no` are better the smaller, the rest the larger.

    answer1, answer3  an answer stands in the first excerpt, in one of the first three
    url1              the first answer comes from the article that should come first
    speaker           the first answer names the speaker
    false_yes         answered although the archive has nothing
    false_no          declined although the archive has it
    verbatim          excerpts that stand letter for letter in the stored text and keep the rules
    """

    answer1: float
    answer3: float
    url1: float
    speaker: float
    false_yes: float
    false_no: float
    verbatim: float


@dataclass(frozen=True, slots=True)
class Miss:
    """One question that fell short, for a person to read."""

    question: str
    why: str
    got: str


def measure(
    questions: Sequence[Row], replies: Sequence[Row], texts: Mapping[str, str]
) -> tuple[Figures, tuple[Miss, ...]]:
    """Figures over all questions, and those that fell short.

    `texts` holds the stored text of each article by its id. A share of nothing is 1 (0 for
    `false_yes` and `false_no`).
    """
    pairs = list(zip(questions, replies, strict=True))
    present = [(q, r) for q, r in pairs if q["answerable"]]
    worded = [(q, r) for q, r in present if q["answers"]]
    absent = [r for q, r in pairs if not q["answerable"]]
    shown = [x for r in replies for x in r["answers"] if x["kind"] != "article"]
    figures = Figures(
        answer1=_share(_stands(q, r, 1) for q, r in worded),
        answer3=_share(_stands(q, r, 3) for q, r in worded),
        url1=_share(_first_url(r) == q["url"] for q, r in present if "url" in q),
        speaker=_share(
            _first(r).get("speaker") == q["speaker"] for q, r in present if "speaker" in q
        ),
        false_yes=_share((r["answered"] for r in absent), nothing=0.0),
        false_no=_share((not r["answered"] for _, r in present), nothing=0.0),
        verbatim=_share(is_verbatim(x, texts) for x in shown),
    )
    return figures, tuple(_misses(pairs))


def is_verbatim(answer: Row, texts: Mapping[str, str]) -> bool:
    """Whether an excerpt is the stored words, within every limit the contract sets."""
    text = texts.get(answer["article"]["id"], "")
    start, stop, highlights = answer["start"], answer["stop"], answer["highlights"]
    return (
        0 <= start < stop <= len(text)
        and stop - start <= EXCERPT_LIMIT
        and answer["excerpt"] == text[start:stop]
        and not _cuts_word(text, start)
        and not _cuts_word(text, stop)
        and len(highlights) <= HIGHLIGHTS_LIMIT
        and sum(b - a for a, b in highlights) <= HIGHLIGHTED_LIMIT
        and all(start <= a < b <= stop for a, b in highlights)
        and 0 <= answer["score"] <= 1
    )


def _cuts_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _misses(pairs: Iterable[tuple[Row, Row]]) -> Iterator[Miss]:
    for question, reply in pairs:
        got = str(_first(reply).get("excerpt") or _first_url(reply) or "(declined)")
        if why := _shortfall(question, reply):
            yield Miss(question["question"], why, " ".join(got.split()))


def _shortfall(question: Row, reply: Row) -> str:
    if not question["answerable"]:
        return "answered, nothing there" if reply["answered"] else ""
    if not reply["answered"]:
        return "declined"
    if question["answers"] and not _stands(question, reply, 1):
        return f"not {question['answers'][0]!r}"
    if "url" in question and _first_url(reply) != question["url"]:
        return f"not from {question['url']}"
    if "speaker" in question and _first(reply).get("speaker") != question["speaker"]:
        return f"speaker {_first(reply).get('speaker')!r}, not {question['speaker']!r}"
    return ""


def _first(reply: Row) -> Row:
    answers: Sequence[Row] = reply["answers"]
    return answers[0] if answers else {}


def _first_url(reply: Row) -> str | None:
    url: str | None = _first(reply).get("article", {}).get("url")
    return url


def _stands(question: Row, reply: Row, depth: int) -> bool:
    shown = [_plain(x["excerpt"] or "") for x in reply["answers"][:depth]]
    wanted = [_plain(answer) for answer in question["answers"]]
    return any(f" {want} " in f" {text} " for want in wanted for text in shown)


def _plain(text: str) -> str:
    """Words alone, so that neither marks nor case decide."""
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _share(hits: Iterable[bool], *, nothing: float = 1.0) -> float:
    counted = list(hits)
    return sum(counted) / len(counted) if counted else nothing
