"""A word somebody typed → the words of the archive that it stands for.

Exact before fuzzy: a word the archive has is taken as it is. Otherwise its inflections, then its
misspellings (words that share a deletion key, rapidfuzz choosing among them), other scripts'
spellings of a name (by sound), and words run together or apart. Everything is an index lookup;
rapidfuzz sees a short list. Better nothing than nonsense.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Any

from rapidfuzz.distance import OSA, JaroWinkler

from store.database.connection import memory_of
from store.rows import words
from store.search.words.terms import Term, idf
from store.text.edits import one_edit_forms
from store.text.english import is_english_word
from store.text.fold import fold
from store.text.function_words import is_function_word, misspelt_function_words
from store.text.irregular import kin_of
from store.text.near_keys import deletion_keys, sounds_of
from store.text.scripts import to_latin
from store.text.sound import name_similarity
from store.text.stem import Stems
from store.text.words import is_unspaced

# Alternatives kept for a word the archive has not: the best, and softly some next best.
_ALTERNATIVES = 4
# The very word typed says a little more than another inflection of it, and far more than another
# name with the same stem.
_INFLECTED, _OTHER_NAME = 0.97, 0.7
# Letters from which one edit, and two edits, are forgiven.
_ONE_EDIT, _TWO_EDITS = 4, 7
# Letters from which a word is taken for an inflection, a slip in it, of a word the archive has; and
# the languages, most used first, by whose endings.
_BY_STEM = 6
_LANGUAGES_BY_STEM = 2
_SAME_SOUND = 0.78
# Letters from which a word of the archive's own script is looked for by sound.
_SOUND_ALONE = 5
# A word this rare beside a near one this many times as common may itself be a misprint.
_RARE, _TIMES = 3, 25
_MISPRINT_WEIGHT = 0.75
# What is left of an alternative to a word that a dictionary has.
_REAL_WORD = 0.6
# Each half of a word that was two.
_SHORTEST_HALF = 3
_APART_WEIGHT = 0.8
# Words whose stems are remembered at most, of a language.
_STEMMED = 5_000


@dataclass(frozen=True, slots=True)
class _Candidate:
    word: str
    stem: str
    passage_count: int
    likeness: float


class Vocabulary:
    """The words of one archive, seen through one connection."""

    def __init__(
        self, db: sqlite3.Connection, passages: int, languages: Sequence[str], *, exactly: bool
    ) -> None:
        self._db = db
        self._passages = passages
        self._is_english = "en" in languages
        self._languages = languages
        self._exactly = exactly
        self._memory = memory_of(db)
        self._stems = {language: _stems_in(self._memory, language) for language in languages}
        self._view = (passages, tuple(languages))

    def term(self, typed: str, *, is_name: bool = False, is_speaker: bool = False) -> Term:
        """The term for one typed word.

        A question is looked at in several ways: it is found once for all of them.
        """
        key = (Term, typed, is_name, is_speaker, self._exactly, self._view)
        term: Term | None = self._memory.get(key)
        if term is None:
            term = self._memory[key] = self._find_term(
                typed, is_name=is_name, is_speaker=is_speaker
            )
        return term

    def _find_term(self, typed: str, *, is_name: bool, is_speaker: bool) -> Term:
        folded = fold(typed)
        stems = self._known_stems(typed, folded)
        kin = self._kin(typed) - stems.keys()
        used: str | None = None
        likeness = dict.fromkeys(stems, 1.0)
        if kin and not self._exactly:
            likeness |= {stem: 1.0 for _, stem, _ in words.words_of(self._db, sorted(kin))}
        if not self._exactly and not is_unspaced(typed):
            if not likeness:
                used, likeness = self._alternatives(typed, folded)
                if self._is_english and not is_name and is_english_word(folded):
                    # Likelier meant than misspelt, and just not in the archive.
                    likeness = {stem: weight * _REAL_WORD for stem, weight in likeness.items()}
            elif self._is_rare(stems) and not kin:
                likeness |= self._likely_meant(folded)
        # How common a word is its own forms say: "built" is no commoner for "buildings".
        uncounted = kin if stems else set()
        return self._term(
            typed, folded, likeness, used, uncounted, is_name=is_name, is_speaker=is_speaker
        )

    def joined(self, typed: Sequence[str]) -> list[str]:
        """The words, two neighbours made one where the archive has that and not both of them."""
        made: list[str] = []
        for word in typed:
            before = made[-1] if made else ""
            if before and not self._exactly and not (self.has(before) and self.has(word)):
                both = before + word
                if words.forms_of(self._db, fold(both)):
                    made[-1] = both
                    continue
            made.append(word)
        return made

    def has(self, typed: str) -> bool:
        """Whether the archive has this word or an inflection of it."""
        if self._known_stems(typed, fold(typed)):
            return True
        key = (kin_of, typed, self._view)
        has: bool | None = self._memory.get(key)
        if has is None:
            kin = self._kin(typed)
            has = self._memory[key] = bool(kin and words.words_of(self._db, sorted(kin)))
        return has

    def is_slip(self, typed: str, languages: Sequence[str], *, is_name: bool) -> bool:
        """Whether a word is a misspelt function word (whihc, becuase) rather than anything else.

        Function words are so common that they are the likelier slip, unless the archive has more
        of another word near it. A name is never one, nor an English word that a dictionary has:
        that the archive does not know it is an answer too.
        """
        folded = fold(typed)
        if self._exactly or is_name or self.has(typed):
            return False
        if self._is_english and is_english_word(folded):
            return False
        meant = [w for w in misspelt_function_words(folded, languages) if w[0] == folded[0]]
        if not meant:
            return False
        near = self._misspelt(folded)
        commonest = max((n for word in meant for _, n in words.forms_of(self._db, word)), default=0)
        return not near or max(c.passage_count for c in near) < commonest

    def _known_stems(self, typed: str, folded: str) -> Mapping[str, int]:
        key = (words, typed, self._view)
        stems: dict[str, int] | None = self._memory.get(key)
        if stems is None:
            stems = self._memory[key] = dict(words.forms_of(self._db, folded))
            guesses = self._guesses(typed) - stems.keys()
            if guesses:
                for _, stem, count in words.words_of(self._db, sorted(guesses)):
                    stems[stem] = stems.get(stem, 0) + count
        return stems

    def _guesses(self, typed: str) -> set[str]:
        return {stems[typed][1] for stems in self._stems.values()}

    def _kin(self, typed: str) -> set[str]:
        """Stems of irregular forms of the word, some of which the archive may have."""
        kin: set[str] = set()
        for language, stems in self._stems.items():
            kin |= kin_of(stems[typed][1], language)
        return kin

    def _is_rare(self, stems: Mapping[str, int]) -> bool:
        return sum(stems.values()) <= _RARE

    def _term(
        self,
        typed: str,
        folded: str,
        likeness: dict[str, float],
        used: str | None,
        uncounted: set[str],
        *,
        is_name: bool,
        is_speaker: bool,
    ) -> Term:
        known = words.words_of(self._db, list(likeness)) if likeness else []
        is_there = any(word == folded for word, *_ in known)
        forms: dict[str, float] = {}
        count = 0
        for word, stem, n in known:
            weight = likeness[stem]
            if is_there and is_name and _is_other_name(folded, word):
                weight *= _OTHER_NAME
            elif word != folded and not used:
                weight *= _INFLECTED
            forms[word] = max(weight, forms.get(word, 0.0))
            count += n if stem not in uncounted else 0
        counted = likeness.keys() - uncounted
        return Term(
            typed=typed,
            forms=forms,
            stems=likeness,
            passage_count=min(count, self._passages),
            idf=idf(
                count, self._passages, counted or self._guesses(typed), english=self._is_english
            ),
            is_name=is_name,
            is_speaker=is_speaker,
            used=used,
        )

    def _alternatives(self, typed: str, folded: str) -> tuple[str | None, dict[str, float]]:
        found = self._misspelt(folded) if folded.isalpha() else []
        if not found and (not folded.isascii() or len(folded) >= _SOUND_ALONE):
            found = self._sounding(typed, folded)
        return self._best(found) if found else self._apart(folded)

    def _apart(self, folded: str) -> tuple[str | None, dict[str, float]]:
        """Two words of the archive that were typed as one, the commoner pair first."""
        best: tuple[int, str, dict[str, float]] | None = None
        for i in range(_SHORTEST_HALF, len(folded) - _SHORTEST_HALF + 1):
            halves = folded[:i], folded[i:]
            known = [words.forms_of(self._db, half) for half in halves]
            if all(known):
                rarer = min(sum(n for _, n in rows) for rows in known)
                if best is None or rarer > best[0]:
                    stems = {stem: _APART_WEIGHT for rows in known for stem, _ in rows}
                    best = rarer, " ".join(halves), stems
        return (None, {}) if best is None else best[1:]

    def _likely_meant(self, folded: str) -> dict[str, float]:
        """Common neighbours of a rare word, kept softly beside it."""
        near = self._misspelt(folded)
        common = [c for c in near if c.word != folded and c.passage_count > _RARE * _TIMES]
        _, stems = self._best(common)
        return {stem: weight * _MISPRINT_WEIGHT for stem, weight in stems.items()}

    def _best(self, found: list[_Candidate]) -> tuple[str | None, dict[str, float]]:
        ranked = sorted(found, key=lambda c: (-_promise(c), c.word))
        stems: dict[str, float] = {}
        for candidate in ranked:
            weight = candidate.likeness * _promise(candidate) / _promise(ranked[0])
            if candidate.stem not in stems and weight > 0.5:
                stems[candidate.stem] = min(1.0, weight)
            if len(stems) == _ALTERNATIVES:
                break
        return (ranked[0].word if ranked else None), stems

    def _misspelt(self, folded: str) -> list[_Candidate]:
        if len(folded) < _ONE_EDIT:
            return []
        key = (_Candidate, folded, self._view)
        near: list[_Candidate] | None = self._memory.get(key)
        if near is None:
            near = self._memory[key] = self._find_misspelt(folded)
        return near

    def _find_misspelt(self, folded: str) -> list[_Candidate]:
        near = self._within(folded, deletion_keys(folded), 1)
        if not near and len(folded) >= _BY_STEM:
            near = self._one_edit_from_kin(folded)
        if not near and len(folded) >= _TWO_EDITS:
            shorter = {folded[:i] + folded[i + 1 :] for i in range(len(folded))}
            keys = [key for form in shorter for key in deletion_keys(form)]
            near = self._within(folded, keys, 2)
        return near

    def _one_edit_from_kin(self, folded: str) -> list[_Candidate]:
        """Words of the archive that are inflections of what the word may have been."""
        meant: dict[str, str] = {}
        for form in sorted(one_edit_forms(folded)):
            if not is_function_word(form, self._languages):
                for language in self._languages[:_LANGUAGES_BY_STEM]:
                    stem = self._stems[language][form][1]
                    meant |= dict.fromkeys((stem, *kin_of(stem, language)), form)
        found: dict[str, _Candidate] = {}
        for word, stem, count in words.words_of(self._db, list(meant)):
            likeness = 1 - 1 / (len(folded) + 2)
            likeness += 0.1 * (JaroWinkler.similarity(folded, meant[stem]) - 0.9)
            known = found.get(stem)
            total = count + (known.passage_count if known else 0)
            nearer = known is None or OSA.distance(folded, word) < OSA.distance(folded, known.word)
            shown = word if nearer or known is None else known.word
            found[stem] = _Candidate(shown, stem, total, min(1.0, likeness))
        return list(found.values())

    def _within(self, folded: str, keys: Sequence[int], edits: int) -> list[_Candidate]:
        near = []
        for word, stem, count in words.words_near(self._db, keys) if keys else ():
            distance = OSA.distance(folded, word, score_cutoff=edits)
            if word == folded or distance > edits or not word.isalpha():
                continue
            if not is_function_word(word, self._languages):
                likeness = 1 - distance / (len(folded) + 2)
                likeness += 0.1 * (JaroWinkler.similarity(folded, word) - 0.9)
                near.append(_Candidate(word, stem, count, min(1.0, likeness)))
        return near

    def _sounding(self, typed: str, folded: str) -> list[_Candidate]:
        """Words that sound like the typed one, in whichever script: names most of all."""
        spellings = (folded,) if folded.isascii() else to_latin(typed)
        best: dict[str, _Candidate] = {}
        for spelling in spellings:
            for stem, count in words.forms_of(self._db, spelling):
                best[spelling] = _Candidate(spelling, stem, count, 1.0)
        keys = sounds_of(typed)
        for word, stem, count in words.words_near(self._db, keys) if keys else ():
            latin = (word,) if word.isascii() else to_latin(word)
            likeness = max(name_similarity(a, b) for a in spellings for b in latin)
            if likeness >= _SAME_SOUND and (word not in best or likeness > best[word].likeness):
                best[word] = _Candidate(word, stem, count, likeness)
        return list(best.values())


def _stems_in(memory: dict[Hashable, Any], language: str) -> Stems:
    """The stems of a language: the words of a question are asked for several times."""
    stems: Stems | None = memory.get((Stems, language))
    if stems is None or len(stems) > _STEMMED:
        stems = memory[Stems, language] = Stems(language)
    return stems


def _is_other_name(folded: str, word: str) -> bool:
    """Whether words of one stem are two names (Mattis, Mattie), not one inflected (Celt, Celts)."""
    return folded.isascii() and not (word.startswith(folded) or folded.startswith(word))


def _promise(candidate: _Candidate) -> float:
    """How likely the candidate is what was meant: likeness first, then how common it is."""
    return candidate.likeness**3 * log1p(candidate.passage_count)
