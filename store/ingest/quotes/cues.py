"""The words that report speech, as data: one table a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Cues:
    """Lower-case word forms that report speech.

    `said` carry any quote, `inverted` of them may precede their subject, `labels` take quoted words
    as their object; `according` are the phrases a source follows, by their first word; `bare` are
    base forms that are nouns just as often.
    """

    said: frozenset[str]
    inverted: frozenset[str]
    labels: frozenset[str]
    according: Mapping[str, tuple[tuple[str, ...], ...]]
    bare: frozenset[str]


@cache
def load_cues(language: str) -> Cues:
    """The cues of `language` (ISO 639-1); those of all languages together where it has no table."""
    tables = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))
    chosen = [tables[language]] if language in tables else list(tables.values())
    said = frozenset(word for t in chosen for word in t["said"].split())
    return Cues(
        said=said,
        inverted=frozenset(word for t in chosen for word in t.get("inverted", t["said"]).split()),
        labels=frozenset(word for t in chosen for word in t["labels"].split()),
        according=_by_first([phrase for t in chosen for phrase in t["according"]]),
        bare=frozenset(word for t in chosen for word in t.get("bare", "").split()),
    )


def _by_first(phrases: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        words = tuple(phrase.lower().split())
        table[words[0]] = (*table.get(words[0], ()), words)
    return table
