"""Defines what a search returns: hits, best first."""

from __future__ import annotations

from dataclasses import dataclass

from store.model import ArticleId, Quote, Span
from store.search.words.terms import Term


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, best first in its list. `score` lies in [0, 1].

    `span` is None where the article itself was asked for. `quote` is set where the span shows
    direct speech. `also` are articles that carry the same story. `is_reported`: the span tells what
    was said in the article's own words.
    """

    article_id: ArticleId
    span: Span | None
    score: float
    highlights: tuple[Span, ...] = ()
    quote: Quote | None = None
    also: tuple[ArticleId, ...] = ()
    is_reported: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a search. `confidence` in [0, 1]: how surely the first hit answers."""

    hits: tuple[Hit, ...]
    terms: tuple[Term, ...]
    confidence: float
