"""Answers a plain question: candidates → ranked windows → hits."""

from __future__ import annotations

from store.search.excerpts.stories_once import show_once
from store.search.lookups import Lookups
from store.search.passages.candidates import find_candidates
from store.search.passages.hit import Found
from store.search.ranking.features import Asked
from store.search.ranking.rank import Ranked, Ranking
from store.search.ranking.weights import load_weights
from store.search.reading import Reading
from store.text.fold import fold
from store.text.matching import matching_words
from store.text.words import has_unspaced


def search(lookups: Lookups, reading: Reading, limit: int) -> Found:
    """The best `limit` hits for a query."""
    candidates = find_candidates(lookups, reading)
    asked = asked_of(reading)

    def holds_phrases(one: Ranked) -> bool:
        return all(_holds_phrase(one, phrase) for phrase in reading.query.phrases)

    ranking = Ranking(asked, candidates, load_weights(), holds_phrases)
    hits = show_once(lookups.db, asked, ranking, limit)
    confidence = hits[0].score if hits else 0.0
    return Found(hits, reading.terms, confidence)


def asked_of(reading: Reading) -> Asked:
    """The terms and the kind of answer that windows are weighed against."""
    # Of English the common words are known, and scripts without spaces are matched by pieces.
    languages = reading.languages or ("en",)
    knows_common = "en" in languages or has_unspaced(reading.query.text)
    return Asked.of(
        reading.terms,
        reading.query.answer_type,
        knows_common=knows_common,
        question=reading.query.text,
    )


def _holds_phrase(one: Ranked, phrase: str) -> bool:
    candidate, span = one.candidate, one.span
    text = candidate.text[span.start - candidate.origin : span.stop - candidate.origin]
    words = " ".join(fold(word) for word in matching_words(text))
    wanted = " ".join(fold(word) for word in matching_words(phrase))
    return f" {wanted} " in f" {words} "
