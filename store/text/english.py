"""English words as a dictionary has them. The lists are data; NOTICE-words.txt says whose."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def words_no_name() -> frozenset[str]:
    """English words, lower case, that are nobody's name."""
    return _read("words_no_name.txt")


@cache
def words_and_names() -> frozenset[str]:
    """English words, lower case, that some people bear as a name."""
    return _read("words_and_names.txt")


def is_english_word(folded: str) -> bool:
    """Whether a dictionary of some 39,000 words has a folded word."""
    return folded in words_no_name() or folded in words_and_names()


def _read(name: str) -> frozenset[str]:
    return frozenset(files(__package__).joinpath(name).read_text(encoding="utf-8").split())
