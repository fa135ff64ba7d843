"""Words that say little by themselves, by language. The words are data: `function_words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA

from store.text.fold import fold
from store.text.words import grams, is_unspaced

_SHORTEST_SLIP = 4


def function_words(language: str) -> frozenset[str]:
    """The function words of `language` (ISO 639-1), folded; none of a language we have no list of.

    Of an unspaced script they are the words and such of their grams as are two characters or more.
    """
    return _folded_words().get(language, frozenset())


def is_function_word(folded: str, languages: Iterable[str]) -> bool:
    """Whether a folded word is a function word in any of `languages`."""
    return folded in _of_any(tuple(languages))


def misspelt_function_words(folded: str, languages: Iterable[str]) -> list[str]:
    """The function words of `languages` of which a folded word is a misspelling, by one edit.

    Words of three letters and less are misspellings of too much to be any.
    """
    if len(folded) < _SHORTEST_SLIP or not folded.isalpha():
        return []
    return [
        word
        for language in languages
        for word in function_words(language)
        if abs(len(word) - len(folded)) <= 1 and OSA.distance(folded, word, score_cutoff=1) == 1
    ]


@cache
def written_words() -> Mapping[str, tuple[str, ...]]:
    """Language to its function words as they are written, accents kept, lower case."""
    text = files(__package__).joinpath("function_words.toml").read_text(encoding="utf-8")
    return {language: tuple(words.split()) for language, words in tomllib.loads(text).items()}


@cache
def _folded_words() -> Mapping[str, frozenset[str]]:
    return {
        language: frozenset(piece for word in words for piece in _with_grams(fold(word)))
        for language, words in written_words().items()
    }


@lru_cache(maxsize=1_000)
def _of_any(languages: tuple[str, ...]) -> frozenset[str]:
    """The function words of all these languages: they are asked for word by word."""
    return frozenset().union(*map(function_words, languages))


def _with_grams(folded: str) -> list[str]:
    pieces = grams(folded) if is_unspaced(folded) else []
    return [folded, *(piece for piece in pieces if len(piece) > 1)]
