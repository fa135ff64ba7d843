"""Answers a question that leans on what was just shown: of that excerpt, or out of its article.

The article in question is known, so evidence counts for more than in a whole archive
(`of_leaning`). A question that only might lean is asked of both, and the surer answer is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.asking.intent import answer_type, books_for, match_intent
from bot.asking.memory import Memory, Seen
from bot.asking.question import Question
from bot.language import FollowUp
from bot.language.book import plain
from bot.language.intents import Intent
from store.model import ArticleId, Span
from store.search.passages.hit import Found, Hit
from store.search.passages.matcher import Matcher
from store.search.query import AnswerType, Query
from store.search.ranking.confidence import SURE, is_enough, of_leaning
from store.search.snapshot import Snapshot
from store.text.fold import fold
from store.text.function_words import is_function_word, written_words
from store.text.language import likely_languages
from store.text.words import find_words

# Hits looked at for each one shown, where they must hold a word or be of a kind.
_DEEP = 5
# Share of its score that counts of a hit in which no answer of the kind asked for can be told.
_UNTOLD = 0.75
# Words of the longest message without a word that leans which is also asked of the shown article.
_LONGEST = 10


def spell_out(text: str, after: Memory | None) -> str:
    """The message with the person that was spoken of in the place of "he" or "she"."""
    somebody = after.somebody if after is not None else None
    if somebody is None:
        return text
    flat = plain(text)
    for book in books_for(text):
        gap = "" if book.is_unspaced else r"\b"
        for word in sorted(book.somebody, key=len, reverse=True):
            if found := re.search(f"{gap}{re.escape(word)}{gap}", flat):
                return text[: found.start()] + somebody + text[found.end() :]
    return text


def says_something(text: str) -> bool:
    """Whether a message has a word of its own, beside those of asking and of speaking."""
    languages = likely_languages(text) or written_words()
    speaking = {fold(verb) for book in books_for(text) for verb in book.speech_verbs}
    return any(
        not is_function_word(fold(word), languages) and fold(word) not in speaking
        for word in find_words(text)
    )


def is_about_nothing(text: str) -> bool:
    """Whether a message only asks "why?" or "who said that?", so that it needs what was shown."""
    match = match_intent(text)
    leans = match is not None and match.follow_up is FollowUp.SUBJECT
    return leans and not says_something(text)


def seek_shown(snapshot: Snapshot, after: Memory | None) -> Found | None:
    """The excerpt that was shown last, once more, with the quote in it; None where none was."""
    shown = after.shown if after is not None else None
    if shown is None:
        return None
    hit = _again(snapshot, shown)
    return Found((hit,), (), SURE) if hit is not None else None


def seek_leaning(snapshot: Snapshot, question: Question, limit: int) -> Found | None:
    """Search for a follow-up by more than its words joined to the turn before; None if it is plain.

    "And the wall?" is answered where the wall is told of, as the turn before asked of another
    thing: in its article first. "And what will it cost?" is asked by its own words first, and
    "when was that?" of the excerpt that was shown.
    """
    after = question.after
    if question.must:
        return _of_another(snapshot, question, limit)
    if after is None or after.article_id is None or question.is_more:
        return None
    if question.leans is None:
        return _perhaps(snapshot, question, after, after.article_id, limit)
    if question.leans is not FollowUp.SUBJECT or question.bare is None:
        return None
    if not says_something(question.bare.text):
        return _of_shown(snapshot, question.bare, after, limit)
    return _in_article(snapshot, question, question.bare, after.article_id, limit)


def without_seen(found: Found, seen: Iterable[Seen], limit: int) -> Found:
    """The hits that were not shown before."""
    known = tuple(seen)
    kept = [
        hit
        for hit in found.hits
        if not any(one.article_id == hit.article_id and _meet(one.span, hit.span) for one in known)
    ]
    return replace(found, hits=tuple(kept[:limit]))


def _of_another(snapshot: Snapshot, question: Question, limit: int) -> Found:
    alone = snapshot.search(replace(question.query, text=question.must), limit)
    for query in filter(None, (question.bare, question.query)):
        found = snapshot.search(query, _DEEP * limit)
        hits = _holding(snapshot, found, alone)
        sure = max(alone.confidence, hits[0].score) if hits else 0.0
        if is_enough(sure):
            return Found(hits[:limit], alone.terms, sure)
    return alone


def _in_article(
    snapshot: Snapshot, question: Question, bare: Query, article_id: ArticleId, limit: int
) -> Found | None:
    """Ask the article by the message's own words, with those of the question before beside them.

    A number is looked for elsewhere where the article has none to tell.
    """
    shown = question.after.shown if question.after is not None else None
    here = _here(snapshot, bare, _named(question), article_id, shown, limit)
    is_told = bool(here.hits) and _is_of_kind(snapshot, here.hits[0], bare.answer_type)
    if is_told and is_enough(here.confidence):
        return here
    if bare.answer_type is AnswerType.NUMBER:
        anywhere = replace(bare.filters, article_id=None)
        texts = (question.query.text, bare.text)
        found = [snapshot.search(replace(bare, text=t, filters=anywhere), limit) for t in texts]
        told = max(found, key=lambda one: one.confidence)
        if is_enough(told.confidence) and _is_of_kind(snapshot, told.hits[0], bare.answer_type):
            return told
    return here if is_enough(here.confidence) else None


def _named(question: Question) -> str:
    """The words that are searched for, with the name that "he" or "she" stands for."""
    return spell_out(question.query.text, question.after)


def _here(
    snapshot: Snapshot,
    bare: Query,
    joined: str,
    article_id: ArticleId,
    shown: Seen | None,
    limit: int,
) -> Found:
    """Search one article by a message, and by the message joined to the question before.

    Of the second only hits count that hold a word of the message.
    """
    within = replace(bare, filters=replace(bare.filters, article_id=int(article_id)))
    found = snapshot.search(within, _DEEP * limit)
    beside = snapshot.search(replace(within, text=joined), _DEEP * limit)
    beside = replace(beside, hits=_holding(snapshot, beside, found, needs_all=False))
    return _best_told(snapshot, [found, beside], bare.answer_type, shown, limit)


def _of_shown(snapshot: Snapshot, bare: Query, after: Memory, limit: int) -> Found | None:
    """Answer "when was that?" with the excerpt itself if it tells, else where its article does.

    The excerpt itself also where nothing does: it is what there is.
    """
    before = after.question if says_something(after.question) else after.root
    asked = replace(bare, text=f"{bare.text} {before}", answer_type=answer_type(bare.text))
    found = snapshot.search(asked, _DEEP * limit)
    told = [hit for hit in found.hits if hit.highlights]
    again = _again(snapshot, after.shown) if after.shown is not None else None
    if again is not None:
        there = [hit for hit in told if _meet(hit.span, again.span)]
        if there:
            return Found((there[0], *_others(told, there[0]))[:limit], found.terms, SURE)
    best = replace(found, hits=tuple((told or list(found.hits))[:limit]))
    best = replace(best, confidence=of_leaning(best.hits[0].score) if best.hits else 0.0)
    wants = asked.answer_type
    if best.hits and is_enough(best.confidence) and (told or wants in _EXPLAINED or again is None):
        return best
    return Found((again,), (), SURE) if again is not None else None


# Kinds of answers that no mark tells.
_EXPLAINED = frozenset({AnswerType.REASON, AnswerType.MANNER})


def _perhaps(
    snapshot: Snapshot, question: Question, after: Memory, article_id: ArticleId, limit: int
) -> Found | None:
    """Answer out of the article that was shown, where it answers more surely than the archive."""
    if question.intent is not Intent.FACT or question.query.filters.article_id is not None:
        return None
    if not 0 < len(find_words(question.text)) <= _LONGEST:
        return None
    within = replace(question.query.filters, article_id=int(article_id))
    bare = replace(question.query, filters=within)
    if not says_something(bare.text):
        return _of_shown(snapshot, bare, after, limit)
    joined = f"{_named(question)} {after.topic or after.root or after.question}"
    here = _here(snapshot, bare, joined, article_id, after.shown, limit)
    if not is_enough(here.confidence) or not _is_of_kind(snapshot, here.hits[0], bare.answer_type):
        return None
    anywhere = snapshot.search(question.query, limit)
    return here if here.confidence >= anywhere.confidence else None


def _best_told(
    snapshot: Snapshot, found: list[Found], wanted: AnswerType, shown: Seen | None, limit: int
) -> Found:
    """The hits of all searches, each once.

    First stand those that tell an answer of the kind; the excerpt that was `shown` has told its
    own already.
    """
    best: dict[Span | None, Hit] = {}
    for hit in (hit for one in found for hit in one.hits):
        known = best.get(hit.span)
        if known is None or hit.score > known.score:
            best[hit.span] = hit
    asks = wanted not in (AnswerType.NONE, AnswerType.THING, *_EXPLAINED)

    def worth(hit: Hit) -> float:
        if hit.highlights:
            return hit.score
        is_again = shown is not None and _meet(hit.span, shown.span)
        is_told = not asks or _tells(snapshot, hit, wanted)
        return hit.score * (1 if is_told else _UNTOLD) * (_UNTOLD if is_again else 1)

    hits = sorted(best.values(), key=worth, reverse=True)
    terms = next((one.terms for one in found if one.terms), ())
    return Found(tuple(hits[:limit]), terms, of_leaning(hits[0].score) if hits else 0.0)


def _again(snapshot: Snapshot, shown: Seen) -> Hit | None:
    """The excerpt once more, with the longest quote in it; None if the article is shorter now."""
    article = snapshot.article(shown.article_id)
    if article is None or shown.span.stop > len(article.text):
        return None
    quotes = [
        quote for quote in snapshot.quotes_in(shown.article_id) if _meet(quote.span, shown.span)
    ]
    longest = max(quotes, key=lambda quote: len(quote.span), default=None)
    return Hit(shown.article_id, shown.span, SURE, quote=longest)


def _others(hits: Iterable[Hit], first: Hit) -> Iterator[Hit]:
    return (hit for hit in hits if hit is not first)


def _meet(one: Span | None, other: Span | None) -> bool:
    return (
        one is not None and other is not None and one.start < other.stop and other.start < one.stop
    )


def _is_of_kind(snapshot: Snapshot, hit: Hit, wanted: AnswerType) -> bool:
    """Whether a hit holds a number where one is asked for."""
    article = snapshot.article(hit.article_id)
    if wanted is not AnswerType.NUMBER or article is None or hit.span is None:
        return True
    return any(map(str.isdigit, hit.span.of(article.text)))


def _tells(snapshot: Snapshot, hit: Hit, wanted: AnswerType) -> bool:
    """Whether a hit holds a number or names somebody, where that is asked for."""
    if wanted is AnswerType.NUMBER:
        return _is_of_kind(snapshot, hit, wanted)
    return wanted is AnswerType.PERSON and any(
        _meet(mention, hit.span)
        for person in snapshot.people_in(hit.article_id)
        for mention in person.mentions
    )


def _holding(
    snapshot: Snapshot, found: Found, asked: Found, *, needs_all: bool = True
) -> tuple[Hit, ...]:
    """The hits that hold every word that was asked, or any; none if the archive lacks one."""
    articles = snapshot.articles(hit.article_id for hit in found.hits)
    enough = all if needs_all else any
    matcher = Matcher(asked.terms)
    kept = []
    for hit in found.hits:
        article = articles.get(hit.article_id)
        if article is None or hit.span is None:
            continue
        held = matcher.weights_in(hit.span.of(article.text))
        if enough(number in held for number in range(len(asked.terms))):
            kept.append(hit)
    return tuple(kept)


def seek_said_of_it(snapshot: Snapshot, question: Question, found: Found, limit: int) -> Found:
    """Quotes on another topic than before: those that name it, else the sentences that do.

    A quote may stand beside the topic and be on something else.
    """
    if question.leans is not FollowUp.TOPIC or not question.topic or question.after is None:
        return found
    article_id = question.after.article_id
    plainly = replace(question.query, text=question.topic, speaker="")
    topic = snapshot.search(plainly, _DEEP * limit)
    named = _holding(snapshot, found, topic)
    if named:
        return replace(found, hits=named[:limit], confidence=named[0].score)
    hits = _holding(snapshot, topic, topic)
    here = tuple(hit for hit in hits if hit.article_id == article_id)
    told = here or hits
    return Found(told[:limit], topic.terms, told[0].score) if told else found
