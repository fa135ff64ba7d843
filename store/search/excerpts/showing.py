"""Turns ranked windows into hits: the span shown, its quote and its highlights."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from rapidfuzz import fuzz

from store.model import EXCERPT_LIMIT, Article, ArticleId, Quote, Span
from store.rows.articles import get_articles
from store.search.excerpts.excerpt import Anchor, cut, fits, make_readable, quote_shown
from store.search.excerpts.highlight import find_highlights
from store.search.passages.evidence import Candidate, best_weights
from store.search.passages.hit import Hit
from store.search.passages.matcher import Matcher
from store.search.passages.speakers import quotes_in_articles
from store.search.ranking import confidence
from store.search.ranking.features import Asked, answers_near
from store.search.ranking.rank import Ranked
from store.search.reading import ANYONE
from store.text.words import word_spans

# Similarity in [0, 100] above which two excerpts tell the same.
_ALIKE = 88


def show_hits(
    db: sqlite3.Connection, asked: Asked, ranked: Iterable[Ranked], limit: int
) -> tuple[Hit, ...]:
    """The best `limit` windows as hits, without windows that tell the same."""
    showing = Showing(db, asked, ranked)
    return tuple(showing.marked(hit) for hit in showing.first(limit))


class Showing:
    """Turns windows into hits one by one, without windows that tell the same.

    It reads only the articles of the windows asked for; `articles` holds them.
    """

    def __init__(self, db: sqlite3.Connection, asked: Asked, ranked: Iterable[Ranked]) -> None:
        self._db, self._asked = db, asked
        self._matcher = Matcher(asked.terms)
        self._left: Iterator[tuple[Ranked, Span]] = _different(asked, ranked, self._matcher)
        self._windows = 0
        self._ranks: dict[tuple[ArticleId, Span | None], float] = {}
        self._hits: list[Hit] = []
        self._quotes: dict[ArticleId, list[Quote]] = {}
        self.articles: dict[ArticleId, Article] = {}

    def first(self, windows: int) -> tuple[Hit, ...]:
        """The hits of the best `windows` windows, without overlaps and without highlights.

        A later call must ask for more windows.
        """
        chosen = list(islice(self._left, windows - self._windows))
        self._windows = windows
        self._read({one.candidate.article_id for one, _ in chosen})
        for one, span in chosen:
            hit = self._hit(one, span)
            self._ranks.setdefault((hit.article_id, hit.span), one.score)
            if not any(
                h.article_id == hit.article_id and _overlap(h.span, hit.span) for h in self._hits
            ):
                # No hit is surer than a hit ranked above it.
                score = min([hit.score, *(h.score for h in self._hits[-1:])])
                self._hits.append(replace(hit, score=score))
        return tuple(self._hits)

    def marked(self, hit: Hit) -> Hit:
        """The hit with its highlights."""
        if hit.span is None:
            return hit
        text = hit.span.of(self.articles[hit.article_id].text)
        marks = find_highlights(self._asked, text, hit.span.start, self.lead(hit))
        return replace(hit, highlights=marks)

    def lead(self, hit: Hit) -> float:
        """By how much a hit of `first` ranks above the best other one; negative if below."""
        shown = hit.article_id, hit.span
        rivals = [score for other, score in self._ranks.items() if other != shown]
        if not rivals and (following := next(self._left, None)) is not None:
            self._left = chain([following], self._left)
            rivals.append(following[0].score)
        return self._ranks[shown] - max(rivals, default=0.0)

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
            span = make_readable(text, span, anchor, quotes)
        else:
            fitting = [quote.span for quote in quotes if fits(quote)]
            span = fit_window(asked, one.candidate, one.first, one.last, self._matcher, fitting)
        return Hit(
            article_id=one.candidate.article_id,
            span=span,
            score=confidence.of_window(one.features, asked),
            quote=quote_shown(span, quotes),
        )


def fit_window(
    asked: Asked,
    candidate: Candidate,
    first: int,
    last: int,
    matcher: Matcher,
    unsplit: Sequence[Span] = (),
) -> Span:
    """The span to show of the sentences `first` to `last` of a candidate, within the limit.

    A sentence over the limit is cut to the part that holds most of the question's words and of what
    may answer. `matcher` matches words with the terms of `asked`; a cut keeps `unsplit` spans, such
    as quotes, whole where it can.
    """
    span = Span(candidate.sentences[first].start, candidate.sentences[last].stop)
    if len(span) <= EXCERPT_LIMIT:
        return span
    start = span.start - candidate.origin
    body = candidate.text[start : start + len(span)]
    found = list(word_spans(body))
    anchors = [
        Anchor(_at(span, m.span()), number, asked.terms[number].idf * weight / asked.mass)
        for m, stands in zip(found, matcher.match([m[0] for m in found]), strict=True)
        for number, weight in stands or ()
    ]
    best = matcher.weights_in(body)
    anchors += [
        Anchor(_at(span, (begin, stop)), -1, nearness, is_answer=True)
        for begin, stop, nearness in answers_near(asked, body, best)
    ]
    return cut(candidate.text, candidate.origin, span, anchors, unsplit)


def _at(span: Span, place: tuple[int, int]) -> Span:
    return Span(span.start + place[0], span.start + place[1])


def _different(
    asked: Asked, ranked: Iterable[Ranked], matcher: Matcher
) -> Iterator[tuple[Ranked, Span]]:
    """The windows that repeat no earlier one, each with the span to show."""
    texts: list[str] = []
    for one in ranked:
        candidate = one.candidate
        span = fit_window(asked, candidate, one.first, one.last, matcher)
        text = candidate.text[span.start - candidate.origin : span.stop - candidate.origin]
        if text not in texts and not any(
            fuzz.token_set_ratio(text, other, score_cutoff=_ALIKE) > _ALIKE for other in texts
        ):
            texts.append(text)
            yield one, span


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.meets(other)
