"""Somebody's words as they were pasted → units to align: tokens, and marks of what was left out.

An ellipsis ("…", "[...]") says that words were left out, words in square brackets that they are the
asker's own. Both are how honest shortening looks, and are no difference by themselves. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from store.model import Span
from store.search.checking.tokens import Token, find_tokens

_JOINT = re.compile(
    r"""
      (?P<ellipsis>[\[(]\s*(?:…|\.(?:\s?\.){1,3})\s*[\])]|…|\.{3,4}|\.(?:\s\.){2,3})
    | \[(?!\w{1,2}\]\w)(?P<bracket>[^\[\]]{1,80})\]
    """,
    re.VERBOSE,
)
_AS_WRITTEN = frozenset({"sic"})


class JointKind(StrEnum):
    """What stands between two stretches of pasted words."""

    ELLIPSIS = "ellipsis"
    BRACKET = "bracket"


@dataclass(frozen=True, slots=True)
class Joint:
    """A mark in the pasted words for which the stored ones may have any words, or none."""

    kind: JointKind
    span: Span


Unit = Token | Joint


def find_units(words: str) -> list[Unit]:
    """The pasted words as tokens and joints, in order; no joint first or last, no two in a row."""
    units: list[Unit] = []
    end = 0
    for mark in _JOINT.finditer(words):
        units += find_tokens(words, end, mark.start())
        end = mark.end()
        if (mark["bracket"] or "").strip().casefold() in _AS_WRITTEN:
            continue
        kind = JointKind.ELLIPSIS if mark["ellipsis"] else JointKind.BRACKET
        joint = Joint(kind, Span(mark.start(), mark.end()))
        if units and isinstance(units[-1], Joint):
            if joint.kind is JointKind.BRACKET:
                continue
            units.pop()
        if units:
            units.append(joint)
    units += find_tokens(words, end)
    if units and isinstance(units[-1], Joint):
        units.pop()
    return units
