"""Candidates of an archive in which not every word of a question can be asked for."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive
from store.search.lookups import Lookups
from store.search.passages.candidates import find_candidates, score_by_texts
from store.search.passages.matcher import Matcher
from store.search.passages.planning import RetrievalLimits, asks_all, plan_retrieval
from store.search.passages.retrieve import CandidateRow
from store.search.query import Query
from store.search.reading import QueryReader
from store.search.words.terms import Term
from tests.builders import add, make_draft

WORDS = ("heron", "marsh", "council", "bridge")
TERMS = tuple(Term(word, {word: 1.0}, {word: 1.0}, 9, 1.0 + n) for n, word in enumerate(WORDS))
TEXTS = st.lists(st.sampled_from([*WORDS, "the", "old", "toll"]), min_size=1, max_size=30).map(
    " ".join
)


def row(number: int, text: str, headline: str = "") -> CandidateRow:
    return CandidateRow(number, number, 0, b"", text, headline, "")


def scores(*rows: CandidateRow) -> dict[int, float]:
    return score_by_texts(rows, TERMS, Matcher(TERMS))


def test_where_not_every_word_is_asked_the_texts_tell_which_passage_holds_most(
    archive: Archive,
) -> None:
    told = (
        "The heron that had stood there since the thaw, longer than anybody remembered, was gone "
        "from the marsh on the day on which the council met, in the rain, at the old bridge."
    )
    add(archive, make_draft(told, url="https://a.example/told"))
    for n in range(40):
        text = f"The heron stood by the ditch and looked at the sluice, keeper {n} said of it."
        add(archive, make_draft(text, url=f"https://a.example/{n}"))
    for n in range(60):
        text = f"The council met at the bridge over the marsh, and rose at {n} past the hour."
        add(archive, make_draft(text, url=f"https://b.example/{n}"))
    query = Query("heron marsh council bridge")
    with archive.connections.reading() as db:
        lookups = Lookups(db)
        reading = QueryReader(lookups).read(query)
        terms = reading.terms
        assert asks_all(terms, 101)
        # As if the lists of the common words were too long to be read.
        limits = RetrievalLimits(all_entries=0, entries=90, leading_rows=50)
        assert not asks_all(terms, 101, limits)
        # Of the heron's passages it is the longest: by the index alone, the last.
        assert told not in {one.text for one in find_candidates(lookups, reading, 3, limits)}
        limits = replace(limits, passages_a_spare=1)
        plan = plan_retrieval(terms, 101, limits=limits)
        assert plan is not None
        assert "bridg" not in "".join(plan.expressions)
        found = find_candidates(lookups, reading, 3, limits)
        every = find_candidates(lookups, reading, 400, limits)
    assert found[0].text == told
    assert len(found) == 3
    assert found[0].bm25 == 1.0
    assert [one.passage_id for one in every][:3] == [one.passage_id for one in found]


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_a_score_is_zero_just_where_no_word_is_held(texts: list[str]) -> None:
    found = scores(*(row(number, text) for number, text in enumerate(texts)))
    for number, text in enumerate(texts):
        assert (found[number] > 0) == any(word in text.split() for word in WORDS)
        assert found[number] >= 0


@given(TEXTS, st.sampled_from(WORDS))
def test_a_word_of_the_question_in_the_headline_counts(text: str, word: str) -> None:
    found = scores(row(1, text), row(2, text, headline=word.title()))
    assert found[2] > found[1]


@given(TEXTS)
def test_of_two_texts_with_the_same_words_the_shorter_scores_higher(text: str) -> None:
    found = scores(row(1, text), row(2, f"{text} and so on for some time"))
    assert found[1] > found[2] or found[1] == found[2] == 0
