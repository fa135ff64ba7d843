"""Which words turn what is said into its opposite. A table of words, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

_ENDING = "n't"


def holds_negation(forms: Iterable[str], language: str) -> bool:
    """Whether any of these words negates in `language` (any at all where that is not known).

    Words come in the form of `store.search.checking.tokens`.
    """
    negations = _negations()
    words = negations.get(language, negations[""])
    return any(form in words or form.endswith(_ENDING) for form in forms)


@cache
def _negations() -> Mapping[str, frozenset[str]]:
    """Language to its words of negation; those of all languages under the empty code."""
    table = tomllib.loads((files(__package__) / "negations.toml").read_text("utf-8"))
    words = {language: frozenset(row.split()) for language, row in table.items()}
    return words | {"": frozenset().union(*words.values())}
