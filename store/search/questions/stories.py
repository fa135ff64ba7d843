"""Finds articles that are about something, not the sentences that say it.

An article is about what its headline and first lines say; the body only confirms it.
"""

from __future__ import annotations

from store.model import ArticleId
from store.rows.articles import get_articles
from store.search.excerpts.stories_once import stories_once
from store.search.lookups import Lookups
from store.search.passages.candidates import find_candidates
from store.search.passages.hit import Found, Hit
from store.search.passages.narrowing import latest_left
from store.search.ranking import confidence
from store.search.reading import Reading
from store.search.words.terms import Term
from store.text.instants import by_age

# Weight of the share of the topic that the headline holds.
_HEADLINE = 0.5
# Weight of the share that headline and lead hold.
_LEAD = 0.3
# Weight of the share that the whole article holds.
_BODY = 0.2
# Factor of the best story's score for an article to be about the topic and not only mention it.
_ABOUT = 0.5
# Articles read for each story shown of the newest, for some are copies.
_COPIES = 4


def search_stories(lookups: Lookups, reading: Reading, limit: int, *, newest_first: bool) -> Found:
    """Articles about the query's words: best first, or the newest of the good ones first."""
    db, terms = lookups.db, reading.terms
    if not terms:
        newest = latest_left(lookups, reading.query.filters, _COPIES * limit)
        every = (Hit(article.id, None, confidence.SURE) for article in newest if newest_first)
        latest = stories_once(db, every, limit)
        return Found(latest, (), confidence.SURE if latest else 0.0)
    mass = sum(term.idf for term in terms)
    scores: dict[ArticleId, tuple[float, float]] = {}
    for candidate in find_candidates(lookups, reading):
        headline = _share(terms, candidate.headline, mass)
        context = _share(terms, candidate.context, mass)
        everything = _share(terms, candidate.article, mass)
        score = _HEADLINE * headline + _LEAD * context + _BODY * everything
        known = scores.get(candidate.article_id, (0.0, 0.0))
        scores[candidate.article_id] = max(known, (score, everything))
    ranked = sorted(scores.items(), key=lambda item: (-item[1][0], item[0]))
    if newest_first and ranked:
        articles = get_articles(db, [article_id for article_id, _ in ranked])
        best, most = ranked[0][1]
        good = [
            (article_id, (score, held))
            for article_id, (score, held) in ranked
            if score >= _ABOUT * best and confidence.is_near_best_story(held, most)
        ]
        good.sort(key=lambda r: by_age(articles[r[0]].published), reverse=True)
        ranked = good
    found = (Hit(article_id, None, min(1.0, score[1])) for article_id, score in ranked)
    hits = stories_once(db, found, limit)
    return Found(hits, terms, hits[0].score if hits else 0.0)


def _share(terms: tuple[Term, ...], weights: dict[int, float], mass: float) -> float:
    return sum(terms[n].idf * w for n, w in weights.items()) / mass
