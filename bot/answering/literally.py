"""Answers messages without a telling word: signs, sums, and sayings of common words.

Such a message is taken letter by letter: its words stand everywhere and mean nothing apart.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bot.asking.question import Question
from store.search.passages.hit import Found, Hit
from store.search.snapshot import Snapshot
from store.text.fold import fold
from store.text.function_words import is_function_word, written_words
from store.text.language import likely_languages
from store.text.words import find_words

_SUM = re.compile(r"\d+(?:\s*[-+*/=^%<>:]+\s*\d+)+")
_NOTHING = Found((), (), 0.0)
# Words of a saying, at the fewest.
_SAYING = 4
# Words of a sign's name, at most: longer ones describe a face.
_NAME_WORDS = 2


def signs_in(text: str) -> str:
    """The first sign of a message that is a picture; "" if there is none."""
    return next((c for c in text if unicodedata.category(c) == "So"), "")


def seek_literally(snapshot: Snapshot, question: Question, limit: int) -> Found | None:
    """Search for a message without a telling word as it is typed; None for any other message."""
    text = question.query.text
    words = find_words(text)
    if not words:
        sign = signs_in(question.text)
        return _of_sign(snapshot, question, sign, limit) if sign else None
    languages = likely_languages(text) or written_words()
    telling = [w for w in words if not is_function_word(fold(w), languages)]
    if any(not word.isdigit() for word in telling):
        return None
    if telling:
        sums = _SUM.findall(text)
        return _with(snapshot, snapshot.search(question.plain, limit), sums) if sums else None
    if len(words) < _SAYING:
        return None
    saying = replace(question.plain, phrases=(*question.plain.phrases, text))
    found = snapshot.search_stories(saying, limit)
    is_headline = found.hits and _is_headline(snapshot, found.hits[0], text)
    return found if is_headline else snapshot.search(saying, limit)


def _of_sign(snapshot: Snapshot, question: Question, sign: str, limit: int) -> Found:
    """Sentences with the sign, else with the thing that it is a picture of."""
    found = snapshot.search_sign(sign, question.query.filters, limit)
    name = unicodedata.name(sign, "").lower()
    if found.hits or not name or len(name.split()) > _NAME_WORDS:
        return found
    return snapshot.search(replace(question.plain, text=name), limit)


def _with(snapshot: Snapshot, found: Found, sums: list[str]) -> Found:
    """The hits in which the sums stand as typed."""
    articles = snapshot.articles(hit.article_id for hit in found.hits)
    hits = tuple(
        hit
        for hit in found.hits
        if hit.span is not None
        and hit.article_id in articles
        and all(one in hit.span.of(articles[hit.article_id].text) for one in sums)
    )
    return replace(found, hits=hits, confidence=hits[0].score) if hits else _NOTHING


def _is_headline(snapshot: Snapshot, hit: Hit, saying: str) -> bool:
    """Whether the words stand in the headline one after the other."""
    article = snapshot.article(hit.article_id)
    there = " ".join(map(fold, find_words(article.headline))) if article is not None else ""
    return f" {' '.join(map(fold, find_words(saying)))} " in f" {there} "
