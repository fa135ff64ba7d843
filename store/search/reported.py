"""What somebody is reported to have said, where no direct words are quoted.

"Stoltenberg's repeated assertions that …", "Dunford told reporters the talks would go on": a
sentence that names the speaker beside a word of speech. It is shown as an excerpt, never as a quote.
"""

from __future__ import annotations

import re
import sqlite3
from functools import cache

from store.ingest.quotes.cues import load_cues
from store.search.evidence import Matcher
from store.search.features import Asked
from store.search.hit import Found, Hit
from store.search.query import Query
from store.search.rank import rank_windows
from store.search.searcher import find_candidates, find_terms, read_facts
from store.search.weights import load_weights
from store.search.windows import shown_span

# Code points between the name and the word of speech.
_REACH = 45
_NOUNS = (
    r"assertions?|comments?|remarks?|statements?|claims?|announcements?|warnings?|speech|calls?"
    r"|words|criticism|praise|views?|position|promises?|insist\w*|argu\w*|believ\w*"
)


def search_reported(db: sqlite3.Connection, query: Query, limit: int) -> Found:
    """Windows that report the query's speaker, best first."""
    terms = find_terms(db, query, read_facts(db))
    speaker = [term for term in terms if term.is_speaker]
    if not speaker or not all(term.is_known for term in speaker):
        return Found((), terms, 0.0)
    asked = Asked.of(terms, query.answer_type)
    names = re.compile(
        rf"\b(?:{'|'.join(sorted(map(re.escape, {f for t in speaker for f in t.forms})))})\b"
        rf"(?:[^.!?,;:\n]{{0,{_REACH}}})\b(?:{_speech_words()})\b",
        re.IGNORECASE,
    )
    hits = []
    matcher = Matcher(terms)
    for one in rank_windows(asked, find_candidates(db, query, terms), load_weights()):
        candidate = one.candidate
        span = shown_span(candidate, one.first, one.last, matcher)
        text = candidate.text[span.start - candidate.origin : span.stop - candidate.origin]
        if names.search(text):
            hits.append(Hit(candidate.article_id, span, load_weights().confide(one.features, asked.corrected)))
        if len(hits) == limit:
            break
    return Found(tuple(hits), terms, hits[0].score if hits else 0.0)


@cache
def _speech_words() -> str:
    return f"{'|'.join(sorted(map(re.escape, load_cues('und').said)))}|{_NOUNS}"
