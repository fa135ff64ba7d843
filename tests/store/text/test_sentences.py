"""Where paragraphs and sentences end, and what is shown when more is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.model import Span
from store.text.sentences import is_question, split_paragraphs, split_sentences, widen

TEXTS = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            ["Mr. Lind left. ", "“No!” ", "\n\n", "\n", "第一句。", "3.5 ", "… ", ".\u2028"]
        ),
    ),
    max_size=12,
).map("".join)


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


def blanks_between(text: str, spans: list[Span]) -> bool:
    """Whether the spans are in order, apart, and only blanks are left out."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.stop)), len(text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return edges == sorted(edges) and all(not text[a:b].strip() for a, b in gaps)


@given(text=TEXTS)
def test_sentences_hold_all_that_is_not_blank_in_order(text: str) -> None:
    spans = split_sentences(text)
    assert blanks_between(text, spans)
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)


@given(text=TEXTS)
def test_no_sentence_runs_over_a_line_end(text: str) -> None:
    assert all("\n" not in sentence for sentence in sentences(text))


@given(text=TEXTS)
def test_paragraphs_hold_all_that_is_not_blank_in_order(text: str) -> None:
    spans = split_paragraphs(text)
    assert blanks_between(text, spans)
    assert all("\n\n" not in span.of(text) for span in spans)


@given(text=TEXTS, start=st.integers(0, 60), stop=st.integers(0, 60))
def test_a_part_of_a_text_is_split_within_its_bounds(text: str, start: int, stop: int) -> None:
    start, stop = sorted((min(start, len(text)), min(stop, len(text))))
    for span in split_sentences(text, start, stop):
        assert start <= span.start < span.stop <= stop


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("He met Mr. Lind and Dr. Voss. They talked.", 2),
        (
            "“Stop.” She did. (It was late.) Then dark.",
            ["“Stop.”", "She did.", "(It was late.)", 0],
        ),
        ("“Why?” he asked. Nobody knew.", ["“Why?” he asked.", "Nobody knew."]),
        ("It cost $3.5 million. It was 7.30 p.m. when he left.", 2),
        ("J. R. Smith spoke. He left.", ["J. R. Smith spoke.", "He left."]),
        ("He lives in the U.S. The rest is known.", 2),
        ("The U.S. Senate met.", 1),
        ("He came at 9 p.m. on Monday.", 1),
        ("Die Feier war am 3. Oktober. Es regnete.", 2),
        ("В 1998 г. он уехал. Потом вернулся.", 2),
        ("第一句。第二句！第三句？", ["第一句。", "第二句！", "第三句？"]),
        ("ما هذا؟ هذا كتاب.", 2),
        ("यह एक है। वह दो है।", 2),
        ("one. two. three.", 1),
        ("", []),
        (" \n\n \n", []),
    ],
)
def test_sentences_end_where_readers_see_an_end(text: str, wanted: int | list[object]) -> None:
    found = sentences(text)
    if isinstance(wanted, int):
        assert len(found) == wanted, found
    else:
        assert [f for f, w in zip(found, wanted, strict=True) if w] == [w for w in wanted if w]


THREE = "One is here. Two is here. Three is here. Four is here.\n\nAnother paragraph."


def test_more_context_is_a_sentence_on_either_side_then_the_paragraph() -> None:
    span = Span(THREE.index("Two"), THREE.index(" Three"))
    wider = widen(THREE, span)
    assert wider.of(THREE) == "One is here. Two is here. Three is here."
    widest = widen(THREE, wider)
    assert widest.of(THREE) == "One is here. Two is here. Three is here. Four is here."
    assert widen(THREE, widest) == widest


@given(text=TEXTS, start=st.integers(0, 60), stop=st.integers(0, 60))
def test_more_context_only_ever_adds_and_comes_to_an_end(text: str, start: int, stop: int) -> None:
    start, stop = sorted((min(start, len(text)), min(stop, len(text))))
    span = Span(start, stop)
    for _ in range(len(text) + 2):
        wider = widen(text, span)
        assert wider.holds(span)
        assert wider.stop <= len(text)
        if wider == span:
            return
        span = wider
    pytest.fail("there was always more")


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Who moored the ferry?", True),
        ("“Who moored the ferry?”", True),
        ("Кто пришвартовал паром?", True),
        ("谁停泊了渡轮？", True),
        ("من أرسى العبارة؟", True),
        ("“Who moored it?” she asked.", False),
        ("She asked: “Who moored it?”", False),
        ("Three of them were moored here [by whom?]", False),
        ("She moored the ferry.", False),
        ("", False),
    ],
)
def test_a_question_ends_with_a_question_mark(sentence: str, *, wanted: bool) -> None:
    assert is_question(sentence) == wanted
