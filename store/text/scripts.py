"""Names across scripts: how English would spell a name written in another alphabet. Pure.

The spellings of Cyrillic, Greek, Arabic and Hebrew letters are data, `scripts.toml`: standard
romanisations with the readings news English prefers, grammatical endings taken off where they may
have to go. Other alphabets have the one spelling of anyascii.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from anyascii import anyascii

from store.text.fold import fold
from store.text.sound import sound_key
from store.text.words import is_unspaced

_MOST = 4  # spellings of a word
_BEAM = 24  # spellings kept while a word is read
_MIN_STEM = 3  # letters a word keeps when it loses an ending
_ENDING_COST = 0.3
_SCRIPT = re.compile(
    r"(?P<Cyrl>[\u0400-\u052f])|(?P<Grek>[\u0370-\u03ff\u1f00-\u1fff])"
    r"|(?P<Arab>[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc])|(?P<Hebr>[\u0590-\u05ff])"
)
_GERESH = re.compile(r"(?<=[גזצת])['’׳]")


@dataclass(frozen=True, slots=True)
class _Spellings:
    """How one script is spelt: a pattern for each letter, with its spellings and their costs."""

    letters: tuple[tuple[re.Pattern[str], tuple[tuple[str, float], ...]], ...]
    beginnings: re.Pattern[str] | None
    endings: re.Pattern[str] | None


def to_latin(word: str) -> tuple[str, ...]:
    """Up to four Latin spellings of a word in another alphabet, the likeliest first.

    Lower-case letters a to z. No two share a sound key. A word in Latin letters has itself, folded;
    a word in Chinese, Japanese or Thai has none.
    """
    if word.isascii() and word.isalpha():
        return (word.lower(),)
    if is_unspaced(word):
        return ()
    script = _SCRIPT.search(word)
    if script is None:
        spelling = "".join(filter(str.isalpha, anyascii(fold(word)).lower()))
        return (spelling,) if spelling else ()
    spellings = _spellings()[str(script.lastgroup)]
    ranked = sorted(
        (cost + dropped, place, spelling)
        for place, (form, dropped) in enumerate(_forms(_prepared(word), spellings))
        for spelling, cost in _spelt(form, spellings)
    )
    first_of_key: dict[str, str] = {}
    for _, _, spelling in ranked:
        if key := sound_key(spelling):
            first_of_key.setdefault(key, spelling)
    return tuple(first_of_key.values())[:_MOST]


def sound_keys(word: str) -> tuple[str, ...]:
    """The keys under which a word of any script sounds like its Latin spelling, likeliest first."""
    return tuple(map(sound_key, to_latin(word)))


def _prepared(word: str) -> str:
    return "׳".join(fold(part) for part in _GERESH.split(word))


def _forms(word: str, spellings: _Spellings) -> Iterator[tuple[str, float]]:
    """The word, and what is left of it without an ending or a beginning, with what that costs."""
    yield word, 0.0
    for affix in (spellings.endings, spellings.beginnings):
        found = affix.search(word) if affix is not None else None
        if found and len(word) - len(found[0]) >= _MIN_STEM:
            yield word[: found.start()] + word[found.end() :], _ENDING_COST


def _spelt(word: str, spellings: _Spellings) -> list[tuple[str, float]]:
    beam = [("", 0.0)]
    place = 0
    while place < len(word):
        readings: tuple[tuple[str, float], ...] = ()
        step = 1
        for letters, found in spellings.letters:
            if match := letters.match(word, place):
                readings, step = found, len(match[0])
                break
        place += step
        if readings:
            beam = [(a + b, cost + more) for a, cost in beam for b, more in readings]
            beam = sorted(beam, key=lambda spelt: spelt[1])[:_BEAM]
    return beam


@cache
def _spellings() -> Mapping[str, _Spellings]:
    text = files(__package__).joinpath("scripts.toml").read_text(encoding="utf-8")
    return {
        script: _Spellings(
            letters=tuple(
                (re.compile(letters), tuple(map(_reading, readings)))
                for letters, *readings in table["letters"]
            ),
            beginnings=re.compile(table["beginnings"]) if "beginnings" in table else None,
            endings=re.compile(table["endings"]) if "endings" in table else None,
        )
        for script, table in tomllib.loads(text).items()
    }


def _reading(text: str) -> tuple[str, float]:
    letters, _, cost = text.partition(" ")
    return letters, float(cost or 0)
