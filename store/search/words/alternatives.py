"""Finds the words of the archive that a typed word may stand for, one method a kind.

Everything is an index look-up; rapidfuzz sees a short list.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from store.rows.words import name_words_near, words_near
from store.search.lookups import Lookups
from store.search.words.likeness import (
    Alternative,
    Why,
    edits_between,
    sound_likeness,
    spelling_likeness,
    spellings_of,
)
from store.text.edits import one_edit_forms
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.irregular import kin_of
from store.text.near_keys import deletion_keys, sounds_of
from store.text.stem import Stems

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
        self._db, self._words = lookups.db, lookups.words
        self._stems, self._languages = stems, tuple(stems)
        self._misspelt: dict[str, list[Alternative]] = {}
        self._corrected: set[str] = set()

    def of(self, typed: str) -> list[Alternative]:
        """Find alternatives to a word the archive has not: those of the first kind that has any.

        The kinds are tried in this order: spelling, sound, a word split in two.
        """
        folded = fold(typed)
        if not self._may_be_corrected(folded):
            return []
        found = self.misspelt(folded) if folded.isalpha() else []
        if not found and (not folded.isascii() or len(folded) >= _SOUND_ALONE):
            found = self._sounding(typed, folded)
        return found or self._apart(folded)

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
        forms = [
            form
            for form in sorted(one_edit_forms(folded))
            if not is_function_word(form, self._languages)
        ]
        languages = self._languages[:_LANGUAGES_BY_STEM]
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
