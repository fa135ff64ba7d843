"""Learning on some of the questions and measuring on others: how the weights carry over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from benchmarks.learning.lists import Floats


class Foldable(Protocol):
    """A question as one of the parts sees it; `fold` is 0 or 1, by its article."""

    @property
    def fold(self) -> int:
        """Tells the half that it belongs to."""


Item = TypeVar("Item", bound=Foldable)


@dataclass(frozen=True, slots=True)
class Told(Generic[Item]):
    """One set as a part learns from it, and its share there."""

    name: str
    share: float
    items: Sequence[Item]

    def half(self, fold: int) -> Sequence[Item]:
        """The questions of one half."""
        return [item for item in self.items if item.fold == fold]


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """One part of the weights: how it is learnt from sets and their shares, how it is measured."""

    title: str
    learn: Callable[[Sequence[tuple[float, Sequence[Item]]]], Floats]
    measure: Callable[[Floats, Sequence[Item]], tuple[float, ...]]


def learn_all(part: Part[Item], sets: Sequence[Told[Item]]) -> Floats:
    """The weights learnt from everything."""
    return part.learn([(told.share, told.items) for told in sets])


def print_halves(part: Part[Item], sets: Sequence[Told[Item]], known: Mapping[str, Floats]) -> None:
    """A table: each half of each set, with known weights and with weights learnt without it."""
    columns = [*known, "learnt on the other half"]
    if len(sets) > 1:
        columns.append("learnt on the other sets")
    print(f"\n{part.title}\n\n| set, half | {' | '.join(columns)} |")
    print("|---|" + "---|" * len(columns))
    by_half = [part.learn([(told.share, told.half(1 - fold)) for told in sets]) for fold in (0, 1)]
    for told in sets:
        others = [(other.share, other.items) for other in sets if other is not told]
        without = [part.learn(others)] if others else []
        for fold in (0, 1):
            weights = [*known.values(), by_half[fold], *without]
            shown = [_shown(part.measure(w, told.half(fold))) for w in weights]
            print(f"| {told.name}, {'AB'[fold]} | {' | '.join(shown)} |", flush=True)


def _shown(figures: tuple[float, ...]) -> str:
    return " ".join(f"{figure:.3f}" for figure in figures)
