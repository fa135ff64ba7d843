"""Answers a message: parse, search, decide. The one door a conversation has to the archive."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Protocol

from bot.answering.ages import asks_age
from bot.answering.answer import (
    Answer,
    Check,
    Correction,
    Finding,
    Kind,
    Parting,
    PersonEntry,
    PublisherEntry,
)
from bot.answering.leaning import is_about_nothing, spell_out, without_seen
from bot.answering.portraying import person_entry
from bot.answering.seeking import Sought, seek
from bot.answering.suggest import suggestions_for
from bot.asking.intent import match_intent
from bot.asking.memory import Memory, Seen
from bot.asking.mending import mend_asking
from bot.asking.pasted import Pasted, credited, find_pasted
from bot.asking.question import Question, parse_question, readable
from bot.asking.spoken import take_question
from bot.language.intents import Aspect, Intent
from store.archive import Archive
from store.errors import ArticleNotFoundError
from store.model import Article, ArticleId, Excerpt
from store.search.checking.checked import CheckVerdict
from store.search.checking.sought import may_hold
from store.search.passages.hit import Found, Hit
from store.search.query import Query
from store.search.ranking import confidence
from store.search.snapshot import Snapshot
from store.text.keyboard import retype
from store.text.sentences import widen

# The share of a message's words the archive must know for its keyboard layout not to be doubted.
_MAKES_SENSE = 0.6
# Words of the story around a question that are looked for with it, the most telling.
_STORY_WORDS = 4


class Answers(Protocol):
    """The archive as a conversation needs it. Synchronous; safe to call from any worker thread."""

    def within(self, granted: frozenset[str]) -> Answers:
        """The same, of what is public and in the collections of these names."""

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

    def check(self, words: str, speaker: str = "", *, question: str = "", limit: int = 3) -> Answer:
        """Hold somebody's words against the archive. `question` is the message they came in."""

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
        """The publishers of the archive, largest first."""

    def widen(self, excerpt: Excerpt) -> Excerpt:
        """More context: the excerpt with its neighbouring sentences, then its paragraph.

        The same excerpt when there is no more.
        """


class Answerer:
    """`Answers` over a real archive."""

    def __init__(self, archive: Archive, today: Callable[[], date] = date.today) -> None:
        self._archive = archive
        self._today = today

    def within(self, granted: frozenset[str]) -> Answerer:
        """The same, of what is public and in the collections of these names."""
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
        with self._archive.at_one_moment() as snapshot:
            found = self._answer(
                snapshot, text, after, limit, exactly=exactly, in_article=in_article
            )
        return replace(found, took_ms=_ms_since(began))

    def _answer(
        self,
        snapshot: Snapshot,
        text: str,
        after: Memory | None,
        limit: int,
        *,
        exactly: bool,
        in_article: ArticleId | None,
    ) -> Answer:
        pasted = find_pasted(text)
        if pasted is not None and pasted.is_sure:
            checked = _check_pasted(snapshot, pasted, text, after, limit)
            kept = checked if in_article is None else _only_there(checked, in_article)
            if kept is not None:
                return kept
        meant = text if exactly else _as_meant(snapshot, readable(text))
        asked = meant if exactly else mend_asking(meant, partial(snapshot.is_word, text=meant))
        if after is None and is_about_nothing(asked):
            return Answer(text, 0.0, leans_on_nothing=True)
        sought = self._seek(snapshot, asked, after, limit, exactly=exactly, in_article=in_article)
        if not exactly and in_article is None and not confidence.is_enough(sought.found.confidence):
            sought = _seek_spoken(snapshot, meant, self._today(), limit) or sought
        question, found = sought.question, sought.found
        if in_article is not None:
            found = _only_from(found, in_article)
        findings = _findings(snapshot, found.hits)
        if pasted is not None and not pasted.is_sure and _may_be_pasted(text, pasted, findings):
            # What may just as well be a question is one, unless the words nearly all stand there.
            checked = _check_pasted(snapshot, pasted, text, after, limit)
            kept = checked if in_article is None else _only_there(checked, in_article)
            if kept is not None and confidence.is_certain(kept.confidence):
                return kept
        is_enough = bool(findings) and confidence.is_enough(found.confidence)
        answer = Answer(
            question=text,
            confidence=round(found.confidence, 4) if findings else 0.0,
            findings=findings[:limit] if is_enough else (),
            rejected=() if is_enough else findings[:3],
            corrections=_corrections(text, meant, found),
            suggestions=() if is_enough else suggestions_for(snapshot, found),
            intent=sought.intent,
            missing=sought.missing if is_enough else (),
            aspect=sought.aspect if is_enough else None,
            count=sought.count if is_enough else None,
            is_more=question.is_more,
        )
        return replace(
            answer, memory=_memory(snapshot, question, sought.intent, answer.shown, after)
        )

    def _seek(
        self,
        snapshot: Snapshot,
        meant: str,
        after: Memory | None,
        limit: int,
        *,
        exactly: bool,
        in_article: ArticleId | None,
    ) -> Sought:
        """Search for a message; "he" in it is first taken for the person that was spoken of."""

        def seek_words(words: str) -> Sought:
            question = parse_question(
                words,
                today=self._today(),
                after=after,
                exactly=exactly,
                newest=snapshot.newest_day(),
            )
            if in_article is not None:
                question = _within_article(question, in_article)
            if not question.is_more or after is None:
                return seek(snapshot, question, max(limit, 1))
            sought = seek(snapshot, question, limit + len(after.seen))
            return replace(sought, found=without_seen(sought.found, after.seen, limit))

        named = spell_out(meant, after)
        if named == meant or is_about_nothing(meant):
            return seek_words(meant)
        match = match_intent(named)
        is_plain = match is None or match.intent in (None, Intent.FACT)
        ways = (meant, named) if is_plain and not asks_age(named) else (named, meant)
        sought = seek_words(ways[0])
        if sought.found.hits and confidence.is_enough(sought.found.confidence):
            return sought
        return seek_words(ways[1])

    def check(self, words: str, speaker: str = "", *, question: str = "", limit: int = 3) -> Answer:
        """Hold somebody's words against the archive. `question` is the message they came in.

        If no `speaker` is given, one that the archive knows may stand before or behind the words.
        """
        with self._archive.at_one_moment() as snapshot:
            for parted in credited(words) if not speaker else ():
                if snapshot.names_person(parted.speaker):
                    return _check(snapshot, parted.words, parted.speaker, question or words, limit)
            return _check(snapshot, words, speaker, question, limit)

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
        with self._archive.at_one_moment() as snapshot:
            found = snapshot.search_stories(Query(""), limit, newest_first=True)
            return _findings(snapshot, found.hits)

    def quotes(self, speaker: str = "", about: str = "", limit: int = 5) -> tuple[Finding, ...]:
        """Quotes of a speaker (any part of the name, misspelt too) on a topic."""
        query = Query(f"{speaker} {about}".strip(), speaker=speaker)
        with self._archive.at_one_moment() as snapshot:
            return _findings(snapshot, snapshot.search_quotes(query, limit).hits)

    def people(self, name: str = "", limit: int = 20) -> tuple[PersonEntry, ...]:
        """People by name, or the most mentioned."""
        return tuple(map(person_entry, self._archive.people(name, limit)))

    def publishers(self) -> tuple[PublisherEntry, ...]:
        """The publishers of the archive, largest first."""
        return tuple(PublisherEntry(*row) for row in self._archive.publishers())

    def widen(self, excerpt: Excerpt) -> Excerpt:
        """More context: the excerpt with its neighbouring sentences, then its paragraph."""
        span = widen(excerpt.article.text, excerpt.span)
        return Excerpt(excerpt.article, span, excerpt.highlights)


def _seek_spoken(snapshot: Snapshot, text: str, today: date, limit: int) -> Sought | None:
    """Search for the questions of a message told at length; None if nothing answers them.

    They are asked alone, then with the words of the story that the archive has.
    """
    spoken = take_question(text)
    if spoken is None:
        return None
    story = snapshot.telling_words(spoken.story, _STORY_WORDS)
    for asked in (spoken.asked, " ".join((spoken.asked, *story))):
        question = parse_question(asked, today=today, newest=snapshot.newest_day())
        sought = seek(snapshot, replace(question, text=text), limit)
        if sought.found.hits and confidence.is_enough(sought.found.confidence):
            return sought
    return None


def _check(snapshot: Snapshot, words: str, speaker: str, question: str, limit: int) -> Answer:
    """The answer to somebody's words; `question` is the message they came in."""
    began = time.perf_counter()
    checked = snapshot.check(words, speaker, limit)
    hits = [found.hit for found in checked.found]
    findings = _findings(snapshot, hits)
    there = {finding.article.id for finding in findings}
    is_there = bool(findings) and checked.verdict is not CheckVerdict.ABSENT
    return Answer(
        question=question or words,
        confidence=confidence.of_words(checked.found[0].likeness, are_there=is_there)
        if findings
        else 0.0,
        findings=findings if is_there else (),
        rejected=() if is_there else findings[:3],
        intent=Intent.CHECK,
        memory=_memory_of_check(question or words, findings if is_there else ()),
        took_ms=_ms_since(began),
        check=Check(
            words,
            speaker or None,
            checked.verdict,
            tuple(
                Parting(found.whose, found.differences)
                for found in checked.found
                if found.hit.article_id in there
            ),
        ),
    )


def _check_pasted(
    snapshot: Snapshot, pasted: Pasted, text: str, after: Memory | None, limit: int
) -> Answer:
    """The answer to a message that asks whether somebody's words were said."""
    speaker = pasted.speaker or ((after.person or "") if after and pasted.leans else "")
    return _check(snapshot, pasted.words, _named(snapshot, speaker), text, limit)


def _named(snapshot: Snapshot, speaker: str) -> str:
    """The words that may name a speaker: not what only stood beside a name in lower case."""
    if not speaker or snapshot.knows_person(speaker) or any(map(str.isupper, speaker)):
        return speaker
    words = [word for word in speaker.split() if snapshot.knows_person(word)]
    return " ".join(words)


def _as_meant(snapshot: Snapshot, text: str) -> str:
    """The message as it reads on the layout it was meant for, if only that makes sense here."""
    if snapshot.known_share(text) >= _MAKES_SENSE:
        return text
    readings = [(snapshot.known_share(other), other) for other in retype(text)]
    share, reading = max(readings, default=(0.0, text), key=lambda r: r[0])
    if share < _MAKES_SENSE or (" " in text and snapshot.names_person(text)):
        return text  # no other layout makes sense, or it is a full name in another script
    return reading


def _findings(snapshot: Snapshot, hits: Sequence[Hit]) -> tuple[Finding, ...]:
    ids = [i for hit in hits for i in (hit.article_id, *hit.also)]
    articles = snapshot.articles(ids)
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
                is_reported=hit.is_reported,
            )
        )
    return tuple(findings)


def _may_be_pasted(text: str, pasted: Pasted, findings: Sequence[Finding]) -> bool:
    """Whether a message may be pasted words: it makes no request, and a finding may hold it."""
    match = match_intent(readable(text))
    if match is not None and match.intent is not None and not match.needs_person:
        return False
    far = len(pasted.words)
    shown = [finding.excerpt for finding in findings if finding.excerpt is not None]
    return any(
        may_hold(one.article.text[max(0, one.span.start - far) : one.span.stop + far], pasted.words)
        for one in shown
    )


def _within_article(question: Question, article_id: ArticleId) -> Question:
    """The question, asked of one article."""

    def within(query: Query) -> Query:
        return replace(query, filters=replace(query.filters, article_id=article_id))

    return replace(question, query=within(question.query), plain=within(question.plain))


def _only_from(found: Found, article_id: ArticleId) -> Found:
    """Keep the hits in one article: a person is looked for in all articles that name them."""
    hits = tuple(replace(h, also=()) for h in found.hits if h.article_id == article_id)
    sure = min(found.confidence, hits[0].score) if hits else 0.0
    return replace(found, hits=hits, confidence=sure)


def _only_there(answer: Answer, article_id: ArticleId) -> Answer | None:
    """The check, if the article is where its words stand first; None if not."""
    first = answer.findings[:1]
    return answer if first and first[0].article.id == article_id else None


def _ms_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)


def _memory_of_check(text: str, findings: Sequence[Finding]) -> Memory | None:
    """A follow-up asks what else was said by whom, or about the article."""
    if not findings:
        return None
    first = findings[0]
    seen = (Seen(first.article.id, first.excerpt.span),) if first.excerpt is not None else ()
    return Memory(text, "", first.speaker, Intent.QUOTE, first.article.id, seen=seen)


def _corrections(text: str, meant: str, found: Found) -> tuple[Correction, ...]:
    words = tuple(
        Correction(term.typed, term.used, term.why.as_told(term.typed))
        for term in found.terms
        if term.used
    )
    return words if meant in (text, readable(text)) else (Correction(text, meant), *words)


# Excerpts remembered as shown.
_SEEN = 8
# Questions about one article that do not change the subject.
_ASIDE = frozenset(
    {
        Aspect.AUTHOR,
        Aspect.SPEAKER,
        Aspect.DATE,
        Aspect.PUBLISHER,
        Aspect.HEADLINE,
        Aspect.LENGTH,
        Aspect.TRUE,
    }
)


def _memory(
    snapshot: Snapshot,
    question: Question,
    intent: Intent,
    findings: Sequence[Finding],
    after: Memory | None,
) -> Memory | None:
    """The memory of the turn; that of the turn before where nothing was found, or an aside was."""
    if not findings:
        return after
    first = findings[0]
    if after is not None and question.aspect in _ASIDE and first.article.id == after.article_id:
        return after
    is_pair = intent is Intent.COMPARE
    speaker = None if is_pair else first.speaker
    leans = after is not None and question.leans is not None
    before = after if leans else None
    named = _first_named(snapshot, first)
    kept_person = after.person if after is not None and (leans or named is None) else None
    own = question.query.text if question.must else question.text
    if before is not None and question.bare is not None and is_about_nothing(question.text):
        own = before.question
    seen = (Seen(first.article.id, first.excerpt.span),) if first.excerpt is not None else ()
    root = (before.root or before.question) if before is not None and not question.must else ""
    return Memory(
        question=own,
        topic=question.topic
        if before is None or not is_about_nothing(question.text)
        else before.topic,
        person=speaker or question.person or kept_person,
        intent=intent,
        article_id=first.article.id,
        aspect=question.aspect if intent in (Intent.ARTICLE, Intent.LATEST) else None,
        other=question.other if is_pair else None,
        root=root,
        seen=(seen + (after.seen if after is not None else ()))[:_SEEN],
        named=named,
    )


def _first_named(snapshot: Snapshot, finding: Finding) -> str | None:
    """The person that the excerpt names first."""
    if finding.excerpt is None:
        return None
    shown = finding.excerpt.span
    mentions = [
        (mention.start, person.name)
        for person in snapshot.people_in(finding.article.id)
        for mention in person.mentions
        if shown.holds(mention)
    ]
    return min(mentions)[1] if mentions else None
