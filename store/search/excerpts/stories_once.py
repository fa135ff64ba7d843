"""Shows each story once and lists the other articles that carry it.

One copy of a story is shown: where several hold the best window word for word, the first published.
An excerpt that repeats most of an earlier one, such as an agency's paragraph, is dropped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from store.model import Article, ArticleId
from store.rows.articles import get_articles
from store.rows.copies import stories_of
from store.search.excerpts.showing import Showing
from store.search.passages.hit import Hit
from store.search.ranking.features import Asked
from store.search.ranking.rank import Ranked, Ranking
from store.text.fold import fold
from store.text.matching import matching_words

# The articles of a story, in the order of publication.
Story = tuple[ArticleId, ...]
# Words of a run by which two excerpts are compared.
_RUN = 3
# Share of the shorter excerpt's runs in the longer from which only one of the two is shown.
_REPEATS = 0.5
# The same share from which the other article is listed as carrying the excerpt.
_CARRIES = 0.85


def show_once(
    db: sqlite3.Connection, asked: Asked, ranking: Ranking, limit: int
) -> tuple[Hit, ...]:
    """The best `limit` windows as hits, without repeated stories."""
    stories = stories_of(db, ranking.article_ids)
    showing = Showing(db, asked, one_teller(ranking, stories))
    spare = 0
    while True:
        shown = showing.first(limit + spare)
        hits = different_hits(shown, showing.articles)
        if len(hits) >= limit or len(shown) < limit + spare:
            return with_also(map(showing.marked, hits[:limit]), stories)
        spare += limit - len(hits)


def hits_once(db: sqlite3.Connection, hits: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """The first `limit` hits that repeat no earlier words, with the articles that carry them."""
    found = list(hits)
    articles = get_articles(db, {hit.article_id for hit in found})
    kept = different_hits(found, articles)[:limit]
    return with_also(kept, stories_of(db, {hit.article_id for hit in kept}))


def stories_once(db: sqlite3.Connection, hits: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """The first hit of each of `limit` stories, with the other articles of the story."""
    found = list(hits)
    stories = stories_of(db, {hit.article_id for hit in found})
    kept: dict[Story, Hit] = {}
    for hit in found:
        kept.setdefault(stories.get(hit.article_id, (hit.article_id,)), hit)
    return with_also(list(kept.values())[:limit], stories)


def one_teller(ranking: Iterable[Ranked], stories: Mapping[ArticleId, Story]) -> Iterator[Ranked]:
    """The windows in order, of each story only those of the article that is shown.

    `ranking` must be iterable more than once.
    """
    tellers: dict[Story, Ranked] = {}
    for one in ranking:
        story = stories.get(one.candidate.article_id)
        if story is None:
            yield one
        elif story not in tellers:
            same = [
                r for r in ranking if r.candidate.article_id in story and _words(r) == _words(one)
            ]
            first = min(same, key=lambda r: story.index(r.candidate.article_id))
            tellers[story] = replace(first, score=one.score)
            yield tellers[story]
        elif _tells(tellers[story], one):
            yield one


def different_hits(hits: Iterable[Hit], articles: Mapping[ArticleId, Article]) -> list[Hit]:
    """The hits whose words no earlier hit of another article has shown.

    An article that carries nearly all of an excerpt is added to the `also` of its hit.
    """
    kept: list[Hit] = []
    said: list[frozenset[tuple[str, ...]]] = []
    for hit in hits:
        runs = _runs(hit, articles)
        shared = [
            _shared(runs, other_runs) if hit.article_id != other.article_id else 0.0
            for other, other_runs in zip(kept, said, strict=True)
        ]
        most = max(shared, default=0.0)
        if most < _REPEATS:
            kept.append(hit)
            said.append(runs)
        elif most >= _CARRIES:
            at = shared.index(most)
            kept[at] = replace(kept[at], also=(*kept[at].also, hit.article_id))
    return kept


def with_also(hits: Iterable[Hit], stories: Mapping[ArticleId, Story]) -> tuple[Hit, ...]:
    """The hits with the other articles of their stories, the first published first."""
    return tuple(
        replace(
            hit,
            also=tuple(
                other
                for other in dict.fromkeys((*stories.get(hit.article_id, ()), *hit.also))
                if other != hit.article_id
            ),
        )
        for hit in hits
    )


def _tells(teller: Ranked, one: Ranked) -> bool:
    is_its_own = one.candidate.article_id == teller.candidate.article_id
    return is_its_own and not one.meets(teller)


def _words(one: Ranked) -> list[str]:
    start = one.candidate.origin
    return one.candidate.text[one.span.start - start : one.span.stop - start].split()


def _shared(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share of the shorter's runs that the longer has, in [0, 1]."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 0.0


def _runs(hit: Hit, articles: Mapping[ArticleId, Article]) -> frozenset[tuple[str, ...]]:
    """The runs of folded words of the excerpt; a shorter excerpt is one run."""
    if hit.span is None:
        return frozenset()
    words = [fold(word) for word in matching_words(hit.span.of(articles[hit.article_id].text))]
    starts = range(max(1, len(words) - _RUN + 1))
    return frozenset(tuple(words[start : start + _RUN]) for start in starts)
