"""Counts, merges and rebuilds an archive: `pullquote stats`, `optimize` and `reindex`."""

from __future__ import annotations

import sys

from bot.cli.opening import Shared, command, existing
from bot.cli.output import counted
from bot.json_lines import json_line


@command("stats", "pullquote stats", "pullquote stats --json")
def stats(shared: Shared) -> int:
    """Show how many articles, quotes, people and words the archive holds, and its size."""
    with existing(shared) as archive:
        counts = archive.stats()
        if shared.as_json:
            sys.stdout.write(json_line({"archive": str(archive.path), **counts}))
        else:
            print(f"archive: {archive.path}")
            for name, count in counts.items():
                print(f"{name:>14}  {count:,}")
    return 0


@command("optimize", "pullquote optimize")
def optimize(shared: Shared) -> int:
    """Merge the pieces that many adds left in the indexes, to answer sooner.

    The archive may be asked and added to meanwhile.
    """
    with existing(shared) as archive:
        before = archive.path.stat().st_size
        archive.merge_indexes()
        after = archive.path.stat().st_size
    if shared.as_json:
        sys.stdout.write(json_line({"bytes_before": before, "bytes": after}))
    else:
        print(f"the indexes are merged; the file has {after / 1e6:,.1f} MB")
    return 0


@command("reindex", "pullquote reindex")
def reindex(shared: Shared) -> int:
    """Rebuild everything derived from the stored texts: quotes, people and indexes."""
    with existing(shared) as archive:
        done = archive.reindex()
        told = json_line({"reindexed": done})
        sys.stdout.write(told if shared.as_json else f"{counted(done, 'article')} reindexed\n")
    return 0
