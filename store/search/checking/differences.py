"""Lists the differences in an alignment, in terms a person can be told. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from store.model import Quote, Span
from store.search.checking.alignment import Alignment, Step, is_misspelt
from store.search.checking.checked import Difference, DifferenceKind
from store.search.checking.tokens import JointKind, Token, Unit

# Share of its weight that a misspelt word counts.
_MISSPELT = 0.85
# Share of its weight that a stored word, left out without a mark, adds to the total.
_LEFT_OUT = 0.5
# The end of a negative verb in English, in the form of a token.
_NEGATIVE_ENDING = "n't"
# Stored words beside the asker's at either end of the alignment; more are not shown.
_AT_AN_END = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """The context of the stored words.

    `quotes` are the article's. `unknown` are the asker's words that stand nowhere in the archive;
    beside a similar word they are taken for misspelt.
    """

    quotes: Sequence[Quote] = ()
    unknown: Collection[str] = ()
    language: str = ""


def matched_share(
    alignment: Alignment,
    units: Sequence[Unit],
    stored: Sequence[Token],
    weights: Mapping[str, float],
) -> tuple[float, int]:
    """(share of the pasted words that stand there, by weight; their number).

    The share lies in [0, 1]; a word without a weight counts 1.
    """
    total = sum(weights.get(unit.form, 1.0) for unit in units if isinstance(unit, Token))
    held = left_out = 0.0
    count = 0
    for step in alignment.steps:
        for asked, there in _pairs(step, units, stored):
            if asked.form == there.form or is_misspelt(asked.form, there.form):
                share = 1.0 if asked.form == there.form else _MISSPELT
                held += share * weights.get(asked.form, 1.0)
                count += 1
        if step.joint is None and step.asked[0] == step.asked[1]:
            left_out += sum(weights.get(t.form, 1.0) for t in stored[slice(*step.stored)])
    whole = total + _LEFT_OUT * left_out
    return (held / whole if whole else 0.0), count


def find_differences(
    alignment: Alignment, units: Sequence[Unit], stored: Sequence[Token], setting: Setting
) -> tuple[Difference, ...]:
    """The differences between the pasted units and the stored tokens, in order.

    An article's words between two runs of one statement ("…," he said, "…") are no difference, nor
    is an ellipsis for which nothing was left out.
    """
    differences: list[Difference] = []
    last = len(alignment.steps) - 1
    for number, step in enumerate(alignment.steps):
        if step.is_same:
            continue
        tokens = stored[slice(*step.stored)]
        if number in (0, last) and step.joint is None and len(tokens) > _AT_AN_END:
            tokens = []
        beside = Span(tokens[0].span.start, tokens[-1].span.stop) if tokens else None
        kind = _kind(step, units, tokens, setting.unknown)
        if kind in (DifferenceKind.ELLIPSIS, DifferenceKind.LEFT_OUT) and (
            beside is None or _is_credit(step, stored, setting.quotes)
        ):
            continue
        turns = step.joint is None and _negates(
            units[slice(*step.asked)], setting.language
        ) != _negates(tokens, setting.language)
        differences.append(Difference(kind, _asked_span(step, units), beside, turns))
    return tuple(differences)


def _kind(
    step: Step, units: Sequence[Unit], tokens: Sequence[Token], unknown: Collection[str]
) -> DifferenceKind:
    if step.joint is not None:
        is_ellipsis = step.joint.kind is JointKind.ELLIPSIS
        return DifferenceKind.ELLIPSIS if is_ellipsis else DifferenceKind.BRACKET
    if step.asked[0] == step.asked[1]:
        return DifferenceKind.LEFT_OUT
    if not tokens:
        return DifferenceKind.ADDED
    pairs = list(_pairs(step, units, tokens, whole=True))
    if pairs and all(a.form in unknown and is_misspelt(a.form, b.form) for a, b in pairs):
        return DifferenceKind.SPELLING
    return DifferenceKind.CHANGED


def _pairs(
    step: Step, units: Sequence[Unit], stored: Sequence[Token], *, whole: bool = False
) -> Iterator[tuple[Token, Token]]:
    """The words of a step in pairs, if both sides have equally many; `whole`: all of `stored`."""
    there = stored if whole else stored[slice(*step.stored)]
    asked = units[slice(*step.asked)]
    if len(asked) == len(there):
        yield from ((a, b) for a, b in zip(asked, there, strict=True) if isinstance(a, Token))


def _asked_span(step: Step, units: Sequence[Unit]) -> Span:
    """The asker's words of a step; an empty span between their neighbours for none."""
    if step.joint is not None:
        return step.joint.span
    first, stop = step.asked
    if first == stop:
        place = units[first - 1].span.stop
        return Span(place, place)
    return Span(units[first].span.start, units[stop - 1].span.stop)


def _is_credit(step: Step, stored: Sequence[Token], quotes: Sequence[Quote]) -> bool:
    """Whether these stored words are the article's own, between two runs of one statement."""
    first, stop = step.stored
    if first == 0 or stop == len(stored):
        return False
    before = [q for q in quotes if q.span.holds(stored[first - 1].span)]
    after = [q for q in quotes if q.span.holds(stored[stop].span)]
    return bool(
        before
        and after
        and before[0].group == after[0].group
        and not any(q.span.meets(token.span) for q in quotes for token in stored[first:stop])
    )


def _negates(words: Sequence[Unit], language: str) -> bool:
    """Whether any of the words negates in `language`, or in any language where it is unknown."""
    negating = negating_words(language)
    forms = [word.form for word in words if isinstance(word, Token)]
    return any(form in negating or form.endswith(_NEGATIVE_ENDING) for form in forms)


def negating_words(language: str) -> frozenset[str]:
    """The words that negate in `language`, or in any language where it is unknown."""
    negations = _negations()
    return negations.get(language, negations[""])


@cache
def _negations() -> Mapping[str, frozenset[str]]:
    """The words of negation of each language; those of all languages under the empty code."""
    table = tomllib.loads((files(__package__) / "negations.toml").read_text("utf-8"))
    words = {language: frozenset(row.split()) for language, row in table.items()}
    return words | {"": frozenset().union(*words.values())}
