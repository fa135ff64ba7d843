from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ExtractError
from store.ingest.readers.records import JsonStream

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
