"""Finds speech that is set off: by quotation marks, or by dashes (Slavic and Spanish papers)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from store.model import Span

_MARK = re.compile(r"(?<=[\s(\[—-])''|''(?!')|``|‘‘|’’|[\"“”„‟«»″]")
_SIMPLE_MARK = re.compile(r"[\"“”„‟«»″]")
# Between single marks: a few words without an apostrophe, or speech, whose last mark tells its end.
_SINGLE = re.compile(
    r"(?<![\w’'])[‘'‚](?=\w)"
    r"(?:(?P<words>[^‘’'\n]{1,80}(?<!s))|(?P<speech>[^‘\n]{1,600}?[,.?!…–—]))[’'‘](?!\w)"
)
# Speech closed by a single mark, with what makes it so before the mark.
_SINGLE_SPEECH = re.compile(r"[,.?!][’'](?=\s)")
_TYPED = {"‘‘": "“", "’’": "”"}
_OPENING = frozenset("“„‟«``")
_BEFORE_OPENING = frozenset(" \n\t\u00a0([{—–-/‘'’|…")
_AFTER_CLOSING = frozenset(" \n\t\u00a0)]}—–-/,.;:!?’'|…")
_BLANK = " \t\u00a0\u202f\n"


@dataclass(frozen=True, slots=True)
class Run:
    """The words between two marks of one paragraph, marks and blanks excluded.

    [`start`, `stop`) is the words, [`outer_start`, `outer_stop`) includes the marks. `is_open`: the
    paragraph ends before the run is closed. `goes_on`: it goes on from the paragraph before.
    `is_turn`: it opens a turn of a dialogue, so whoever spoke last need not speak on.
    """

    start: int
    stop: int
    outer_start: int
    outer_stop: int
    is_open: bool
    goes_on: bool
    is_turn: bool = False


def pair_marks(text: str, paragraphs: list[Span]) -> list[list[Run]]:
    """The runs of each paragraph, in order: as many lists as `paragraphs`."""
    is_typed = "''" in text or "``" in text or "’’" in text
    pattern = _MARK if is_typed else _SIMPLE_MARK
    marks = [(m.start(), m.end(), _TYPED.get(m[0], m[0])) for m in pattern.finditer(text)]
    if not marks or 2 * len(_SINGLE_SPEECH.findall(text)) > len(marks):
        return _pair_single(text, paragraphs)
    found: list[list[Run]] = []
    at = 0
    was_open = False
    for n, paragraph in enumerate(paragraphs):
        first = at
        while at < len(marks) and marks[at][0] < paragraph.stop:
            at += 1
        if at == first:
            found.append([])
            was_open = False
            continue
        reopens = (
            at < len(marks)
            and n + 1 < len(paragraphs)
            and _opens_at(marks[at], paragraphs[n + 1].start)
        )
        runs = _pair(text, paragraph, marks[first:at], reopens=reopens, was_open=was_open)
        was_open = bool(runs) and runs[-1].is_open
        found.append(runs)
    return found


def _opens_at(mark: tuple[int, int, str], start: int) -> bool:
    return mark[0] == start and mark[2] != "”"


def _pair(
    text: str, paragraph: Span, marks: list[tuple[int, int, str]], *, reopens: bool, was_open: bool
) -> list[Run]:
    runs: list[Run] = []
    opener: tuple[int, int, str] | None = None
    depth = 0
    last = {mark: i for i, (_, _, mark) in enumerate(marks)}
    for i, (start, stop, mark) in enumerate(marks):
        before = text[start - 1] if start > paragraph.start else "\n"
        after = text[stop] if stop < paragraph.stop else "\n"
        can_open = before in _BEFORE_OPENING and after not in _BLANK
        can_close = before not in _BLANK and (after in _AFTER_CLOSING or not after.isalnum())
        if opener is None:
            if _is_opening(mark, after, can_open=can_open, can_close=can_close):
                opener = (start, stop, mark)
                depth = 0
            elif was_open and i == 0 and can_close and text.count(" ", paragraph.start, start) > 8:
                runs.append(_run(text, paragraph.start, paragraph.start, start, stop, goes_on=True))
            continue
        if _closes(opener[2], mark, can_open=can_open, can_close=can_close):
            if depth:
                depth -= 1
                continue
            runs.append(
                _run(
                    text,
                    opener[0],
                    opener[1],
                    start,
                    stop,
                    goes_on=was_open and opener[0] == paragraph.start and not runs,
                )
            )
            opener = None
        elif can_open and mark in _OPENING | {'"', "''"}:
            if _is_inner(mark, i, opener[2], last):
                continue
            if _is_nested(marks, i, opener[2]):
                depth += 1
            else:
                opener = (start, stop, mark)
    if opener is not None and (
        reopens or opener[0] == paragraph.start or _introduced(text, opener[0])
    ):
        runs.append(
            _run(
                text,
                opener[0],
                opener[1],
                paragraph.stop,
                paragraph.stop,
                is_open=True,
                goes_on=was_open and opener[0] == paragraph.start and not runs,
            )
        )
    return [run for run in runs if run.start < run.stop]


def _introduced(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start].strip()[-1:] in (":", ",")


def _is_opening(mark: str, after: str, *, can_open: bool, can_close: bool) -> bool:
    if mark in ("“", "„", "‟", "«", "``"):
        return mark == "„" or not (can_close and not can_open)
    if mark == "»":
        return can_open and after.isalnum()
    if mark == "″":
        return False
    return can_open


def _closes(opener: str, mark: str, *, can_open: bool, can_close: bool) -> bool:
    if opener == "„":
        return mark in '“”"‟' and not (mark != "”" and can_open and not can_close)
    if opener == "«":
        return mark == "»"
    if opener == "»":
        return mark == "«"
    if mark in ("«", "»", "„", "``", "″"):
        return False
    if opener in {"''", "``"}:
        return (mark == "''" and not (can_open and not can_close)) or mark == "”"
    if mark == "”":
        return True
    if mark == "''":
        return can_close and not can_open  # opened by “ or ", closed by two apostrophes
    return can_close or not can_open


def _is_inner(mark: str, at: int, opener: str, last: Mapping[str, int]) -> bool:
    """Whether the mark at `at`, of another shape, opens a quote within one that is closed later.

    `last` says where each mark stands for the last time.
    """
    closers = {"«": "»", "»": "«", "„": "“”"}.get(opener, "")
    is_guillemet = mark in ("«", "»")
    if not closers or is_guillemet == (opener in ("«", "»")):
        return False
    return any(last.get(closer, -1) > at for closer in closers)


def _is_nested(marks: list[tuple[int, int, str]], at: int, opener: str) -> bool:
    """Whether the mark at `at`, opening inside an open run, is closed before the run is."""
    closer = {"“": "”", "«": "»"}.get(opener)
    if closer is None or marks[at][2] != opener:
        return False
    closers = 0
    for n in range(at + 1, len(marks)):
        mark = marks[n][2]
        if mark == closer:
            closers += 1
        elif mark == opener:
            break
    return closers >= 2


def _run(
    text: str,
    outer_start: int,
    start: int,
    stop: int,
    outer_stop: int,
    *,
    is_open: bool = False,
    goes_on: bool = False,
) -> Run:
    while start < stop and text[start] in _BLANK:
        start += 1
    while stop > start and text[stop - 1] in _BLANK:
        stop -= 1
    return Run(start, stop, outer_start, outer_stop, is_open, goes_on)


def _pair_single(text: str, paragraphs: list[Span]) -> list[list[Run]]:
    """Runs between single marks, for an article that uses no others."""
    found: list[list[Run]] = [[] for _ in paragraphs]
    n = 0
    for pair in _SINGLE.finditer(text):
        while n < len(paragraphs) and paragraphs[n].stop <= pair.start():
            n += 1
        if n == len(paragraphs):
            break
        start, stop = pair.span("words" if pair["words"] is not None else "speech")
        found[n].append(_run(text, pair.start(), start, stop, pair.end()))
    return found


_TURN = re.compile(r"[—–-] ?(?=[\w¿¡«„\"“…])")
_ASIDE = re.compile(r"[ \u00a0][—–-][ \u00a0]?(?=[^\W\d_])")
_BACK = re.compile(r"[.,!?…:][ \u00a0][—–-][ \u00a0]?(?=\w|[¿¡«])|[—–][.,;:]?[ \u00a0](?=\w|[¿¡«])")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_FIRST_WORDS = 5
_DASHES = "—–-"
_TRIMMED = " \u00a0"


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
    cut = [
        _dashed_run(text, span, paragraph.start if not n else -1)
        for n, (span, _) in enumerate(parts)
    ]
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
        one = _dashed_run(text, span, run.outer_start if n == 0 else -1)
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


def _dashed_run(text: str, span: Span, outer_start: int) -> Run:
    """The words of a stretch, without the blanks and the comma at its ends."""
    start, stop = span.start, span.stop
    while start < stop and text[start] in _TRIMMED:
        start += 1
    while stop > start and text[stop - 1] in _TRIMMED + ",":
        stop -= 1
    begin = outer_start if outer_start >= 0 else start
    is_turn = text[begin] in _DASHES
    return Run(start, stop, begin, stop, is_open=False, goes_on=False, is_turn=is_turn)
