"""Looking for the wanted words, against taking every text apart."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.model import Span
from store.search.passages.evidence import best_weights, find_sentences, in_words
from store.search.passages.matcher import Matcher
from store.search.words.terms import Term
from store.text.matching import matching_words

FORMS = "harbour harbours harbor harm ha h hard-hat 19 1950 a an ferry ferries café кран é".split()
FORMS += "cafe e ete izmir alter ss 港".split()
WORDS = (
    "Harbour HARBOURS harbourside outharbour the 1950s x fer Café hårm Älter ÉTÉ İzmir ﬀ ½ 19½ ª"
)
PIECES = st.sampled_from([*FORMS, *WORDS.split(), "ház", "ß", "🔊", "\xad", "\u0301"])
BETWEEN = st.sampled_from(
    [" ", ", ", "-", "_", "’s ", "'", "“", "”", "—", "\n\n", ".", "\xa0", "", "…", "→"]
)
TEXTS = st.lists(st.tuples(PIECES, BETWEEN)).map(lambda some: "".join(map("".join, some)))


def term(*forms: str, weight: float = 1.0) -> Term:
    return Term(forms[0], dict.fromkeys(forms, weight), {forms[0]: 1.0}, 1, 2.0)


TERMS = st.lists(
    st.builds(
        lambda forms, weight: term(*forms, weight=weight),
        st.lists(st.sampled_from(FORMS), min_size=1, max_size=5, unique=True),
        st.sampled_from([0.5, 0.97, 1.0]),
    ),
    max_size=5,
)


@given(TERMS, TEXTS)
@example([term("harbour"), term("ha")], "ha harbour")
def test_what_is_looked_for_is_what_taking_apart_finds(terms: list[Term], text: str) -> None:
    matcher = Matcher(terms)
    matcher.look_through((text,))
    found = matcher.find(text)
    if found is not None:
        apart = [stands for stands in matcher.match(matching_words(text)) if stands]
        assert [stands for _, stands in found] == apart


@given(TERMS, TEXTS, st.sampled_from([(), ("text",)]))
def test_every_word_is_counted_by_how_well_it_stands_for_a_term(
    terms: list[Term], text: str, looked_through: tuple[str, ...]
) -> None:
    matcher = Matcher(terms)
    matcher.look_through(text for _ in looked_through)
    wanted = dict.fromkeys(range(len(terms)), 0.0)
    for stands in matcher.match(matching_words(text)):
        for number, weight in stands or ():
            wanted[number] += weight
    held = {number: pytest.approx(count) for number, count in wanted.items() if count}
    assert matcher.counts_in(text) == held


@given(TERMS, TEXTS, TEXTS)
def test_what_has_been_told_is_not_forgotten(terms: list[Term], one: str, other: str) -> None:
    matcher, alone = Matcher(terms), Matcher(terms)
    alone.look_through((one,))
    matcher.look_through((one, other))
    matcher.look_through((other,))
    assert matcher.find(one) == alone.find(one)


@given(TERMS, TEXTS, st.sampled_from([(), ("text",)]))
def test_the_best_weight_of_each_term_is_told(
    terms: list[Term], text: str, looked_through: tuple[str, ...]
) -> None:
    matcher = Matcher(terms)
    matcher.look_through(text for _ in looked_through)
    hits = [
        (0, number, weight)
        for stands in matcher.match(matching_words(text))
        for number, weight in stands or ()
    ]
    told = matcher.weights_in(text)
    # In the order of the text too: sums of floats depend on it.
    assert list(told.items()) == list(best_weights(tuple(hits)).items())


@given(TERMS, st.lists(TEXTS, min_size=1, max_size=5), st.integers(0, 9))
def test_each_sentence_gets_its_own_hits_with_their_distances(
    terms: list[Term], texts: list[str], origin: int
) -> None:
    text, stored, spans = "", [], []
    for sentence in texts:
        span = Span(len(text), len(text) + len(sentence))
        stored.append((span.start + origin, span.stop + origin, len(matching_words(sentence))))
        spans.append(span)
        text += f"{sentence} "
    matcher = Matcher(terms)
    matcher.look_through((text,))
    sentences = find_sentences(text, stored, origin, matcher)
    assert [(s.start, s.stop, s.words) for s in sentences] == stored
    for sentence, span in zip(sentences, spans, strict=True):
        hits = in_words(sentence, span.of(text))
        apart = [
            (place, number, weight)
            for place, stands in enumerate(matcher.match(matching_words(span.of(text))))
            for number, weight in stands or ()
        ]
        assert [hit[1:] for hit in hits] == [hit[1:] for hit in apart]
        first, first_apart = (hits or apart or [(0,)])[0][0], (apart or [(0,)])[0][0]
        assert [hit[0] - first for hit in hits] == [hit[0] - first_apart for hit in apart]


def test_a_passage_whose_stored_lengths_do_not_add_up_is_read_by_sentences() -> None:
    text = "Кран стоит. The harbour is shut."
    sentences = find_sentences(text, [(0, 11, 9), (12, 32, 9)], 0, Matcher([term("harbour")]))
    assert [s.words for s in sentences] == [2, 4]
    assert [s.hits for s in sentences] == [(), ((1, 0, 1.0),)]


def test_a_text_with_letters_of_other_scripts_is_taken_apart() -> None:
    matcher = Matcher([term("harbour", "cafe")])
    texts = [
        "The Café by the harbour",
        "кран by the harbour",
        "🔊 harbour",
        "“the harbour”",
        "",
        "a",
    ]
    matcher.look_through(texts)
    stands = ((0, 1.0),)
    assert [matcher.find(text) for text in texts] == [
        [(4, stands), (16, stands)],
        None,
        None,
        [(5, stands)],
        [],
        [],
    ]
    assert matcher.find("the harbour") is None


@given(TERMS, st.lists(TEXTS, max_size=6))
def test_many_texts_looked_through_at_once_hold_what_each_holds(
    terms: list[Term], texts: list[str]
) -> None:
    together = Matcher(terms)
    together.look_through(texts)
    for text in texts:
        alone = Matcher(terms)
        alone.look_through((text,))
        assert together.find(text) == alone.find(text)
