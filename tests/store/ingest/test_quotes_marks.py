"""Quotation marks paired into runs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.quotes import extract_quotes
from store.ingest.quotes.marks import pair_marks
from store.text.sentences import split_paragraphs


def runs(text: str) -> list[str]:
    """The words of all runs of `text`, in order."""
    found = pair_marks(text, split_paragraphs(text))
    return [text[run.start : run.stop] for paragraph in found for run in paragraph]


@pytest.mark.parametrize(
    "text",
    [
        'She said, "We are ready."',
        "She said, “We are ready.”",
        "Sie sagte: „We are ready.“",
        "Sie sagte: „We are ready.”",
        "Elle a dit : « We are ready. »",
        "Sie sagte: »We are ready.«",
        "She said, ''We are ready.''",
        "She said, ``We are ready.''",
        "Hon sade: ”We are ready.”",
        "‘We are ready.’ That was all.",
    ],
)
def test_every_style_of_marks_gives_the_words_between(text: str) -> None:
    assert runs(text) == ["We are ready."]


def test_apostrophes_and_inch_marks_are_no_quotation_marks() -> None:
    assert runs("The Joneses' 6'2\" son didn't say 'tis. It's the players' rock 'n' roll.") == []


def test_a_nested_quote_belongs_to_the_outer_one() -> None:
    text = "“He told me, ‘Go home,’ and I went,” she said."
    assert runs(text) == ["He told me, ‘Go home,’ and I went,"]


def test_nested_double_marks_belong_to_the_outer_run() -> None:
    assert runs("“He said “no” to me,” she said. “Bye.”") == ["He said “no” to me,", "Bye."]


def test_double_marks_inside_single_ones_do_not_hide_the_single_ones() -> None:
    text = "‘I told him “no” twice,’ she said. ‘He went.’ \n\n‘And then?’ he asked."
    assert runs(text) == ["I told him “no” twice,", "He went.", "And then?"]


def test_each_paragraph_of_a_long_quote_is_a_run_of_its_own() -> None:
    text = "Lee said: “First things first.\n\n“Then the second.\n\n“And the last.”\n\nHe left."
    assert runs(text) == ["First things first.", "Then the second.", "And the last."]


def test_an_odd_mark_never_loses_the_rest_of_the_article() -> None:
    text = 'The 12" pipe burst.\n\nAn odd " mark stood here.\n\n"We saw it," said Ann Lee.'
    assert runs(text) == ["We saw it,"]


def test_a_missing_closing_mark_costs_only_its_own_run() -> None:
    text = "“We saw it, said Ann Lee. “It was big,” she added."
    assert "It was big," in runs(text)


_TEXTS = st.text(alphabet=st.sampled_from("aB .,?!\n\"“”„«»'‘’`—-5é"), max_size=200)


@given(_TEXTS)
def test_runs_come_in_order_without_overlap_and_without_marks_at_their_ends(text: str) -> None:
    found = [run for line in pair_marks(text, split_paragraphs(text)) for run in line]
    for run in found:
        assert run.outer_start <= run.start < run.stop <= run.outer_stop
        assert not text[run.start].isspace()
        assert not text[run.stop - 1].isspace()
        assert "\n\n" not in text[run.start : run.stop]
    for one, other in pairwise(found):
        assert one.outer_stop <= other.outer_start


@given(_TEXTS, st.sampled_from(["en", "de", "ru", "fr", "es", "und"]))
def test_any_text_gives_quotes_in_order_inside_it(text: str, language: str) -> None:
    quotes = extract_quotes(text, language)
    assert list(quotes) == sorted(quotes, key=lambda quote: quote.span)
    assert all(quote.span.stop <= len(text) for quote in quotes)


@pytest.mark.parametrize(
    "words",
    [
        "«Слова „моя ошибка“ стоят дорого»",
        "«Он сказал «да» и ушёл»",
        "„Das «Haus» am Kai ist alt“",
        "„Wer »mein Fehler« sagt, ist klug“",
    ],
)
def test_a_quote_within_a_quote_of_other_marks_ends_nothing(words: str) -> None:
    assert runs(f"{words}, sagte Anna Vogel.") == [words[1:-1]]
