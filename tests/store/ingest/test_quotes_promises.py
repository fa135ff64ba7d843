"""What holds for the quotes of any article, whoever wrote it."""

from __future__ import annotations

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.quotes import extract_quotes

_MARKS = "\"“”„‟«»'‘’‚`—–-″"
_LANGUAGES = st.sampled_from(["en", "de", "ru", "uk", "pl", "fr", "es", "it", "und"])
_WORDS = st.lists(
    st.sampled_from(
        [
            "“We go now,”", "„Wir gehen“,", "«Мы идём»,", "« Nous partons »,",
            '"We stay,"', "''No,''",
            "said", "sagte", "сказал", "dijo", "a déclaré", "Ann Lee", "Анна Белова", "Otto Maier",
            "she", "er", "она", "according to", "laut", "по словам", "so", "zufolge", "the senator",
            "der Minister", "министр", ",", ".", ":", "\n\n", "\n\n— ", " — ", "“", "»", '"',
            "’s", '12"',
            "(", ")", "called it", "“a farce”", "who", "и", "und",
        ]
    ),
    max_size=30,
)  # fmt: skip
_SPEECH = st.sampled_from(
    [
        "“The bridge will open in May,” said Ann Lee.",
        "Bob Ray said: “Nobody asked us about it.”",
        "“Is that so?” Cy Dow asked. “I doubt it.”",
        "Dee Fox called the plan “a waste of money.”",
        'Eve Hart told reporters, "We are not afraid of rain."',
    ]
)
_PLAIN = st.sampled_from(
    [
        "The town slept.",
        'A pipe of 12" burst on Monday, and a second one near it.',
        'An odd " mark stands here.',
        "It’s the players’ choice, and ’tis late.",
        "A curly “ one is never closed here, which happens",
    ]
)  # fmt: skip


@given(_WORDS, _LANGUAGES)
def test_every_quote_lies_between_marks_and_none_overlap(words: list[str], language: str) -> None:
    text = " ".join(words)
    quotes = extract_quotes(text, language)
    for quote in quotes:
        before = text[: quote.span.start].rstrip(" \u00a0")
        assert before == "" or before[-1] in _MARKS + "\n"
        assert "\n\n" not in quote.span.of(text)
        assert not quote.span.of(text)[0].isspace()
        assert not quote.span.of(text)[-1].isspace()
    for one, other in pairwise(quotes):
        assert one.span.stop <= other.span.start


@given(_WORDS, _LANGUAGES)
def test_a_mention_stands_in_the_text_outside_every_quote(words: list[str], language: str) -> None:
    text = " ".join(words)
    quotes = extract_quotes(text, language)
    for quote in quotes:
        assert quote.speaker is None or quote.mention is not None
        if quote.mention is None:
            continue
        assert quote.mention.of(text).strip()
        for other in quotes:
            apart = quote.mention.stop <= other.span.start or other.span.stop <= quote.mention.start
            assert apart


@given(st.lists(_SPEECH, min_size=1, max_size=5, unique=True), _PLAIN, st.integers(0, 5))
def test_another_paragraph_loses_no_quote_and_no_speaker(
    speech: list[str], plain: str, at: int
) -> None:
    alone = extract_quotes("\n\n".join(speech), "en")
    more = [*speech[:at], plain, *speech[at:]]
    with_it = extract_quotes("\n\n".join(more), "en")
    said_alone = [(q.span.of("\n\n".join(speech)), q.speaker) for q in alone]
    said_with = [(q.span.of("\n\n".join(more)), q.speaker) for q in with_it]
    assert [one for one in said_with if one in said_alone] == said_alone


@pytest.mark.parametrize(
    "text",
    [
        "— первый пункт списка\n\n— второй пункт списка\n\n— третий пункт",
        "Купили:\n\n— молоко;\n\n— хлеб.",
        "Поезд Москва — Тверь, — написано на табло — ушёл.",
    ],
)
def test_a_list_with_dashes_is_no_dialogue(text: str) -> None:
    assert extract_quotes(text, "ru") == ()


def test_the_words_of_the_author_are_cut_out_of_a_quote() -> None:
    text = "«Лёд был толст, — рассказал капитан Игорь Сомов. — Но мы прошли»."
    quotes = extract_quotes(text, "ru")
    assert [quote.span.of(text) for quote in quotes] == ["Лёд был толст", "Но мы прошли"]
    assert {quote.speaker for quote in quotes} == {"Игорь Сомов"}


def test_turns_of_a_dialogue_are_not_given_to_whoever_spoke_last() -> None:
    text = (
        "— Мы не боимся мороза, — сказала Анна Круглова. — Дети здоровы.\n\n"
        "— А если автобус сломается? — спросил корреспондент.\n\n"
        "— Тогда пойдём пешком.\n\n"
        "— Далеко, — возразил корреспондент."
    )
    said = [(quote.span.of(text), quote.speaker) for quote in extract_quotes(text, "ru")]
    assert said == [
        ("Мы не боимся мороза", "Анна Круглова"),
        ("Дети здоровы.", "Анна Круглова"),
        ("А если автобус сломается?", "корреспондент"),
        ("Тогда пойдём пешком.", None),
        ("Далеко", "корреспондент"),
    ]


def _calls(text: str) -> int:
    """How many functions are called while the quotes of a text are found."""
    count = 0

    def counted(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        extract_quotes(text, "en")
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "“A,” said B. ",
        "“A,” said B.\n\n",
        "‘A,’ said Lee. ",
        "said “A”, ",
        "Ann Lee sat. “A,” she said. ",
    ],
)
def test_twice_as_many_short_quotes_cost_about_twice_as_much(unit: str) -> None:
    extract_quotes(unit, "en")
    assert _calls(unit * 400) < 2.4 * _calls(unit * 200)
