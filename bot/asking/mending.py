"""Mends slips in the words that only ask: "wat happnd" is "what happened". Pure.

A word of the archive or of the language is left alone, and so is one that begins with a capital: it
may be a name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.asking.intent import books_for, match_intent
from bot.language.book import phrase_book, plain
from store.text.words import word_spans

# Letters of the shortest word that is taken for a slip.
_SHORTEST = 3
# Letters of a word that is mended wherever it stands: few names of that length are near one.
_LONG = 6
# Letters from which a word of asking may be two edits away.
_TWO_SLIPS = 7


def mend_asking(text: str, is_known: Callable[[str], bool]) -> str:
    """The message with the words of asking spelt right; `is_known` tells words that are no slips.

    A short word is mended only where the message then asks for something that it did not before:
    names are often near a short word ("mary", "many").
    """
    mended = _mended(text, is_known, _SHORTEST)
    if mended != text and not _is_understood(text) and _is_understood(mended):
        return mended
    return _mended(text, is_known, _LONG)


def _is_understood(text: str) -> bool:
    match = match_intent(text)
    return match is not None and not match.needs_person


def _mended(text: str, is_known: Callable[[str], bool], shortest: int) -> str:
    mended = text
    for found in reversed(list(word_spans(text))):
        word = found[0]
        if len(word) < shortest or word[0].isupper() or not word.isalpha():
            continue
        meant = _meant(plain(word), text)
        if meant is not None and not is_known(word):
            mended = mended[: found.start()] + meant + mended[found.end() :]
    return mended


def _meant(word: str, text: str) -> str | None:
    for book in books_for(text):
        words = _plain_words(book.language)
        if word in words or word in _verbs(book.language):
            return None
        near = process.extractOne(word, words.keys(), scorer=OSA.distance, score_cutoff=2)
        if near is None:
            continue
        target, distance, _ = near
        if target[0] == word[0] and (distance == 1 or len(target) >= _TWO_SLIPS):
            return words[target]
    return None


@cache
def _plain_words(language: str) -> dict[str, str]:
    return {plain(word): word for word in phrase_book(language).mended}


@cache
def _verbs(language: str) -> frozenset[str]:
    """The verbs of speech, which are asked with in each of their forms: "say" is not "says"."""
    return frozenset(map(plain, phrase_book(language).speech_verbs))
