"""Orders the quotes found, by speaker or by date. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.model import Article, ArticleId
from store.search.passages.hit import Hit
from store.search.ranking import confidence
from store.text.fold import fold
from store.text.words import find_words


def by_speaker(hits: Sequence[Hit]) -> list[Hit]:
    """The best quote of each speaker, then the others, then quotes without a speaker."""
    first: list[Hit] = []
    rest: list[Hit] = []
    unknown: list[Hit] = []
    speakers: list[frozenset[str]] = []
    for hit in hits:
        name = hit.quote.speaker if hit.quote is not None else None
        words = frozenset(fold(word) for word in find_words(name or ""))
        if not words:
            unknown.append(hit)
        elif any(words <= other or other <= words for other in speakers):
            rest.append(hit)
        else:
            speakers.append(words)
            first.append(hit)
    return [*first, *rest, *unknown]


def over_time(hits: Sequence[Hit], articles: Mapping[ArticleId, Article], limit: int) -> list[Hit]:
    """The best quote of each dated article, the oldest first.

    Of more than `limit` quotes those are chosen that spread evenly over the time.
    """
    best: dict[ArticleId, Hit] = {}
    for hit in hits:
        is_near_best = confidence.is_near_best_quote(hit.score, hits[0].score)
        if articles[hit.article_id].published and is_near_best:
            best.setdefault(hit.article_id, hit)
    told = sorted(best.values(), key=lambda hit: articles[hit.article_id].published or "")
    if len(told) <= limit:
        return told
    if limit == 1:
        return told[-1:]
    return [told[round(n * (len(told) - 1) / (limit - 1))] for n in range(limit)]
