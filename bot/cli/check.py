"""Checks whether quotes stand in the archive, and whose they are: `pullquote check`."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from bot.answering.answer import Answer
from bot.answering.answerer import Answerer
from bot.cli.opening import Shared, command, limit_option, opened
from bot.cli.output import answer_json, check_lines, finding_lines
from bot.json_lines import json_line
from bot.reply.phrases import phrases
from store.search.checking.checked import CheckVerdict

# Marks around a whole line that are not part of the words.
_MARKS = "\"'“”„«»‘’‹› \t"
# One word with the ending of a file: no quote, but a name mistyped.
_NAMES_FILE = re.compile(r"^\S+\.(?:txt|jsonl?|md|csv)$", re.IGNORECASE)
# "…" — Jane Doe
_CREDITED = re.compile(r"[\"“„«](?P<words>.+)[\"”“»],?\s*[—–-]+\s*(?P<speaker>\w[^\"“”„«»]{0,80})")


@dataclass(frozen=True, slots=True)
class Claim:
    """Words to be checked, and the speaker they are ascribed to ("" for none)."""

    words: str
    speaker: str = ""


@command(
    "check",
    'pullquote check "I rowed out with a torch" --speaker voss',
    "pullquote check quotes.txt",
    "pullquote check - --json < quotes.jsonl",
)
@click.argument("what", metavar="TEXT_OR_FILE")
@click.option("--speaker", default="", metavar="NAME", help="The person said to have said it.")
@limit_option(3, "Places")
def check(shared: Shared, what: str, speaker: str, limit: int) -> int:
    """Check whether a quote is in the archive word for word, and whose it is.

    TEXT_OR_FILE is the quote, or a file of quotes: one a line, or JSON Lines
    {"quote": "...", "speaker": "..."}; - reads them from standard input.
    """
    lines = _lines_of(what)
    if lines is None:
        return 1
    claims, broken = _read_claims(lines, speaker)
    verdicts: Counter[CheckVerdict] = Counter()
    with opened(shared.path) as archive:
        answerer = Answerer(archive)
        for claim in claims:
            answer = answerer.check(claim.words, claim.speaker, limit=limit)
            verdicts[answer.check.verdict if answer.check else CheckVerdict.ABSENT] += 1
            if shared.as_json:
                sys.stdout.write(json_line(answer_json(answer)))
            else:
                _say(claim, answer)
    if len(claims) > 1 and not shared.as_json:
        told = ", ".join(f"{verdicts[verdict]} {verdict.value}" for verdict in CheckVerdict)
        print(f"{len(claims)} checked: {told}")
    if not claims and not broken:
        print("pullquote: there is nothing to check", file=sys.stderr)
    return 0 if claims else 1


def _lines_of(what: str) -> list[str] | None:
    """The quotes as they were given: the text itself, or the lines of a file."""
    if what == "-":
        return list(sys.stdin)
    path = Path(what)
    try:
        if not path.is_file():
            if not _NAMES_FILE.search(what):
                return [what]
            print(f"pullquote: there is no file {what}", file=sys.stderr)
            return None
    except (OSError, ValueError):  # a text too long, or too odd, to be the name of a file
        return [what]
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        print(f"pullquote: {what}: {error.strerror}", file=sys.stderr)
        return None


def _read_claims(lines: Iterable[str], speaker: str) -> tuple[list[Claim], int]:
    """The claims, and how many lines held none; these are reported with their number."""
    claims: list[Claim] = []
    broken = 0
    for number, line in enumerate(lines, start=1):
        bare = line.strip().strip("\ufeff")
        if not bare:
            continue
        claim = _from_json(bare, speaker) if bare.startswith("{") else _from_text(bare, speaker)
        if claim is None:
            broken += 1
            print(f"pullquote: line {number} holds no quote: skipped", file=sys.stderr)
        else:
            claims.append(claim)
    return claims, broken


def _from_text(line: str, speaker: str) -> Claim:
    credited = _CREDITED.fullmatch(line)
    if credited:
        return Claim(credited["words"].strip(), credited["speaker"])
    words = line.strip(_MARKS)
    return Claim(words or line, speaker)


def _from_json(line: str, speaker: str) -> Claim | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    words = row.get("quote")
    said_by = row.get("speaker") or speaker
    if not isinstance(words, str) or not isinstance(said_by, str) or not words.strip():
        return None
    return Claim(words.strip().encode("utf-8", "replace").decode("utf-8"), said_by)


def _say(claim: Claim, answer: Answer) -> None:
    said_by = f" — {claim.speaker}" if claim.speaker else ""
    print(f"“{claim.words}”{said_by}")
    if not answer.findings:
        print(f"  {phrases('en').text('check_absent')}\n")
        return
    for at, finding in enumerate(answer.findings):
        for line in check_lines(answer, at):
            print(f"  {line}")
        for line in finding_lines(finding):
            print(f"  {line}")
        print()
