"""Articles as records: JSON Lines, JSON arrays, tables."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ExtractError
from store.ingest.outcome import Failed, Skipped
from store.ingest.readers.records import (
    LINE_LIMIT_BYTES,
    JsonStream,
    read_json_lines,
    read_table,
)
from store.model import Draft

ROW = {
    "url": "https://courier.example/rain",
    "headline": "Rain",
    "text": "It rained.\r\n\r\n\r\nNobody went out.",
    "published": "2031-05-03",
    "publisher": "The Courier",
    "byline": "Ole Dahl",
    "language": "en-GB",
}


def read(data: bytes) -> list[Draft | Skipped | Failed]:
    return list(read_json_lines(io.BytesIO(data), "rows.jsonl"))


def test_a_row_is_an_article() -> None:
    assert read(json.dumps(ROW).encode()) == [
        Draft(
            text="It rained.\n\nNobody went out.",
            headline="Rain",
            url="https://courier.example/rain",
            byline="Ole Dahl",
            published="2031-05-03",
            publisher="The Courier",
            language="en",
            source="rows.jsonl",
        )
    ]


def test_a_title_is_a_headline_and_the_host_a_publisher_for_want_of_better() -> None:
    (draft,) = read(
        b'{"url": "https://www.courier.example/a", "title": "Rain", "text": "It rained."}'
    )
    assert isinstance(draft, Draft)
    assert (draft.headline, draft.publisher) == ("Rain", "courier.example")


def test_a_broken_line_is_told_by_its_number_and_the_rest_go_in() -> None:
    good = json.dumps(ROW).encode()
    lines = [
        good,
        b'{"text": ',
        b"[1]",
        b'{"url": "u"}',
        b'{"text": 7}',
        b"\xff\xfe\xfa",
        b"",
        good,
    ]
    outcomes = read(b"\n".join(lines))
    assert [type(outcome) for outcome in outcomes] == [Draft, *[Failed] * 5, Draft]
    numbers = [outcome.reason.split()[1] for outcome in outcomes if isinstance(outcome, Failed)]
    assert numbers == ["2", "3", "4", "5", "6"]


def test_a_row_without_words_is_skipped() -> None:
    (outcome,) = read(b'{"title": "Rain", "text": " \\n "}')
    assert outcome == Skipped("rows.jsonl", "Line 1 has an empty text.")


@pytest.mark.parametrize(
    "row",
    [
        {"url": "https://courier.example/a", "text": ""},
        {"url": "https://courier.example/a", "title": "Rain", "description": "About rain."},
        {"href": "https://courier.example/a", "description": "Rain"},
        {
            "bookmarks": [
                {"title": "R", "content": {"type": "link", "url": "https://courier.example/a"}}
            ]
        },
        {"list": {"7": {"item_id": "7", "given_url": "https://courier.example/a"}}},
        {"count": 1, "results": [{"url": "https://courier.example/a", "notes": ""}]},
    ],
)
def test_a_link_without_its_text_is_told_with_the_way_to_read_it(row: dict[str, object]) -> None:
    (outcome,) = read(json.dumps(row).encode())
    assert isinstance(outcome, Skipped)
    assert outcome.url == "https://courier.example/a"
    assert "saved link" in outcome.reason
    assert "pullquote add https://courier.example/a" in outcome.reason


HTML = "<p>It rained.</p><p>&ldquo;Again,&rdquo; said Ida Holm.</p>"


@pytest.mark.parametrize(
    "row",
    [
        {"content": HTML},
        {"content_html": HTML},
        {"html": HTML},
        {"text": HTML.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")},
        {"content": {"htmlContent": HTML}},
        {"summary": {"content": HTML, "direction": "ltr"}},
        {"bookmarks": [{"content": {"type": "link", "url": "u", "htmlContent": HTML}}]},
        {"text": "It rained.\n\n&#8220;Again,&#8221; said <em>Ida Holm</em>."},
    ],
)
def test_html_in_a_field_is_read_as_html(row: dict[str, object]) -> None:
    (draft,) = read(json.dumps(row).encode())
    assert isinstance(draft, Draft)
    assert draft.text == "It rained.\n\n“Again,” said Ida Holm."


def test_plain_text_stays_as_it_is() -> None:
    (draft,) = read(json.dumps({"text": "Below < 40 & above > 30, use the <b> tag."}).encode())
    assert isinstance(draft, Draft)
    assert draft.text == "Below < 40 & above > 30, use the <b> tag."


def test_fields_of_exports_are_read_whatever_their_names() -> None:
    row = {
        "Title": "Rain &amp; wind", "given_url": "https://courier.example/a",
        "Content": "It rained.",
        "published_by": ["Ida Holm", "Ole Dahl"], "published_at": 1614938400,
        "domain_name": "courier.example",
    }  # fmt: skip
    (draft,) = read(json.dumps(row).encode())
    assert isinstance(draft, Draft)
    assert (draft.headline, draft.byline) == ("Rain & wind", "Ida Holm, Ole Dahl")
    assert (draft.url, draft.publisher) == ("https://courier.example/a", "courier.example")
    assert draft.published == "2021-03-05T10:00:00+00:00"


@pytest.mark.parametrize(
    "table",
    [
        "sep=;\r\nTitle;Text;Date\r\nRain;It rained, a lot.;2031-05-03\r\n",
        '"sep=|"\nTitle|Text|Date\nRain|It rained, a lot.|2031-05-03\n',
        "Titel^Inhalt^Datum\nRain^It rained, a lot.^03.05.2031\n",
        "Заголовок;Текст;Дата\nRain;It rained, a lot.;03.05.2031\n",
        'título\ttexto\tfecha\nRain\t"It rained, a lot."\t2031-05-03\n',
        'Highlight,Book Title,Note,Highlighted at\n"It rained, a lot.",Rain,so true,2031-05-03\n',
    ],
)
def test_a_table_is_read_whatever_its_delimiter_and_language(table: str) -> None:
    (draft,) = read_table(io.StringIO(table, newline=""), "a.csv")
    assert isinstance(draft, Draft)
    assert (draft.headline, draft.text) == ("Rain", "It rained, a lot.")
    assert draft.published in ("2031-05-03", None)


def test_a_line_nested_without_end_is_a_broken_line() -> None:
    (outcome,) = read(b'{"text": ' + b"[" * 100_000)
    assert isinstance(outcome, Failed)


def test_an_endless_line_costs_no_memory_and_the_next_one_goes_in() -> None:
    class Endless(io.RawIOBase):
        """A hundred megabytes without a line end, then a row; made as they are read."""

        left = 100 * 1024 * 1024
        tail = io.BytesIO(b"\n" + json.dumps(ROW).encode() + b"\n")

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:
            count = min(len(buffer), self.left)
            if not count:
                return self.tail.readinto(buffer)
            buffer[:count] = b"a" * count
            self.left -= count
            return count

    tracemalloc.start()
    outcomes = list(read_json_lines(io.BufferedReader(Endless(), 1 << 20), "rows.jsonl"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [type(outcome) for outcome in outcomes] == [Failed, Draft]
    assert peak < 4 * LINE_LIMIT_BYTES


@given(st.binary(max_size=300))
def test_any_bytes_whatever_end_in_outcomes(data: bytes) -> None:
    for outcome in read(data):
        assert isinstance(outcome, Draft | Skipped | Failed)


@given(
    st.dictionaries(
        st.sampled_from([*ROW, "title"]), st.none() | st.integers() | st.text(), min_size=1
    )
)
def test_any_row_whatever_ends_in_one_outcome(row: dict[str, object]) -> None:
    assert len(read(json.dumps(row).encode())) == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=4)), st.none() | st.integers(0, 3))
def test_the_objects_of_an_array_come_one_by_one(
    rows: list[dict[str, object]], indent: int | None
) -> None:
    text = json.dumps({"messages": rows, "after": 1}, indent=indent)
    reader = JsonStream(io.StringIO(text))
    assert reader.skip_past('"messages"') is not None
    assert reader.skip_past("[") is not None
    assert list(reader.objects()) == rows


def test_an_object_longer_than_a_chunk_comes_whole() -> None:
    rows = [{"text": "rain " * 100_000}, {"text": "sun"}]
    assert list(JsonStream(io.StringIO(json.dumps(rows)[1:])).objects()) == rows


@pytest.mark.parametrize(
    "text", ['{"a": 1}, {"b": ', '{"a": 1}, nonsense]', '{"a": ' + "[" * 100_000]
)
def test_a_broken_array_is_an_error_after_what_was_whole(text: str) -> None:
    with pytest.raises(ExtractError):
        list(JsonStream(io.StringIO(text)).objects())


def test_what_does_not_come_is_not_found() -> None:
    assert JsonStream(io.StringIO("x" * 200_000)).skip_past("[") is None
