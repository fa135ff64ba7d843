"""The units that are matched: words, and the grams of scripts written without spaces."""

from __future__ import annotations

from store.text.fold import fold
from store.text.words import find_words, grams, has_unspaced, is_unspaced


def matching_words(text: str) -> list[str]:
    """Lists the units of `text` that are matched: its words in order, unspaced runs as grams."""
    words = find_words(text)
    if text.isascii() or not has_unspaced(text):
        return words
    return [
        piece for word in words for piece in (grams(fold(word)) if is_unspaced(word) else (word,))
    ]
