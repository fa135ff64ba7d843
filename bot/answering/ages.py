"""Answers how old somebody is, by the number that articles put beside the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.asking.intent import books_for
from bot.asking.question import Question
from bot.language.book import plain
from store.model import Article, ArticleId, Span
from store.search.excerpts.excerpt import sentences_at
from store.search.passages.hit import Found, Hit
from store.search.query import AnswerType
from store.search.ranking.confidence import AGE_TOLD
from store.search.snapshot import Snapshot
from store.text.fold import fold
from store.text.words import find_words

# "Baranov, 61, was …", "Baranov (61)", "Baranov, aged 61": nothing of a sentence between the two.
_BEHIND = re.compile(r",?\s\(?(?:aged\s|age\s|who is\s)?(?P<age>\d{1,3})(?=[\s,).;:]|$)(?!,\d)")
# "61-year-old Baranov", "der 61-jährige Hafenmeister Baranov", "61-летний Баранов".
_BEFORE = re.compile(
    r"(?P<age>\d{1,3})[-\s]?(?:year|jähr|летн|річн|jarig|letni)\S*\s(?:\S+\s){0,3}$"
)
# Code points before a name in which an age may stand.
_NEARBY = 60
# Hits whose articles are read for an age.
_ARTICLES = 12


def seek_age(snapshot: Snapshot, question: Question, limit: int) -> Found | None:
    """Sentences that put a number beside the name; None if nobody's age is asked or told."""
    name = _asked_of(snapshot, question)
    if name is None:
        return None
    query = replace(question.query, text=name, answer_type=AnswerType.NONE)
    found = snapshot.search(query, _ARTICLES)
    articles = snapshot.articles(hit.article_id for hit in found.hits)
    ids = list(dict.fromkeys(hit.article_id for hit in found.hits))
    ages = [
        _hit(articles[i], age)
        for i in ids
        if i in articles
        for age in _told(snapshot, articles[i], i, name)
    ]
    return Found(tuple(ages[:limit]), found.terms, AGE_TOLD) if ages else None


def asks_age(text: str) -> bool:
    """Whether a message may ask how old somebody is."""
    return any(plain(word) in book.age for book in books_for(text) for word in find_words(text))


def _asked_of(snapshot: Snapshot, question: Question) -> str | None:
    """The name in a message that asks for its bearer's age and nothing else."""
    if question.query.answer_type is not AnswerType.NUMBER:
        return None
    words = find_words(question.query.text)
    for book in books_for(question.text):
        rest = [w for w in words if plain(w) not in book.age and not book.idle.fullmatch(plain(w))]
        name = " ".join(rest)
        if rest and len(rest) < len(words) and any(plain(w) in book.age for w in words):
            return name if snapshot.names_person(name) else None
    return None


def _told(snapshot: Snapshot, article: Article, article_id: ArticleId, name: str) -> Iterator[Span]:
    """The numbers beside mentions of whoever bears the last word of the name."""
    last = fold(name.rsplit(maxsplit=1)[-1])
    for person in snapshot.people_in(article_id):
        if last not in map(fold, find_words(person.name)):
            continue
        for mention in person.mentions:
            behind = _BEHIND.match(article.text, mention.stop)
            start = max(0, mention.start - _NEARBY)
            before = _BEFORE.search(article.text[start : mention.start])
            if behind is not None:
                yield Span(*behind.span("age"))
            elif before is not None:
                yield Span(start + before.start("age"), start + before.end("age"))


def _hit(article: Article, age: Span) -> Hit:
    return Hit(article.id, sentences_at(article.text, age), AGE_TOLD, (age,))
