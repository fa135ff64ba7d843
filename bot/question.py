"""A message → a question: what is wanted, of whom, about what, from when. Pure.

Wording is the phrase books' business (`bot.language`); this module turns their reading into a
query, takes operators and quoted phrases out of the text, and completes a follow-up from the
memory of the turn before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.answer import Intent, Memory
from bot.language import FollowUp, IntentMatch, answer_type, match_intent
from bot.operators import Operators, take_operators
from bot.periods import Period, find_period, find_recent
from store.search.query import AnswerType, Query

_WORD = re.compile(r"\w")
# Longer messages are cut here, in characters: beyond it they are no question but a text.
_LONGEST = 600
_ITS_OWN = ("this week", "this month", "this year", "today")


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks. `person` and `topic` are words of it (or of the turn it leans on).

    `plain` is the message as a plain question, for when its wording misled: `needs_person` says
    that the reading holds only if `person` is somebody the archive knows.
    """

    text: str
    intent: Intent
    query: Query
    plain: Query
    person: str | None = None
    topic: str = ""
    needs_person: bool = False
    is_more: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for; the newest articles need no words."""
        return self.intent is not Intent.LATEST and not _WORD.search(self.query.text)


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
) -> Question:
    """Read a message. Any string at all is a question; `after` completes a follow-up.

    `today` places "yesterday" and "last week"; without it such words narrow nothing.
    """
    operators = take_operators(readable(text))
    asked = operators.text
    match = match_intent(asked)
    if match is not None and match.follow_up is not None and after is not None:
        return _follow_up(text, asked, match, operators, after, exactly=exactly)
    intent, person, topic = Intent.FACT, None, asked
    needs_person = False
    if match is not None and match.intent is not None:
        intent = match.intent
        person = match.person.of(asked) if match.person else None
        topic = match.topic.of(asked) if match.topic else ""
        needs_person = match.needs_person
        if intent in (Intent.FACT, Intent.EVENT):
            topic = asked
    person = operators.person or person
    within = operators
    if intent is Intent.FACT:
        # "this week" is the article's own; "yesterday" is the reader's, and only a first try.
        recent = find_recent(asked, today)
        if recent is not None and not recent.words.lower().endswith(_ITS_OWN):
            within = _narrowed(operators, recent)
    else:
        about = match.topic.of(asked) if match and match.topic else ""
        within, rest = _within_period(asked, about, operators, today)
        if intent is Intent.EVENT and within is not operators and not rest:
            # "what happened in May 2026": whatever was published then.
            intent = Intent.LATEST
        topic = topic if intent is Intent.EVENT else rest
    if operators.person and intent is Intent.FACT:
        intent = Intent.QUOTE
    return Question(
        text=text,
        intent=intent,
        query=_query(asked, intent, person, topic, within, exactly=exactly),
        plain=_query(asked, Intent.FACT, None, "", operators, exactly=exactly),
        person=person,
        topic=topic if intent is not Intent.FACT else "",
        needs_person=needs_person,
    )


def _within_period(
    asked: str, topic: str, operators: Operators, today: date | None
) -> tuple[Operators, str]:
    """A time named in the message narrows the search and is no topic."""
    period = find_period(asked, today)
    if period is None or _narrowed(operators, period) is operators:
        return operators, topic
    for words in (period.words, period.words.split(maxsplit=1)[-1]):
        topic = topic.replace(words, " ")
    topic = " ".join(topic.split())
    return _narrowed(operators, period), topic


def _narrowed(operators: Operators, period: Period) -> Operators:
    """The operators with the period's bounds, unless they have their own."""
    filters = operators.filters
    if filters.since or filters.until:
        return operators
    return replace(operators, filters=replace(filters, since=period.since, until=period.until))


def _follow_up(
    text: str,
    asked: str,
    match: IntentMatch,
    operators: Operators,
    after: Memory,
    *,
    exactly: bool,
) -> Question:
    """Fill in what a message leaves to the turn before."""
    intent = match.intent or after.intent
    person = match.person.of(asked) if match.person else None
    topic = match.topic.of(asked) if match.topic else ""
    query_text: str | None = None
    if match.follow_up is FollowUp.TOPIC:
        # "and about the wall?" keeps who and what kind; "and Baranov?" keeps the topic.
        topic = topic or (after.topic if person else "")
        person = person or after.person
        if intent in (Intent.FACT, Intent.EVENT):
            query_text = " ".join(filter(None, (topic or person, after.question)))
    elif match.follow_up is FollowUp.MORE:
        # What else somebody said need not be on the topic: that was shown, a button away.
        person, topic = after.person, "" if intent is Intent.QUOTE else after.topic
        if intent in (Intent.FACT, Intent.EVENT):
            query_text = after.question
    else:
        person = person or after.person
        topic = topic or after.topic or (after.question if intent is not Intent.QUOTE else "")
        if intent in (Intent.FACT, Intent.EVENT):
            query_text = f"{asked} {after.topic or after.question}"
    query = _query(query_text or asked, intent, person, topic, operators, exactly=exactly)
    if match.follow_up is FollowUp.SUBJECT and after.article_id is not None:
        query = replace(query, filters=replace(query.filters, article_id=int(after.article_id)))
        query = replace(query, answer_type=_answer_type(asked))
    plain = _query(asked, Intent.FACT, None, "", operators, exactly=exactly)
    is_more = match.follow_up is FollowUp.MORE
    return Question(text, intent, query, plain, person, topic, is_more=is_more)


def _query(
    asked: str,
    intent: Intent,
    person: str | None,
    topic: str,
    operators: Operators,
    *,
    exactly: bool,
) -> Query:
    if intent in (Intent.FACT, Intent.EVENT):
        text, wanted = asked, _answer_type(asked)
    else:
        text, wanted = " ".join(filter(None, (person, topic))), AnswerType.NONE
    return Query(
        text=text,
        answer_type=wanted,
        speaker=(person or "") if intent is Intent.QUOTE else "",
        phrases=operators.phrases,
        without=operators.without,
        filters=operators.filters,
        exactly=exactly,
    )


def _answer_type(text: str) -> AnswerType:
    wanted = answer_type(text)
    return AnswerType.NONE if wanted is None else AnswerType(wanted.value)
