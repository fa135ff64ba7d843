from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.archive import Archive, open_store
from tests.builders import sample_drafts


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    with closing(open_store(tmp_path / "archive.db")) as opened:
        yield opened


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The bundled sample as an archive; tests only read it."""
    with closing(open_store(tmp_path_factory.mktemp("town") / "archive.db")) as opened:
        list(opened.add(sample_drafts()))
        yield opened
