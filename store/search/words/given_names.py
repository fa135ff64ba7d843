"""Knows short forms of given names, and the names they are short for."""

from __future__ import annotations

from functools import cache

from nicknames import NickNamer


def other_forms(folded: str) -> frozenset[str]:
    """Other forms of an English given name, folded: what it is short for, and its short forms.

    Both of Jimmy and Jim are James, so that each is a form of the other.
    """
    names = _names()
    full = names.canonicals_of(folded) | {folded}
    return frozenset(full.union(*map(names.nicknames_of, full)) - {folded})


def full_forms(folded: str) -> frozenset[str]:
    """The English given names, folded, that a name is short for; none for most names."""
    return frozenset(_names().canonicals_of(folded))


@cache
def _names() -> NickNamer:
    return NickNamer()
