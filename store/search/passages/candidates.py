"""Finds candidate passages for a reading, with their evidence.

In a large archive the index is not asked for every word, so that it orders passages by some of the
words. Then more passages are read than are wanted, and their texts are scored by BM25 on all words
(Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009): two stages,
as in Wang, Lin & Metzler, "A cascade ranking model for efficient ranked retrieval", SIGIR 2011.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from store.model import ArticleId
from store.rows.packing import unpack_sentences
from store.search.lookups import Lookups
from store.search.passages.evidence import Candidate, find_sentences, united
from store.search.passages.matcher import Matcher
from store.search.passages.planning import LIMITS, RetrievalLimits, asks_all
from store.search.passages.retrieve import (
    HEADLINE_WEIGHT,
    CandidateRow,
    read_candidates,
    retrieve_passages,
)
from store.search.reading import Reading
from store.search.words.terms import Term

_CANDIDATES = 50
# Passages scored by their texts beyond those wanted, at most. A larger archive takes more of them
# (`RetrievalLimits.passages_a_spare`), for more of its passages look alike.
_MOST_SPARE = 250
# BM25's usual saturation of a word's count, as in FTS5.
_K1 = 1.2
# BM25's usual weight of a passage's length, as in FTS5.
_B = 0.75
# Exponent of a passage's score in its article's sum: a good one counts for more than several
# middling ones.
_PEAKED = 3


def find_candidates(
    lookups: Lookups,
    reading: Reading,
    limit: int = _CANDIDATES,
    limits: RetrievalLimits = LIMITS,
) -> list[Candidate]:
    """At most `limit` candidate passages with their evidence, best BM25 first."""
    terms, facts = reading.terms, reading.facts
    is_whole = asks_all(terms, facts.passages, limits)
    spare = 0 if is_whole else min(facts.passages // limits.passages_a_spare, _MOST_SPARE)
    bm25s = dict(
        retrieve_passages(
            lookups, terms, reading.query.filters, limit, reading.bounds, spare=spare, limits=limits
        )
    )
    if not bm25s:
        return []
    matcher = Matcher(terms)
    rows = read_candidates(lookups.db, list(bm25s))
    if not is_whole:
        matcher.look_through(chain.from_iterable((row.text, row.headline) for row in rows))
        bm25s = score_by_texts(rows, terms, matcher)
        rows = sorted(rows, key=lambda row: -bm25s[row.passage_id])[:limit]
    matcher.look_through(chain.from_iterable((row.text, row.headline, row.lead) for row in rows))
    return _with_evidence(rows, bm25s, matcher)


def score_by_texts(
    rows: Sequence[CandidateRow], terms: Sequence[Term], matcher: Matcher
) -> dict[int, float]:
    """Passage id → BM25 ≥ 0 by all the terms, as the passages' texts and headlines hold them.

    A length is that of the text in code points, held against the mean of these passages.
    """
    mean = sum(len(row.text) for row in rows) / len(rows)
    scores: dict[int, float] = {}
    for row in rows:
        held = matcher.counts_in(row.text)
        for number, weight in matcher.counts_in(row.headline).items():
            held[number] = held.get(number, 0.0) + HEADLINE_WEIGHT * weight
        scores[row.passage_id] = _bm25(held, terms, len(row.text) / mean)
    return scores


def _bm25(held: Mapping[int, float], terms: Sequence[Term], length: float) -> float:
    """The score of a text that holds each term `held` times; `length` 1 is the mean."""
    dampened = _K1 * (1 - _B + _B * length)
    return sum(terms[n].idf * count * (_K1 + 1) / (count + dampened) for n, count in held.items())


def _with_evidence(
    rows: Sequence[CandidateRow], bm25s: Mapping[int, float], matcher: Matcher
) -> list[Candidate]:
    scale = max(bm25s[row.passage_id] for row in rows) or 1.0
    sums: dict[int, float] = {}
    for row in rows:
        bm25 = bm25s[row.passage_id] / scale
        sums[row.article_id] = sums.get(row.article_id, 0.0) + bm25**_PEAKED
    most = max(sums.values()) or 1.0
    headlines: dict[int, dict[int, float]] = {}
    contexts: dict[int, dict[int, float]] = {}
    whole: dict[int, dict[int, float]] = {}
    candidates = []
    for row in rows:
        article_id = row.article_id
        stored = unpack_sentences(row.sentences, row.start)
        sentences = find_sentences(row.text, stored, row.start, matcher)
        if article_id not in contexts:
            headlines[article_id] = matcher.weights_in(row.headline)
            contexts[article_id] = united(headlines[article_id], matcher.weights_in(row.lead))
            whole[article_id] = dict(contexts[article_id])
        article = whole[article_id]
        for sentence in sentences:
            for _, number, weight in sentence.hits:
                article[number] = max(weight, article.get(number, 0.0))
        candidates.append(
            Candidate(
                passage_id=row.passage_id,
                article_id=ArticleId(article_id),
                origin=row.start,
                text=row.text,
                sentences=sentences,
                headline=headlines[article_id],
                context=contexts[article_id],
                article=article,
                bm25=bm25s[row.passage_id] / scale,
                article_bm25=sums[article_id] / most,
            )
        )
    return sorted(candidates, key=lambda c: -c.bm25)
