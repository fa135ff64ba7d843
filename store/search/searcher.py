"""The four steps: terms → candidates → ranked windows → hits. Synchronous, one connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from store.model import ArticleId
from store.rows import unpack_sentences
from store.search.evidence import (
    Candidate,
    find_sentences,
    united,
)
from store.search.features import Asked
from store.search.hit import Found
from store.search.matcher import Matcher
from store.search.names import as_somebody
from store.search.query import Query
from store.search.rank import Ranked, Ranking
from store.search.retrieve import Bounds, read_candidates, retrieve_passages
from store.search.stories_once import show_once
from store.search.terms import Term
from store.search.vocabulary import Vocabulary
from store.search.weights import load_weights
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.language import likely_languages
from store.text.matching import matching_words
from store.text.words import has_unspaced, is_unspaced

_CANDIDATES = 50
# Languages of the archive whose stems a question's words are tried in.
_LANGUAGES = 6
# In an article's sum a good passage counts for more than several middling ones.
_PEAKED = 3


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """What planning needs to know of the archive."""

    passages: int
    languages: tuple[str, ...]


def read_facts(db: sqlite3.Connection) -> ArchiveFacts:
    """The archive's size and languages, most used first."""
    rows: dict[str, int] = dict(db.execute("SELECT name, value FROM archive_facts").fetchall())
    languages = sorted(
        (name.removeprefix("language:") for name in rows if name.startswith("language:")),
        key=lambda language: -rows[f"language:{language}"],
    )
    return ArchiveFacts(rows.get("passages", 0), tuple(languages))


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
    vocabulary = Vocabulary(db, facts.passages, facts.languages[:_LANGUAGES], exactly=query.exactly)
    words = matching_words(query.text)
    speaker = set(matching_words(query.speaker))
    languages = likely_languages(query.text)
    spoken = languages or facts.languages[:_LANGUAGES]
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
    vocabulary = Vocabulary(db, facts.passages, facts.languages[:_LANGUAGES], exactly=True)
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


def find_bounds(db: sqlite3.Connection, query: Query, facts: ArchiveFacts) -> Bounds:
    """The query's phrases and unwanted words as the index has them."""
    if not (query.phrases or query.without):
        return Bounds()
    vocabulary = Vocabulary(db, facts.passages, facts.languages[:_LANGUAGES], exactly=True)

    def stem_of(word: str) -> str:
        return next(iter(vocabulary.term(word).stems), fold(word))

    return Bounds(
        tuple(tuple(stem_of(word) for word in matching_words(p)) for p in query.phrases),
        tuple(stem_of(word) for word in query.without),
    )


def find_candidates(
    db: sqlite3.Connection, query: Query, terms: Sequence[Term], limit: int = _CANDIDATES
) -> list[Candidate]:
    """Candidate passages with their evidence, best BM25 first."""
    bounds = find_bounds(db, query, read_facts(db))
    found = retrieve_passages(db, terms, query.filters, limit, bounds)
    if not found:
        return []
    matcher = Matcher(terms)
    scale = max(bm25 for _, bm25 in found) or 1.0
    bm25s = {passage_id: bm25 / scale for passage_id, bm25 in found}
    headlines: dict[int, dict[int, float]] = {}
    contexts: dict[int, dict[int, float]] = {}
    whole: dict[int, dict[int, float]] = {}
    rows = read_candidates(db, list(bm25s))
    sums: dict[int, float] = {}
    for passage_id, article_id, *_ in rows:
        sums[article_id] = sums.get(article_id, 0.0) + bm25s[passage_id] ** _PEAKED
    most = max(sums.values())
    matcher.look_through(chain.from_iterable(row[4:] for row in rows))
    candidates = []
    for passage_id, article_id, start, blob, text, headline, lead in rows:
        sentences = find_sentences(text, unpack_sentences(blob, start), start, matcher)
        if article_id not in contexts:
            headlines[article_id] = matcher.weights_in(headline)
            contexts[article_id] = united(headlines[article_id], matcher.weights_in(lead))
            whole[article_id] = dict(contexts[article_id])
        article = whole[article_id]
        for sentence in sentences:
            for _, number, weight in sentence.hits:
                article[number] = max(weight, article.get(number, 0.0))
        candidates.append(
            Candidate(
                passage_id=passage_id,
                article_id=ArticleId(article_id),
                origin=start,
                text=text,
                sentences=sentences,
                headline=headlines[article_id],
                context=contexts[article_id],
                article=article,
                bm25=bm25s[passage_id],
                article_bm25=sums[article_id] / most,
            )
        )
    return sorted(candidates, key=lambda c: -c.bm25)
