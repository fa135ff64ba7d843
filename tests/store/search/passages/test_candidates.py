"""Candidates of an archive in which not every word of a question can be asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive
from store.search.passages import candidates, planning
from store.search.passages.candidates import find_candidates, score_by_texts
from store.search.passages.matcher import Matcher
from store.search.passages.retrieve import CandidateRow
from store.search.query import Query
from store.search.questions.facts import find_terms
from store.search.words.archive_facts import read_facts
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
    archive: Archive, monkeypatch: pytest.MonkeyPatch
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
        terms = find_terms(db, query, read_facts(db))
        assert planning.asks_all(terms, 101)
        # As if the lists of the common words were too long to be read.
        monkeypatch.setattr(planning, "_ALL", 0)
        monkeypatch.setattr(planning, "_ENTRIES", 90)
        monkeypatch.setattr(planning, "_BUDGET", 50)
        assert not planning.asks_all(terms, 101)
        # Of the heron's passages it is the longest: by the index alone, the last.
        assert told not in {one.text for one in find_candidates(db, query, terms, 3)}
        monkeypatch.setattr(candidates, "_OF", 1)
        plan = planning.plan_retrieval(terms, 101)
        assert plan is not None
        assert "bridg" not in "".join(plan.expressions)
        found = find_candidates(db, query, terms, 3)
        every = find_candidates(db, query, terms, 400)
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
