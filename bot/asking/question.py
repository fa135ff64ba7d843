"""Turns a message into a question: what is wanted, of whom, about what, from when. Pure.

Wording is the phrase books' business (`bot.language`); this module turns their reading into a
query, takes operators, quoted phrases and times out of the text, and completes a follow-up from the
memory of the turn before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.asking.intent import IntentMatch, answer_type, match_intent
from bot.asking.memory import Memory
from bot.asking.operators import Operators, take_operators
from bot.asking.periods import Period, find_period, spelt
from bot.language import FollowUp, phrase_book
from bot.language.book import plain
from bot.language.intents import Aspect, Intent
from store.model import Span
from store.search.query import AnswerType, Query

_WORD = re.compile(r"\w")
# Longer messages are cut here, in characters: beyond it they are no question but a text.
_LONGEST = 600
# Intents that look for sentences by the words of the whole message.
_BY_ALL_WORDS = (Intent.FACT, Intent.EVENT)


@dataclass(frozen=True, slots=True)
class Question:
    """The question of a message.

    `person`, `other` and `topic` are words of the message or of the turn before. `plain` is the
    message as a plain question, for when its wording misled. `needs_person`: the reading holds only
    if `person` (and `other`) is somebody the archive knows. `swap` is a follow-up's question if its
    topic is a name, which takes the person's place ("and Hale?"). `day` is the one day whose events
    are asked for, `deed` the deed that is asked about ("criticised"). `aspect` says what is asked
    about articles themselves: `person` is then their writer, `source` where they are from. `must`
    are words of a follow-up that an answer must hold ("and the wall?"). `bare` is tried first: a
    follow-up by its own words alone, or with `must` in the article of the turn before. `after` is
    the turn before, and `leans` how the message surely leans on it. `is_bare`: a swap whose name
    stands without "about" or the like.
    """

    text: str
    intent: Intent
    query: Query
    plain: Query
    person: str | None = None
    topic: str = ""
    needs_person: bool = False
    is_more: bool = False
    other: str | None = None
    swap: Question | None = None
    day: date | None = None
    deed: str = ""
    aspect: Aspect | None = None
    source: str = ""
    must: str = ""
    bare: Query | None = None
    after: Memory | None = None
    leans: FollowUp | None = None
    is_bare: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for; the newest and a day's events need no words."""
        needs_none = self.intent in (Intent.LATEST, Intent.ARTICLE) or self.day is not None
        return not needs_none and not _WORD.search(self.query.text)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A message without its operators and times, and what it is taken to ask for."""

    asked: str
    match: IntentMatch | None
    within: Operators
    period: Period | None

    def words(self, span: Span | None) -> str | None:
        """The words of the message a span covers."""
        return None if span is None else span.of(self.asked)


def readable(text: str) -> str:
    """The part of a message that is read: not its end if it is very long.

    No half characters (lone surrogates) and no NUL either: they stand in no archive, and SQLite
    does not take them, or takes them for the end.
    """
    whole = text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.replace("\0", " ").split())


def parse_question(
    text: str,
    *,
    today: date | None = None,
    after: Memory | None = None,
    exactly: bool = False,
    newest: date | None = None,
) -> Question:
    """Read a message. Any string at all is a question; `after` completes a follow-up.

    `today` places "yesterday" and "last week"; without it such words narrow nothing. `newest`, when
    the newest article is from, places "in June" and "on Tuesday": the last before it.
    """
    operators = take_operators(readable(text))
    reading = _read(operators, today, newest)
    match = reading.match
    if match is not None and match.aspect is not None:
        return _of_articles(text, reading, match, match.aspect, after, exactly=exactly)
    if match is not None and match.follow_up is not None and after is not None:
        return _follow_up(text, reading, match, after, exactly=exactly)
    plain = _query(operators.text, Intent.FACT, None, "", operators, exactly=exactly)
    if match is None or match.intent in (None, Intent.FACT):
        intent = Intent.QUOTE if operators.person else Intent.FACT
        asked = operators.text
        within = _recent(reading, operators) if intent is Intent.FACT else operators
        topic = asked if intent is Intent.QUOTE else ""
        query = _query(asked, intent, operators.person, topic, within, exactly=exactly)
        return Question(text, intent, query, plain, operators.person, topic, after=after)
    intent = match.intent or Intent.FACT
    person = operators.person or reading.words(match.person)
    topic = reading.words(match.topic) or ""
    other = reading.words(match.other)
    period = reading.period
    if intent is Intent.QUOTE and person and period is not None and period.is_open:
        intent = Intent.HISTORY
    day = None
    if intent is Intent.EVENT and period is not None and not topic:
        # "what happened in May 2026": whatever was published then; on a day: what tells of it.
        intent, day = (Intent.EVENT, _first_day(period)) if period.is_day else (Intent.LATEST, None)
    # Articles tell what happened; that something "happened" they seldom say.
    asked = topic if intent is Intent.EVENT and topic else reading.asked
    query = _query(asked, intent, person, topic, reading.within, exactly=exactly)
    if intent is Intent.EVENT and period is not None and period.is_recent:
        # "Last month" is no other time: if nothing was told then, nothing is.
        plain = replace(plain, filters=query.filters)
    needs_person = match.needs_person or intent is Intent.COMPARE
    deed = reading.words(match.deed) or ""
    return Question(
        text, intent, query, plain, person, topic, needs_person,
        other=other, day=day, deed=deed, after=after,
    )  # fmt: skip


def _of_articles(
    text: str,
    reading: _Reading,
    match: IntentMatch,
    aspect: Aspect,
    after: Memory | None,
    *,
    exactly: bool,
) -> Question:
    """A question about articles themselves: those on its topic, or the one of the turn before."""
    operators, intent = reading.within, match.intent or Intent.ARTICLE
    topic, person = reading.words(match.topic) or "", reading.words(match.person)
    plain = _query(reading.asked, Intent.FACT, None, "", operators, exactly=exactly)
    query = _query(reading.asked, intent, None, topic, operators, exactly=exactly)
    if match.follow_up is not None and after is not None and after.article_id is not None:
        filters = replace(query.filters, article_id=int(after.article_id))
        query = replace(query, filters=filters)
    source = reading.words(match.source) or ""
    if aspect is Aspect.SPEAKER and after is not None:
        topic = after.topic or after.question
    return Question(
        text, intent, query, plain, person, topic, aspect=aspect, source=source, after=after
    )


def _read(operators: Operators, today: date | None, newest: date | None) -> _Reading:
    """The message with the time it names put aside, where the rest asks for something."""
    asked = spelt(operators.text)
    period = find_period(asked, today, newest)
    if period is not None and period.without(asked):
        rest = period.without(asked)
        match = match_intent(rest, part_of=asked, also=period.language)
        if match is not None and match.intent is not Intent.FACT:
            if match.follow_up is FollowUp.SUBJECT and match.intent is Intent.EVENT:
                # "what happened on 6 June" leans on nothing.
                match = replace(match, follow_up=None)
            return _Reading(rest, match, _narrowed(operators, period, match.intent), period)
    return _Reading(operators.text, match_intent(operators.text), operators, period)


def _recent(reading: _Reading, operators: Operators) -> Operators:
    """A plain question's "yesterday" is the reader's, and only a first try."""
    period = reading.period
    if period is None or not period.is_recent or not period.is_past:
        return operators
    return _narrowed(operators, period, Intent.FACT)


def _narrowed(operators: Operators, period: Period, intent: Intent | None) -> Operators:
    """The operators with the period's bounds, unless they have their own.

    Of what was said or happened on a day later articles tell too.
    """
    filters = operators.filters
    if filters.since or filters.until:
        return operators
    told = intent is Intent.EVENT or (period.is_day and intent in (Intent.QUOTE, Intent.COMPARE))
    filters = replace(filters, since=period.since, until=period.until, or_told=told)
    return replace(operators, filters=filters)


def _first_day(period: Period) -> date:
    return date.fromisoformat(period.since or "")


def _follow_up(
    text: str, reading: _Reading, match: IntentMatch, after: Memory, *, exactly: bool
) -> Question:
    """Fill in what a message leaves to the turn before."""
    asked, operators = reading.asked, reading.within
    intent = match.intent or after.intent
    person, other = reading.words(match.person), after.other
    root = after.topic or after.root or after.question
    topic = reading.words(match.topic) or ""
    query_text: str | None = None
    swap: Question | None = None
    must, bare = "", None
    plain = _query(asked, Intent.FACT, None, "", operators, exactly=exactly)
    if match.follow_up is FollowUp.TOPIC:
        # "and about the wall?" keeps who and what kind; "and Baranov?" keeps the topic.
        if topic and intent in (Intent.QUOTE, Intent.HISTORY, Intent.PERSON, Intent.COMPARE):
            swapped = Intent.QUOTE if intent is Intent.COMPARE else intent
            query = _query(asked, swapped, topic, after.topic, operators, exactly=exactly)
            is_bare = not _is_topical(asked, match)
            swap = Question(
                text, swapped, query, plain, topic, after.topic, after=after, is_bare=is_bare
            )
        topic = topic or (after.topic if person else "")
        person = person or after.person
        if intent in _BY_ALL_WORDS:
            must = topic or person or ""
            query_text = " ".join(filter(None, (must, after.question)))[-_LONGEST:]
        elif intent is Intent.PERSON:
            person, topic = topic or person, ""
    elif match.follow_up is FollowUp.MORE:
        # What else somebody said need not be on the topic: that was shown, a button away.
        person = person or (after.somebody if intent is Intent.QUOTE else after.person)
        topic = "" if intent is Intent.QUOTE else after.topic
        if intent in _BY_ALL_WORDS:
            query_text = after.question
    else:
        other = None
        person = person or after.somebody
        topic = topic or (root if intent is not Intent.QUOTE else after.topic)
        if intent in _BY_ALL_WORDS:
            query_text = f"{asked} {root}"
        elif intent is Intent.PERSON:
            topic = ""
            about = f"{asked} {person or after.question}"
            plain = _query(about, Intent.FACT, None, "", operators, exactly=exactly)
    query = _query(query_text or asked, intent, person, topic, operators, exactly=exactly)
    if after.article_id is not None:
        filters = replace(query.filters, article_id=int(after.article_id))
        bare = replace(query, filters=filters) if must else None
        if match.follow_up is FollowUp.SUBJECT:
            is_elsewhere = intent is Intent.PERSON or (intent is Intent.QUOTE and match.topic)
            query = query if is_elsewhere else replace(query, filters=filters)
            query = replace(query, answer_type=answer_type(asked))
            bare = replace(query, text=asked) if intent in _BY_ALL_WORDS else None
    is_more = match.follow_up is FollowUp.MORE
    return Question(
        text, intent, query, plain, person, topic,
        is_more=is_more, other=other, swap=swap, must=must, bare=bare,
        aspect=after.aspect if match.intent is None else None,
        after=after, leans=match.follow_up,
    )  # fmt: skip


def _is_topical(asked: str, match: IntentMatch) -> bool:
    """Whether a word such as "about" stands before the topic."""
    before = plain(asked[: match.topic.start if match.topic is not None else 0])
    return not phrase_book(match.language).topical.isdisjoint(before.split())


def _query(
    asked: str,
    intent: Intent,
    person: str | None,
    topic: str,
    operators: Operators,
    *,
    exactly: bool,
) -> Query:
    if intent in _BY_ALL_WORDS:
        text, wanted = asked, answer_type(asked)
    else:
        text, wanted = " ".join(filter(None, (person, topic))), AnswerType.NONE
    is_speech = intent in (Intent.QUOTE, Intent.HISTORY, Intent.COMPARE)
    return Query(
        text=text,
        answer_type=wanted,
        speaker=(person or "") if is_speech else "",
        phrases=operators.phrases,
        without=operators.without,
        filters=operators.filters,
        exactly=exactly,
    )
