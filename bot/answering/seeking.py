"""Chooses the search that answers a question, and what is tried next if it finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from bot.answering.ages import seek_age
from bot.answering.answer import Count
from bot.answering.leaning import seek_leaning, seek_said_of_it
from bot.answering.literally import seek_literally
from bot.answering.metadata import seek_articles
from bot.answering.polarity import keep_polarity, turned_words
from bot.asking.question import Question
from bot.language.intents import Aspect, Intent
from store.model import ArticleId
from store.search.passages.hit import Found, Hit
from store.search.query import Order, Query
from store.search.ranking.confidence import UNDER_HEADLINE, doubt, is_enough
from store.search.snapshot import Snapshot
from store.text.fold import fold
from store.text.function_words import is_function_word, written_words
from store.text.language import likely_languages
from store.text.words import find_words

# Corrected words from which they must stand side by side to be believed.
_SEVERAL = 2
# Hits looked at for each one shown, where they must hold a word.
_DEEP = 5


@dataclass(frozen=True, slots=True)
class Sought:
    """The hits, and the question and intent they answer.

    `missing`, `aspect` and `count` are those of `Answer`.
    """

    question: Question
    intent: Intent
    found: Found
    missing: tuple[str, ...] = ()
    aspect: Aspect | None = None
    count: Count | None = None


def seek(snapshot: Snapshot, question: Question, limit: int) -> Sought:
    """Search for a question by its intent; fall back to a plain search."""
    for swapped in _swapped(snapshot, question):
        sought = _seek(snapshot, swapped, limit)
        if sought.found.hits and is_enough(sought.found.confidence):
            return sought
    return _seek(snapshot, question, limit)


def _seek(snapshot: Snapshot, question: Question, limit: int) -> Sought:
    question = _with_people(snapshot, question)
    query, intent = question.query, question.intent
    found = _at_once(snapshot, question, limit) if intent is Intent.FACT else None
    if found is not None or question.is_empty:
        return Sought(question, intent, found or Found((), (), 0.0))
    if question.aspect is not None:
        return _of_articles(snapshot, question, question.aspect, limit)
    match intent:
        case Intent.QUOTE:
            return _quotes(snapshot, question, limit)
        case Intent.HISTORY:
            told = snapshot.search_quotes(replace(query, order=Order.OLDEST), limit)
            if is_enough(told.confidence):
                return Sought(question, intent, told)
            return _quotes(snapshot, question, limit)
        case Intent.COMPARE:
            return _side_by_side(snapshot, question, limit)
        case Intent.PRESS:
            return Sought(question, intent, snapshot.search_press(query, limit))
        case Intent.PERSON:
            person = snapshot.search_person(query, limit)
            if person is not None:
                return Sought(question, intent, person)
            return _facts(snapshot, question, question.plain, limit)
        case Intent.LINK | Intent.LATEST:
            newest = intent is Intent.LATEST
            stories = snapshot.search_stories(query, limit, newest_first=newest)
            return Sought(question, intent, _believed(snapshot, stories))
        case Intent.EVENT if question.day is not None:
            found = snapshot.search_day(question.day, query.filters, limit)
            return Sought(question, intent, found)
    return _facts(snapshot, question, query, limit)


def _at_once(snapshot: Snapshot, question: Question, limit: int) -> Found | None:
    """Letters and signs, or somebody's age, where a message asks for nothing else."""
    found = seek_literally(snapshot, question, limit)
    return found if found is not None else seek_age(snapshot, question, limit)


def _of_articles(snapshot: Snapshot, question: Question, aspect: Aspect, limit: int) -> Sought:
    """Articles by what is stored of them; if none is meant, the plain question."""
    about = seek_articles(snapshot, question, aspect, limit)
    if about is None:
        return _facts(snapshot, question, question.plain, limit)
    found, count = about
    return Sought(question, question.intent, found, aspect=aspect, count=count)


def _swapped(snapshot: Snapshot, question: Question) -> Iterator[Question]:
    """The follow-up with its topic in the person's place, if it names somebody ("and Hale?").

    A part somebody plays counts too ("and the captain?"), but not after "about". First on the topic
    of the turn before, then on anything; a thing ("the marsh") that a person is called like is
    first tried as the topic.
    """
    swap = question.swap
    if swap is None or swap.person is None:
        return
    is_named = snapshot.names_person(swap.person)
    if not is_named and not (swap.is_bare and snapshot.names_part(swap.person)):
        return
    yield swap
    first = swap.person.split()[0]
    if is_named and is_function_word(fold(first), written_words()):
        yield replace(question, swap=None)
    yield _on_anything(swap)


def _on_anything(question: Question) -> Question:
    """The same of the person alone, whatever the topic was."""
    query = replace(question.query, text=question.person or "")
    return replace(question, query=query, topic="")


def _with_people(snapshot: Snapshot, question: Question) -> Question:
    """The question without a name that nobody bears."""
    if not question.needs_person:
        return question
    names = [name for name in (question.person, question.other) if name]
    if all(snapshot.knows_person(name) for name in names):
        return question
    return replace(question, intent=Intent.FACT, query=question.plain, topic="")


def _facts(snapshot: Snapshot, question: Question, query: Query, limit: int) -> Sought:
    followed = seek_leaning(snapshot, question, limit)
    if followed is not None:
        return Sought(question, Intent.FACT, followed)
    found = snapshot.search(query, limit)
    if is_enough(found.confidence) and turned_words(query.text):
        found = keep_polarity(snapshot, query.text, snapshot.search(query, _DEEP * limit))
        found = replace(found, hits=found.hits[:limit])
    if not is_enough(found.confidence) and _is_narrower(query, question.plain):
        # An event may have been written about at another time than it is asked for.
        found = snapshot.search(question.plain, limit)
    if not is_enough(found.confidence) and (
        person := snapshot.search_person(question.plain, limit)
    ):
        # A bare name asks who that is.
        return Sought(question, Intent.PERSON, person)
    is_event = question.intent is Intent.EVENT
    return Sought(question, Intent.EVENT if is_event else Intent.FACT, found)


def _quotes(snapshot: Snapshot, question: Question, limit: int) -> Sought:
    """Search for quotes; if there are none, for reports, then for the plain question.

    The plain question answers for nobody in particular; for a speaker without a name ("the
    captain") only its quotes do.
    """
    if question.deed:
        plain = snapshot.search(question.plain, limit)
        if is_enough(plain.confidence) and _tells(snapshot, plain, question.deed):
            return Sought(question, Intent.FACT, plain)
    found = snapshot.search_quotes(question.query, limit)
    found = seek_said_of_it(snapshot, question, found, limit)
    sought = Sought(question, Intent.QUOTE, found)
    if is_enough(found.confidence):
        return sought
    reported = snapshot.search_reported(question.query, limit)
    if is_enough(reported.confidence):
        return replace(sought, found=reported)
    if question.person and snapshot.knows_person(question.person):
        return sought
    plain = snapshot.search(question.plain, limit)
    if not question.person:
        return Sought(question, Intent.FACT, plain) if is_enough(plain.confidence) else sought
    spoken = tuple(hit for hit in plain.hits if _is_by(snapshot, hit, question.person))
    if not spoken or not is_enough(spoken[0].score):
        return sought
    return replace(sought, found=Found(spoken, plain.terms, spoken[0].score))


def _is_by(snapshot: Snapshot, hit: Hit, speaker: str) -> bool:
    """Whether the words beside a quote hold those that describe its speaker ("the captain")."""
    article = snapshot.article(hit.article_id)
    if article is None or hit.quote is None or hit.span is None:
        return False
    before = article.text[hit.span.start : max(hit.span.start, hit.quote.span.start)]
    after = article.text[min(hit.quote.span.stop, hit.span.stop) : hit.span.stop]
    beside = {fold(word) for word in find_words(f"{before} {after} {hit.quote.speaker or ''}")}
    languages = likely_languages(speaker) or written_words()
    return all(
        fold(word) in beside
        for word in find_words(speaker)
        if not is_function_word(fold(word), languages)
    )


def _believed(snapshot: Snapshot, found: Found) -> Found:
    """Doubt hits that rest on several corrected words which stand apart in the article.

    One misspelt word is told by itself. Of several, all of them corrected, the meaning is only
    sure if they stand side by side in the article in the order they were typed.
    """
    if len(found.terms) < _SEVERAL or not all(term.used for term in found.terms) or not found.hits:
        return found
    article = snapshot.article(found.hits[0].article_id)
    if article is not None:
        words = [fold(word) for word in find_words(f"{article.headline} {article.text}")]
        for start in range(len(words)):
            there = words[start : start + len(found.terms)]
            if len(there) == len(found.terms) and all(
                word in term.forms for word, term in zip(there, found.terms, strict=True)
            ):
                return found
    return replace(found, confidence=doubt(found.confidence))


def _tells(snapshot: Snapshot, found: Found, deed: str) -> bool:
    """Whether the first hit holds a form of the deed."""
    hit = found.hits[0]
    article = snapshot.article(hit.article_id)
    forms = {form for term in found.terms if term.typed in deed for form in term.forms}
    if article is None or hit.span is None:
        return False
    return not forms.isdisjoint(fold(word) for word in find_words(hit.span.of(article.text)))


def _side_by_side(snapshot: Snapshot, question: Question, limit: int) -> Sought:
    """Two speakers in turn, the best of each; who has said nothing on it is missing.

    Words that do not name it, in an article whose headline does, are believed beside the other's:
    where these do, or stand in the same article.
    """
    names = (question.person or "", question.other or "")
    found = [_said_by(snapshot, question, name, limit) for name in names]
    under = [_under_headline(snapshot, one) for one in found]
    shared = {hit.article_id for hit in under[0].hits} & {hit.article_id for hit in under[1].hits}
    is_sure = any(is_enough(one.confidence) for one in found)
    if is_sure or shared:
        # In the same article each is believed for the other's sake.
        within = [one if is_sure else _only_in(one, shared) for one in under]
        found = [
            one if is_enough(one.confidence) else other
            for one, other in zip(found, within, strict=True)
        ]
    missing = [
        name for name, one in zip(names, found, strict=True) if not is_enough(one.confidence)
    ]
    both = (one.hits if is_enough(one.confidence) else () for one in found)
    hits = tuple(hit for hit in chain.from_iterable(zip_longest(*both)) if isinstance(hit, Hit))
    terms = tuple({term.typed: term for one in found for term in one.terms}.values())
    together = Found(hits[:limit], terms, max(one.confidence for one in found))
    return Sought(question, Intent.COMPARE, together, tuple(missing) if hits else ())


def _said_by(snapshot: Snapshot, question: Question, name: str, limit: int) -> Found:
    """Quotes of one of two speakers on the topic; if there are none, reports."""
    query = replace(question.query, text=f"{name} {question.topic}".strip(), speaker=name)
    quoted = snapshot.search_quotes(query, limit)
    if is_enough(quoted.confidence):
        return quoted
    reported = snapshot.search_reported(query, limit)
    return reported if is_enough(reported.confidence) else quoted


def _under_headline(snapshot: Snapshot, found: Found) -> Found:
    """The hits in articles whose headline names all that was asked for; just enough where any."""
    topic = [term for term in found.terms if not term.is_speaker]
    hits = []
    articles = snapshot.articles(hit.article_id for hit in found.hits)
    for hit in found.hits:
        article = articles.get(hit.article_id)
        words = {fold(word) for word in find_words(article.headline)} if article else set()
        if topic and all(not words.isdisjoint(term.forms) for term in topic):
            hits.append(hit)
    return Found(tuple(hits), found.terms, UNDER_HEADLINE if hits else 0.0)


def _only_in(found: Found, article_ids: set[ArticleId]) -> Found:
    hits = tuple(hit for hit in found.hits if hit.article_id in article_ids)
    return replace(found, hits=hits)


def _is_narrower(query: Query, plain: Query) -> bool:
    """Whether a time named in the message is all that sets the two apart."""
    if query == plain:
        return False
    bounds, wider = query.filters, plain.filters
    return (bounds.since, bounds.until) != (wider.since, wider.until) and replace(
        bounds, since=wider.since, until=wider.until, or_told=wider.or_told
    ) == wider
