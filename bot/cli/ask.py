"""Answers questions: `pullquote ask`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from bot.answering.answer import Answer
from bot.answering.answerer import Answerer
from bot.cli.opening import Shared, command, existing, limit_option
from bot.cli.output import answer_json, check_lines, say_finding
from bot.json_lines import json_line
from bot.service.warming import warm_up


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
                if is_stream:
                    print(f"? {each}")
                _say(answer)
            if is_stream:
                sys.stdout.flush()
    return 0


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        yield line.removesuffix("\n").removesuffix("\r")


def _say(answer: Answer) -> None:
    for correction in answer.corrections if answer.shown else ():
        print(f"(showing results for {correction.used}, not {correction.typed})")
    if answer.is_unsure:
        print("This may answer it:")
    for at, finding in enumerate(answer.shown):
        for line in check_lines(answer, at):
            print(line)
        say_finding(finding)
    if not answer.shown:
        print("Nothing in the archive answers that.")
    for suggestion in answer.suggestions:
        print(f"    near it: {suggestion}")
