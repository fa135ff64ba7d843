"""Passages: whole sentences, all of them, each once."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from store.ingest.writing.split import split_passages
from store.model import Span
from store.rows.packing import pack_sentences, pack_spans, unpack_sentences, unpack_spans
from store.text.sentences import split_sentences
from tests.builders import WORDS

SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(
    lambda words: " ".join(words).capitalize() + "."
)
TEXTS = st.lists(
    st.tuples(st.one_of(SENTENCES, st.text(max_size=40)), st.sampled_from([" ", "\n\n", "\n", ""])),
    max_size=60,
).map(lambda parts: "".join(word + gap for word, gap in parts))


@given(text=TEXTS)
@example(text="字。" * 3000)
@example(text="word " * 3000)
@example(text="One sentence.\n\n" * 800)
def test_passages_hold_every_sentence_once_in_order(text: str) -> None:
    passages = split_passages(text)
    assert [s for passage in passages for s in passage.sentences] == split_sentences(text)
    for passage in passages:
        assert passage.span.start == passage.sentences[0].start
        assert passage.span.stop == passage.sentences[-1].stop
    ends = [edge for p in passages for edge in (p.span.start, p.span.stop)]
    assert ends == sorted(ends)


@given(text=TEXTS)
def test_nothing_but_blanks_is_left_out(text: str) -> None:
    covered = set[int]()
    for passage in split_passages(text):
        covered.update(range(passage.span.start, passage.span.stop))
    assert all(text[place].isspace() for place in range(len(text)) if place not in covered)


@given(st.lists(SENTENCES, min_size=40, max_size=90))
def test_passages_are_of_one_size_within_bounds(sentences: list[str]) -> None:
    for text in (" ".join(sentences), "\n\n".join(sentences)):
        lengths = [len(passage.span) for passage in split_passages(text)]
        assert max(lengths) <= 3_000
        assert all(length > 200 for length in lengths[1:])


SPANS = st.lists(
    st.tuples(st.integers(0, 2**31), st.integers(0, 2**31)).map(lambda ab: Span(*sorted(ab)))
)


@given(spans=SPANS)
def test_spans_are_stored_and_read_back(spans: list[Span]) -> None:
    assert unpack_spans(pack_spans(spans)) == tuple(spans)


@given(
    cuts=st.lists(st.integers(1, 90_000), min_size=1, max_size=12),
    lengths=st.lists(st.integers(0, 90_000), min_size=12, max_size=12),
    origin=st.integers(0, 10**6),
)
def test_sentences_are_stored_and_read_back(
    cuts: list[int], lengths: list[int], origin: int
) -> None:
    edges = [origin]
    for cut in cuts:
        edges.append(edges[-1] + cut)
    spans = [Span(start, stop) for start, stop in pairwise(edges)]
    counted = lengths[: len(spans)]
    read = unpack_sentences(pack_sentences(spans, counted, origin), origin)
    assert read == [(s.start, s.stop, n) for s, n in zip(spans, counted, strict=True)]
