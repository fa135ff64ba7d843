"""Compares our reading of a folder of feeds with what feedparser finds in them.

usage: python -m benchmarks.feeds FOLDER

Every file of FOLDER is read as `add` would read it; of feeds, OPML lists and sitemaps the entries
and addresses are counted. No network. One JSON object: files of each kind, entries of both, and the
names of files in which fewer entries were found than feedparser finds, or which broke the reader.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

import feedparser

from store.errors import IngestError
from store.ingest.readers.address_lists import parse_opml, parse_sitemap
from store.ingest.readers.feed import parse_feed, parse_json_feed
from store.ingest.readers.kind import Kind, tell_kind
from store.ingest.sources.charset import decode

_GZIP = b"\x1f\x8b"


def count_entries(data: bytes, kind: Kind) -> int:
    """The entries, feeds or pages that a file of this kind lists."""
    if kind is Kind.FEED:
        return len(parse_feed(data).entries)
    if kind is Kind.JSON_FEED:
        return len(parse_json_feed(decode(data)).entries)
    if kind is Kind.OPML:
        return len(parse_opml(data))
    if kind is Kind.SITEMAP:
        sitemap = parse_sitemap(data)
        return len(sitemap.pages) + len(sitemap.sitemaps)
    return 0


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    kinds: Counter[str] = Counter()
    found: Counter[str] = Counter()
    theirs_in_all = 0
    fewer: list[str] = []
    broken: list[str] = []
    for path in sorted(path for path in parser.parse_args().folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        data = gzip.decompress(data) if data.startswith(_GZIP) else data
        kind = tell_kind(data[: 1 << 17], name=path.name)
        kinds[kind.value] += 1
        try:
            ours = count_entries(data, kind)
        except IngestError:
            ours = 0
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            broken.append(f"{path.name}: {error!r}")
            continue
        found[kind.value] += ours
        theirs = len(feedparser.parse(data).entries)
        theirs_in_all += theirs
        if ours < theirs:
            fewer.append(f"{path.name}: {ours} of {theirs} ({kind.value})")
    figures = {
        "files": kinds.total(),
        "kinds": dict(kinds),
        "found": dict(found),
        "feedparser": theirs_in_all,
        "fewer": fewer,
        "broken": broken,
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
