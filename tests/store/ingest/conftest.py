from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.ingest.sources.address import any_address
from store.ingest.sources.fetch import HttpFetcher
from tests.fakes.web import Web, serving


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[HttpFetcher]:
    with HttpFetcher(may_read=any_address) as fetcher:
        yield fetcher
