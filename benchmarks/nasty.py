"""Asks the longest and worst messages that a chat can send, and prints what they cost.

    python -m benchmarks.nasty [--each N]

Asks an archive of the bundled sample N messages (10) of each kind: one endless word, words run
together, misspelt words by the hundred, mixed scripts, quotation marks that never close, and so on.
Prints for each kind the most SQL statements and the most milliseconds of processor time of one.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from time import process_time

from benchmarks.statements import count_statements
from bot.answering.answerer import Answerer
from bot.cli.talking import sample_files
from store.archive import open_store
from store.ingest.readers.walking import read_sources

# Characters of the longest message that Telegram sends.
LONGEST = 4096
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщыэюя"
_HAN = "中文字新闻报道桥梁海港市长"
_WORDS = "the bridge closed after cracks found mayor council harbour storm flood ferry".split()

Make = Callable[[random.Random], str]


def _letters(alphabet: str, length: int, separator: str = "") -> Make:
    """Words of `length` letters out of an alphabet, as many as a message holds."""

    def make(rng: random.Random) -> str:
        words = ("".join(rng.choices(alphabet, k=length)) for _ in range(LONGEST // length))
        return separator.join(words)[:LONGEST]

    return make


def _of_words(separator: str) -> Make:
    return lambda rng: separator.join(rng.choices(_WORDS, k=700))[:LONGEST]


KINDS: Mapping[str, Make] = {
    "one letter": lambda rng: rng.choice(_LATIN) * LONGEST,
    "one word": _letters(_LATIN, LONGEST),
    "one word in Cyrillic": _letters(_CYRILLIC, LONGEST),
    "one word of mixed scripts": _letters(_LATIN + _CYRILLIC + _HAN, LONGEST),
    "words run together": _of_words(""),
    "words by hyphens": _of_words("-"),
    "words by apostrophes": _of_words("'"),
    "words by spaces": _of_words(" "),
    "shouted words": lambda rng: _of_words(" ")(rng).upper(),
    "unknown words": _letters(_LATIN, 7, " "),
    "unknown words in Cyrillic": _letters(_CYRILLIC, 7, " "),
    "unknown names": lambda rng: _letters(_LATIN, 7, " ")(rng).title(),
    "single letters": _letters(_LATIN, 1, " "),
    "Han characters": _letters(_HAN, LONGEST),
    "digits": _letters("0123456789", LONGEST),
    "an address": lambda rng: f"https://paper.example/{_letters('ab/', LONGEST)(rng)}"[:LONGEST],
    "quotation marks": lambda _: '"' * LONGEST,
    "phrases": _letters(_LATIN, 3, '" "'),
    "quotes never closed": _letters(_LATIN, 3, ' "'),
    "words left out": _letters(_LATIN, 4, " -"),
}


def main() -> None:
    """Add the sample, ask, print."""
    parser = argparse.ArgumentParser(description="Print what the worst messages cost.")
    parser.add_argument("--each", type=int, default=10, help="messages of each kind")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(Path(folder) / "sample.db")) as archive,
    ):
        for _ in archive.add(read_sources([str(path) for path in sample_files()], None)):
            pass
        answerer = Answerer(archive)
        answerer.answer("Who closed the brigde, and кто такой Колин Абара?")
        print(f"{'kind':<28} {'statements':>10} {'ms':>8}")
        for kind, make in KINDS.items():
            messages = [make(random.Random(number)) for number in range(options.each)]  # noqa: S311
            statements, _ = count_statements(archive, messages)
            slowest = 0.0
            for message in messages:
                began = process_time()
                answerer.answer(message)
                slowest = max(slowest, process_time() - began)
            print(f"{kind:<28} {max(statements):>10} {1000 * slowest:>8.0f}")


if __name__ == "__main__":
    main()
