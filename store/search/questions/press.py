"""Tells what the papers say: the best excerpt of each publisher, the surest first."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from store.model import Article
from store.rows.articles import get_articles
from store.search.excerpts.showing import show_hits
from store.search.lookups import Lookups
from store.search.passages.candidates import find_candidates
from store.search.passages.evidence import Candidate
from store.search.passages.hit import Found, Hit
from store.search.questions.facts import asked_of
from store.search.ranking import confidence
from store.search.ranking.rank import Ranking
from store.search.ranking.weights import load_weights
from store.search.reading import Reading

_CANDIDATES = 160
# Passages of one publisher, looked at at most.
_PASSAGES = 5
# Publishers, looked at at most.
_PUBLISHERS = 12


def search_press(lookups: Lookups, reading: Reading, limit: int) -> Found:
    """The best window of each publisher about the query's words."""
    asked = asked_of(reading)
    candidates = find_candidates(lookups, reading, _CANDIDATES)
    articles = get_articles(lookups.db, {c.article_id for c in candidates})
    by_publisher: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_publisher.setdefault(publisher_of(articles[candidate.article_id]), []).append(candidate)
    hits: list[Hit] = []
    for told in list(by_publisher.values())[:_PUBLISHERS]:
        ranking = Ranking(asked, told[:_PASSAGES], load_weights())
        hits += show_hits(lookups.db, asked, islice(ranking, 1), 1)
    hits.sort(key=lambda hit: -hit.score)
    near = [hit for hit in hits if confidence.is_near_best_publisher(hit.score, hits[0].score)]
    shown = tuple(replace(hit, also=()) for hit in near[:limit])
    return Found(shown, reading.terms, shown[0].score if shown else 0.0)


def publisher_of(article: Article) -> str:
    """The publisher of an article, else the host of its address, else its source."""
    host = (article.url or "").partition("//")[2].partition("/")[0].removeprefix("www.")
    return article.publisher or host or article.source
