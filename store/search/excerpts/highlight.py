"""Marks the answer in an excerpt. Pure.

Every run of words gets a likelihood (`weighing.py`). A run points at an answer if it holds it, or
is half of it or more. The run that points at the most likelihood is marked, a second one if that is
likely too, and nothing if the answer cannot be told: a wrong mark is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from store.model import HIGHLIGHTED_LIMIT, Span
from store.search.excerpts.kind_asked import Floats
from store.search.excerpts.runs import SIGNS, Flags, Numbers, Runs, find_runs
from store.search.excerpts.weighing import MarkWeights, load_mark_weights
from store.search.query import AnswerType
from store.search.ranking.features import Asked

# Likelihood that the marks point at the answer from which they are made.
_SURE = 0.38
# Likelihood that a second mark must add.
_ALSO_LIKELY = 0.1
# Share of its likelihood that a run loses with each word, so that of two the tighter is marked.
_LOSS_A_WORD = 0.03
# Runs, the likeliest ones, that may be marked.
_MOST = 20
# Share of the likeliest run's likelihood that a marked one has, at least.
_LEAST_SHARE = 0.4
# A window that ranks so far behind the best one is left unmarked, which saves its cost.
_BEHIND = -0.1
_CURRENCIES = frozenset("$€£¥₽")
_AFTER = frozenset("%‰°")
_OWN = ("'s", "’s")


def find_highlights(asked: Asked, text: str, start: int, lead: float) -> tuple[Span, ...]:
    """Up to two spans of `text` that are likely to be the answer; none if it cannot be told.

    `text` begins at `start` of its article. `lead` is by how much its window ranks above the best
    other one, negative if below.
    """
    if lead < _BEHIND or asked.answer_type is AnswerType.NONE:
        return ()
    runs = find_runs(asked, text, lead)
    if runs is None:
        return ()
    marks = find_marks(load_mark_weights(), runs, text)
    return tuple(Span(start + mark.start, start + mark.stop) for mark in marks)


def find_marks(weights: MarkWeights, runs: Runs, text: str) -> list[Span]:
    """Up to two spans of an excerpt that are likely to be the answer, in the order of the text."""
    marked, sureness = likeliest_runs(runs, weights.likelihoods(runs))
    if sureness < _SURE:
        return []
    return sorted(_with_signs(text, runs.span(run)) for run in marked)


def likeliest_runs(runs: Runs, likely: Floats) -> tuple[Sequence[int], float]:
    """The one or two runs to mark, and the likelihood that they point at the answer."""
    best = np.argsort(-likely)[:_MOST]
    best = best[likely[best] >= _LEAST_SHARE * likely[best[0]]]
    pointed = _points_at(runs, best)
    gains = pointed @ likely * (1 - _LOSS_A_WORD * (runs.last[best] - runs.first[best]))
    most = int(gains.argmax())
    run = int(best[most])
    sureness = float(likely[pointed[most]].sum())
    apart = (runs.first > runs.last[run]) | (runs.last < runs.first[run])
    if not apart.any():
        return [run], sureness
    other = int(np.where(apart, likely, 0).argmax())
    added = float(likely[_points_at(runs, np.array([other]))[0] & apart].sum())
    chars = len(runs.span(run)) + len(runs.span(other)) + 2 * SIGNS
    if added < _ALSO_LIKELY or chars > HIGHLIGHTED_LIMIT:
        return [run], sureness
    return [run, other], sureness + added


def _points_at(runs: Runs, chosen: Numbers) -> Flags:
    """Tells which runs each of the chosen points at: a row for each of these."""
    first, last = runs.first[None, :], runs.last[None, :]
    begin, end = runs.first[chosen, None], runs.last[chosen, None]
    holds = (first >= begin) & (last <= end)
    is_most = (first <= begin) & (last >= end) & (2 * (end - begin + 1) >= last - first + 1)
    flags: Flags = holds | is_most
    return flags


def _with_signs(text: str, span: Span) -> Span:
    """The span with its currency or per cent sign, without the ending of an owner."""
    start, stop = span.start, span.stop
    if start and text[start - 1] in _CURRENCIES:
        start -= 1
    if stop < len(text) and text[stop] in _AFTER:
        stop += 1
    if text[stop - 2 : stop] in _OWN:
        stop -= 2
    return Span(start, stop)
