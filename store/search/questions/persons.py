"""Tells who a person is: places where articles give their role or name them.

A role beside the name ("the council's engineer") says it best, then a sentence with the full name,
early in an article that is about them.
"""

from __future__ import annotations

from collections.abc import Sequence

from store.model import Span
from store.rows.articles import get_articles
from store.rows.names import people_by_words
from store.rows.people import names_of
from store.rows.portraits import appearances_of
from store.search.excerpts.excerpt import choose_highlights, sentences_at
from store.search.excerpts.stories_once import hits_once
from store.search.lookups import Lookups
from store.search.passages.hit import Found, Hit
from store.search.passages.narrowing import articles_left
from store.search.query import Filters
from store.search.ranking import confidence
from store.search.reading import Reading

_ARTICLES = 24
_PEOPLE = 3
# Hits looked at for each one shown, for some repeat others.
_SPARE = 3
_WITH_ROLE = 1.0
_BARE = 0.6


def search_person(lookups: Lookups, reading: Reading, limit: int) -> Found | None:
    """Excerpts that say who the person named by the query's words is, of the publisher asked for.

    When that was makes no difference, nor which article was asked. None if the archive (or all of
    it by that publisher or byline) knows nobody of that name.
    """
    terms, filters = reading.terms, reading.query.filters
    if not all(term.is_known for term in terms):
        return None
    people = lookups.once(people_by_words, tuple(tuple(term.forms) for term in terms), _PEOPLE)
    if not people:
        return None
    sure = min(1.0, sum(max(t.forms.values()) for t in terms) / len(terms))
    told_by = Filters(publisher=filters.publisher, byline=filters.byline)
    hits = hits_once(lookups.db, _hits(lookups, people, sure, told_by)[: _SPARE * limit], limit)
    return Found(hits, terms, hits[0].score) if hits else None


def _hits(lookups: Lookups, people: Sequence[int], sure: float, told_by: Filters) -> list[Hit]:
    db, within = lookups.db, articles_left(lookups, told_by)
    seen = [
        (rank, one)
        for rank, person in enumerate(people)
        for one in appearances_of(db, names_of(db, [person]), _ARTICLES, *within)
    ]
    with_role = confidence.of_person(sure, has_role=True)
    bare = confidence.of_person(sure, has_role=False)
    articles = get_articles(db, {one.article_id for _, one in seen})
    scored: list[tuple[tuple[float, int, float], Hit, str]] = []
    for rank, one in seen:
        article_id, mentions, roles = one.article_id, one.mentions, one.roles
        text = articles[article_id].text
        for role in roles:
            by = min(mentions, key=lambda m: abs(m.start - role.start))
            span = sentences_at(text, Span(min(by.start, role.start), max(by.stop, role.stop)))
            told = len(role)
            scored.append(
                (
                    (_WITH_ROLE, -rank, told + 40 * len(mentions)),
                    Hit(article_id, span, with_role, choose_highlights([role], span)),
                    role.of(text).casefold(),
                )
            )
        if not roles and mentions:
            full = next((m for m in mentions if m.of(text) == one.name), mentions[0])
            hit = Hit(article_id, sentences_at(text, full), bare)
            scored.append(((_BARE, -rank, 40.0 * len(mentions)), hit, f"{article_id}"))
    scored.sort(key=lambda s: s[0], reverse=True)
    kept: dict[str, Hit] = {}
    for _, hit, key in scored:
        if not any(h.article_id == hit.article_id and h.span == hit.span for h in kept.values()):
            kept.setdefault(key, hit)
    return list(kept.values())
