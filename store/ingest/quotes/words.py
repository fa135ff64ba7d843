"""Closed word classes that the reader of attributions goes by, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from store.ingest.people.lexicon import load_lexicon


@dataclass(frozen=True, slots=True)
class Words:
    """Sets of lower-case words; `sources` are the nouns that can speak."""

    pronouns: frozenset[str]
    subjects: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    attaching: frozenset[str]
    conjunctions: frozenset[str]
    relatives: frozenset[str]
    subordinators: frozenset[str]
    stoppers: frozenset[str]
    skipped: frozenset[str]
    not_adverbs: frozenset[str]
    calendar: frozenset[str]
    verbs: frozenset[str]
    sources: frozenset[str]
    modifying: frozenset[str]
    openers: frozenset[str]


@cache
def load_words() -> Words:
    """The word classes, read from the package's file on first use."""
    table = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    sets = {key: frozenset(value.split()) for key, value in table.items()}
    people = load_lexicon()
    sets["sources"] |= people.roles
    return Words(**sets, modifying=people.modifying, openers=people.openers)
