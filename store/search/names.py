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
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from math import log1p
from typing import Any

from rapidfuzz.distance import JaroWinkler

from store import words
from store.connection import memory_of
from store.named import named_by
from store.search.terms import Term
from store.search.vocabulary import Vocabulary
from store.text.fold import fold
from store.text.near_keys import sounds_of
from store.text.scripts import to_latin
from store.text.sound import name_similarity
from store.text.words import is_unspaced

# The least a word of a name may be like the one typed: with both, and where only one is certain.
_NEAR, _NEARLY_SAME = 0.62, 0.85
_SURE = 0.88
_LISTED = 0.97
# Names looked at for one person: with every word, and with one.
_WITH_ALL, _WITH_ONE = 40, 400
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
    start = 0
    while start < len(made):
        for stop in range(min(len(made), start + _MOST_WORDS), start + 1, -1):
            run = made[start:stop]
            if not any(map(_is_uncertain, run)):
                continue
            key = (_Fit, *map(id, run))
            if key not in memory:
                near = [_remembered_near(db, term, memory) for term in run]
                # With the run itself: as long as it is kept, no other has its ids.
                memory[key] = run, _somebody(db, run, near)
            found: tuple[str, ...] | None = memory[key][1]
            if found is not None:
                made[start:stop] = [
                    _named(term, word, vocabulary) for term, word in zip(run, found, strict=True)
                ]
                start = stop - 1
                break
        start += 1
    return tuple(made)


def _remembered_near(
    db: sqlite3.Connection, term: Term, memory: dict[Hashable, Any]
) -> dict[str, float]:
    key = (_near, id(term))
    if key not in memory:
        memory[key] = term, _near(db, term)
    near: dict[str, float] = memory[key][1]
    return near


def _is_uncertain(term: Term) -> bool:
    return fold(term.typed) not in term.forms and not is_unspaced(term.typed)


def _named(term: Term, word: str, vocabulary: Vocabulary) -> Term:
    exact = vocabulary.term(word, is_name=True, is_speaker=term.is_speaker)
    forms = {form: weight for form, weight in exact.forms.items() if form == word} or exact.forms
    used = word if word != fold(term.typed) else None
    return replace(exact, typed=term.typed, forms=forms, used=used)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A name's words in the order of the words typed, and how well they fit."""

    words: tuple[str, ...]
    score: float


def _somebody(
    db: sqlite3.Connection, run: Sequence[Term], near: Sequence[Mapping[str, float]]
) -> tuple[str, ...] | None:
    """The words of the best name for a run, in its order; None where nobody is called so."""
    spelt = [group for group, term in zip(near, run, strict=True) if len(fold(term.typed)) > 1]
    best = _best(db, run, near, spelt, _WITH_ALL, _NEAR) if spelt and all(spelt) else None
    if best is None:
        for group in near:
            sure = {word: likeness for word, likeness in group.items() if likeness >= _SURE}
            if sure:
                fit = _best(db, run, near, [sure], _WITH_ONE, _NEARLY_SAME)
                best = max(filter(None, (best, fit)), key=lambda f: f.score, default=None)
    return best.words if best is not None else None


def _best(
    db: sqlite3.Connection,
    run: Sequence[Term],
    near: Sequence[Mapping[str, float]],
    groups: Sequence[Mapping[str, float]],
    limit: int,
    least: float,
) -> _Fit | None:
    fits = [
        fit
        for mention_count, names in named_by(db, groups, limit)
        if (fit := _fit(run, near, names, mention_count, least)) is not None
    ]
    return max(fits, key=lambda fit: fit.score, default=None)


def _fit(
    run: Sequence[Term],
    near: Sequence[Mapping[str, float]],
    names: Sequence[str],
    mention_count: int,
    least: float,
) -> _Fit | None:
    left = list(names)
    chosen: list[str] = []
    total = 0.0
    for term, group in zip(run, near, strict=True):
        likeness, word = max(
            ((_likeness(term, group, name), name) for name in left), default=(0.0, "")
        )
        if likeness < least:
            return None
        left.remove(word)
        chosen.append(word)
        total += likeness
    return _Fit(tuple(chosen), (total / len(run)) ** 3 * log1p(log1p(mention_count)))


def _likeness(term: Term, group: Mapping[str, float], name: str) -> float:
    if name in group:
        return group[name]
    typed = fold(term.typed)
    if not _is_uncertain(term):
        return 1.0 if name == typed else 0.0
    spellings = (typed,) if typed.isascii() else to_latin(term.typed)
    if len(typed) == 1:
        return _SURE if any(name.startswith(letter) for letter in spellings if letter) else 0.0
    latin = (name,) if name.isascii() else to_latin(name)
    return max(
        (
            max(_sound_alike(a, b), JaroWinkler.similarity(a, b) - 0.04)
            for a in spellings
            for b in latin
        ),
        default=0.0,
    )


@lru_cache(maxsize=50_000)
def _sound_alike(one: str, other: str) -> float:
    """`name_similarity`, remembered: a question is read in several ways, each of the same names."""
    return name_similarity(one, other)


def _near(db: sqlite3.Connection, term: Term) -> dict[str, float]:
    """Words of the archive that may be the typed one, and how like it they are."""
    typed = fold(term.typed)
    if len(typed) == 1:
        return {}
    if not _is_uncertain(term):
        return {typed: 1.0}
    found = {word: likeness for word, likeness in term.forms.items() if likeness >= _NEAR}
    spellings = (typed,) if typed.isascii() else to_latin(term.typed)
    found |= dict.fromkeys(spellings, 1.0)
    keys = sounds_of(term.typed)
    for word, _, _ in words.words_near(db, keys) if keys else ():
        latin = (word,) if word.isascii() else to_latin(word)
        likeness = max((_sound_alike(a, b) for a in spellings for b in latin), default=0.0)
        if likeness >= _NEAR:
            found[word] = max(likeness, found.get(word, 0.0))
    if _CYRILLIC.search(typed):
        found |= dict.fromkeys(_listed().get(_CASES.sub("", typed), ()), _LISTED)
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
