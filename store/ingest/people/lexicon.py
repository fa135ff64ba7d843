"""The words that tell a person's name from other capitals. Loaded once from the files beside this.

Where the lists of names come from, and under which licences, says NOTICE.txt; the English words are
those of `store.text.english`, and the other tables the project's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from store.text.english import words_and_names, words_no_name

Gender = Literal["m", "f", "u"]

ROMAN = frozenset("ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xxiii".split())
# Words that a name ends before, wherever they stand in a run.
ENDS_FOR_GOOD = frozenset("of who whose whom in at on for from with and is was the an to".split())

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
    """Tables of lower-case words; `given` maps a given name to its gender ("u": either).

    `common` and `surnames` are given names and surnames that very many bear; `nouns` are English
    words that are nobody's name, `ambiguous` those that some people bear; `alone` are words that by
    themselves name nobody, `describing` those that describe who is named behind them, and `edges`
    all that may be taken off one end of a run of two.
    """

    given: Mapping[str, Gender]
    nominatives: frozenset[str]
    common: frozenset[str]
    nouns: frozenset[str]
    ambiguous: frozenset[str]
    titles: frozenset[str]
    compound_heads: tuple[str, ...]
    modifiers: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    institutions: frozenset[str]
    streets: frozenset[str]
    things: frozenset[str]
    agencies: frozenset[str]
    offices: frozenset[str]
    places: frozenset[str]
    place_heads: frozenset[str]
    other: frozenset[str]
    openers: frozenset[str]
    lookalikes: frozenset[str]
    alone: frozenset[str]
    describing: frozenset[str]
    edges: frozenset[str]
    roles: frozenset[str]
    modifying: frozenset[str]
    men: frozenset[str]
    women: frozenset[str]
    mononyms: frozenset[str]
    sovereigns: frozenset[str]
    organisations: frozenset[str]
    surnames: frozenset[str]
    nicknames: frozenset[tuple[str, str]]
    roots: Mapping[str, str]

    def gender_of_given(self, name: str) -> Gender | None:
        """The gender a given name tells, in any Russian case too; None for no known name."""
        found = self.given.get(name)
        if found is None and not name.isascii():
            found = self.given.get(stem(name))
        if found is None and "-" in name:
            found = self.given.get(name.split("-", 1)[0])
        return found


@cache
def load_lexicon() -> Lexicon:
    """The tables, read from the package's files on first use."""
    here = files(__package__)
    words = tomllib.loads(here.joinpath("lexicon.toml").read_text(encoding="utf-8"))
    given: dict[str, Gender] = {}
    nominatives: set[str] = set()
    lists = {
        name: frozenset(here.joinpath(f"{name}.txt").read_text(encoding="utf-8").split())
        for name in (
            "given_common",
            "surnames_common",
        )
    }
    for name, gender in _GIVEN:
        for line in here.joinpath(name).read_text(encoding="utf-8").split():
            given[line.lower()] = gender
            if line[0] >= "Ѐ":
                nominatives.add(line.lower())
                given[stem(line.lower())] = gender

    def table(key: str) -> frozenset[str]:
        return frozenset(stem(word) for word in words[key].split())

    nicknames = frozenset(_pair(entry) for entry in _piped(words["nicknames"]))
    return Lexicon(
        given=given,
        nominatives=frozenset(nominatives),
        common=lists["given_common"],
        nouns=words_no_name(),
        ambiguous=words_and_names(),
        titles=table("titles"),
        compound_heads=tuple(words["compound_heads"].split()),
        modifiers=table("modifiers"),
        suffixes=table("suffixes"),
        particles=table("particles"),
        institutions=table("institutions"),
        streets=table("streets"),
        things=table("things"),
        agencies=table("agencies"),
        offices=table("offices"),
        places=table("places"),
        place_heads=table("place_heads"),
        other=table("other"),
        openers=table("openers"),
        lookalikes=frozenset(_piped(words["lookalikes"])),
        alone=frozenset().union(
            *map(table, ("agencies", "institutions", "openers", "titles", "modifiers"))
        ),
        describing=frozenset().union(*map(table, ("modifiers", "places", "other", "institutions"))),
        edges=frozenset(ROMAN | ENDS_FOR_GOOD).union(
            *map(table, ("openers", "agencies", "titles", "roles", "other"))
        ),
        roles=table("roles"),
        modifying=table("modifying"),
        men=table("men"),
        women=table("women"),
        mononyms=table("mononyms"),
        sovereigns=table("sovereigns"),
        organisations=table("organisations") | table("agencies") | table("institutions"),
        surnames=lists["surnames_common"],
        nicknames=nicknames,
        roots=_roots(nicknames),
    )


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A lower-case Cyrillic word without its case ending; any other word as it is."""
    if word[:1] >= "Ѐ" and len(word) > 3:
        for ending in _CYRILLIC_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                cut = word[: -len(ending)]
                return cut.rstrip("еийь") if len(cut) > 3 else cut
    return word


def _piped(entries: str) -> list[str]:
    return [entry.strip() for line in entries.strip().splitlines() for entry in line.split("|")]


def _pair(entry: str) -> tuple[str, str]:
    short, long = map(stem, entry.split())
    return short, long


def _roots(nicknames: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each name of the table → one name that all it is linked with share, over any steps."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while (above := root.setdefault(name, name)) != name:
            name = above
        return name

    for short, long in sorted(nicknames):
        root[find(short)] = find(long)
    return {name: find(name) for name in list(root)}
