"""The words that tell a person's name from other capitals. Loaded once from the files beside this.

Where the given names come from, and under which licence, says NOTICE.txt; the other tables are the
project's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

Gender = Literal["m", "f", "u"]

_GIVEN: tuple[tuple[str, Gender], ...] = (
    ("given_male.txt", "m"),
    ("given_female.txt", "f"),
    ("given_either.txt", "u"),
)
_CYRILLIC_ENDINGS = (
    "ого ему ому ыми ими ами ями ой ей ом ем ым им ых их ую юю ою ею ию ия ие ии а у е ы и ю я ь й"
    " о"
).split()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Tables of lower-case words; `given` maps a given name to its gender ("u": either)."""

    given: Mapping[str, Gender]
    titles: frozenset[str]
    compound_heads: tuple[str, ...]
    modifiers: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    institutions: frozenset[str]
    places: frozenset[str]
    other: frozenset[str]
    openers: frozenset[str]
    lookalikes: frozenset[str]
    roles: frozenset[str]
    modifying: frozenset[str]
    men: frozenset[str]
    women: frozenset[str]
    nicknames: frozenset[tuple[str, str]]

    def gender_of_given(self, name: str) -> Gender | None:
        """The gender a given name tells, in any Russian case too; None for no known name."""
        found = self.given.get(name) or self.given.get(stem(name))
        if found is None and "-" in name:
            found = self.given.get(name.split("-", 1)[0])
        return found


@cache
def load_lexicon() -> Lexicon:
    """The tables, read from the package's files on first use."""
    here = files(__package__)
    words = tomllib.loads(here.joinpath("lexicon.toml").read_text(encoding="utf-8"))
    given: dict[str, Gender] = {}
    for name, gender in _GIVEN:
        for line in here.joinpath(name).read_text(encoding="utf-8").split():
            given[line.lower()] = gender
            if line[0] >= "Ѐ":
                given[stem(line.lower())] = gender

    def table(key: str) -> frozenset[str]:
        return frozenset(stem(word) for word in words[key].split())

    return Lexicon(
        given=given,
        titles=table("titles"),
        compound_heads=tuple(words["compound_heads"].split()),
        modifiers=table("modifiers"),
        suffixes=table("suffixes"),
        particles=table("particles"),
        institutions=table("institutions"),
        places=table("places"),
        other=table("other"),
        openers=table("openers"),
        lookalikes=frozenset(_piped(words["lookalikes"])),
        roles=table("roles"),
        modifying=table("modifying"),
        men=table("men"),
        women=table("women"),
        nicknames=frozenset(_pair(entry) for entry in _piped(words["nicknames"])),
    )


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A lower-case Cyrillic word without its case ending; any other word as it is."""
    if word[:1] >= "Ѐ" and len(word) > 3:
        for ending in _CYRILLIC_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                cut = word[: -len(ending)]
                return cut.rstrip("еийь") if len(cut) > 4 else cut
    return word


def _piped(entries: str) -> list[str]:
    return [entry.strip() for line in entries.strip().splitlines() for entry in line.split("|")]


def _pair(entry: str) -> tuple[str, str]:
    short, long = entry.split()
    return short, long
