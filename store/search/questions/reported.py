"""Finds sentences that report what somebody said, without direct speech.

"The mayor's promise that …", "Pryce told the committee the deck would hold": a sentence that
names the speaker beside a word of speech. Failing that, one that tells a view ("The guild opposes
the wall"), failing that, one that is about the speaker and the topic. It is shown as an excerpt,
never as a quote, and never where it holds somebody else's words.
"""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import islice

from store.model import EXCERPT_LIMIT, Span
from store.rows.articles import get_article, quotes_of
from store.search.excerpts.excerpt import make_readable
from store.search.excerpts.showing import fit_window
from store.search.excerpts.stories_once import hits_once
from store.search.lookups import Lookups
from store.search.passages.candidates import find_candidates
from store.search.passages.evidence import Candidate
from store.search.passages.hit import Found, Hit
from store.search.passages.matcher import Matcher
from store.search.passages.speakers import newest_quotes
from store.search.ranking import confidence
from store.search.ranking.features import Asked
from store.search.ranking.rank import Ranking
from store.search.ranking.weights import load_weights
from store.search.reading import Reading
from store.search.words.terms import Term

# Code points between the name and the word of speech.
_REACH = 45
# And of what the person is, between commas.
_ASIDE = 70
# Hits looked at for each one shown, for some repeat others.
_SPARE = 3
# Words of a sentence, beside the speaker's, in which the speaker is named where no verb tells more.
_OPENING = 3
# A name behind one of these is not the one whose view is told: "residents near the school fear".
_HANGS_ON = re.compile(r"\b(?:of|near|in|at|from|with|by|against)(?: the| a| our| their)? $")
# Windows that are read, the best first.
_MOST_WINDOWS = 200


def search_reported(lookups: Lookups, reading: Reading, limit: int) -> Found:
    """Windows that report the query's speaker, best first."""
    db, terms, wanted = lookups.db, reading.terms, reading.wanted
    named = wanted.names or wanted.roles
    if not named or not all(term.is_known for term in named):
        return Found((), terms, 0.0)
    asked = Asked.of(terms, reading.query.answer_type)
    said = _reports({form for term in named for form in term.forms}, "speech")
    hits = []
    matcher = Matcher(terms)
    ranked = list(
        islice(Ranking(asked, find_candidates(lookups, reading), load_weights()), _MOST_WINDOWS)
    )
    for one in ranked:
        candidate = one.candidate
        span = fit_window(asked, candidate, one.first, one.last, matcher)
        text = candidate.text[span.start - candidate.origin : span.stop - candidate.origin]
        report = said.search(text)
        if report is not None and _on_topic(text, reading.topic):
            span = _alone(db, candidate, span, span.start + report.start(), reading.topic)
            score = confidence.of_window(one.features, asked)
            hits.append(Hit(candidate.article_id, span, score, is_reported=True))
        if len(hits) == _SPARE * limit:
            break
    if not hits and reading.topic:
        hits = _views(lookups, reading, [one.candidate for one in ranked])[: _SPARE * limit]
    told = hits_once(db, hits, limit)
    return Found(told, terms, told[0].score if told else 0.0)


def _views(lookups: Lookups, reading: Reading, candidates: Sequence[Candidate]) -> list[Hit]:
    """Sentences that tell the speaker's view of the topic; of who is never quoted, any on both.

    The speaker's words open the sentence or its clause and all stand in it, with nearly all of the
    topic.
    """
    db, wanted = lookups.db, reading.wanted
    named = (*wanted.names, *wanted.roles)
    tells = _reports({form for term in named for form in term.forms}, "view")
    is_quoted = bool(newest_quotes(lookups, wanted.people, reading.query.filters))
    views: list[Hit] = []
    others: list[Hit] = []
    for candidate in {one.passage_id: one for one in candidates}.values():
        article = get_article(db, candidate.article_id)
        quotes = quotes_of(db, candidate.article_id)
        for sentence in candidate.sentences:
            text = candidate.sentence_text(sentence)
            view = tells.search(text)
            begins = " ".join(text.split()[: len(named) + _OPENING])
            if not _names(begins if view is None else text[: view.end()], named):
                continue
            if view is not None and _HANGS_ON.search(text, 0, view.start()):
                continue
            share = _share(text, reading.topic)
            is_free = not any(quote.span.meets(sentence.span) for quote in quotes)
            if not is_free or not confidence.is_plainly_on_topic(share):
                continue
            if len(sentence.span) <= EXCERPT_LIMIT:
                span = make_readable(article.text, sentence.span, sentence.span, quotes)
                score = confidence.of_view(share, is_told=view is not None)
                hit = Hit(candidate.article_id, span, score, is_reported=view is not None)
                (others if view is None else views).append(hit)
    if views or is_quoted or wanted.names:
        return sorted(views, key=lambda hit: -hit.score)
    return sorted(others, key=lambda hit: -hit.score)


def _names(text: str, named: Sequence[Term]) -> bool:
    """Whether a text holds every word that names or describes the speaker."""
    return len(Matcher(named).weights_in(text)) == len(named)


def _alone(
    db: sqlite3.Connection, candidate: Candidate, span: Span, place: int, topic: Sequence[Term]
) -> Span:
    """The sentence that reports, with what it leans on, if the topic stands in it; else `span`."""
    for sentence in candidate.sentences:
        within = sentence.span
        text = candidate.text[within.start - candidate.origin : within.stop - candidate.origin]
        if (
            within.start <= place < within.stop
            and len(within) <= EXCERPT_LIMIT
            and _on_topic(text, topic)
        ):
            article = get_article(db, candidate.article_id)
            return make_readable(article.text, within, within, quotes_of(db, article.id))
    return span


def _on_topic(text: str, topic: Sequence[Term]) -> bool:
    """Whether the text that reports somebody holds enough of what was asked about."""
    return not any(term.idf for term in topic) or confidence.is_on_topic(_share(text, topic))


def _share(text: str, topic: Sequence[Term]) -> float:
    """The share of the topic's weight that a text holds."""
    held = Matcher(topic).weights_in(text)
    told = sum(topic[number].idf * weight for number, weight in held.items())
    mass = sum(term.idf for term in topic)
    return min(1.0, told / mass) if mass else 0.0


def _reports(names: set[str], kind: str) -> re.Pattern[str]:
    """One of the names, and soon after it in the same clause a word of speech, or of a view.

    Between the two may stand what the person is ("Vance, its director, said"); or the name follows
    "according to".
    """
    either = "|".join(sorted(map(re.escape, names)))
    speech = _words(kind)
    return re.compile(
        rf"\b(?:{either})\b[^.!?,;:\n]{{0,{_REACH}}}\b(?:{speech})\b"
        rf"|\b(?:{either}),(?:[^.!?,;:\n]{{0,{_ASIDE}}},)?\s(?:\w+\s)?(?:{speech})\b"
        rf"|\b(?:{_words('sources')})\s(?:[^\s.!?,;:]+\s){{0,4}}(?:{either})\b",
        re.IGNORECASE,
    )


@cache
def _words(kind: str) -> str:
    """Words of speech or of a view after the speaker's name, or before it ("sources")."""
    table = tomllib.loads((files(__package__) / "reporting.toml").read_text("utf-8"))
    if kind == "sources":
        listed = {phrase for phrases in table["sources"].values() for phrase in phrases}
    else:
        listed = {word for words in table[kind].values() for word in words.split()}
    return "|".join(sorted(map(re.escape, listed)))
