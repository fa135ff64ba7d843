"""Aligns pasted words with stored ones. Pure.

A window is found by rapidfuzz over words, each encoded as one character; inside it the words are
aligned by dynamic programming (Needleman & Wunsch 1970), with stored words free at both ends, and
free where the pasted words have an ellipsis or a bracket.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from store.search.checking.tokens import Joint, JointKind, Token, Unit

_FIRST_CODE = 0x10000  # beyond the surrogates
_OTHER = chr(_FIRST_CODE - 1)
# Gain of a word that is the same on both sides.
_MATCH = 2.0
# Gain of two different words side by side.
_CHANGE = -0.65
# Gain of a misspelt word beside the right one.
_MISSPELT = 0.6
# Gain of a pasted word without a stored one.
_ADD = -0.7
# Gain of a stored word without a pasted one.
_LEAVE_OUT = -0.7
# Gain of a stored word for an ellipsis: slightly negative, so that the nearest continuation wins.
_ELLIPSIS = -0.002
# Gain of a stored word for a bracket.
_BRACKET = -0.15
_DIAGONAL = 0
_UP = 1
_LEFT = 2
# Words from which a stretch at an end can be a chance match.
_STRETCH = 4
# Share of equal words below which such a stretch is a chance match.
_CHANCE = 0.34
# Letters from which a word may differ by one edit.
_ONE_EDIT = 4
# Letters from which a word may differ by two edits.
_TWO_EDITS = 8
# The most edits of a misspelt word.
_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of an alignment: unit numbers and stored token numbers, both half-open.

    `is_same`: the words on both sides are the same; `joint` is the mark that stands on the pasted
    side of a stretch, if one does.
    """

    asked: tuple[int, int]
    stored: tuple[int, int]
    is_same: bool
    joint: Joint | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """An alignment of pasted units with stored tokens: steps in order that cover all units."""

    steps: tuple[Step, ...]

    @property
    def stored(self) -> tuple[int, int]:
        """The stored tokens from the first to the last that is the same; (0, 0) without any."""
        same = [step.stored for step in self.steps if step.is_same]
        return (same[0][0], same[-1][1]) if same else (0, 0)


def likeness(asked: Sequence[str], stored: Sequence[str]) -> float:
    """A quick estimate of how well the stored words hold the asked ones, in [0, 1].

    It is 1.0 where they stand in a row.
    """
    codes = _codes(asked)
    words, text = _code(asked, codes), _code(stored, codes)
    if words in text:
        return 1.0
    return fuzz.partial_ratio(words, text) / 100 if words and text else 0.0


def align(units: Sequence[Unit], stored: Sequence[Token]) -> Alignment:
    """The best alignment of all the units with a stretch of the stored tokens."""
    exact = _exact(units, stored)
    if exact is not None:
        return Alignment((Step((0, len(units)), (exact, exact + len(units)), is_same=True),))
    start, stop = _window(units, stored)
    return Alignment(_without_chance_ends(list(_steps(units, stored[start:stop], start))))


def is_misspelt(one: str, other: str) -> bool:
    """Whether two different words differ by no more than a typing error."""
    longest = max(len(one), len(other))
    edits = 2 if longest >= _TWO_EDITS else 1 if longest >= _ONE_EDIT else 0
    if not edits or abs(len(one) - len(other)) > edits or one == other:
        return False
    return OSA.distance(one, other, score_cutoff=edits) <= edits


def _exact(units: Sequence[Unit], stored: Sequence[Token]) -> int | None:
    tokens = [unit for unit in units if isinstance(unit, Token)]
    if len(tokens) != len(units) or not tokens:
        return None
    asked, text = _encoded(tokens, stored)
    place = text.find(asked)
    return place if place >= 0 else None


def _encoded(asked: Sequence[Token], stored: Sequence[Token]) -> tuple[str, str]:
    words = [token.form for token in asked]
    codes = _codes(words)
    return _code(words, codes), _code([token.form for token in stored], codes)


def _codes(words: Sequence[str]) -> dict[str, str]:
    return {word: chr(_FIRST_CODE + number) for number, word in enumerate(dict.fromkeys(words))}


def _code(words: Sequence[str], codes: Mapping[str, str]) -> str:
    return "".join([codes.get(word, _OTHER) for word in words])


def _without_chance_ends(steps: list[Step]) -> tuple[Step, ...]:
    """The steps, with chance matches at either end replaced by words of the asker's alone.

    The core is the stretch with the largest sum of worth: equal words count 1, others -1.
    """
    worth = [_worth(step) for step in steps]
    first, last, most = 0, len(steps) - 1, 0
    for begin in range(len(steps)):
        total = 0
        for end in range(begin, len(steps)):
            total += worth[end]
            if total > most:
                first, last, most = begin, end, total
    if not most:
        return tuple(steps)
    head, tail = steps[:first], steps[last + 1 :]
    if _is_chance(head):
        steps = [_asked_alone(head, steps[first].stored[0]), *steps[first:]]
    if _is_chance(tail):
        steps = [*steps[: -len(tail)], _asked_alone(tail, steps[-len(tail) - 1].stored[1])]
    return tuple(steps)


def _is_chance(steps: Sequence[Step]) -> bool:
    asked = sum(step.asked[1] - step.asked[0] for step in steps)
    same = sum(step.asked[1] - step.asked[0] for step in steps if step.is_same)
    return asked >= _STRETCH and same < asked * _CHANCE


def _worth(step: Step) -> int:
    asked, stored = step.asked[1] - step.asked[0], step.stored[1] - step.stored[0]
    if step.is_same:
        return asked
    if step.joint is not None:
        return 0
    # A credit in the middle of a quote may be long, so its length is capped.
    return -max(asked, stored) if asked else -min(stored, _STRETCH)


def _asked_alone(steps: Sequence[Step], place: int) -> Step:
    return Step((steps[0].asked[0], steps[-1].asked[1]), (place, place), is_same=False)


def _window(units: Sequence[Unit], stored: Sequence[Token]) -> tuple[int, int]:
    """The stored tokens to align: those around the best place of each stretch between joints."""
    edges: list[int] = []
    for stretch in _stretches(units):
        asked, text = _encoded(stretch, stored)
        if len(text) <= len(asked):
            return 0, len(stored)
        best = fuzz.partial_ratio_alignment(asked, text)
        if best is not None:
            beside = len(asked) + 3
            edges += [best.dest_start - beside, best.dest_end + beside]
    return (max(0, min(edges)), min(len(stored), max(edges))) if edges else (0, len(stored))


def _stretches(units: Sequence[Unit]) -> Iterator[list[Token]]:
    stretch: list[Token] = []
    for unit in units:
        if isinstance(unit, Token):
            stretch.append(unit)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _steps(units: Sequence[Unit], stored: Sequence[Token], origin: int) -> Iterator[Step]:
    """The steps of the best path: neighbouring cells of one kind are one step."""
    pending: Step | None = None
    for (first, stop), (start, end), is_same, joint in _best_path(units, stored):
        begun = (first, start + origin)
        if pending is not None and (pending.is_same, pending.joint) == (is_same, joint):
            begun = (pending.asked[0], pending.stored[0])
        elif pending is not None:
            yield pending
        pending = Step((begun[0], stop), (begun[1], end + origin), is_same, joint)
    if pending is not None:
        yield pending


_Cell = tuple[tuple[int, int], tuple[int, int], bool, Joint | None]


def _best_path(units: Sequence[Unit], stored: Sequence[Token]) -> list[_Cell]:
    moves, last = _fill(units, stored)
    path: list[_Cell] = []
    i, j = len(units), last
    while i > 0:
        unit, move = units[i - 1], moves[i][j]
        joint = unit if isinstance(unit, Joint) else None
        k, n = i - (move != _LEFT), j - (move != _UP)
        is_same = move == _DIAGONAL and isinstance(unit, Token) and unit.form == stored[j - 1].form
        # Stored words to the left of a token belong to no unit: they were left out before it.
        path.append(((k, i), (n, j), is_same, joint))
        i, j = k, n
    return path[::-1]


def _fill(units: Sequence[Unit], stored: Sequence[Token]) -> tuple[list[bytearray], int]:
    """The best move into every cell, and the column in which the best path ends."""
    width = len(stored) + 1
    row = [0.0] * width
    moves = [bytearray([_LEFT] * width)]
    forms = list({token.form for token in stored})
    for unit in units:
        below, steps = _row(unit, stored, row, forms)
        moves.append(steps)
        row = below
    return moves, max(range(width), key=lambda j: (row[j], -j))


def _row(
    unit: Unit, stored: Sequence[Token], above: list[float], forms: Sequence[str]
) -> tuple[list[float], bytearray]:
    steps = bytearray(len(above))
    steps[0] = _UP
    if isinstance(unit, Joint):
        skip = _ELLIPSIS if unit.kind is JointKind.ELLIPSIS else _BRACKET
        row = [above[0]]
        for j in range(1, len(above)):
            left = row[j - 1] + skip
            steps[j] = _UP if above[j] >= left else _LEFT
            row.append(max(above[j], left))
        return row, steps
    near = process.extract(unit.form, forms, scorer=OSA.distance, score_cutoff=_SLIPS, limit=None)
    gains = {form: _MISSPELT for form, _, _ in near if is_misspelt(form, unit.form)}
    gains[unit.form] = _MATCH
    row = [above[0] + _ADD]
    left = row[0]
    for j, token in enumerate(stored, start=1):
        best, step = above[j - 1] + gains.get(token.form, _CHANGE), _DIAGONAL
        if (up := above[j] + _ADD) > best:
            best, step = up, _UP
        if (left := left + _LEAVE_OUT) > best:
            best, step = left, _LEFT
        left = best
        row.append(best)
        steps[j] = step
    return row, steps
