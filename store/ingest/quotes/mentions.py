"""A mention of a source, as tokens of a scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "pronoun", "nominal"]

ASIDE_MARKS = frozenset({",", "-", "–", "—", "--"})
# What past tenses end in that agree with their subject (Slavic).
MASCULINE = ("ал", "ил", "ел", "ул", "лся", "ав", "ив", "вся", "ał", "ił", "ął")
FEMININE = ("ала", "ила", "ела", "ула", "лась", "лася", "ała", "iła", "ęła")
GENDERED = (*MASCULINE, *FEMININE)
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens [first, last) that name a source; `person` is the index of a known person, or -1.

    `antecedent` is the tokens that a relative pronoun stands for, or of the description that the
    name was found in ("the bureau's director, James Lee").
    """

    first: int
    last: int
    kind: Kind
    person: int = -1
    antecedent: tuple[int, int] | None = None
