"""Decides what a typed word stands for: the one place where its kinds are ranked.

Exact before fuzzy: a word the archive has is taken as it is, with its inflections. Otherwise it is
taken for its misspellings, then for words that sound alike, then for two words run together (see
`alternatives`). Better nothing than nonsense.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from store.search.lookups import Lookups
from store.search.words.alternatives import Alternatives
from store.search.words.likeness import Alternative, Why
from store.search.words.same import in_words
from store.search.words.terms import Term, idf
from store.text.english import is_english_word
from store.text.fold import fold
from store.text.function_words import misspelt_function_words
from store.text.irregular import kin_of
from store.text.stem import Stems
from store.text.words import is_unspaced

# Alternatives kept for a word the archive has not: the best, and softly some next best.
_ALTERNATIVES = 4
# The least likeness of a next best.
_NEXT_BEST = 0.5
# Weight of another inflection of the typed word.
_INFLECTED = 0.97
# Weight of another name with the typed name's stem.
_OTHER_NAME = 0.7
# Passages up to which a word is rare, and may itself be a misprint.
_RARE = 3
# How many times as common the word is that a rare one may be a misprint of.
_TIMES = 25
# Likeness left to the common word beside the rare one.
_MISPRINT_WEIGHT = 0.75
# Likeness left to an alternative to a word that a dictionary has.
_REAL_WORD = 0.6


# Kinds of which every word that was found stands for the typed one.
_BY_MEANING = frozenset({Why.NUMBER, Why.PLACE, Why.ROLE, Why.SYNONYM, Why.TRANSLATION})


@dataclass(frozen=True, slots=True)
class _Meaning:
    """The stems a word stands for, with their likeness; the correction if it is one, and why."""

    stems: dict[str, float] = field(default_factory=dict)
    used: str | None = None
    why: Why = Why.TYPED


class Vocabulary:
    """The words of one archive, for the words of one message; each is looked up once."""

    def __init__(self, lookups: Lookups) -> None:
        facts = lookups.facts
        self._words = lookups.words
        self._passages = facts.passages
        self._is_english = "en" in facts.languages
        self._stems = {language: Stems(language) for language in facts.languages}
        self.alternatives = Alternatives(lookups, self._stems)
        self._known: dict[str, Mapping[str, int]] = {}
        self._terms: dict[tuple[str, bool, bool, bool, tuple[str, ...]], Term] = {}

    def look_up(self, typed: Iterable[str]) -> None:
        """Read the rows of these words and of their inflections in one statement."""
        words = list(typed)
        stems = {stem for word in words for stem in self._guesses(word) | self._kin(word)}
        self._words.look_up(map(fold, words), stems)

    def term(
        self,
        typed: str,
        *,
        is_name: bool = False,
        is_speaker: bool = False,
        exactly: bool = False,
        languages: tuple[str, ...] = (),
    ) -> Term:
        """The term for one typed word; `exactly` takes no other word for it.

        `languages` are those the word may be in; () if nothing tells.
        """
        key = (typed, is_name, is_speaker, exactly, languages)
        if key not in self._terms:
            self._terms[key] = self._find_term(
                typed, languages, is_name=is_name, is_speaker=is_speaker, exactly=exactly
            )
        return self._terms[key]

    def _find_term(
        self,
        typed: str,
        languages: tuple[str, ...],
        *,
        is_name: bool,
        is_speaker: bool,
        exactly: bool,
    ) -> Term:
        folded = fold(typed)
        stems = self._known_stems(typed)
        kin = self._kin(typed) - stems.keys()
        meaning = _Meaning(dict.fromkeys(stems, 1.0))
        if kin and not exactly:
            meaning.stems.update((stem, 1.0) for _, stem, _ in self._words.with_stems(kin))
        if not exactly:
            if not meaning.stems:
                meaning = self._alternatives(typed, folded, languages, is_name=is_name)
            elif self._is_english and (same := self.alternatives.same_places(folded)):
                for one in same:
                    meaning.stems.setdefault(one.stem, one.likeness)
            elif _is_rare(stems) and not kin and not is_unspaced(typed):
                meaning.stems.update(self._likely_meant(folded))
        # How common a word is its own forms say: "built" is no commoner for "buildings".
        uncounted = kin if stems else set()
        return self._term(typed, folded, meaning, uncounted, is_name=is_name, is_speaker=is_speaker)

    def joined(self, typed: Sequence[str]) -> list[str]:
        """The words, two neighbours made one where the archive has that and not both of them."""
        has = {word: self.has(word) for word in typed}
        self._words.look_up(fold(a + b) for a, b in pairwise(typed) if not (has[a] and has[b]))
        made: list[str] = []
        for word in self._apart(typed, has):
            before = made[-1] if made else ""
            if before and not (self.has(before) and self.has(word)):
                both = before + word
                if self._words.stems_of(fold(both)):
                    made[-1] = both
                    continue
            made.append(word)
        return made

    def _apart(self, typed: Sequence[str], has: Mapping[str, bool]) -> list[str]:
        """The words; an abbreviation or a number the archive writes in several words, as these."""
        made: list[str] = []
        for word in typed:
            parts: Sequence[str] = ()
            if not has[word] and self._is_english:
                parts = in_words(word, fold(word), self.has)
            made += parts or (word,)
        return made

    def has(self, typed: str) -> bool:
        """Whether the archive has this word or an inflection of it."""
        return bool(self._known_stems(typed) or self._words.with_stems(self._kin(typed)))

    def is_slip(self, typed: str, languages: Sequence[str], *, is_name: bool) -> bool:
        """Whether a word is a misspelt function word (whihc, becuase) rather than anything else.

        Function words are so common that they are the likelier slip, unless the archive has more
        of another word near it. A name is never one, nor an English word that a dictionary has:
        that the archive does not know it is an answer too.
        """
        folded = fold(typed)
        if is_name or self.has(typed):
            return False
        if self.is_word(typed, languages):
            return False
        meant = [w for w in misspelt_function_words(folded, languages) if w[0] == folded[0]]
        if not meant:
            return False
        near = self.alternatives.misspelt(folded)
        self._words.look_up(meant)
        commonest = max((n for word in meant for _, n in self._words.stems_of(word)), default=0)
        return not near or max(one.passage_count for one in near) < commonest

    def is_word(self, typed: str, languages: Sequence[str]) -> bool:
        """Whether a word is one of the languages, and so no slip of another word."""
        return any(self.alternatives.is_word(typed, language) for language in languages)

    def _known_stems(self, typed: str) -> Mapping[str, int]:
        if typed not in self._known:
            self._known[typed] = self._find_known_stems(typed)
        return self._known[typed]

    def _find_known_stems(self, typed: str) -> Mapping[str, int]:
        folded = fold(typed)
        guesses = self._guesses(typed)
        self._words.look_up((folded,), guesses)
        stems = dict(self._words.stems_of(folded))
        for _, stem, count in self._words.with_stems(guesses - stems.keys()):
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

    def _term(
        self,
        typed: str,
        folded: str,
        meaning: _Meaning,
        uncounted: set[str],
        *,
        is_name: bool,
        is_speaker: bool,
    ) -> Term:
        likeness, used = meaning.stems, meaning.used
        known = self._words.with_stems(likeness)
        is_there = any(word == folded for word, *_ in known)
        forms: dict[str, float] = {}
        count = 0
        for word, stem, passage_count in known:
            weight = likeness[stem]
            if is_there and is_name and _is_other_name(folded, word):
                weight *= _OTHER_NAME
            elif word != folded and not used:
                weight *= _INFLECTED
            forms[word] = max(weight, forms.get(word, 0.0))
            count += passage_count if stem not in uncounted else 0
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
            why=meaning.why,
        )

    def _alternatives(
        self, typed: str, folded: str, languages: tuple[str, ...], *, is_name: bool
    ) -> _Meaning:
        """The meaning of a word the archive has not."""
        found = self.alternatives.of(typed, languages, is_name=is_name)
        if not found:
            return _Meaning()
        why = found[0].why
        if why is Why.SPLIT:
            first = found[0].form
            used = f"{first} {folded[len(first) :]}"
            stems = {one.stem: one.likeness for one in found}
        elif why in _BY_MEANING:
            best = max(found, key=lambda one: one.likeness)
            return _Meaning({one.stem: one.likeness for one in found}, best.form, why)
        else:
            used, stems = _best(found)
        if why is not Why.SPLIT and self._is_english and not is_name and is_english_word(folded):
            # Likelier meant than misspelt, and just not in the archive.
            stems = {stem: weight * _REAL_WORD for stem, weight in stems.items()}
        return _Meaning(stems, used, why)

    def _likely_meant(self, folded: str) -> dict[str, float]:
        """Common neighbours of a rare word, kept softly beside it."""
        near = self.alternatives.misspelt(folded)
        common = [one for one in near if one.form != folded and one.passage_count > _RARE * _TIMES]
        stems = _best(common)[1] if common else {}
        return {stem: weight * _MISPRINT_WEIGHT for stem, weight in stems.items()}


def _best(found: Sequence[Alternative]) -> tuple[str, dict[str, float]]:
    """The most promising form, and the stems of the most promising few with their likeness."""
    ranked = sorted(found, key=lambda one: (-one.promise, one.form))
    stems: dict[str, float] = {}
    for one in ranked:
        weight = one.likeness * one.promise / ranked[0].promise
        if one.stem not in stems and weight > _NEXT_BEST:
            stems[one.stem] = min(1.0, weight)
        if len(stems) == _ALTERNATIVES:
            break
    return ranked[0].form, stems


def _is_rare(stems: Mapping[str, int]) -> bool:
    return sum(stems.values()) <= _RARE


def _is_other_name(folded: str, word: str) -> bool:
    """Whether words of one stem are two names (Mattis, Mattie), not one inflected (Celt, Celts)."""
    return folded.isascii() and not (word.startswith(folded) or folded.startswith(word))
