"""Answers questions: `pullquote ask`, and `pullquote eval` for a set with known answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bot.answering.answer import Answer
from bot.answering.answerer import Answerer
from bot.cli.check import check_lines
from bot.cli.evaluate import (
    Broken,
    Judgement,
    confidence_auroc,
    judge,
    read_questions,
    sum_up,
    took_ms,
)
from bot.cli.opening import Shared, command, existing, limit_option
from bot.cli.output import Json, answer_json, say_finding
from bot.json_lines import json_line
from bot.service.warming import warm_up
from store.archive import Archive


@command(
    "ask",
    'pullquote ask "what did doreen fisk say about her kettle?"',
    'pullquote ask "bridge repairs after:2026-01 from:courier" --limit 5',
    "pullquote ask - --json < questions.txt",
)
@click.argument("question", metavar="QUESTION")
@limit_option(3, "Answers")
def ask(shared: Shared, question: str, limit: int) -> int:
    """Answer QUESTION with verbatim excerpts, their speakers and their sources.

    A question may hold operators: from: or site: (publisher), by: (byline), person: (speaker),
    after: and before: (a year, month or day), "words" that must stand as they are, -word.

    With - as QUESTION, each line of standard input is a question, answered independently.
    """
    with existing(shared) as archive:
        answerer = Answerer(archive)
        is_stream = question == "-"
        if is_stream:
            warm_up(answerer)
        for each in _lines() if is_stream else [question]:
            answer = answerer.answer(each, limit=limit)
            if shared.as_json:
                sys.stdout.write(json_line(answer_json(answer)))
            else:
                _say(answer)
            if is_stream:
                sys.stdout.flush()
    return 0


@command(
    "eval", "pullquote eval questions.jsonl", "pullquote eval questions.jsonl --json | tail -1"
)
@click.argument("questions", metavar="QUESTIONS.jsonl", type=click.Path(path_type=Path))
def evaluate(shared: Shared, questions: Path) -> int:
    """Score the archive on questions with known answers, and list those that failed.

    QUESTIONS.jsonl holds one JSON object a line: "question", and any of "answers" (strings),
    "url", "article" (an id), "speaker", "answerable" (false if the archive has nothing on it).
    """
    judgements: list[Judgement] = []
    skipped = 0
    try:
        lines = questions.open("rb")
    except OSError as error:
        print(f"pullquote: {questions}: {error.strerror}", file=sys.stderr)
        return 1
    with lines, existing(shared) as archive:
        answerer = Answerer(archive)
        for asked in read_questions(lines):
            if isinstance(asked, Broken):
                skipped += 1
                print(f"pullquote: row {asked.number} {asked.why}: skipped", file=sys.stderr)
                continue
            reply = answer_json(answerer.answer(asked.question))
            judgements.append(judge(asked, reply, _texts_shown(archive, reply)))
            if shared.as_json:
                sys.stdout.write(json_line(judgement_json(judgements[-1])))
    if shared.as_json:
        sys.stdout.write(json_line(figures_json(judgements, skipped)))
    else:
        sys.stdout.writelines(evaluation_lines(judgements, skipped))
    return 0 if judgements else 1


def _texts_shown(archive: Archive, reply: Json) -> dict[str, str]:
    """The stored texts of what a reply shows, read anew: the reply is held against the archive."""
    shown = [finding["article"]["id"] for finding in (*reply["answers"], *reply["rejected"])]
    return {article_id: archive.get(article_id).text for article_id in dict.fromkeys(shown)}


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        yield line.removesuffix("\n").removesuffix("\r")


def _say(answer: Answer) -> None:
    for correction in answer.corrections if answer.is_answered else ():
        print(f"(showing results for {correction.used}, not {correction.typed})")
    for at, finding in enumerate(answer.findings):
        for line in check_lines(answer, at):
            print(line)
        say_finding(finding)
    if not answer.is_answered:
        print("Nothing in the archive answers that.")
        for suggestion in answer.suggestions:
            print(f"    near it: {suggestion}")


def judgement_json(judgement: Judgement) -> Json:
    """How one question of an evaluation did; what the row does not ask for is null."""
    return {
        "row": judgement.asked.number,
        "question": judgement.asked.question,
        "ok": not judgement.why,
        "why": judgement.why or None,
        "got": judgement.got,
        "answered": judgement.answered,
        "confidence": judgement.confidence,
        "answer1": judgement.answer1,
        "answer3": judgement.answer3,
        "article1": judgement.article1,
        "speaker": judgement.speaker,
        "highlight": judgement.highlight,
        "took_ms": judgement.took_ms,
    }


def figures_json(judgements: Sequence[Judgement], skipped: int) -> Json:
    """What all questions of an evaluation come to; what nothing was asked of is null."""
    shares = sum_up(judgements).shares()
    area = confidence_auroc(judgements)
    return {
        "questions": len(judgements),
        "answerable": sum(j.asked.is_answerable for j in judgements),
        "failed": sum(bool(j.why) for j in judgements),
        "skipped": skipped,
        **{n: None if s.value is None else round(s.value, 4) for n, s in shares.items()},
        "auroc": None if area is None else round(area, 4),
        "took_p50_ms": took_ms(judgements, 0.5),
        "took_p95_ms": took_ms(judgements, 0.95),
        "counts": {name: [share.count, share.of] for name, share in shares.items()},
    }


def evaluation_lines(judgements: Sequence[Judgement], skipped: int) -> Iterator[str]:
    """The same for a person: counts and shares, then every question that failed."""
    told = figures_json(judgements, skipped)
    for name in ("questions", "answerable", "failed", "skipped"):
        yield f"{name:>12}  {told[name]}\n"
    for name, (count, of) in told["counts"].items():
        if of:
            yield f"{name:>12}  {told[name]:.3f}  {count} of {of}\n"
    if told["auroc"] is not None:
        yield f"{'auroc':>12}  {told['auroc']:.3f}  of confidence\n"
    if judgements:
        yield f"{'took':>12}  {told['took_p50_ms']} ms, p95 {told['took_p95_ms']} ms\n"
    for judgement in judgements:
        if judgement.why:
            yield f"\nrow {judgement.asked.number}: {judgement.asked.question}\n"
            yield f"    {judgement.why}; came: {judgement.got}\n"
