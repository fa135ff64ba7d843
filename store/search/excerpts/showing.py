"""Ranked windows → hits: what of them is shown, and whose words it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from rapidfuzz import fuzz

from store.model import Article, ArticleId, Quote, Span
from store.rows.articles import get_articles
from store.search.excerpts.fitting import shown_span
from store.search.excerpts.highlight import find_highlights
from store.search.excerpts.settle import settled_span
from store.search.passages.evidence import best_weights
from store.search.passages.hit import Hit
from store.search.passages.matcher import Matcher
from store.search.passages.speakers import quotes_in_articles
from store.search.ranking.features import Asked
from store.search.ranking.rank import Ranked
from store.search.ranking.weights import load_weights
from store.search.ranking.windows import LIMIT
from store.search.reading import ANYONE

# Two excerpts this alike (0 to 100) are one story told twice.
_ALIKE = 88
# An excerpt is shown as a quote when this share of it is one.
_MOSTLY = 0.4


def show_hits(
    db: sqlite3.Connection, asked: Asked, ranked: Iterable[Ranked], limit: int
) -> tuple[Hit, ...]:
    """The best `limit` windows as hits, no two telling the same."""
    showing = Showing(db, asked, ranked)
    return tuple(showing.marked(hit) for hit in showing.first(limit))


class Showing:
    """The best windows as hits, no two telling the same; read and worked out as far as one looks.

    `articles` are those of the hits.
    """

    def __init__(self, db: sqlite3.Connection, asked: Asked, ranked: Iterable[Ranked]) -> None:
        self._db, self._asked = db, asked
        self._matcher = Matcher(asked.terms)
        self._left = _different(asked, ranked, self._matcher)
        self._windows = 0
        self._hits: list[Hit] = []
        self._quotes: dict[ArticleId, list[Quote]] = {}
        self.articles: dict[ArticleId, Article] = {}

    def first(self, windows: int) -> tuple[Hit, ...]:
        """The hits of the best so many windows; of two that overlap there is one.

        More windows than before, if called again. No hit has its answer marked.
        """
        chosen = list(islice(self._left, windows - self._windows))
        self._windows = windows
        self._read({one.candidate.article_id for one, _ in chosen})
        for one, span in chosen:
            hit = self._hit(one, span)
            if not any(
                h.article_id == hit.article_id and _overlap(h.span, hit.span) for h in self._hits
            ):
                # A later hit may be as sure of itself, but it is not surer than a better one.
                score = min([hit.score, *(h.score for h in self._hits[-1:])])
                self._hits.append(replace(hit, score=score))
        return tuple(self._hits)

    def marked(self, hit: Hit) -> Hit:
        """A hit with what is likeliest to be the answer."""
        if hit.span is None:
            return hit
        text = hit.span.of(self.articles[hit.article_id].text)
        return replace(hit, highlights=find_highlights(self._asked, text, hit.span.start))

    def _read(self, ids: set[ArticleId]) -> None:
        new = sorted(ids - self.articles.keys())
        if not new:
            return
        self.articles |= get_articles(self._db, new)
        for said in quotes_in_articles(self._db, new, ANYONE):
            self._quotes.setdefault(said.article_id, []).append(said.quote)

    def _hit(self, one: Ranked, span: Span) -> Hit:
        asked, text = self._asked, self.articles[one.candidate.article_id].text
        quotes = self._quotes.get(one.candidate.article_id, [])
        window = one.candidate.sentences[one.first : one.last + 1]
        if len(window) > 1 or window[0].span == span:
            anchor = max(
                window,
                key=lambda s: sum(asked.terms[n].idf * w for n, w in best_weights(s.hits).items()),
            ).span
            span = settled_span(text, span, anchor, quotes)
        else:
            fitting = [quote.span for quote in quotes if len(quote.span) + 2 <= LIMIT]
            span = shown_span(asked, one.candidate, one.first, one.last, self._matcher, fitting)
        return Hit(
            article_id=one.candidate.article_id,
            span=span,
            score=load_weights().confide(
                one.features, asked.corrected, knows_common=asked.knows_common
            ),
            quote=_quote_shown(span, quotes),
        )


def _different(
    asked: Asked, ranked: Iterable[Ranked], matcher: Matcher
) -> Iterator[tuple[Ranked, Span]]:
    """The windows that do not say what an earlier one says, with what is shown of them."""
    texts: list[str] = []
    for one in ranked:
        candidate = one.candidate
        span = shown_span(asked, candidate, one.first, one.last, matcher)
        text = candidate.text[span.start - candidate.origin : span.stop - candidate.origin]
        if text not in texts and not any(
            fuzz.token_set_ratio(text, other, score_cutoff=_ALIKE) > _ALIKE for other in texts
        ):
            texts.append(text)
            yield one, span


def _quote_shown(span: Span, quotes: Sequence[Quote]) -> Quote | None:
    """The quote that most of the span is, its first run where the statement has several."""
    shares: dict[int, int] = {}
    first: dict[int, Quote] = {}
    for quote in quotes:
        if not quote.is_part and span.meets(quote.span):
            shared = min(span.stop, quote.span.stop) - max(span.start, quote.span.start)
            shares[quote.group] = shares.get(quote.group, 0) + shared
            first.setdefault(quote.group, quote)
    group = max(shares, key=lambda g: shares[g], default=None)
    return first[group] if group is not None and shares[group] >= _MOSTLY * len(span) else None


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.meets(other)
