"""Score quotes and speakers on articles written for the purpose, beside a plain rule.

    python -m benchmarks.quotes_written [--misses]

`quotes_written.jsonl` holds short articles in Russian, Ukrainian, Polish, French, Spanish and
Italian, with the runs of words between marks that are somebody's and their speakers (null where the
text does not say). They are our own writing. The rules were mended on those of part "learnt"; those
of part "aside" were written afterwards and never mended on. Printed for each part and language: the
quotes there are, listed, found, and found with the right speaker; then the same of a plain rule:
every run between marks, said by the capitals nearest before or after.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from store.ingest.quotes import extract_quotes

_MARKED = re.compile(r"[«“„\"] ?([^«»“”„\"\n]+?) ?[»”“\"]|^[—–] ?([^—–\n]+?),? [—–]", re.MULTILINE)
_NAME = re.compile(r"[^\W\d_a-zа-яёіїєґ]\w+(?: [^\W\d_a-zа-яёіїєґ]\w+)+|[^\W\d_a-zа-яёіїєґ]\w{2,}")
_REACH = 60


def plain_rule(text: str) -> list[tuple[str, str | None]]:
    """Finds quotes by a plain rule: words between marks, and the nearest capitals outside them."""
    found: list[tuple[str, str | None]] = []
    for run in _MARKED.finditer(text):
        behind = _NAME.search(text, run.end(), run.end() + _REACH)
        before = list(_NAME.finditer(text, max(0, run.start() - _REACH), run.start()))
        name = behind or (before[-1] if before else None)
        found.append((run[1] or run[2], name[0] if name is not None else None))
    return found


def engine(text: str, language: str) -> list[tuple[str, str | None]]:
    """Finds quotes as the store does."""
    return [(quote.span.of(text), quote.speaker) for quote in extract_quotes(text, language)]


def count(
    found: Sequence[tuple[str, str | None]], gold: Sequence[dict[str, Any]]
) -> tuple[int, int, list[str]]:
    """Gold quotes found, those with the right speaker, and a line for each that is not right."""
    speakers = {_bare(words): speaker for words, speaker in found}
    hits, right, misses = 0, 0, []
    for quote in gold:
        words = _bare(quote["words"])
        hits += words in speakers
        if words in speakers and _is_right(speakers[words], quote["speaker"]):
            right += 1
        else:
            misses.append(f"{words!r}: {speakers.get(words, 'not found')}, not {quote['speaker']}")
    return hits, right, misses


def _bare(words: str) -> str:
    return words.strip(" .,!?¿¡…")


def _is_right(speaker: str | None, gold: str | None) -> bool:
    """Whether a speaker is the one meant; a described one may have more words around it."""
    if speaker is None or gold is None:
        return speaker is gold
    return speaker == gold or f" {gold} " in f" {speaker} "


def main() -> None:
    """Score every language, print a line each, and what was missed if it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    lines = Path(__file__).with_name("quotes_written.jsonl").read_text(encoding="utf-8")
    articles = [json.loads(line) for line in lines.splitlines()]
    for part, language in dict.fromkeys((row["part"], row["language"]) for row in articles):
        total = [0] * 7
        missed: list[str] = []
        for article in articles:
            if (article["part"], article["language"]) != (part, language):
                continue
            text, gold = article["text"], article["quotes"]
            own, plain = engine(text, language), plain_rule(text)
            hits, right, misses = count(own, gold)
            plain_hits, plain_right, _ = count(plain, gold)
            numbers = (len(gold), len(own), hits, right, len(plain), plain_hits, plain_right)
            total = [one + more for one, more in zip(total, numbers, strict=True)]
            missed += misses
        print(
            f"{part} {language}: {total[0]} quotes; listed {total[1]}, found {total[2]}, "
            f"right speaker {total[3]}; plain rule {total[4]}, {total[5]}, {total[6]}"
        )
        if arguments.misses:
            print(*(f"    {miss}" for miss in missed), sep="\n")


if __name__ == "__main__":
    main()
