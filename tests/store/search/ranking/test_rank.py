"""Windows in order, weighed no further than one looks."""

from __future__ import annotations

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from store.ingest.writing.split import split_passages
from store.model import ArticleId
from store.search.passages.evidence import Candidate, find_sentences
from store.search.passages.matcher import Matcher
from store.search.query import AnswerType
from store.search.ranking.features import NAMES, Asked, Features, WeighedPassage
from store.search.ranking.rank import Ranked, Ranking, promising_sentences
from store.search.ranking.weights import Weights, load_weights
from store.search.ranking.windows import windows_around
from store.search.words.terms import Term
from store.text.matching import matching_words

WORDS = "harbour crane mayor Odile Pryce 1950 Friday because four ferries the of said new a".split()
TERMS = tuple(
    Term(word, {word.lower(): 1.0}, {word.lower(): 1.0}, 3, idf, is_name=word[0].isupper())
    for word, idf in (("harbour", 3.0), ("crane", 2.5), ("mayor", 1.0), ("Pryce", 4.0))
)
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(
    lambda words: " ".join(words).capitalize() + "."
)
PASSAGES = st.lists(SENTENCES, min_size=1, max_size=9).map(" ".join)
PLAIN = load_weights()
WEIGHTS = st.lists(
    st.floats(-1, 1, allow_subnormal=False), min_size=len(NAMES), max_size=len(NAMES)
).map(lambda ranking: Weights(tuple(ranking), PLAIN.confidence, 0.0, 0.0, 0.0))


def candidate(number: int, text: str) -> Candidate:
    matcher = Matcher(TERMS)
    stored = [
        (span.start, span.stop, len(matching_words(span.of(text))))
        for passage in split_passages(text)
        for span in passage.sentences
    ]
    weights = matcher.weights_in(text[:20])
    return Candidate(
        passage_id=number,
        article_id=ArticleId(number // 2),
        origin=0,
        text=text,
        sentences=find_sentences(text, stored, 0, matcher),
        headline=weights,
        context=weights,
        article=matcher.weights_in(text),
        bm25=1 / (1 + number),
        article_bm25=1 / (1 + number),
    )


def ranked_by_weighing_all(
    asked: Asked, candidates: list[Candidate], weights: Weights
) -> list[Ranked]:
    best = []
    for passage, number in promising_sentences(asked, candidates):
        options = [
            Ranked(passage.candidate, first, last, weights.rank(features), features)
            for first, last in windows_around(passage.candidate, number)
            for features in (WeighedPassage(asked, passage.candidate).features(first, last),)
        ]
        best.append(max(options, key=lambda r: r.score))
    kept: list[Ranked] = []
    for one in sorted(best, key=lambda r: -r.score):
        if not any(one.meets(other) for other in kept):
            kept.append(one)
    return kept


@settings(deadline=None)
@given(
    st.lists(PASSAGES, max_size=6),
    st.sampled_from(AnswerType),
    st.one_of(st.just(PLAIN), WEIGHTS),
    st.integers(0, 9),
)
def test_looking_no_further_than_needed_changes_nothing(
    texts: list[str], wanted: AnswerType, weights: Weights, looked: int
) -> None:
    asked = Asked.of(TERMS, wanted)
    candidates = [candidate(number, text) for number, text in enumerate(texts)]
    ranking = Ranking(asked, candidates, weights)
    expected = ranked_by_weighing_all(asked, candidates, weights)
    assert list(islice(ranking, looked)) == expected[:looked]
    assert list(ranking) == expected  # and once more from the start


@given(st.lists(PASSAGES, max_size=3), st.sampled_from(AnswerType))
def test_features_lie_between_0_and_1(texts: list[str], wanted: AnswerType) -> None:
    asked = Asked.of(TERMS, wanted)
    candidates = [candidate(number, text) for number, text in enumerate(texts)]
    for one in Ranking(asked, candidates, PLAIN):
        assert all(-1e-9 <= value <= 1 + 1e-9 for value in Features(*one.features))


def test_what_is_not_wanted_is_left_out_but_still_covers_what_it_meets() -> None:
    asked = Asked.of(TERMS, AnswerType.NONE)
    candidates = [candidate(0, "The harbour crane. The mayor sang. A crane fell on Pryce again.")]
    every = list(Ranking(asked, candidates, PLAIN))
    wanted = list(Ranking(asked, candidates, PLAIN, lambda one: one != every[0]))
    assert wanted == every[1:]


def test_every_article_that_is_ranked_is_told_beforehand() -> None:
    asked = Asked.of(TERMS, AnswerType.NONE)
    candidates = [candidate(number, "Pryce sold the crane.") for number in range(5)]
    ranking = Ranking(asked, candidates, PLAIN)
    assert ranking.article_ids == {one.candidate.article_id for one in ranking} == {0, 1, 2}


def test_a_ranking_that_is_gone_through_inside_itself_is_the_same_ranking() -> None:
    asked = Asked.of(TERMS, AnswerType.NONE)
    candidates = [candidate(n, f"Pryce sold crane {n}. The mayor sang.") for n in range(3)]
    every = list(Ranking(asked, candidates, PLAIN))
    ranking = Ranking(asked, candidates, PLAIN)
    assert [(one, list(ranking)) for one in ranking] == [(one, every) for one in every]
    assert list(islice(ranking, 1)) == every[:1]


def test_what_is_asked_in_a_text_is_not_told_there() -> None:
    quiz = "Which mayor named Pryce opened the harbour crane? Nobody here would say."
    told = "Mayor Odile Pryce opened the harbour on Friday, with its crane behind her."
    candidates = [candidate(0, quiz), candidate(2, told)]
    first = next(iter(Ranking(Asked.of(TERMS, AnswerType.NONE), candidates, PLAIN)))
    assert first.candidate.text == told
    # Where nothing else holds the words, the question is better than nothing.
    alone = next(iter(Ranking(Asked.of(TERMS, AnswerType.NONE), candidates[:1], PLAIN)))
    assert alone.features.covered == 0
    assert alone.features.around == 1


@given(PASSAGES)
def test_a_question_counts_as_what_stands_beside(text: str) -> None:
    asking = text.replace(".", "?")
    asked = Asked.of(TERMS, AnswerType.NONE)
    one, other = (
        WeighedPassage(asked, candidate(0, text)),
        WeighedPassage(asked, candidate(0, asking)),
    )
    for number in range(len(one.candidate.sentences)):
        told, questioned = one.features(number, number), other.features(number, number)
        assert questioned.covered == questioned.sentence == questioned.pairs == 0
        held = questioned.around + questioned.passage + questioned.context
        assert held <= told.covered + told.around + told.passage + told.context + 1e-9
