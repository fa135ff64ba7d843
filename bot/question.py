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
from store.search.query import AnswerType, Query

_WORD = re.compile(r"\w")
# Longer messages are cut here, in characters: beyond it they are no question but a text.
_LONGEST = 600


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

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for; the newest articles need no words."""
        return self.intent is not Intent.LATEST and not _WORD.search(self.query.text)


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
    # Half characters (lone surrogates) stand in no archive, and SQLite takes none.
    whole = text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
    operators = take_operators(" ".join(whole.split()), today)
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
    if operators.person and intent is Intent.FACT:
        intent = Intent.QUOTE
    return Question(
        text=text,
        intent=intent,
        query=_query(asked, intent, person, topic, operators, exactly=exactly),
        plain=_query(asked, Intent.FACT, None, "", operators, exactly=exactly),
        person=person,
        topic=topic if intent is not Intent.FACT else "",
        needs_person=needs_person,
    )


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
        # "and about China?" keeps who and what kind; "and Stoltenberg?" keeps the topic.
        topic = topic or (after.topic if person else "")
        person = person or after.person
        if intent in (Intent.FACT, Intent.EVENT):
            query_text = " ".join(filter(None, (topic or person, after.question)))
    elif match.follow_up is FollowUp.MORE:
        person, topic = after.person, after.topic
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
    return Question(text, intent, query, plain, person, topic)


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
