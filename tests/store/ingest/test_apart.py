"""Risky files are read in a process of their own, which no file takes along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.errors import ExtractError
from store.ingest.apart import Apart, ReadingLimits
from store.ingest.outcome import Failed
from store.ingest.readers.walking import read_sources
from store.model import Draft
from tests.fakes import readers as fakes

FAKES = fakes.__name__


@pytest.fixture
def apart() -> Iterator[Apart]:
    limits = ReadingLimits(memory_bytes=768 << 20, time_s=0.5, time_s_per_mib=0.0)
    one = Apart(limits)
    yield one
    one.close()


def test_what_a_reader_yields_comes_back(apart: Apart) -> None:
    assert apart.call(FAKES, "read_twice", b"rain") == [b"rain", b"rain"]


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        ("read_for_ever", "longer than"),
        ("read_into_memory", "too much memory"),
        ("read_and_crash", "ended by an error"),
        ("read_too_deep", "nested too deep"),
        ("read_and_stumble", "ZeroDivisionError"),
        ("read_and_refuse", "It is no book."),
    ],
)
def test_a_file_that_ruins_its_reader_is_one_failure_and_the_next_is_read(
    apart: Apart, reader: str, reason: str
) -> None:
    with pytest.raises(ExtractError, match=reason):
        apart.call(FAKES, reader, b"rain")
    assert apart.call(FAKES, "read_twice", b"sun") == [b"sun", b"sun"]


def test_a_broken_file_of_a_risky_format_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.epub").write_bytes(b"PK\x03\x04\0\0mimetypeapplication/epub+zip nothing more")
    (tmp_path / "b.txt").write_text("It rained all day in Vellin.")
    first, second = read_sources([str(tmp_path)], None)
    assert isinstance(first, Failed)
    assert isinstance(second, Draft)
