"""Articles without end, for archives of any size: sentences of others, mixed, with names made up.

Each takes its headline from one article and its paragraphs from several; one word in fifty gives
way to a name that was never there before, so that the vocabulary grows as that of real archives
does (Heaps' law).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from store.ingest.readers.walking import read_sources
from store.model import Draft

# Words of an article, on average.
_WORDS = 350
# Words between two invented names.
_BETWEEN = 50
_BEGINS = ("B", "Br", "D", "Dr", "F", "G", "Gl", "H", "K", "L", "M", "N", "P", "R", "S", "T", "V")
_VOWELS = ("a", "e", "i", "o", "u", "au", "ei", "oo")
_ENDS = ("", "b", "ck", "d", "ld", "m", "n", "rn", "s", "t", "v")


def made_articles(folder: Path, count: int, seed: int = 5) -> Iterator[dict[str, str]]:
    """`count` rows as `pullquote add` reads them, made of the articles in a folder; `seed` of 5.

    The same at every call.
    """
    drafts = [draft for draft in read_sources([str(folder)], None) if isinstance(draft, Draft)]
    paragraphs = [p for draft in drafts for p in draft.text.split("\n\n") if len(p) > 60]
    choose = random.Random(seed)  # noqa: S311 - no secret
    for number in range(count):
        yield {
            "url": f"https://made.example/{number}",
            "headline": f"{choose.choice(drafts).headline} {_name(choose)}",
            "published": f"{choose.randint(2000, 2025)}-{choose.randint(1, 12):02}-"
            f"{choose.randint(1, 28):02}",
            "text": "\n\n".join(_some(paragraphs, choose)),
        }


def write_articles(rows: Iterable[dict[str, str]], path: Path) -> None:
    """Rows as JSON lines."""
    with path.open("w", encoding="utf-8") as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def _some(paragraphs: Sequence[str], choose: random.Random) -> Iterator[str]:
    wanted = choose.randint(_WORDS // 2, _WORDS * 3 // 2)
    while wanted > 0:
        words = choose.choice(paragraphs).split(" ")
        for place in range(choose.randrange(_BETWEEN), len(words), _BETWEEN):
            words[place] = _name(choose)
        wanted -= len(words)
        yield " ".join(words)


def _name(choose: random.Random) -> str:
    syllables = (
        choose.choice(_BEGINS) + choose.choice(_VOWELS) + choose.choice(_ENDS)
        for _ in range(choose.randint(2, 3))
    )
    return "".join(syllables).capitalize()


def misspelt(question: str, edits: int, choose: random.Random) -> str:
    """The question with a slip in so many of its words, the longest ones first.

    A slip is a letter left out, doubled, changed for another of the word, or two that have changed
    places; words of fewer than four letters have none.
    """
    words = question.split(" ")
    long = [n for n, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    for number in sorted(long, key=lambda n: -len(words[n]))[:edits]:
        word = words[number]
        at = choose.randrange(len(word) - 1)
        slips = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + choose.choice(word) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        words[number] = choose.choice(slips)
    return " ".join(words)
