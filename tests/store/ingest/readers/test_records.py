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
from store.ingest.readers.records import LINE_LIMIT_BYTES, JsonStream, read_json_lines
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
    (outcome,) = read(b'{"url": "https://courier.example/a", "text": " \\n "}')
    assert outcome == Skipped(
        "rows.jsonl", "Line 1 has an empty text.", "https://courier.example/a"
    )


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
