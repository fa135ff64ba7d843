"""Sentences are mended before a page is taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.readers.html import fragment_blocks
from store.ingest.story.blocks import story_text
from tests.examples import examples


def words(markup: str, language: str = "en") -> str:
    return story_text(fragment_blocks(markup, is_markup=True, language=language))


STYLE = (
    "<style>.c1{top:0}.c7 { text-decoration: line-through; }"
    ".c8:hover{text-decoration:line-through}</style>"
)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("The fee is <del>two</del> <ins>four</ins> crowns.", "The fee is four crowns."),
        ("The fee is <s>two</s> <u>four</u> crowns.", "The fee is four crowns."),
        ("It was <strike>never</strike>, he said.", "It was, he said."),
        ("It is <i style='text-decoration: line-through'>not</i> so.", "It is so."),
        ("It is <i style='text-decoration:underline'>not</i> so.", "It is not so."),
        ("It is <i class='line-through'>not</i> so.", "It is so."),
        ("It is <i class='has-strikethrough'>not</i> so.", "It is so."),
        ("It is <i class='breakthrough'>not</i> so.", "It is not so."),
        (f"{STYLE}It is <i class='c1 c7'>not</i> so.", "It is so."),
        (f"{STYLE}It is <i class='c1 c8'>not</i> so.", "It is not so."),
    ],
)  # fmt: skip
def test_struck_out_words_are_no_part_of_the_text(markup: str, text: str) -> None:
    assert words(f"<p>{markup}</p>") == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("in 2019<sup><a href='#fn2'>2</a></sup>, they say", "in 2019, they say"),
        ("in 2019<a href='#fn2'><sup>2</sup></a>, they say", "in 2019, they say"),
        ("in 2019<a class='footnote-anchor' href='#footnote-2'>2</a> they say", "in 2019 they say"),
        ("in 2019<a href='#_ftn1'><span class='MsoFootnoteReference'>[1]</span></a>.", "in 2019."),
        ("in 2019<sup class='reference'><a href='./Mud#cite_note-3'>[note 3]</a></sup>", "in 2019"),
        ("the mud<sup>[<i><a href='/wiki/x'>citation needed</a></i>]</sup> is", "the mud is"),
        ("the mud<sup><a href='#n'>a</a></sup><sup><a href='#m'>†</a></sup> is", "the mud is"),
        ("the mud<a epub:type='noteref' href='n.xhtml#n'>4</a> is", "the mud is"),
        ("the mud<a role='doc-noteref' href='n.xhtml'>4</a> is", "the mud is"),
        ("the mud <a href='#n'>[4]</a>.", "the mud."),
        ("in 2019<sup>2</sup> the mud.<sup>3</sup> Fourteen million<sup>1</sup> crowns",
         "in 2019 the mud. Fourteen million crowns"),
        ("mud<sup>1,2</sup> and sand<sup>3–5</sup>", "mud and sand"),
        ("mud<sup><a href='https://doi.example/7'>7</a></sup> and sand", "mud and sand"),
        ("<a href='#ref2'>↩</a> By the books.", "By the books."),
        ("the mud <span class='footnote-ref'><a href='#n'>4</a></span> is", "the mud is"),
        ("in 2019<sup>(1)</sup> fourteen<sup>*</sup> crowns", "in 2019 fourteen crowns"),
        ("in 2019<span style='vertical-align: super'>1</span> it", "in 2019 it"),
        ("the<i epub:type='pagebreak'>12</i> mud and sand<i class='pagenum'>[13]</i> of the flats",
         "the mud and sand of the flats"),
    ],
)  # fmt: skip
def test_the_marks_of_notes_are_not_glued_to_words(markup: str, text: str) -> None:
    assert words(f"<p>{markup}</p>") == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("12 km<sup>2</sup> and 3 metres<sup>2</sup>", "12 km² and 3 metres²"),
        ("10<sup>6</sup> stones at 2 s<sup>-1</sup>, x<sup>n</sup>", "10⁶ stones at 2 s⁻¹, xⁿ"),
        ("21<sup>st</sup>, 1<sup>er</sup> mai, M<sup>me</sup> Roy", "21st, 1er mai, Mme Roy"),
        ("2<sup>1</sup>/<sub>2</sub> cups, <sup>3</sup>⁄<sub>4</sub> mile", "2 1/2 cups, 3⁄4 mile"),
        ("the isotope <sup>14</sup>C, its velocity<sup>2</sup>", "the isotope ¹⁴C, its velocity²"),
        ("CO<sub>2</sub> by Wexo<sup>®</sup>", "CO2 by Wexo®"),
        ("see <a href='#s3'>3</a>, <a href='#s4'>part 4</a> and the <a href='/x#y'>5</a> others",
         "see 3, part 4 and the 5 others"),
        ("the <a href='/1912#may'>21<sup>st</sup></a> day", "the 21st day"),
    ],
)  # fmt: skip
def test_exponents_ordinals_and_links_stay(markup: str, text: str) -> None:
    assert words(f"<p>{markup}</p>") == text


def test_a_note_inside_a_text_stands_behind_it() -> None:
    markup = (
        "<section><p>It rained<a epub:type='noteref' href='#n'>1</a> on the mud.</p>"
        "<aside epub:type='footnote' id='n'><p>Or so she says.</p></aside>"
        "<p>Then it froze.</p></section>"
    )
    assert words(markup) == "It rained on the mud.\n\nThen it froze.\n\nOr so she says."


def test_a_note_beside_a_sentence_stands_behind_the_text() -> None:
    markup = (
        "<p>It rained<span class='sidenote'>Or so she says in a letter.</span> on the mud.</p>"
        "<p>Then it froze.</p>"
    )
    assert words(markup) == "It rained on the mud.\n\nThen it froze.\n\nOr so she says in a letter."


@pytest.mark.parametrize(
    ("markup", "language", "text"),
    [
        ("<p>He said: <q>I will <q>row</q>.</q></p>", "en", "He said: “I will ‘row’.”"),
        ("<p>He said: <q>“I will.”</q></p>", "en", "He said: “I will.”"),
        ("<p>He said: “<q>I will.</q>”</p>", "en", "He said: “I will.”"),
        ("<p>He said <q lang='fr'>oui</q> to the mud and the rain.</p>", "en",
         "He said «oui» to the mud and the rain."),
        ("<p>Er sagte am Montag: <q>Ich verkaufe <q>Anna</q> nicht.</q> Dann ging er.</p>", "de",
         "Er sagte am Montag: „Ich verkaufe ‚Anna‘ nicht.“ Dann ging er."),
        ("<p>Он сказал: <q>Мы не продаём лодку.</q> Потом ушёл домой.</p>", "ru",
         "Он сказал: «Мы не продаём лодку.» Потом ушёл домой."),
        ("<q><p>I will row.</p><p>I will sink.</p></q>", "en", "“I will row.\n\nI will sink.”"),
    ],
)  # fmt: skip
def test_a_q_element_is_speech_between_the_marks_of_its_language(
    markup: str, language: str, text: str
) -> None:
    assert words(markup, language) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<span aria-hidden='true'>T</span>he lamp went dark.",
        "<i aria-hidden='true'><b>T</b>he</i><i class='sr-only'>The</i> lamp went dark.",
        "<i class='visually-hidden'>The</i><i aria-hidden='true'>The</i> lamp went dark.",
        "<i style='left:-9999px'>The</i><i aria-hidden='true'>The</i> lamp went dark.",
        "<img class='cap' alt='T' src='t.png'>he lamp went dark.",
        "<svg><title>T</title><path/></svg>he lamp went dark.",
        "<i aria-label='T'><svg><path/></svg></i>he lamp went dark.",
        "<i class='drop-cap'>T</i> he lamp went dark.",
        "The <i class='material-icons' aria-hidden='true'>arrow_right</i>lamp went dark.",
    ],
)
def test_a_large_initial_is_a_letter_of_its_word(markup: str) -> None:
    assert words(f"<p>{markup}</p>") == "The lamp went dark."


def test_a_word_of_one_letter_stays_a_word() -> None:
    assert words("<p><b class='dropcap'>A</b> lamp went dark.</p>") == "A lamp went dark."


def test_a_quotation_in_a_sentence_does_not_tear_it() -> None:
    whole = "He said we will row and left the room."
    assert words("<p>He said <blockquote>we will row</blockquote> and left the room.</p>") == whole
    assert (
        words("<p>He said</p><blockquote>we will row</blockquote><p>and left the room.</p>")
        == whole
    )
    parts = "<p>He said:</p><blockquote>We will row.</blockquote><p>And he left.</p>"
    assert words(parts) == "He said:\n\nWe will row.\n\nAnd he left."


MARKS = (
    "<sup> </sup> <a_href='#n1'> </a> <q> </q> <p> </p> <del> <s> </s> <i_aria-hidden='true'> </i>"
    " <blockquote> </blockquote> <img_alt='T'> <aside_epub:type='footnote'> </aside> 1 the T"
)


@examples(60)
@given(st.lists(st.sampled_from(MARKS.split()), max_size=25))
def test_any_mark_up_whatever_is_read(parts: list[str]) -> None:
    assert isinstance(words("".join(parts).replace("_", " ")), str)
