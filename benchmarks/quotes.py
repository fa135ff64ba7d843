"""Run the extraction of quotes over a folder of articles and write what it finds.

    python benchmarks/quotes.py FOLDER [--out FILE] [--limit N]

FOLDER holds articles.jsonl or articles.jsonl.gz, rows of {"id", "text", "language"?}. FILE gets one
JSON line a quote: article_id, start, stop, speaker, speaker_start, speaker_stop (code points).
Prints the seconds that a thousand such articles take, finding people included.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path
from typing import Any

from store.ingest.people import find_people
from store.ingest.quotes import extract_quotes


def read_articles(folder: Path, limit: int | None) -> list[dict[str, Any]]:
    """The rows of the folder's articles file, at most `limit`."""
    packed = folder / "articles.jsonl.gz"
    if packed.exists():
        lines = gzip.decompress(packed.read_bytes()).decode().split("\n")
    else:
        lines = (folder / "articles.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()][:limit]


def main() -> None:
    """Parse the arguments, extract, write, report the time."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    articles = read_articles(arguments.folder, arguments.limit)
    extract_quotes("“Warm,” said Ann Lee.", "en")
    rows: list[dict[str, Any]] = []
    spent_s = 0.0
    for article in articles:
        text, language = article["text"], (article.get("language") or "en")[:2]
        begin = time.process_time()
        quotes = extract_quotes(text, language, find_people(text, language))
        spent_s += time.process_time() - begin
        rows += [
            {
                "article_id": article["id"],
                "start": quote.span.start,
                "stop": quote.span.stop,
                "speaker": quote.speaker,
                "speaker_start": quote.mention.start if quote.mention else None,
                "speaker_stop": quote.mention.stop if quote.mention else None,
            }
            for quote in quotes
        ]
    if arguments.out is not None:
        arguments.out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    count = max(1, len(articles))
    print(
        f"{len(rows)} quotes in {len(articles)} articles, {1000 * spent_s / count:.2f} s per 1,000"
    )


if __name__ == "__main__":
    main()
