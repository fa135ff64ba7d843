"""Finds the terms of a query in texts. Pure.

A question is held against some fifty passages; hardly one word in thirty stands for a term. So
texts in Latin letters are not taken apart: only words that begin like a wanted one are looked at
(`lookout`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from store.search.passages.lookout import Lookout
from store.search.words.terms import Term
from store.text.fold import fold
from store.text.matching import matching_words

# The terms that a word stands for, as (term number, weight).
Stands = tuple[tuple[int, float], ...]

_APART = "\n\n"
_SPACED_WORD = re.compile(r"[^\W_]+")


class Matcher:
    """Raw word → the terms it stands for."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._by_form: dict[str, Stands] = {}
        for number, term in enumerate(terms):
            for form, weight in term.forms.items():
                self._by_form[form] = (*self._by_form.get(form, ()), (number, weight))
        self._found: dict[str, list[tuple[int, Stands]] | None] = {}

    def match(self, words: Iterable[str]) -> Iterator[Stands | None]:
        """The terms that each word stands for, None for most words."""
        return map(self._by_form.get, map(_FOLDED.__getitem__, words))

    def find(self, text: str) -> list[tuple[int, Stands]] | None:
        """(start of a word, the terms it stands for) in the order of the text.

        None for a text that has to be taken apart by `match`: it was not looked through, or has
        letters of other scripts.
        """
        return self._found.get(text)

    def look_through(self, texts: Iterable[str]) -> None:
        """Find the terms of all texts at once, for `find` to tell."""
        new = dict.fromkeys(text for text in texts if text not in self._found)
        self._found |= new
        told = list(new) if _is_basic("".join(new)) else list(filter(_is_basic, new))
        # No word goes over a line's end, nor its first three letters over two.
        joined = _APART.join(told)
        places, untold = Lookout(self._by_form).look(joined)
        found = self._stand_at(joined, places)
        first = taken = passed = 0
        for text in told:
            after = first + len(text)
            here, there = taken, passed
            while taken < len(found) and found[taken][0] < after:
                taken += 1
            while passed < len(untold) and untold[passed] < after:
                passed += 1
            if passed == there:
                self._found[text] = [(at - first, stands) for at, stands in found[here:taken]]
            first = after + len(_APART)

    def _stand_at(self, text: str, places: Iterable[int]) -> list[tuple[int, Stands]]:
        """The terms that the words at these places stand for, without words that stand for none."""
        found: list[tuple[int, Stands]] = []
        for at in places:
            word = _SPACED_WORD.match(text, at)
            stands = self._by_form.get(_FOLDED[word[0]]) if word else None
            if stands:
                found.append((at, stands))
        return found

    def weights_in(self, text: str) -> dict[int, float]:
        """Term number → how well `text` holds it, of those that it holds."""
        best: dict[int, float] = {}
        for stands in self._every(text):
            for number, weight in stands or ():
                if weight > best.get(number, 0.0):
                    best[number] = weight
        return best

    def counts_in(self, text: str) -> dict[int, float]:
        """Term number → the sum of its weights in `text`, over all its occurrences."""
        counts: dict[int, float] = {}
        for stands in self._every(text):
            for number, weight in stands or ():
                counts[number] = counts.get(number, 0.0) + weight
        return counts

    def _every(self, text: str) -> Iterable[Stands | None]:
        found = self.find(text)
        return self.match(matching_words(text)) if found is None else [s for _, s in found]


def _is_basic(text: str) -> bool:
    """Whether the text has no characters beyond the basic plane, such as pictures."""
    return text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)


def folded(word: str) -> str:
    """A raw word as it is matched."""
    return _FOLDED[word]


class _Folded(dict[str, str]):
    """Raw word → folded, kept over questions: the words of a language come again."""

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        folded = self[word] = fold(word)
        return folded


_REMEMBERED = 200_000
_FOLDED = _Folded()
