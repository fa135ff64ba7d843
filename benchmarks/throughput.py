"""How many pages and articles go in a second, beside trafilatura taking the same pages apart.

usage: python -m benchmarks.throughput PAGES ARTICLES.jsonl [--limit N]

PAGES is a folder of saved pages, gzip or not; ARTICLES.jsonl is a file that `add` takes, of which N
lines are read. All is measured in one run by the clock on the wall, one after the other, worker
processes and their start included; trafilatura works in one process. One JSON object: pages a
second of each, and articles a second that go into an archive whole.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from time import perf_counter

from trafilatura import bare_extraction

from store.archive import open_store
from store.ingest.readers.walking import read_sources

_GZIP = b"\x1f\x8b"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int, default=2_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages, lines = Path(folder) / "pages", Path(folder) / "articles.jsonl"
        pages.mkdir()
        for path in sorted(path for path in options.pages.rglob("*") if path.is_file()):
            data = path.read_bytes()
            plain = gzip.decompress(data) if data.startswith(_GZIP) else data
            (pages / f"{path.name.partition('.')[0]}.html").write_bytes(plain)
        with options.articles.open("rb") as given:
            lines.write_bytes(b"".join(islice(given, options.limit)))
        count = len(list(pages.iterdir()))
        figures = {"pages": count, "articles": lines.read_bytes().count(b"\n")}
        rates = {
            "trafilatura": count / _seconds(lambda: _take_apart(pages)),
            "pullquote": count / _seconds(lambda: _read(pages, 1)),
            "pullquote_jobs_2": count / _seconds(lambda: _read(pages, 2)),
            "articles": figures["articles"] / _seconds(lambda: _add(lines, 1)),
            "articles_jobs_2": figures["articles"] / _seconds(lambda: _add(lines, 2)),
        }
        print(json.dumps(figures | {f"{name}_per_s": round(r, 1) for name, r in rates.items()}))


def _seconds(work: Callable[[], None]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _take_apart(pages: Path) -> None:
    for path in pages.iterdir():
        bare_extraction(path.read_bytes(), include_comments=False, with_metadata=True)


def _read(pages: Path, jobs: int) -> None:
    for _ in read_sources([str(pages)], None, jobs=jobs):
        pass


def _add(lines: Path, jobs: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(Path(folder) / "archive.db")) as archive,
    ):
        for _ in archive.add(read_sources([str(lines)], None, jobs=jobs), jobs=jobs):
            pass


if __name__ == "__main__":
    main()
