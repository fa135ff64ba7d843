"""Finds the words of the archive that a typed word may stand for, one method a kind.

Everything is an index look-up; rapidfuzz sees a short list.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from math import log1p

from store.rows.names import name_words_among
from store.rows.words import name_words_near, words_near
from store.search.lookups import Lookups
from store.search.words.given_names import full_forms, other_forms
from store.search.words.likeness import (
    Alternative,
    Why,
    edits_between,
    sound_likeness,
    spelling_likeness,
    spellings_of,
)
from store.search.words.meanings import Near, Vector, load_word_vectors
from store.search.words.same import is_place, number_words, same_as
from store.search.words.terms import background
from store.text.edits import one_edit_forms
from store.text.english import is_english_word
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.irregular import kin_of
from store.text.near_keys import deletion_keys, sounds_of
from store.text.stem import Stems
from store.text.words import find_words, is_unspaced

# Letters of the longest word that is corrected: no language writes longer ones for people to read.
_LONGEST = 64
# Words of a message that are corrected; further ones are taken as typed. Each costs up to 10 ms.
_MOST_CORRECTED = 16
# Letters from which one edit is forgiven.
_ONE_EDIT = 4
# Letters from which two edits are forgiven.
_TWO_EDITS = 7
# Letters from which a word is taken for a misspelt inflection of a word the archive has.
_BY_STEM = 6
# Languages, most used first, by whose endings it is.
_LANGUAGES_BY_STEM = 2
# The least likeness by sound.
_SAME_SOUND = 0.78
# Letters from which a word in Latin script is looked for by sound.
_SOUND_ALONE = 5
# Letters of each half of a word that was two.
_SHORTEST_HALF = 3
# Likeness of each half.
_HALF = 0.8
# The least cosine of two words that mean nearly the same, in the table of word vectors.
_LEAST_COSINE = 0.4
# The same where the archive has the question's language too, which then most likely lacks it all.
_LEAST_BESIDE = 0.65
# Share of the cosine of the nearest word of the language that a word of the archive has at least.
_BESIDE_NEAREST = 0.7
# Words that are looked at of each language of the archive; it has few of the table's words.
_MOST_NEAR = 150
# Words that a word is taken for in each language of the archive.
_TRANSLATIONS = 3
# What the archive's commonest of them gains in rank; it is the likelier sense.
_COMMON = 0.1
# Cosine from which a translation is as good as can be.
_SAME_MEANING = 0.75
# Likeness of such a translation.
_TRANSLATED = 0.9
# Likeness from which a translation is plain, so that no name is looked for that sounds alike.
_PLAIN = 0.8
# Factor for what sounds alike and is no name, where the archive has not the word's language.
_NO_NAME = 0.5
# The least cosine of two words of one language that one may stand for the other. Below it lie
# opposites and words of one kind; above it only days, months and numbers, which are left out.
_SYNONYM_COSINE = 0.78
# Likeness of the nearest of them.
_SYNONYM = 0.85
# The language in which words are known that are written in several ways.
_MOST_ASKED = "en"
# The least likeness of a word of a name.
NAME_LIKENESS = 0.62
# Likeness of a given name to how English writes it.
_LISTED = 0.97
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_CASES = re.compile(
    r"(?:ого|ому|ыми|ими|ами|ями|ом|ем|ём|ой|ей|ою|ею|ым|им|ові|еві|єм|у|ю|а|я|е|і|ы|и|ь|й)$"
)


class Alternatives:
    """Finds alternatives in one archive for the words of one message; looks each up once."""

    def __init__(self, lookups: Lookups, stems: Mapping[str, Stems]) -> None:
        self._lookups, self._db, self._words = lookups, lookups.db, lookups.words
        self._stems, self._languages = stems, tuple(stems)
        self._english = stems.get(_MOST_ASKED) or Stems(_MOST_ASKED)
        self._table = load_word_vectors()
        self._misspelt: dict[str, list[Alternative]] = {}
        self._corrected: set[str] = set()
        self._slipped: dict[str, list[Alternative]] = {}
        self._meant: dict[tuple[str, tuple[str, ...]], list[Alternative]] = {}

    def of(
        self, typed: str, languages: Sequence[str] = (), *, is_name: bool = False
    ) -> list[Alternative]:
        """Find alternatives to a word the archive has not: those of the first kind that has any.

        The kinds are tried in this order: translation, the same thing written otherwise, a synonym,
        spelling, sound, a word split in two. A word of the language is no slip, unless of a name.
        `languages` are those the word may be in; () if nothing tells.
        """
        folded = fold(typed)
        if is_unspaced(typed):
            return self._translated(typed, languages)
        if not self._may_be_corrected(folded):
            return []
        is_foreign = bool(languages) and not set(languages) & set(self._languages)
        if is_foreign:
            return self._of_foreign(typed, folded, languages, is_name=is_name)
        if languages and (translated := self._translated(typed, languages[:1])):
            return translated
        language = languages[0] if languages else _MOST_ASKED
        if same := self._same(folded, language):
            return same
        if not is_name and self.is_word(typed, language):
            # A word of the language is no slip of another: the archive just has not got it. But it
            # may be somebody's name.
            found = self._synonyms(typed, language) or self._apart(folded)
            return found or self._of_names_alone(self._slips(typed, folded))
        return self._slips(typed, folded)

    def same_places(self, folded: str) -> list[Alternative]:
        """Words of the same country as an English word that the archive has."""
        return self._same(folded, _MOST_ASKED) if is_place(folded) else []

    def _same(self, folded: str, language: str) -> list[Alternative]:
        """The same thing written otherwise: a number, a place, a role, the other English."""
        if language != _MOST_ASKED or language not in self._languages:
            return []
        written = {word: (likeness, why) for word, likeness, why in same_as(folded)}
        forms = list(written)
        stems = dict(zip(forms, self._stems[language].of_folded(forms), strict=True))
        self._words.look_up(forms, stems.values())
        found = [
            Alternative(word, stems[word], count, likeness, why)
            for word, (likeness, why) in written.items()
            if (count := self._count(stems[word]))
        ]
        # Of different kinds the likeliest alone: a place is no number.
        best = max(found, key=lambda one: one.likeness, default=None)
        return [one for one in found if best is not None and one.why is best.why]

    def is_word(self, typed: str, language: str) -> bool:
        """Whether a word is one of the language."""
        if language == _MOST_ASKED:
            return is_english_word(fold(typed)) or self._english[typed][1] in background()
        return self._table.has(typed, language)

    def _of_names_alone(self, found: Sequence[Alternative]) -> list[Alternative]:
        """Keeps those that are words of somebody's name."""
        if not found:
            return []
        names = self._lookups.once(name_words_among, tuple(one.form for one in found))
        return [one for one in found if one.form in names]

    def _synonyms(self, typed: str, language: str) -> list[Alternative]:
        """Words of the same language that mean nearly the same."""
        vector = self._table.vector(typed, language) if self._table.has(typed, language) else None
        if vector is None or language not in self._languages:
            return []
        near = self._nearest(vector, language, _SYNONYM_COSINE)
        return [
            replace(one, likeness=_SYNONYM * one.likeness, why=Why.SYNONYM)
            for one in near
            if one.form not in _closed_words()
        ]

    def _slips(self, typed: str, folded: str) -> list[Alternative]:
        """Finds the words that one may be a slip of: by spelling, by sound, or two in one."""
        if typed not in self._slipped:
            self._slipped[typed] = self._find_slips(typed, folded)
        return self._slipped[typed]

    def _find_slips(self, typed: str, folded: str) -> list[Alternative]:
        found = self.misspelt(folded) if folded.isalpha() else []
        if not found and (not folded.isascii() or len(folded) >= _SOUND_ALONE):
            found = self._sounding(typed, folded)
        return found or self._apart(folded)

    def _of_foreign(
        self, typed: str, folded: str, languages: Sequence[str], *, is_name: bool
    ) -> list[Alternative]:
        """Reads a word of a language that the archive has not: a name sounds alike in all."""
        translated = self._translated(typed, languages)
        if not is_name and _best_likeness(translated) >= _PLAIN:
            return translated
        return max(translated, self._doubted(self._slips(typed, folded)), key=_best_likeness)

    def _doubted(self, found: Sequence[Alternative]) -> list[Alternative]:
        """Alternatives to a word of a language that the archive has not: names are alike in all."""
        names = self._of_names_alone(found)
        return [
            replace(one, likeness=_NO_NAME * one.likeness)
            if one not in names and any(self.is_word(one.form, of) for of in self._languages[:1])
            else one
            for one in found
        ]

    def segments(self, text: str, languages: Sequence[str]) -> list[str]:
        """The words that a text in a script without spaces has for another language's.

        Empty where the archive is in that language alone.
        """
        source = next((one for one in languages if one in self._table.languages), None)
        if source is None or not set(self._languages) - set(languages):
            return []
        runs = [fold(word) for word in find_words(text) if is_unspaced(word)]
        return [piece for run in runs for piece in self._table.segments(run, source)]

    def _translated(self, typed: str, languages: Sequence[str]) -> list[Alternative]:
        """Words of the archive's languages that mean what the word means in another."""
        asked = typed, tuple(languages)
        if asked not in self._meant:
            self._meant[asked] = self._find_translated(typed, languages)
        return self._meant[asked]

    def _find_translated(self, typed: str, languages: Sequence[str]) -> list[Alternative]:
        found: dict[str, Alternative] = {}
        is_exact = bool(set(languages) & set(self._languages))
        for source in languages:
            targets = [language for language in self._languages if language != source]
            if not targets or (is_exact and not self._table.has(typed, source)):
                continue
            if (vector := self._table.vector(typed, source)) is None:
                continue
            least = _LEAST_BESIDE if is_exact else _LEAST_COSINE
            for target in targets:
                for one in self._nearest(vector, target, least):
                    if one.stem not in found or one.likeness > found[one.stem].likeness:
                        found[one.stem] = one
            break
        return list(found.values())

    def _nearest(
        self, vector: Vector, language: str, least: float = _LEAST_COSINE
    ) -> list[Alternative]:
        """The archive's words of a language that lie nearest, the likeliest first."""
        near = self._table.nearest(vector, language, least, _MOST_NEAR)
        if not near:
            return []
        enough = _BESIDE_NEAREST * max(one.cosine for one in near)
        stems = self._stems[language].of_folded([one.word for one in near])
        counts = dict.fromkeys(stems, 0)
        for _, stem, count in self._words.with_stems(counts):
            counts[stem] += count
        most = log1p(max(counts.values())) or 1.0
        ranked: dict[str, tuple[float, Near]] = {}
        for one, stem in zip(near, stems, strict=True):
            if counts[stem] and one.cosine >= enough:
                promise = one.promise + _COMMON * log1p(counts[stem]) / most
                if stem not in ranked or promise > ranked[stem][0]:
                    ranked[stem] = promise, one
        best = sorted(ranked.items(), key=lambda item: -item[1][0])[:_TRANSLATIONS]
        nearest = max((one.cosine for _, (_, one) in best), default=1.0)
        return [
            Alternative(
                one.word,
                stem,
                counts[stem],
                _TRANSLATED * min(1.0, one.cosine / _SAME_MEANING) * (one.cosine / nearest),
                Why.TRANSLATION,
            )
            for stem, (_, one) in best
        ]

    def _count(self, stem: str) -> int:
        return sum(count for _, _, count in self._words.with_stems((stem,)))

    def misspelt(self, folded: str) -> list[Alternative]:
        """Words one edit away, else inflections of what is, else words two edits away."""
        if not self._may_be_corrected(folded):
            return []
        if folded not in self._misspelt:
            self._misspelt[folded] = self._find_misspelt(folded)
        return self._misspelt[folded]

    def _may_be_corrected(self, folded: str) -> bool:
        """Whether a word is looked at: no monster, and among the first of the message."""
        if len(folded) > _LONGEST:
            return False
        if len(self._corrected) < _MOST_CORRECTED:
            self._corrected.add(folded)
        return folded in self._corrected

    def _find_misspelt(self, folded: str) -> list[Alternative]:
        if len(folded) < _ONE_EDIT:
            return []
        near = self._within(folded, deletion_keys(folded), 1)
        if not near and len(folded) >= _BY_STEM:
            near = self._one_edit_from_kin(folded)
        if not near and len(folded) >= _TWO_EDITS:
            shorter = {folded[:i] + folded[i + 1 :] for i in range(len(folded))}
            keys = [key for form in shorter for key in deletion_keys(form)]
            near = self._within(folded, keys, 2)
        return near

    def _within(self, folded: str, keys: Sequence[int], most: int) -> list[Alternative]:
        near = []
        for word, stem, count in words_near(self._db, keys) if keys else ():
            edits = edits_between(folded, word, most)
            if word == folded or edits > most or not word.isalpha():
                continue
            if not is_function_word(word, self._languages):
                likeness = spelling_likeness(folded, word, edits)
                near.append(Alternative(word, stem, count, likeness, Why.SPELLING))
        return near

    def _one_edit_from_kin(self, folded: str) -> list[Alternative]:
        """Words of the archive that are inflections of what the word may have been."""
        meant: dict[str, str] = {}
        languages = [
            language
            for language in self._languages[:_LANGUAGES_BY_STEM]
            if self._stems[language].inflects(folded)
        ]
        if not languages:
            return []
        forms = [
            form
            for form in sorted(one_edit_forms(folded))
            if not is_function_word(form, self._languages)
        ]
        stems = [self._stems[language].of_folded(forms) for language in languages]
        for form, *stemmed in zip(forms, *stems, strict=True):
            for language, stem in zip(languages, stemmed, strict=True):
                meant |= dict.fromkeys((stem, *kin_of(stem, language)), form)
        found: dict[str, Alternative] = {}
        for word, stem, count in self._words.with_stems(meant):
            likeness = spelling_likeness(folded, meant[stem], 1)
            shown, total = word, count
            if (known := found.get(stem)) is not None:
                total += known.passage_count
                if edits_between(folded, word) >= edits_between(folded, known.form):
                    shown = known.form
            found[stem] = Alternative(shown, stem, total, likeness, Why.SPELLING)
        return list(found.values())

    def _sounding(self, typed: str, folded: str) -> list[Alternative]:
        """Words that sound like the typed one, in whichever script: names most of all."""
        spellings = spellings_of(typed, folded)
        self._words.look_up(spellings)
        best: dict[str, Alternative] = {}
        for spelling in spellings:
            for stem, count in self._words.stems_of(spelling):
                best[spelling] = Alternative(spelling, stem, count, 1.0, Why.SOUND)
        keys = sounds_of(typed)
        for word, stem, count in words_near(self._db, keys) if keys else ():
            likeness = sound_likeness(spellings, word)
            if likeness >= _SAME_SOUND and (word not in best or likeness > best[word].likeness):
                best[word] = Alternative(word, stem, count, likeness, Why.SOUND)
        return list(best.values())

    def _apart(self, folded: str) -> list[Alternative]:
        """Two words of the archive that were typed as one, the commoner pair."""
        places = range(_SHORTEST_HALF, len(folded) - _SHORTEST_HALF + 1)
        pairs = [(folded[:place], folded[place:]) for place in places]
        self._words.look_up(half for pair in pairs for half in pair)
        best: list[Alternative] = []
        most = -1
        for pair in pairs:
            known = [self._words.stems_of(half) for half in pair]
            rarer = min(sum(count for _, count in rows) for rows in known)
            if all(known) and rarer > most:
                most = rarer
                best = [
                    Alternative(half, stem, count, _HALF, Why.SPLIT)
                    for half, rows in zip(pair, known, strict=True)
                    for stem, count in rows
                ]
        return best

    def of_names(self, typed: str, forms: Mapping[str, float]) -> dict[str, float]:
        """The words of names that a typed word may be, with their likeness.

        `forms` are what it is taken for otherwise, with theirs.
        """
        folded = fold(typed)
        found = {word: likeness for word, likeness in forms.items() if likeness >= NAME_LIKENESS}
        if not self._may_be_corrected(folded):
            return found
        spellings, keys = spellings_of(typed, folded), sounds_of(typed)
        found |= dict.fromkeys(spellings, 1.0)
        for word in name_words_near(self._db, keys) if keys else ():
            likeness = sound_likeness(spellings, word)
            if likeness >= NAME_LIKENESS:
                found[word] = max(likeness, found.get(word, 0.0))
        for other in other_forms(folded):
            found[other] = max(_LISTED, found.get(other, 0.0))
        for full in full_forms(folded):
            for word in name_words_near(self._db, sounds_of(full)):
                # Kate is Katherine, and so Catherine.
                likeness = _LISTED * sound_likeness((full,), word)
                found[word] = max(likeness, found.get(word, 0.0))
        if _CYRILLIC.search(folded):
            found |= dict.fromkeys(_listed().get(_CASES.sub("", folded), ()), _LISTED)
        return found


def _best_likeness(found: Sequence[Alternative]) -> float:
    return max((one.likeness for one in found), default=0.0)


@cache
def _closed_words() -> frozenset[str]:
    """Words for days, months and numbers: each lies near the others and is none of them."""
    names = "monday tuesday wednesday thursday friday saturday sunday january february march april"
    names += " may june july august september october november december million billion thousand"
    return frozenset(names.split()) | frozenset(number_words())


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
