"""Lists the windows around a sentence that could be shown. Pure.

A window is a run of whole sentences within the limit of an excerpt, or one longer sentence that is
cut when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from store.model import EXCERPT_LIMIT
from store.search.passages.evidence import Candidate

# Shapes of a window: sentences before and after the one it is built around.
_SHAPES = ((0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (0, 3))


def windows_around(candidate: Candidate, number: int) -> Iterator[tuple[int, int]]:
    """(first, last) sentence of every window built around one sentence, shortest first."""
    sentences = candidate.sentences
    for before, after in _SHAPES:
        first, last = number - before, number + after
        if first < 0 or last >= len(sentences):
            continue
        if (before or after) and sentences[last].stop - sentences[first].start > EXCERPT_LIMIT:
            continue
        yield first, last
