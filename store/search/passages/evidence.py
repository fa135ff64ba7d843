"""Finds which terms each sentence of a candidate passage holds. Pure.

A sentence's evidence is a short list of (place, term number, weight). The scorer computes nearly
everything from that, never from the text again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from store.model import ArticleId, Span
from store.search.passages.matcher import Matcher, Stands
from store.text.matching import matching_words
from store.text.words import find_words

Hits = tuple[tuple[int, int, float], ...]


class Sentence(NamedTuple):
    """A sentence of a candidate, with the terms it holds.

    `hits` are (place, term number, weight) in the order of the text; `words` is how many words it
    has. A place is the word's number if `is_counted`; otherwise it is the word's start in code
    points from the sentence's start (see `in_words`).
    """

    start: int
    stop: int
    words: int
    hits: Hits
    is_counted: bool = True

    @property
    def span(self) -> Span:
        """Its span in the article."""
        return Span(self.start, self.stop)


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

    def sentence_text(self, sentence: Sentence) -> str:
        """The words of one of the sentences."""
        return self.text[sentence.start - self.origin : sentence.stop - self.origin]


def find_sentences(
    text: str, stored: Sequence[tuple[int, int, int]], origin: int, matcher: Matcher
) -> tuple[Sentence, ...]:
    """The sentences of a passage, (start, stop, words) as stored, with their hits.

    The whole passage is matched at once, and each hit goes to the sentence it stands in. A passage
    that has to be taken apart is dealt out by the stored lengths of its sentences; if these do not
    add up, it is matched sentence by sentence.
    """
    found = matcher.find(text)
    if found is not None:
        places = [(begin - origin, stop - origin) for begin, stop, _ in stored]
        return _dealt(stored, places, found, is_counted=False)
    words = matching_words(text)
    if len(words) != sum([length for _, _, length in stored]):
        return tuple(
            _taken_apart(start, stop, text[start - origin : stop - origin], matcher)
            for start, stop, _ in stored
        )
    found = [(place, stands) for place, stands in enumerate(matcher.match(words)) if stands]
    ends = list(accumulate(length for _, _, length in stored))
    return _dealt(stored, list(zip([0, *ends], ends, strict=False)), found, is_counted=True)


def _dealt(
    stored: Sequence[tuple[int, int, int]],
    places: Iterable[tuple[int, int]],
    found: Sequence[tuple[int, Stands]],
    *,
    is_counted: bool,
) -> tuple[Sentence, ...]:
    """Deal the hits out to the sentences by their places."""
    sentences = []
    taken, many = 0, len(found)
    for (start, stop, length), (begin, end) in zip(stored, places, strict=False):
        held: list[tuple[int, int, float]] = []
        while taken < many and found[taken][0] < end:
            place, stands = found[taken]
            if place >= begin:
                for number, weight in stands:
                    held.append((place - begin, number, weight))
            taken += 1
        sentences.append(Sentence(start, stop, length, tuple(held), is_counted))
    return tuple(sentences)


def _taken_apart(start: int, stop: int, text: str, matcher: Matcher) -> Sentence:
    words = matching_words(text)
    hits = [
        (place, number, weight)
        for place, stands in enumerate(matcher.match(words))
        for number, weight in stands or ()
    ]
    return Sentence(start, stop, len(words), tuple(hits))


def in_words(sentence: Sentence, text: str) -> Hits:
    """The hits of a sentence, which reads `text`, with places in words.

    Only differences between places mean anything.
    """
    hits = sentence.hits
    if sentence.is_counted or len(hits) < 2:
        return hits
    counted: list[tuple[int, int, float]] = []
    before = words = 0
    for place, number, weight in hits:
        words += len(find_words(text[before:place]))
        before = place
        counted.append((words, number, weight))
    return tuple(counted)


def united(one: Mapping[int, float], other: Mapping[int, float]) -> dict[int, float]:
    """Unite two maps of term number → weight; the better weight counts."""
    best = dict(one)
    for number, weight in other.items():
        if weight > best.get(number, 0.0):
            best[number] = weight
    return best


def best_weights(hits: Hits) -> dict[int, float]:
    """Term number → best weight among the hits."""
    best: dict[int, float] = {}
    for _, number, weight in hits:
        if weight > best.get(number, 0.0):
            best[number] = weight
    return best
