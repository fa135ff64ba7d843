"""Finds a sign that is no word, such as an emoji, in the newest articles."""

from __future__ import annotations

from store.model import Span
from store.search.excerpts.excerpt import sentences_at
from store.search.lookups import Lookups
from store.search.passages.hit import Found, Hit
from store.search.passages.narrowing import latest_left
from store.search.query import Filters
from store.search.ranking import confidence

# Articles that are read through: no index holds what is no word.
_ARTICLES = 300


def search_sign(lookups: Lookups, sign: str, filters: Filters, limit: int) -> Found:
    """The sentences that hold the sign, of the newest articles, one an article."""
    hits: list[Hit] = []
    for article in latest_left(lookups, filters, _ARTICLES):
        at = article.text.find(sign)
        if at >= 0 and len(hits) < limit:
            span = sentences_at(article.text, Span(at, at + len(sign)))
            hits.append(Hit(article.id, span, confidence.SURE))
    return Found(tuple(hits), (), confidence.SURE if hits else 0.0)
