"""The four steps: terms → candidates → ranked windows → hits. Synchronous, one connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from store.search.excerpts.stories_once import show_once
from store.search.passages.candidates import find_candidates
from store.search.passages.hit import Found
from store.search.query import Query
from store.search.ranking.features import Asked
from store.search.ranking.rank import Ranked, Ranking
from store.search.ranking.weights import load_weights
from store.search.words.archive_facts import ArchiveFacts, read_facts
from store.search.words.names import as_somebody
from store.search.words.terms import Term
from store.search.words.vocabulary import Vocabulary
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.language import likely_languages
from store.text.matching import matching_words
from store.text.words import has_unspaced, is_unspaced


def search(db: sqlite3.Connection, query: Query, limit: int) -> Found:
    """The best `limit` hits for a query."""
    facts = read_facts(db)
    terms = find_terms(db, query, facts)
    candidates = find_candidates(db, query, terms)
    asked = asked_of(query, terms)

    def holds_phrases(one: Ranked) -> bool:
        return all(_holds_phrase(one, phrase) for phrase in query.phrases)

    hits = show_once(db, asked, Ranking(asked, candidates, load_weights(), holds_phrases), limit)
    confidence = hits[0].score if hits else 0.0
    return Found(hits, terms, confidence)


def asked_of(query: Query, terms: Sequence[Term]) -> Asked:
    """What windows are weighed against."""
    # Of English the common words are known, and scripts without spaces are matched by pieces.
    languages = likely_languages(query.text) or ("en",)
    knows_common = "en" in languages or has_unspaced(query.text)
    return Asked.of(terms, query.answer_type, knows_common=knows_common)


def find_terms(db: sqlite3.Connection, query: Query, facts: ArchiveFacts) -> tuple[Term, ...]:
    """The query's words as terms, function words left out unless there is nothing else."""
    vocabulary = Vocabulary(db, facts.passages, facts.languages, exactly=query.exactly)
    words = matching_words(query.text)
    speaker = set(matching_words(query.speaker))
    languages = likely_languages(query.text)
    spoken = languages or facts.languages
    telling = [
        w
        for w in words
        if w in speaker
        or not (
            is_function_word(fold(w), languages)
            or vocabulary.is_slip(w, spoken, is_name=_is_name(w, words))
        )
    ]
    seen: dict[str, str] = {}
    for word in vocabulary.joined(telling or words):
        seen.setdefault(fold(word), word)
    terms = [
        vocabulary.term(
            word,
            is_name=_is_name(word, words),
            is_speaker=word in speaker,
        )
        for word in seen.values()
    ]
    if not query.exactly:
        terms = list(as_somebody(db, terms, vocabulary))
    # Two characters that never stand together are no unknown word, just no word.
    return tuple(t for t in terms if t.is_known or len(t.typed) == 1 or not is_unspaced(t.typed))


def _is_name(word: str, words: Sequence[str]) -> bool:
    return word[:1].isupper() and word != words[0]


def known_share(db: sqlite3.Connection, text: str, facts: ArchiveFacts) -> float:
    """The share of a text's words that the archive has, or that are function words anywhere.

    Longer words count for more: single letters are in every archive.
    """
    vocabulary = Vocabulary(db, facts.passages, facts.languages, exactly=True)
    words = matching_words(text)
    known = sum(
        len(word)
        for word in words
        if is_function_word(fold(word), likely_languages(word) or facts.languages)
        or vocabulary.has(word)
    )
    return known / sum(map(len, words)) if words else 1.0


def _holds_phrase(one: Ranked, phrase: str) -> bool:
    candidate, span = one.candidate, one.span
    text = candidate.text[span.start - candidate.origin : span.stop - candidate.origin]
    words = " ".join(fold(word) for word in matching_words(text))
    wanted = " ".join(fold(word) for word in matching_words(phrase))
    return f" {wanted} " in f" {words} "
