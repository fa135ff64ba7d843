"""Forms of one word that no stemmer brings together. The words are data: `irregular.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from store.text.stem import Stems


def kin_of(stem: str, language: str) -> frozenset[str]:
    """The stems of the other forms of a word (won, of win), without its own; often none."""
    return _kin(language).get(stem, frozenset())


@cache
def _tables() -> Mapping[str, str]:
    text = files(__package__).joinpath("irregular.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _kin(language: str) -> Mapping[str, frozenset[str]]:
    stems = Stems(language)
    kin: dict[str, frozenset[str]] = {}
    for line in _tables().get(language, "").splitlines():
        group = frozenset(stems[word][1] for word in line.split())
        for stem in group:
            kin[stem] = kin.get(stem, frozenset()) | group - {stem}
    return kin
