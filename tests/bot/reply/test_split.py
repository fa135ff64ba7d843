from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.reply.markup import (
    Blockquote,
    Bold,
    Code,
    Italic,
    Link,
    Nodes,
    Text,
    count_entities,
    to_plain,
    utf16_length,
)
from bot.reply.split import clip, cut_before, join, split
from tests.bot.reply.strategies import as_sent, texts

_leaves = st.one_of(texts.map(Text), texts.filter(lambda t: bool(t.strip())).map(Code))
_inner = texts.map(Text) | st.builds(Bold, st.tuples(texts.map(Text)))
_nodes = st.one_of(
    _leaves,
    st.builds(Italic, st.tuples(texts.map(Text))),
    st.builds(Link, st.just("https://a.example/"), st.tuples(texts.map(Text))),
    st.builds(Blockquote, st.lists(_inner, min_size=1, max_size=4).map(tuple), st.booleans()),
)
_blocks = st.lists(st.lists(_nodes, min_size=1, max_size=6).map(tuple), max_size=6).map(tuple)


@given(_blocks, st.integers(20, 400), st.integers(4, 20))
def test_every_part_keeps_the_limits(blocks: tuple[Nodes, ...], units: int, entities: int) -> None:
    for part in split(blocks, units, entities):
        assert utf16_length(to_plain(join(part))) <= units
        assert count_entities(join(part)) <= entities


@given(_blocks, st.integers(20, 400))
def test_splitting_loses_nothing_but_spaces(blocks: tuple[Nodes, ...], units: int) -> None:
    whole = "".join(to_plain(join(blocks)).split())
    parts = "".join(to_plain(join(part)) for part in split(blocks, units))
    assert "".join(parts.split()) == whole


def test_a_long_text_is_cut_after_a_sentence() -> None:
    text = "One sentence stands here. " * 20
    for part in split(((Text(text),),), 100):
        assert to_plain(join(part)).rstrip().endswith("here.")


@given(texts.filter(bool), st.integers(2, 50))
def test_a_cut_never_parts_a_surrogate_pair_or_stands_still(text: str, units: int) -> None:
    at = cut_before(text, units)
    assert at >= 1
    assert utf16_length(text[:at]) <= units


@given(texts, st.integers(3, 50))
def test_clipped_text_says_that_it_was_cut(text: str, units: int) -> None:
    clipped = clip(text, units)
    assert utf16_length(clipped) <= units
    assert clipped == text or clipped.endswith("…")


@given(texts)
def test_text_is_sent_as_it_is(text: str) -> None:
    assert as_sent((Text(text),)).text == text
