"""Any text whatever can be analysed."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.writing.analyse import MOST_READ, analyse
from store.ingest.writing.packing import pack
from store.model import Draft, Person, Span
from store.rows.articles import quote_of
from store.rows.packing import unpack_sentences, unpack_spans

LANGUAGES = ["en", "de", "ru", "fr", "es", "zh", "ar", "th", "und"]
PIECES = (
    "“ ” ‘ ’ \" ' '' `` „ « » ‹ › 「 」 ( ) [ ] , . : ; ! ? … - – — * @ # & / \u2028 \x85 \u200b "
    "\ufeff said says wrote told called, asked sagte lobte heißt erklärte wer dass und mit von dem "
    "es сказал a‐dit says: according to by he she they it er sie who whose that the a The Der Die "
    "Del. Del Mr. Dr. St. Jr. No. Ann Lee Ann’s Lee’s Lee-Ann ANN O’Hara Bo. Ida Brandt Brandt's "
    "spokesman Sprecherin mayor of for in on Monday Leeds-Nord Анна Ли 王小明 说 محمد قال สมชาย "
    "İ ß ﬁ 𝔸 e\u0301 12 12:30 U.S. I. IV."
).split(" ")
GAPS = ["", " ", " ", " ", "\n", "\n\n", "\n\n", "\u00a0"]
TEXTS = st.lists(
    st.tuples(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), st.sampled_from(GAPS)),
    max_size=60,
).map(lambda parts: "".join(piece + gap for piece, gap in parts))


def lies_in(span: Span | None, text: str) -> bool:
    return span is None or span.stop <= len(text)


@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_every_text_is_analysed_into_spans_of_it(text: str, language: str) -> None:
    found = analyse(Draft(text, headline="Lee’s “Del.”", language=language))
    spans = [span for quote in found.quotes for span in (quote.span, quote.mention, quote.cue)]
    spans += [span for person in found.people for span in (*person.mentions, *person.roles)]
    spans += [sentence for passage in found.passages for sentence in passage.sentences]
    assert all(lies_in(span, text) for span in spans)


@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_what_is_packed_is_all_there(text: str, language: str) -> None:
    found = analyse(Draft(text, language=language))
    packed = pack(found, np.empty(0, np.int32))
    assert [quote_of(row) for row in packed.quotes] == list(found.quotes)
    assert [
        Person(name, unpack_spans(mentions), unpack_spans(roles))
        for name, mentions, _, roles, _ in packed.people
    ] == list(found.people)
    assert [
        [Span(first, last) for first, last, _ in unpack_sentences(sentences, start)]
        for start, _, sentences, _ in packed.passages
    ] == [list(passage.sentences) for passage in found.passages]


def test_people_and_quotes_of_an_endless_article_are_those_of_its_beginning() -> None:
    said = "“It is so,” said Ida Brandt."
    told = "\n\n".join([said, "so it is " * (MOST_READ // 9), said])
    found = analyse(Draft(told, language="en"))
    assert len(told) > MOST_READ
    assert [quote.span.of(told) for quote in found.quotes] == ["It is so,"]
    (person,) = found.people
    assert person.name == "Ida Brandt"
    assert found.passages[-1].span.of(told).endswith(said)
