"""Speech between dashes, as Slavic and Spanish papers set it.

"— Мы не боимся, — сказала она. — Дети приходят вовремя." is a paragraph of dialogue: speech, the
words of the author, speech. The same stands inside marks: «Лёд был толст, — рассказал капитан. — Но
мы прошли». What lies between two dashes is the author's where a verb of speech is among its first
words; the marks are then the dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.ingest.quotes.marks import Run
from store.model import Span

_TURN = re.compile(r"[—–-] ?(?=[\w¿¡«„\"“…])")
_ASIDE = re.compile(r"[ \u00a0][—–-][ \u00a0]?(?=[^\W\d_])")
_BACK = re.compile(r"[.,!?…:][ \u00a0][—–-][ \u00a0]?(?=\w|[¿¡«])|[—–][.,;:]?[ \u00a0](?=\w|[¿¡«])")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_FIRST_WORDS = 5
_DASHES = "—–-"
_BLANK = " \u00a0"


def split_dialogue(
    text: str, paragraphs: list[Span], runs_of: list[list[Run]], said: frozenset[str]
) -> list[list[Run]]:
    """`runs_of` with the author's words cut out of its runs, and the turns of dialogues added.

    A paragraph that opens with a dash is a turn if a verb of `said` follows a later dash in it, or
    if the paragraph before or after it is one: a list is not taken for a dialogue.
    """
    parted = [
        _part(text, paragraph.start + opening.end() - opening.start(), paragraph.stop, said)
        if (opening := _TURN.match(text, paragraph.start, paragraph.stop))
        else None
        for paragraph in paragraphs
    ]
    turns = [parts is not None and len(parts) > 0 and parts[0][1] for parts in parted]
    found: list[list[Run]] = []
    for n, (paragraph, runs) in enumerate(zip(paragraphs, runs_of, strict=True)):
        parts = parted[n]
        beside = turns[max(0, n - 1)] or turns[min(n + 1, len(turns) - 1)]
        if parts is not None and (turns[n] or beside):
            found.append(list(_turn(text, paragraph, parts, runs)))
        else:
            found.append([piece for run in runs for piece in _inside(text, run, said)])
    return found


def _part(text: str, start: int, stop: int, said: frozenset[str]) -> list[tuple[Span, bool]]:
    """The stretches of speech in text[start:stop]; each with whether author's words follow it."""
    parts: list[tuple[Span, bool]] = []
    at = start
    while at < stop:
        aside = _next_aside(text, at, stop, said)
        if aside is None:
            parts.append((Span(at, stop), False))
            break
        if aside.start() > at:
            parts.append((Span(at, aside.start()), True))
        back = _BACK.search(text, aside.end(), stop)
        if back is None:
            break
        at = back.end()
    return parts


def _next_aside(text: str, at: int, stop: int, said: frozenset[str]) -> re.Match[str] | None:
    """The dash that the author's words stand behind, from `at` on."""
    for dash in _ASIDE.finditer(text, at, stop):
        if not text[dash.end()].islower():
            continue
        end = _BACK.search(text, dash.end(), stop)
        limit = end.start() if end is not None else stop
        words = _WORD.findall(text, dash.end(), limit)[:_FIRST_WORDS]
        if not said.isdisjoint(words):
            return dash
    return None


def _turn(
    text: str, paragraph: Span, parts: list[tuple[Span, bool]], runs: list[Run]
) -> Iterator[Run]:
    """The runs of one turn, and of what the author quotes between them."""
    cut = [_run(text, span, paragraph.start if not n else -1) for n, (span, _) in enumerate(parts)]
    kept = [run for run in cut if run.start < run.stop]
    between = [run for run in runs if not any(_overlap(run, one) for one in kept)]
    yield from sorted(kept + between, key=lambda run: run.start)


def _overlap(one: Run, other: Run) -> bool:
    return one.outer_start < other.outer_stop and other.outer_start < one.outer_stop


def _inside(text: str, run: Run, said: frozenset[str]) -> Iterator[Run]:
    """A run between marks, cut around the author's words if it has any."""
    parts = _part(text, run.start, run.stop, said)
    if len(parts) == 1 and not parts[0][1]:
        yield run
        return
    for n, (span, _) in enumerate(parts):
        one = _run(text, span, run.outer_start if n == 0 else -1)
        stop = run.outer_stop if one.outer_stop == run.stop else one.outer_stop
        is_last = n == len(parts) - 1
        yield Run(
            one.start,
            one.stop,
            one.outer_start,
            stop,
            run.is_open and is_last,
            run.goes_on and n == 0,
        )


def _run(text: str, span: Span, outer_start: int) -> Run:
    """The words of a stretch, without the blanks and the comma at its ends."""
    start, stop = span.start, span.stop
    while start < stop and text[start] in _BLANK:
        start += 1
    while stop > start and text[stop - 1] in _BLANK + ",":
        stop -= 1
    begin = outer_start if outer_start >= 0 else start
    is_turn = text[begin] in _DASHES
    return Run(start, stop, begin, stop, is_open=False, goes_on=False, is_turn=is_turn)
