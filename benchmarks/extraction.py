"""How well the story of a page is found: token F1 against gold bodies, beside trafilatura's own.

usage: python -m benchmarks.extraction DATA_DIR [--limit N] [--worst N]

DATA_DIR holds `gold.jsonl`, a row a page: `file` (HTML below DATA_DIR, gzip or not), `url`, `text`
(the gold body). Both extractors read the same bytes in the same run. The measure is the one of the
article-extraction-benchmark without its shingles: words as multisets, F1 a page, the mean of all.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from trafilatura import bare_extraction
from trafilatura.settings import Document

from store.ingest.readers.html import read_html
from store.ingest.sources.charset import decode
from store.model import Draft

_WORDS = re.compile(r"\w+")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its gold body."""

    url: str
    data: bytes
    gold: str


def token_f1(found: str, gold: str) -> float:
    """F1 of the words of two texts as multisets, in [0, 1]; two empty texts agree."""
    ours, theirs = Counter(_WORDS.findall(found)), Counter(_WORDS.findall(gold))
    if not ours and not theirs:
        return 1.0
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def read_pages(folder: Path, limit: int | None) -> Iterator[Page]:
    """The pages of a data folder, at most `limit` of them."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as rows:
        for number, line in enumerate(rows):
            if number == limit:
                return
            row = json.loads(line)
            data = (folder / row["file"]).read_bytes()
            unpacked = gzip.decompress(data) if data.startswith(_GZIP) else data
            yield Page(row["url"], unpacked, row["text"])


def our_body(page: Page) -> str:
    """The text Pullquote stores; metadata and the search for refusals are part of the price."""
    outcome = read_html(decode(page.data), source=page.url, url=page.url)
    return outcome.text if isinstance(outcome, Draft) else ""


def their_body(page: Page) -> str:
    """Extracts with trafilatura, with metadata and its other defaults."""
    document = bare_extraction(page.data, url=page.url, include_comments=False, with_metadata=True)
    return document.text or "" if isinstance(document, Document) else ""


def main() -> None:
    """Print one JSON object: F1 and pages a second of processor time, of both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--worst", type=int, default=0)
    options = parser.parse_args()
    pages = list(read_pages(options.folder, options.limit))
    figures: dict[str, float] = {"pages": len(pages)}
    for name, body in (("pullquote", our_body), ("trafilatura", their_body)):
        scores, took = _measure(body, pages)
        figures[f"{name}_f1"] = round(sum(scores) / len(scores), 4)
        figures[f"{name}_pages_per_s"] = round(len(pages) / took, 1)
        if name == "pullquote":
            for score, page in sorted(zip(scores, pages, strict=True), key=lambda pair: pair[0])[
                : options.worst
            ]:
                print(f"{score:.3f} {page.url}")
    print(json.dumps(figures))


def _measure(body: Callable[[Page], str], pages: list[Page]) -> tuple[list[float], float]:
    body(pages[0])  # the first call loads tables and models
    began = process_time()
    found = [body(page) for page in pages]
    took = process_time() - began
    return [token_f1(text, page.gold) for text, page in zip(found, pages, strict=True)], took


if __name__ == "__main__":
    main()
