"""Takes a run of typed words for the name of somebody the archive knows.

One word at a time, a name in another script or far from its spelling could be much ("Мэй": may,
mays, mei); together its words are few people's. So the words near each typed one are gathered, and
the person is looked for whose name holds one of each; failing that, whose name holds one and is
near in the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from store.search.lookups import Lookups
from store.search.words.likeness import Why, spellings_of
from store.search.words.namesakes import Typed, best_name
from store.search.words.terms import Term
from store.search.words.vocabulary import Vocabulary
from store.text.fold import fold
from store.text.near_keys import sounds_of
from store.text.words import is_unspaced

# Words of the longest run that is looked at.
_MOST_WORDS = 4


class NameReader:
    """Reads runs of terms as names; each run of one message is looked up once."""

    def __init__(self, lookups: Lookups, vocabulary: Vocabulary) -> None:
        self._lookups, self._vocabulary = lookups, vocabulary
        self._typed: dict[_TermKey, Typed] = {}
        self._names: dict[tuple[_TermKey, ...], tuple[str, ...] | None] = {}

    def as_somebody(self, terms: Sequence[Term]) -> tuple[Term, ...]:
        """The terms; a run of them that is somebody's name stands for that name's words alone.

        A run is two to four terms in a row, at least one of which the archive has not as typed.
        """
        made = list(terms)
        start = 0
        while start < len(made):
            for stop in range(min(len(made), start + _MOST_WORDS), start + 1, -1):
                run = made[start:stop]
                found = self._name_of(run) if any(map(_is_uncertain, run)) else None
                if found is not None:
                    made[start:stop] = map(self._named, run, found)
                    start = stop - 1
                    break
            start += 1
        return tuple(made)

    def _name_of(self, run: Sequence[Term]) -> tuple[str, ...] | None:
        key = tuple(map(_key_of, run))
        if key not in self._names:
            self._names[key] = best_name(self._lookups, [self._read(term) for term in run])
        return self._names[key]

    def _named(self, term: Term, word: str) -> Term:
        """The term for a word of a name that `term` was typed for."""
        exact = self._vocabulary.term(word, is_name=True, is_speaker=term.is_speaker)
        forms = {form: weight for form, weight in exact.forms.items() if form == word}
        used = word if word != fold(term.typed) else None
        return replace(exact, typed=term.typed, forms=forms or exact.forms, used=used, why=Why.NAME)

    def _read(self, term: Term) -> Typed:
        key = _key_of(term)
        if key not in self._typed:
            self._typed[key] = self._find_typed(term)
        return self._typed[key]

    def _find_typed(self, term: Term) -> Typed:
        folded = fold(term.typed)
        if not _is_uncertain(term):
            near: Mapping[str, float] = {folded: 1.0} if len(folded) > 1 else {}
            return Typed(folded, (folded,), near, is_certain=True, has_sound=False)
        spellings = tuple(spellings_of(term.typed, folded))
        of_names = self._vocabulary.alternatives.of_names
        near = of_names(term.typed, term.forms) if len(folded) > 1 else {}
        has_sound = bool(sounds_of(term.typed))
        return Typed(folded, spellings, near, is_certain=False, has_sound=has_sound)


# A term's typed word and the forms it is taken for, with their weights.
_TermKey = tuple[str, tuple[tuple[str, float], ...]]


def _key_of(term: Term) -> _TermKey:
    return term.typed, tuple(term.forms.items())


def _is_uncertain(term: Term) -> bool:
    return fold(term.typed) not in term.forms and not is_unspaced(term.typed)
