"""A word somebody typed, and the words of the archive it is taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive
from store.search.lookups import Lookups
from store.search.query import Query
from store.search.reading import QueryReader
from store.search.words.terms import Term
from store.text.fold import fold
from store.text.near_keys import near_keys
from tests.builders import add, make_draft
from tests.examples import examples

PAPER = (
    "Gerasimov met Stoltenberg in Łódź on Monday. The harbour committee, said Volodymyr Müller, "
    "had voted for the lighthouse. Committees vote. Лаврентьев приехал в Гамбург."
)


@pytest.fixture
def paper(archive: Archive) -> Archive:
    add(archive, make_draft(PAPER, headline="A meeting"))
    return archive


def term(archive: Archive, word: str, *, exactly: bool = False) -> Term:
    with archive.connections.reading() as db:
        (found,) = QueryReader(Lookups(db)).read(Query(word, exactly=exactly)).terms
    return found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stoltenburg", "stoltenberg"),
        ("Stoltenbreg", "stoltenberg"),
        ("Sotltenberg", "stoltenberg"),
        ("Atoltenberg", "stoltenberg"),
        ("toltenberg", "stoltenberg"),
        ("lighthose", "lighthouse"),
        ("comittee", "committee"),
        ("Герасимов", "gerasimov"),
        ("Герасимову", "gerasimov"),
        ("Столтенбергом", "stoltenberg"),
        ("Mueller", "muller"),
        ("Lavrentyev", "лаврентьев"),
    ],
)
def test_a_word_the_archive_has_not_is_taken_for_one_it_has(
    paper: Archive, typed: str, meant: str
) -> None:
    found = term(paper, typed)
    assert found.is_known
    assert meant in found.forms
    assert found.used is not None
    assert fold(found.used) == meant


@pytest.mark.parametrize("word", ["Stoltenberg", "STOLTENBERG", "lodz", "Łódź", "votes", "voting"])
def test_a_word_the_archive_has_is_itself(paper: Archive, word: str) -> None:
    found = term(paper, word)
    assert found.is_known
    assert found.used is None
    assert max(found.forms.values()) > 0.9


@pytest.mark.parametrize("word", ["zeppelin", "cat", "qqqq", "x", "17", "зонтик", "猫"])
def test_better_nothing_than_nonsense(paper: Archive, word: str) -> None:
    found = term(paper, word)
    assert not found.is_known
    assert found.used is None


def test_exactly_takes_a_word_as_typed(paper: Archive) -> None:
    assert not term(paper, "stoltenburg", exactly=True).is_known


@pytest.mark.parametrize("typed", ["meetings", "met", "meet"])
def test_irregular_forms_of_a_word_stand_for_each_other(paper: Archive, typed: str) -> None:
    assert "met" in term(paper, typed).forms


def test_a_name_is_not_its_stem_mate_but_may_be_one_of_several(archive: Archive) -> None:
    add(archive, make_draft("Hattis spoke. Then Hattie sang, and the Hattises went home."))
    with archive.connections.reading() as db:
        (_, found) = QueryReader(Lookups(db)).read(Query("sang Hattis")).terms
    assert found.forms["hattis"] == 1.0
    assert found.forms.get("hattie", 0.0) < 0.8
    assert found.forms.get("hattises", 1.0) > 0.9


def test_a_slip_in_a_form_the_archive_has_not_is_taken_for_the_one_it_has(paper: Archive) -> None:
    # "lighthouses" stands nowhere, and its slip is too far from "lighthouse" for a single edit.
    found = term(paper, "lighthuoses")
    assert "lighthouse" in found.forms
    assert found.used == "lighthouse"


@pytest.mark.parametrize(
    ("question", "telling"),
    [
        ("whihc lighthouse", ["lighthouse"]),
        ("lighthouse becuase", ["lighthouse"]),
        ("the vote aganist Gerasimov", ["vote", "Gerasimov"]),
        ("the rover of Gerasimov", ["rover", "Gerasimov"]),  # a word, though the archive has it not
        ("who is Wohm", ["Wohm"]),  # a name is no slip
    ],
)
def test_a_misspelt_function_word_is_left_out(
    paper: Archive, question: str, telling: list[str]
) -> None:
    with paper.connections.reading() as db:
        terms = QueryReader(Lookups(db)).read(Query(question)).terms
    assert [found.typed for found in terms] == telling


@examples(100)
@given(word=st.text(max_size=30))
def test_any_string_has_terms_with_weights_in_bounds(town: Archive, word: str) -> None:
    with town.connections.reading() as db:
        terms = QueryReader(Lookups(db)).read(Query(word, speaker=word)).terms
    for found in terms:
        assert all(0 < weight <= 1 for weight in found.forms.values())
        assert all(0 < weight <= 1 for weight in found.stems.values())
        assert found.idf > 0
        assert found.passage_count >= 0


@given(word=st.text(alphabet="abcdeïжкл", min_size=5, max_size=12), data=st.data())
def test_words_one_edit_apart_share_a_key(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdeïжкл"))
    left_out = word[:place] + word[place + 1 :]
    put_in = word[:place] + letter + word[place:]
    changed = word[:place] + letter + word[place + 1 :]
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    for other in (left_out, put_in, changed, swapped):
        assert near_keys(word) & near_keys(other), other
