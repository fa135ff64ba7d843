"""The words that stand for a query's terms, and where a text holds them. Pure.

A question is held against some fifty passages, of whose words hardly one in thirty is of any
interest. So most texts are never taken apart: in those of plain letters the few beginnings that the
wanted words have are looked for, and only what begins with one is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from store.search.terms import Term
from store.text.fold import fold
from store.text.matching import matching_words

# The terms that a word stands for, as (term number, weight).
Stands = tuple[tuple[int, float], ...]

# Of wanted words that begin with the same so many letters the common beginning is looked for.
_ALIKE = 4
# From so many beginnings on, taking the text apart is as fast.
_MOST_BEGINNINGS = 48
# Signs of English print beyond ASCII that are no part of any word.
_SIGNS = "’‘“”–—…€£\xa0•"
_PLAIN_WORD = re.compile(r"[a-z0-9]+")


class Matcher:
    """Raw word → the terms it stands for."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._by_form: dict[str, Stands] = {}
        for number, term in enumerate(terms):
            for form, weight in term.forms.items():
                self._by_form[form] = (*self._by_form.get(form, ()), (number, weight))
        self._beginnings = _beginnings(filter(str.isascii, self._by_form))
        self._found: dict[str, list[tuple[int, Stands]] | None] = {}

    def match(self, words: Iterable[str]) -> Iterator[Stands | None]:
        """For each word the terms it stands for, None for most."""
        return map(self._by_form.get, map(_FOLDED.__getitem__, words))

    def find(self, text: str) -> list[tuple[int, Stands]] | None:
        """Where in `text` a word that stands for a term begins, in order, and for which.

        None for a text that has to be taken apart by `match`: one with letters beyond ASCII.
        """
        if text not in self._found:
            self.look_through((text,))
        return self._found[text]

    def look_through(self, texts: Iterable[str]) -> None:
        """`find` in all of the texts at once: one by one takes twice as long.

        What was found last is kept, for `find`.
        """
        self._found = dict.fromkeys(texts)
        plain = {text: spaced for text in self._found if (spaced := _plain(text)) is not None}
        if len(self._beginnings) > _MOST_BEGINNINGS or not plain:
            return
        # No beginning goes over a line's end.
        found = self._places("\n".join(plain.values()).lower())
        first = taken = 0
        for text, spaced in plain.items():
            after = first + len(spaced)
            here = taken
            while taken < len(found) and found[taken][0] < after:
                taken += 1
            self._found[text] = [(at - first, stands) for at, stands in found[here:taken]]
            first = after + 1

    def _places(self, text: str) -> list[tuple[int, Stands]]:
        found: list[tuple[int, Stands]] = []
        for beginning in self._beginnings:
            at = text.find(beginning)
            while at >= 0:
                if not at or not text[at - 1].isalnum():
                    word = _PLAIN_WORD.match(text, at)
                    stands = self._by_form.get(word[0]) if word else None
                    if stands:
                        found.append((at, stands))
                at = text.find(beginning, at + 1)
        found.sort()
        return found

    def weights_in(self, text: str) -> dict[int, float]:
        """Term number → how well `text` holds it, of those that it holds."""
        found = self.find(text)
        every: Iterable[Stands | None]
        every = self.match(matching_words(text)) if found is None else [s for _, s in found]
        best: dict[int, float] = {}
        for stands in every:
            for number, weight in stands or ():
                if weight > best.get(number, 0.0):
                    best[number] = weight
        return best


def _plain(text: str) -> str | None:
    """The text as it is looked through, as long; None if it has letters beyond ASCII."""
    if not text.isascii():
        for sign in _SIGNS:
            text = text.replace(sign, " ")
        if not text.isascii():
            return None
    return text


def _beginnings(forms: Iterable[str]) -> tuple[str, ...]:
    """The fewest beginnings such that each of the forms has just one of them."""
    shared: list[str] = []
    for _, alike in groupby(sorted(forms), key=lambda form: form[:_ALIKE]):
        first, *rest = alike
        beginning = _common(first, rest[-1]) if rest else first
        # In order, what begins with a shorter one comes right behind it.
        if beginning and not (shared and beginning.startswith(shared[-1])):
            shared.append(beginning)
    return tuple(shared)


def folded(word: str) -> str:
    """A raw word as it is matched."""
    return _FOLDED[word]


def _common(one: str, other: str) -> str:
    """What two words begin with."""
    return "".join(
        a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )


class _Folded(dict[str, str]):
    """Raw word → folded, remembered over questions: the words of a language come again."""

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        folded = self[word] = fold(word)
        return folded


_REMEMBERED = 200_000
_FOLDED = _Folded()
