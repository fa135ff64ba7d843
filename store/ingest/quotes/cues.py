"""The words that report speech, as data: one table a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from store.ingest.quotes.words import UNKNOWN


@dataclass(frozen=True, slots=True)
class Cues:
    """Lower-case word forms that report speech.

    `said` carry any quote, `inverted` of them may precede their subject, `labels` take quoted words
    as their object; `according` are the phrases a source follows, by their first word, `behind` the
    words that follow a source themselves, and `asides` those that lead one in after a mark; `bare`
    are base forms that are nouns just as often. `separable` verbs need one of their particles
    behind them ("gab … bekannt"). `leads` begin a cue that is no verb, `telling` any cue at all.
    """

    said: frozenset[str]
    inverted: frozenset[str]
    labels: frozenset[str]
    according: Mapping[str, tuple[tuple[str, ...], ...]]
    separable: Mapping[str, frozenset[str]]
    behind: frozenset[str]
    asides: frozenset[str]
    own: Mapping[str, tuple[tuple[str, ...], ...]]
    bare: frozenset[str]
    leads: frozenset[str]
    telling: frozenset[str]


@cache
def load_cues(language: str) -> Cues:
    """The cues of `language` (ISO 639-1); those of all languages together where it has no table."""
    tables = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))
    chosen = [tables[name] for name in ([language] if language in tables else UNKNOWN)]
    according = _by_first([phrase for t in chosen for phrase in t["according"]])
    own = _by_first([phrase for t in chosen for phrase in t.get("own", [])])
    behind, asides = _words(chosen, "behind"), _words(chosen, "asides")
    said, labels = _words(chosen, "said"), _words(chosen, "labels")
    leads = behind | asides | frozenset(according) | frozenset(own)
    return Cues(
        said=said,
        inverted=frozenset(word for t in chosen for word in t.get("inverted", t["said"]).split()),
        labels=labels,
        according=according,
        own=own,
        separable=_separable([t.get("separable", "") for t in chosen]),
        behind=behind,
        asides=asides,
        bare=_words(chosen, "bare"),
        leads=leads,
        telling=said | labels | leads,
    )


def _words(tables: Sequence[Mapping[str, str]], key: str) -> frozenset[str]:
    return frozenset(word for table in tables for word in table.get(key, "").split())


def _separable(tables: Sequence[str]) -> dict[str, frozenset[str]]:
    """Each form of lines like "gibt gab: bekannt an" with its particles."""
    rows = [line.split(":") for table in tables for line in table.strip().split("\n") if line]
    return {form: frozenset(rest.split()) for forms, rest in rows for form in forms.split()}


def _by_first(phrases: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        words = tuple(phrase.lower().split())
        table[words[0]] = (*table.get(words[0], ()), words)
    return table
