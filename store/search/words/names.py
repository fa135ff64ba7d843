"""A name typed in another script, or far from its spelling → somebody the archive knows.

One word at a time such a name could be much ("Мэй": may, mays, mei); together its words are few
people's. For each word everything near by sound and letters is gathered, and the person looked for
whose name holds one of each; failing that, whose name holds one and is near in the others.
"""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from store.database.connection import memory_of
from store.rows import words
from store.search.words.namesakes import NEAR, Namesakes, Typed
from store.search.words.terms import Term
from store.search.words.vocabulary import Vocabulary
from store.text.fold import fold
from store.text.near_keys import sounds_of
from store.text.scripts import to_latin
from store.text.sound import name_similarity
from store.text.words import is_unspaced

_LISTED = 0.97
_MOST_WORDS = 4
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_CASES = re.compile(
    r"(?:ого|ому|ыми|ими|ами|ями|ом|ем|ём|ой|ей|ою|ею|ым|им|ові|еві|єм|у|ю|а|я|е|і|ы|и|ь|й)$"
)


def as_somebody(
    db: sqlite3.Connection, terms: Sequence[Term], vocabulary: Vocabulary
) -> tuple[Term, ...]:
    """The terms, a run of them that is somebody's name being that name's words alone.

    Runs of two to four terms in a row, at least one of which the archive has not as it was typed.
    """
    made = list(terms)
    # A question is looked at in several ways, with the same terms: see `Vocabulary.term`.
    memory = memory_of(db)
    namesakes: Namesakes = memory.setdefault(Namesakes, Namesakes())
    start = 0
    while start < len(made):
        for stop in range(min(len(made), start + _MOST_WORDS), start + 1, -1):
            run = made[start:stop]
            if not any(map(_is_uncertain, run)):
                continue
            key = (as_somebody, *map(id, run))
            if key not in memory:
                typed = [_remembered(db, term, memory) for term in run]
                # With the run itself: as long as it is kept, no other has its ids.
                memory[key] = run, namesakes.best_name(db, typed)
            found: tuple[str, ...] | None = memory[key][1]
            if found is not None:
                made[start:stop] = [
                    _named(term, word, vocabulary) for term, word in zip(run, found, strict=True)
                ]
                start = stop - 1
                break
        start += 1
    return tuple(made)


def _remembered(db: sqlite3.Connection, term: Term, memory: dict[Hashable, Any]) -> Typed:
    key = (_typed, id(term))
    if key not in memory:
        memory[key] = term, _typed(db, term)
    typed: Typed = memory[key][1]
    return typed


def _is_uncertain(term: Term) -> bool:
    return fold(term.typed) not in term.forms and not is_unspaced(term.typed)


def _named(term: Term, word: str, vocabulary: Vocabulary) -> Term:
    exact = vocabulary.term(word, is_name=True, is_speaker=term.is_speaker)
    forms = {form: weight for form, weight in exact.forms.items() if form == word} or exact.forms
    used = word if word != fold(term.typed) else None
    return replace(exact, typed=term.typed, forms=forms, used=used)


def _typed(db: sqlite3.Connection, term: Term) -> Typed:
    """A word somebody typed, with the words of names that may be it, and how like it they are."""
    folded = fold(term.typed)
    if not _is_uncertain(term):
        near = {folded: 1.0} if len(folded) > 1 else {}
        return Typed(folded, (folded,), near, is_certain=True, has_sound=False)
    spellings = (folded,) if folded.isascii() else to_latin(term.typed)
    keys = sounds_of(term.typed)
    near = _near(db, term, folded, spellings, keys) if len(folded) > 1 else {}
    return Typed(folded, spellings, near, is_certain=False, has_sound=bool(keys))


def _near(
    db: sqlite3.Connection,
    term: Term,
    folded: str,
    spellings: Sequence[str],
    keys: Sequence[int],
) -> dict[str, float]:
    found = {word: likeness for word, likeness in term.forms.items() if likeness >= NEAR}
    found |= dict.fromkeys(spellings, 1.0)
    for word in words.name_words_near(db, keys) if keys else ():
        latin = (word,) if word.isascii() else to_latin(word)
        likeness = max((name_similarity(a, b) for a in spellings for b in latin), default=0.0)
        if likeness >= NEAR:
            found[word] = max(likeness, found.get(word, 0.0))
    if _CYRILLIC.search(folded):
        found |= dict.fromkeys(_listed().get(_CASES.sub("", folded), ()), _LISTED)
    return found


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    """Given names without their case endings → how English writes them."""
    source = (files(__package__) / "given_names.toml").read_text(encoding="utf-8")
    table: dict[str, tuple[str, ...]] = {}
    for line in tomllib.loads(source)["cyrillic"].strip().splitlines():
        for entry in line.split("|"):
            typed, *names = entry.split()
            stem = _CASES.sub("", fold(typed))
            table[stem] = (*table.get(stem, ()), *names)
    return table
