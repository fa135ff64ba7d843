"""What is written in several ways."""

from __future__ import annotations

import pytest

from bot.answering.answerer import Answerer
from store.archive import Archive
from store.search.lookups import Lookups
from store.search.query import Query
from store.search.reading import QueryReader, Reading
from store.search.words.given_names import full_forms, other_forms
from store.search.words.likeness import Why
from store.search.words.same import in_words, same_as
from tests.builders import add, make_draft

PAPER = (
    "The ferry carried 12,000 people in May, the Finnish owner said. It cost 2.3 million crowns. "
    "The United Nations praised it. Physician Katherine Quillan bought the first ticket, "
    "and her mother the second. Police counted seven cars."
)


@pytest.fixture
def paper(archive: Archive) -> Archive:
    add(archive, make_draft(PAPER, headline="Ferry"))
    return archive


def read(archive: Archive, text: str) -> Reading:
    with archive.connections.reading() as db:
        return QueryReader(Lookups(db)).read(Query(text))


@pytest.mark.parametrize(
    ("typed", "meant", "why"),
    [
        ("who is the doctor", "physician", Why.SYNONYM),
        ("what did the cops count", "police", Why.SYNONYM),
        ("what did finland say", "finnish", Why.PLACE),
        ("were there 7 cars", "seven", Why.NUMBER),
    ],
)
def test_a_word_the_archive_lacks_stands_for_the_same_thing(
    paper: Archive, typed: str, meant: str, why: Why
) -> None:
    (term,) = [t for t in read(paper, typed).terms if meant in t.forms]
    assert term.why is why
    assert term.used == meant


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("12000 people", {"12", "000"}),
        ("2.3m crowns", {"3", "million"}),
        ("the UN", {"united", "nations"}),
    ],
)
def test_numbers_and_abbreviations_are_read_in_the_words_the_archive_has(
    paper: Archive, typed: str, parts: set[str]
) -> None:
    assert parts <= {term.typed for term in read(paper, typed).terms}


def test_a_word_of_the_language_is_no_slip_of_another(paper: Archive) -> None:
    (term,) = read(paper, "fairy").terms
    assert not term.is_known


def test_a_slip_that_is_no_word_is_mended(paper: Archive) -> None:
    (term,) = read(paper, "mothr").terms
    assert term.used == "mother"


def test_a_short_form_reaches_the_name_in_full(paper: Archive) -> None:
    terms = read(paper, "kate quillan").terms
    assert terms[0].used == "katherine"
    assert terms[0].why is Why.NAME


def test_short_forms_of_one_name_are_forms_of_each_other() -> None:
    assert "james" in full_forms("jim")
    assert {"james", "jim"} <= other_forms("jimmy")
    assert not other_forms("ferry")


def test_nothing_is_the_same_as_itself() -> None:
    for word in ("finland", "seven", "colour", "boss", "cops"):
        assert word not in {other for other, _, _ in same_as(word)}
        assert all(0 < likeness < 1 for _, likeness, _ in same_as(word))


def test_words_the_archive_has_not_all_of_are_not_taken() -> None:
    assert in_words("UN", "un", {"united"}.__contains__) == ()


def test_a_number_of_the_same_value_is_told_as_a_correction_with_its_reason(paper: Archive) -> None:
    answer = Answerer(paper).answer("were there 7 cars")
    assert ("7", "seven", "number") in {(c.typed, c.used, c.why) for c in answer.corrections}
