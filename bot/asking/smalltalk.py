"""Tells messages that are nothing but small talk: "ok thanks" asks for nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.language.book import folded_words, nods

# Of several kinds in one message the first of these counts.
_ORDER = ("abilities", "thanks", "greetings", "nods")
# Words of the longest message that is looked at.
_LONGEST = 8
# Letters from which a word may have two of them swapped, or one doubled.
_SLIPS_FROM = 5


def talk_of(text: str, known: Mapping[str, str]) -> str | None:
    """The kind of small talk that a message wholly is, None for any other message.

    `known` are phrases of small talk, folded, with their kinds; nods are known without.
    """
    known = dict.fromkeys(nods(), "nods") | dict(known)
    words = folded_words(text).split()
    if not 0 < len(words) <= _LONGEST:
        return None
    kinds = set()
    start = 0
    while start < len(words):
        stop = next((i for i in range(len(words), start, -1) if _kind(words[start:i], known)), 0)
        if not stop:
            return None
        kinds.add(_kind(words[start:stop], known))
        start = stop
    return next((kind for kind in _ORDER if kind in kinds), None)


def _kind(words: list[str], known: Mapping[str, str]) -> str | None:
    said = " ".join(words)
    if said in known or len(words) > 1 or len(said) < _SLIPS_FROM:
        return known.get(said)
    letters = _letters(said)
    return next(
        (
            kind
            for phrase, kind in known.items()
            if kind != "nods" and len(phrase) >= _SLIPS_FROM and _letters(phrase) == letters
        ),
        None,
    )


def _letters(word: str) -> str:
    """The word's letters in no order, each once, after its first: so it reads with a slip too."""
    return word[:1] + "".join(sorted(set(word[1:])))
