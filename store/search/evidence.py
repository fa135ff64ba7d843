"""Candidate passages read once, and what of the query each of their sentences holds. Pure.

A sentence's evidence is a short list of (term number, weight, place); everything the scorer looks
at is computed from that, never from the text again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from store.model import ArticleId, Span
from store.search.terms import Term
from store.text.fold import fold
from store.text.matching import matching_words

Stands = tuple[tuple[int, float], ...]


class Matcher:
    """Raw word → the terms it stands for, as (term number, weight)."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._by_form: dict[str, Stands] = {}
        for number, term in enumerate(terms):
            for form, weight in term.forms.items():
                self._by_form[form] = (*self._by_form.get(form, ()), (number, weight))

    def match(self, words: Iterable[str]) -> Iterator[Stands | None]:
        """For each word the terms it stands for, None for most."""
        return map(self._by_form.get, map(_FOLDED.__getitem__, words))


class _Folded(dict[str, str]):
    """Raw word → folded, remembered over questions: the words of a language come again."""

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        folded = self[word] = fold(word)
        return folded


_REMEMBERED = 200_000
_FOLDED = _Folded()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a candidate: where it is, and which terms it holds where.

    `hits` are (place of the word, term number, weight); `words` is how many words it has.
    """

    span: Span
    words: int
    hits: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate passage with the evidence of its sentences and of its article.

    `text` is the passage's own; `origin` is where it begins in the article. `headline`, `context`
    and `article` map terms to the weight with which the headline, the headline and lead, and those
    with all the article's candidates together hold them. `bm25` is the passage's, scaled so that
    the best candidate has 1; `article_bm25` sums up the article's candidates alike.
    """

    passage_id: int
    article_id: ArticleId
    origin: int
    text: str
    sentences: tuple[Sentence, ...]
    headline: dict[int, float]
    context: dict[int, float]
    article: dict[int, float]
    bm25: float
    article_bm25: float


def find_hits(text: str, matcher: Matcher) -> tuple[int, tuple[tuple[int, int, float], ...]]:
    """(number of words, hits) of a piece of text."""
    words = matching_words(text)
    found = [
        (place, number, weight)
        for place, stands in enumerate(matcher.match(words))
        if stands
        for number, weight in stands
    ]
    return len(words), tuple(found)


def find_sentences(
    text: str, stored: Sequence[tuple[int, int, int]], origin: int, matcher: Matcher
) -> tuple[Sentence, ...]:
    """The sentences of a passage, (start, stop, words) as stored, with their hits.

    The words of the whole passage are matched in one go and dealt out by the stored lengths; should
    these not add up, sentence by sentence.
    """
    words = matching_words(text)
    if len(words) != sum([length for _, _, length in stored]):
        return tuple(
            Sentence(Span(start, stop), *find_hits(text[start - origin : stop - origin], matcher))
            for start, stop, _ in stored
        )
    found = [
        (place, stands) for place, stands in enumerate(matcher.match(words)) if stands is not None
    ]
    sentences = []
    end = taken = 0
    for start, stop, length in stored:
        begin, end = end, end + length
        hits: list[tuple[int, int, float]] = []
        while taken < len(found) and found[taken][0] < end:
            place, stands = found[taken]
            hits += [(place - begin, number, weight) for number, weight in stands]
            taken += 1
        sentences.append(Sentence(Span(start, stop), length, tuple(hits)))
    return tuple(sentences)


def best_weights(hits: Sequence[tuple[int, int, float]]) -> dict[int, float]:
    """Term number → best weight among the hits."""
    best: dict[int, float] = {}
    for _, number, weight in hits:
        if weight > best.get(number, 0.0):
            best[number] = weight
    return best
