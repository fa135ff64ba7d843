"""A message → an answer: parse, search, decide. The one door a conversation has to the archive."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from bot.answer import (
    Answer,
    Correction,
    Finding,
    Intent,
    Kind,
    Memory,
    PersonEntry,
    PublisherEntry,
)
from bot.question import Question, parse_question, readable
from bot.suggest import suggestions_for
from store.archive import Archive
from store.collections import CollectionId
from store.errors import ArticleNotFoundError
from store.model import Article, ArticleId, Excerpt
from store.search.hit import Found, Hit
from store.search.query import Query
from store.text.keyboard import retype

# `answered` is this threshold on `confidence`; it was set where wrong yes and wrong no are as rare.
FLOOR = 0.5
# The share of a message's words the archive must know for its keyboard layout not to be doubted.
_MAKES_SENSE = 0.6


class Answers(Protocol):
    """What a conversation needs. Synchronous and safe to call from any worker thread."""

    def within(self, granted: frozenset[CollectionId]) -> Answers:
        """The same, of what somebody may read who was granted these collections alone."""

    def answer(
        self,
        text: str,
        *,
        after: Memory | None = None,
        limit: int = 3,
        exactly: bool = False,
        in_article: ArticleId | None = None,
    ) -> Answer:
        """Answer a message.

        `after` is the memory of the turn before, for follow-ups; `exactly` takes every word as
        typed (no corrections); with `in_article` only that article answers.
        """

    def article(self, article_id: ArticleId) -> Article | None:
        """The stored article, None when it is gone."""

    def find(self, id_or_url: str) -> Article | None:
        """The article of an id or address, None where there is none."""

    def latest(self, limit: int = 5) -> tuple[Finding, ...]:
        """The newest articles, as findings of kind ARTICLE."""

    def quotes(self, speaker: str = "", about: str = "", limit: int = 5) -> tuple[Finding, ...]:
        """Quotes of a speaker (any part of the name, misspelt too) on a topic."""

    def people(self, name: str = "", limit: int = 20) -> tuple[PersonEntry, ...]:
        """People by name, or the most mentioned."""

    def publishers(self) -> tuple[PublisherEntry, ...]:
        """Who published what the archive holds, largest first."""

    def widen(self, excerpt: Excerpt) -> Excerpt:
        """More context: the excerpt with its neighbouring sentences, then its paragraph.

        The same excerpt when there is no more.
        """


class Answerer:
    """`Answers` over a real archive."""

    def __init__(self, archive: Archive, today: Callable[[], date] = date.today) -> None:
        self._archive = archive
        self._today = today

    def within(self, granted: frozenset[CollectionId]) -> Answerer:
        """The same, of what somebody may read who was granted these collections alone."""
        return Answerer(self._archive.within(granted), self._today)

    def answer(
        self,
        text: str,
        *,
        after: Memory | None = None,
        limit: int = 3,
        exactly: bool = False,
        in_article: ArticleId | None = None,
    ) -> Answer:
        """Answer a message with words that stand in an article, or say that nothing does."""
        began = time.perf_counter()
        meant = text if exactly else self._as_meant(readable(text))
        question = parse_question(meant, today=self._today(), after=after, exactly=exactly)
        if in_article is not None:
            question = _within_article(question, in_article)
        intent, found = self._find(question, max(limit, 1) + 2 * question.is_more)
        if in_article is not None:
            found = _only_from(found, in_article)
        findings = self._findings(found.hits)
        is_enough = bool(findings) and found.confidence >= FLOOR
        return Answer(
            question=text,
            confidence=round(found.confidence, 4) if findings else 0.0,
            findings=findings[:limit] if is_enough else (),
            rejected=() if is_enough else findings[:3],
            corrections=_corrections(text, meant, found),
            suggestions=() if is_enough else suggestions_for(self._archive, found),
            intent=intent,
            memory=_memory(question, intent, findings if is_enough else (), after),
            took_ms=round((time.perf_counter() - began) * 1000, 2),
        )

    def _as_meant(self, text: str) -> str:
        """The message as it reads on the layout it was meant for, if only that makes sense here."""
        if self._archive.known_share(text) >= _MAKES_SENSE:
            return text
        readings = [(self._archive.known_share(other), other) for other in retype(text)]
        share, reading = max(readings, default=(0.0, text), key=lambda r: r[0])
        return reading if share >= _MAKES_SENSE else text

    def _find(self, question: Question, limit: int) -> tuple[Intent, Found]:
        query, intent = question.query, question.intent
        if question.is_empty:
            return intent, Found((), (), 0.0)
        if question.needs_person and not self._archive.knows_person(question.person or ""):
            intent = Intent.FACT
        if intent is Intent.QUOTE:
            return intent, self._find_quotes(question, limit)
        if intent is Intent.PERSON and (person := self._archive.search_person(query, limit)):
            return intent, person
        if intent in (Intent.LINK, Intent.LATEST):
            newest_first = intent is Intent.LATEST
            return intent, self._archive.search_stories(query, limit, newest_first=newest_first)
        if intent is not question.intent or intent is Intent.PERSON:
            query = question.plain
        found = self._archive.search(query, limit)
        if found.confidence < FLOOR and _is_narrower(query, question.plain):
            # An event may have been written about at another time than it is asked for.
            found = self._archive.search(question.plain, limit)
        return Intent.FACT, found

    def _find_quotes(self, question: Question, limit: int) -> Found:
        """Direct words; failing these reported ones.

        Of somebody who is no name ("the captain") whoever's words fit the question.
        """
        found = self._archive.search_quotes(question.query, limit)
        if found.confidence >= FLOOR:
            return found
        reported = self._archive.search_reported(question.query, limit)
        if reported.confidence >= FLOOR:
            return reported
        if self._archive.knows_person(question.person or ""):
            return found
        plain = self._archive.search(question.plain, limit)
        spoken = tuple(hit for hit in plain.hits if hit.quote is not None)
        if not spoken or spoken[0].score < FLOOR:
            return found
        return Found(spoken, plain.terms, spoken[0].score)

    def _findings(self, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        ids = [i for hit in hits for i in (hit.article_id, *hit.also)]
        articles = self._archive.articles(ids)
        findings = []
        for hit in hits:
            article = articles.get(hit.article_id)
            if article is None:
                continue
            kind = Kind.ARTICLE if hit.span is None else Kind.QUOTE if hit.quote else Kind.EXCERPT
            findings.append(
                Finding(
                    kind=kind,
                    article=article,
                    excerpt=Excerpt(article, hit.span, hit.highlights) if hit.span else None,
                    score=round(hit.score, 4),
                    quote=hit.quote,
                    also=tuple(articles[i] for i in hit.also if i in articles),
                )
            )
        return tuple(findings)

    def article(self, article_id: ArticleId) -> Article | None:
        """The stored article, None when it is gone."""
        return self._archive.article(article_id)

    def find(self, id_or_url: str) -> Article | None:
        """The article of an id or address, None where there is none."""
        try:
            return self._archive.get(id_or_url)
        except ArticleNotFoundError:
            return None

    def latest(self, limit: int = 5) -> tuple[Finding, ...]:
        """The newest articles, as findings of kind ARTICLE."""
        found = self._archive.search_stories(Query(""), limit, newest_first=True)
        return self._findings(found.hits)

    def quotes(self, speaker: str = "", about: str = "", limit: int = 5) -> tuple[Finding, ...]:
        """Quotes of a speaker (any part of the name, misspelt too) on a topic."""
        query = Query(f"{speaker} {about}".strip(), speaker=speaker)
        found = self._archive.search_quotes(query, limit)
        return self._findings(found.hits)

    def people(self, name: str = "", limit: int = 20) -> tuple[PersonEntry, ...]:
        """People by name, or the most mentioned."""
        return tuple(
            PersonEntry(
                name=known.name,
                aliases=known.aliases,
                mention_count=known.mention_count,
                article_count=known.article_count,
                quote_count=known.quote_count,
                roles=tuple(Excerpt(article, span) for article, span in known.roles),
                articles=known.articles,
            )
            for known in self._archive.people(name, limit)
        )

    def publishers(self) -> tuple[PublisherEntry, ...]:
        """Who published what the archive holds, largest first."""
        return tuple(PublisherEntry(*row) for row in self._archive.publishers())

    def widen(self, excerpt: Excerpt) -> Excerpt:
        """More context: the excerpt with its neighbouring sentences, then its paragraph."""
        span = self._archive.widen(excerpt.article, excerpt.span)
        return Excerpt(excerpt.article, span, excerpt.highlights)


def _within_article(question: Question, article_id: ArticleId) -> Question:
    """The question, asked of one article."""

    def within(query: Query) -> Query:
        return replace(query, filters=replace(query.filters, article_id=article_id))

    return replace(question, query=within(question.query), plain=within(question.plain))


def _only_from(found: Found, article_id: ArticleId) -> Found:
    """What was found in one article: who a person is, is looked for wherever they are named."""
    hits = tuple(replace(h, also=()) for h in found.hits if h.article_id == article_id)
    sure = min(found.confidence, hits[0].score) if hits else 0.0
    return replace(found, hits=hits, confidence=sure)


def _is_narrower(query: Query, plain: Query) -> bool:
    """Whether a time named in the message is all that sets the two apart."""
    bounds, wider = query.filters, plain.filters
    return (bounds.since, bounds.until) != (wider.since, wider.until) and replace(
        bounds, since=wider.since, until=wider.until
    ) == wider


def _corrections(text: str, meant: str, found: Found) -> tuple[Correction, ...]:
    words = tuple(Correction(term.typed, term.used) for term in found.terms if term.used)
    return words if meant in (text, readable(text)) else (Correction(text, meant), *words)


def _memory(
    question: Question, intent: Intent, findings: Sequence[Finding], after: Memory | None
) -> Memory | None:
    if not findings:
        return after
    return Memory(
        question=question.text,
        topic=question.topic,
        person=findings[0].speaker or question.person or (after.person if after else None),
        intent=intent,
        article_id=findings[0].article.id,
    )
