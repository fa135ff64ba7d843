"""`pullquote check`: is this quote in the archive, word for word, and whose is it?"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answering.answer import Answer
from bot.answering.answerer import Answerer
from bot.cli import output
from bot.cli.adding import wanted_archive
from bot.json_lines import json_line
from bot.reply.checked import check_blocks
from bot.reply.markup import to_plain
from bot.reply.phrases import phrases
from store.search.checking.checked import Verdict

# Marks around a whole line that are not part of the words.
_MARKS = "\"'“”„«»‘’‹› \t"
# "…" — Jane Doe
_CREDITED = re.compile(r"[\"“„«](?P<words>.+)[\"”“»],?\s*[—–-]+\s*(?P<speaker>\w[^\"“”„«»]{0,80})")


@dataclass(frozen=True, slots=True)
class Claim:
    """Words to be checked, and whose they are said to be ("" for nobody's in particular)."""

    words: str
    speaker: str = ""


def check(options: argparse.Namespace) -> int:
    """Check a text, or each quote of a file; at last how many ended how."""
    lines = _lines_of(options.what)
    if lines is None:
        return 1
    claims, broken = _read_claims(lines, options.speaker)
    verdicts: Counter[Verdict] = Counter()
    with wanted_archive(options) as archive:
        answerer = Answerer(archive)
        for claim in claims:
            answer = answerer.check(claim.words, claim.speaker, limit=options.limit)
            verdicts[answer.check.verdict if answer.check else Verdict.ABSENT] += 1
            if options.json:
                sys.stdout.write(json_line(output.answer_json(answer)))
            else:
                _say(claim, answer)
    if len(claims) > 1 and not options.json:
        told = ", ".join(f"{verdicts[verdict]} {verdict.value}" for verdict in Verdict)
        print(f"{len(claims)} checked: {told}")
    if not claims and not broken:
        print("pullquote: there is nothing to check", file=sys.stderr)
    return 0 if claims else 1


def check_lines(answer: Answer, at: int) -> Iterator[str]:
    """What is said above the finding at `at` of a check, on a terminal."""
    if answer.check is not None:
        for block in check_blocks(answer.check, at, answer.findings[at], phrases("en")):
            yield from to_plain(block).splitlines()


def _lines_of(what: str) -> list[str] | None:
    """The quotes as they were given: the text itself, or the lines of a file."""
    if what == "-":
        return list(sys.stdin)
    path = Path(what)
    try:
        if not path.is_file():
            return [what]
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
        for line in output.finding_lines(finding):
            print(f"  {line}")
        print()
