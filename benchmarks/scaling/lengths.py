"""Analyses the longest and worst articles, twice as long each time, and prints what they cost.

    python -m benchmarks.scaling.lengths [--from KIB] [--to KIB] [--kind WORD]

Each series is one kind of text: quotes in a row, brackets, quotes that never close, one paragraph
without end, names upon names. Prints the seconds of processor time at each length (64 KiB to
1 MiB), how many times as long as half of the text took, and at the end the greatest of these.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Mapping
from time import process_time

from store.ingest.writing.analyse import analyse
from store.model import Draft

# Characters of a text without a name that is repeated until the text is long enough.
Make = Callable[[int], str]
_KIB = 1024
_SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu".split()
_WORDS = "the bridge closed after cracks found mayor council harbour storm flood ferry said".split()
# Seconds below which a doubling says nothing.
_TOLD_S = 0.05


def _repeated(piece: str) -> Make:
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def _drawn(draw: Callable[[random.Random], str], between: str) -> Make:
    """Pieces drawn by chance, the same at every call."""

    def make(length: int) -> str:
        rng = random.Random(7)  # noqa: S311 - variety, not a secret
        pieces: list[str] = []
        size = 0
        while size < length:
            pieces.append(draw(rng))
            size += len(pieces[-1]) + len(between)
        return between.join(pieces)[:length]

    return make


def _name(rng: random.Random) -> str:
    given, surname = ("".join(rng.choices(_SYLLABLES, k=3)).capitalize() for _ in range(2))
    return f"{given} {surname}"


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=14)).capitalize() + "."


SERIES: Mapping[str, Make] = {
    "short quotes": _repeated('"A," said B. '),
    "short quotes in paragraphs": _repeated('"A," said B.\n\n'),
    "quotes of many speakers": _drawn(lambda rng: f'"It is so," said {_name(rng)}.', "\n\n"),
    "quotes of he and she": _drawn(
        lambda rng: f'{_name(rng)} left. "It is so," {rng.choice(("he", "she"))} said.', "\n\n"
    ),
    "quotes never closed": _repeated("“We know that. "),
    "quotes in quotes": _repeated("“He said ‘no’ ‘no "),
    "quotation marks": _repeated('" '),
    "single quotation marks": _repeated("' "),
    "brackets": _repeated("("),
    "closed brackets": _repeated("(so) [so] "),
    "one paragraph": _drawn(_sentence, " "),
    "one sentence": _drawn(lambda rng: rng.choice(_WORDS), " "),
    "one word": _repeated("abcdefg"),
    "short paragraphs": _drawn(_sentence, "\n\n"),
    "lines": _repeated("So it is\n"),
    "names": _drawn(_name, ", "),
    "names in sentences": _drawn(lambda rng: f"{_name(rng)} met {_name(rng)}.", " "),
    "capitals": _repeated("So It Is Mr Ba "),
    "titles": _repeated("Mayor "),
    "turns of an interview": _drawn(lambda rng: f"{_name(rng)}: It is so.", "\n\n"),
    "dashes": _repeated("– So it is – he said. "),
    "digits": _repeated("1,234.5 on 3 May 2020 "),
    "full stops": _repeated(". "),
    "blanks": _repeated("a  "),
    "Han characters": _repeated("桥梁已关闭“是的”他说。"),
    "Thai": _repeated("สะพานปิดแล้ว "),
    "Cyrillic quotes": _repeated("«Это так», — сказал Иванов. "),
}


def main() -> None:
    """Analyse each series, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--from", type=int, default=64, dest="least", metavar="KIB")
    parser.add_argument("--to", type=int, default=1024, dest="most", metavar="KIB")
    parser.add_argument("--kind", default="", help="only series of which the name holds this")
    options = parser.parse_args()
    worst = 0.0
    for kind, make in SERIES.items():
        if options.kind not in kind:
            continue
        length, before = options.least, 0.0
        told: list[str] = []
        while length <= options.most:
            draft = Draft(headline="So it is", text=make(length * _KIB), url=None)
            began = process_time()
            analyse(draft)
            took = process_time() - began
            times = took / before if before > _TOLD_S else 0.0
            worst = max(worst, times)
            told.append(f"{took:7.2f} ({times:3.1f})")
            before = took
            length *= 2
        print(f"{kind:<28}", *told, flush=True)
    print(f"at most {worst:.1f} times the time for twice the text")


if __name__ == "__main__":
    main()
