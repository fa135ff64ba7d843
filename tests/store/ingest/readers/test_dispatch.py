"""What the readers cost before any of them reads."""

from __future__ import annotations

import subprocess
import sys

LIBRARIES = "trafilatura lxml feedparser charset_normalizer htmldate httpx".split()


def test_no_library_that_takes_pages_apart_is_loaded_before_there_is_a_page() -> None:
    program = (
        "import sys, store.archive, store.ingest.feeds.wanted, store.ingest.readers.walking\n"
        f"print(*[name for name in {LIBRARIES} if name in sys.modules])"
    )
    ran = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == []
