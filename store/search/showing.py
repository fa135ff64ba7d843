"""Ranked windows → hits: what of them is shown, and whose words it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from store.articles import get_articles
from store.model import Article, Quote, Span
from store.search.evidence import best_weights
from store.search.features import Asked
from store.search.fitting import shown_span
from store.search.highlight import find_highlights
from store.search.hit import Hit
from store.search.matcher import Matcher
from store.search.rank import Ranked
from store.search.settle import settled_span
from store.search.speakers import Wanted, quotes_in_articles
from store.search.weights import load_weights
from store.search.windows import LIMIT

# Two excerpts this alike (0 to 100) are one story told twice.
_ALIKE = 88
# An excerpt is shown as a quote when this share of it is one.
_MOSTLY = 0.4


def show_hits(
    db: sqlite3.Connection, asked: Asked, ranked: Iterable[Ranked], limit: int
) -> tuple[Hit, ...]:
    """The best `limit` windows as hits, no two telling the same."""
    matcher = Matcher(asked.terms)
    chosen = _different(asked, ranked, matcher, limit)
    articles = get_articles(db, [one.candidate.article_id for one, _ in chosen])
    said = quotes_in_articles(db, list(articles), Wanted((), ()))
    hits: list[Hit] = []
    for one, span in chosen:
        article = articles[one.candidate.article_id]
        quotes = [s.quote for s in said if s.article_id == article.id]
        hit = _hit(asked, one, article, span, quotes, matcher)
        if not any(h.article_id == hit.article_id and _overlap(h.span, hit.span) for h in hits):
            # A later hit may be as sure of itself, but it is not surer than a better one.
            hits.append(replace(hit, score=min(hit.score, hits[-1].score)) if hits else hit)
    return tuple(hits)


def _different(
    asked: Asked, ranked: Iterable[Ranked], matcher: Matcher, limit: int
) -> list[tuple[Ranked, Span]]:
    chosen: list[tuple[Ranked, Span]] = []
    texts: list[str] = []
    for one in ranked:
        candidate = one.candidate
        span = shown_span(asked, candidate, one.first, one.last, matcher)
        text = candidate.text[span.start - candidate.origin : span.stop - candidate.origin]
        if not any(fuzz.token_set_ratio(text, other) > _ALIKE for other in texts):
            chosen.append((one, span))
            texts.append(text)
        if len(chosen) == limit:
            break
    return chosen


def _hit(
    asked: Asked,
    one: Ranked,
    article: Article,
    span: Span,
    quotes: Sequence[Quote],
    matcher: Matcher,
) -> Hit:
    window = one.candidate.sentences[one.first : one.last + 1]
    if len(window) > 1 or window[0].span == span:
        anchor = max(
            window,
            key=lambda s: sum(asked.terms[n].idf * w for n, w in best_weights(s.hits).items()),
        ).span
        span = settled_span(article.text, span, anchor, quotes)
    else:
        fitting = [quote.span for quote in quotes if len(quote.span) + 2 <= LIMIT]
        span = shown_span(asked, one.candidate, one.first, one.last, matcher, fitting)
    return Hit(
        article_id=article.id,
        span=span,
        score=load_weights().confide(
            one.features, asked.corrected, knows_common=asked.knows_common
        ),
        highlights=find_highlights(asked, span.of(article.text), span.start),
        quote=_quote_shown(span, quotes),
    )


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
