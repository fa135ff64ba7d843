"""Tells which words must stand in a message before a pattern can fit it.

A book holds hundreds of patterns and a message fits one of them or none. To compile and try all of
them takes ten times as long as to look for the words that each cannot do without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

# One of each set of strings must stand in a text.
Needs: TypeAlias = tuple[frozenset[str], ...]

# Letters of the shortest string that tells anything: a single one stands nearly everywhere.
_LEAST = 2
_ENDS = frozenset({"either", "close"})
_OPENS = frozenset({"open", "around"})
_TOKEN = re.compile(
    r"""
    (?P<literal>[^\\\[(){}|?*+.^$\s]+)
  | (?P<around>\(\?<?[=!])
  | (?P<open>\((?:\?(?:P<\w+>|:))?)
  | (?P<close>\))
  | (?P<either>\|)
  | (?P<fragment>\{[a-z_]+\})
  | (?P<times>(?:[?*+]|\{\d+(?:,\d*)?\})\??)
  | (?P<other>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.)
    """,
    re.VERBOSE | re.DOTALL,
)


def needs_of(pattern: str, fragments: Mapping[str, Needs]) -> Needs:
    """Tell what every text that `pattern` fits holds; `fragments` are those of the names in it.

    The pattern is a regular expression as phrase books write it, in which a blank stands for any
    run of blanks and `{name}` for a fragment.
    """
    tokens = [(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(pattern)]
    tokens.append(("close", ")"))
    return _either(tokens, 0, fragments)[0]


def _either(
    tokens: Sequence[tuple[str, str]], at: int, fragments: Mapping[str, Needs]
) -> tuple[Needs, int]:
    """Tell what the alternatives from `at` to the closing bracket need, and where they end."""
    branches: list[Needs] = []
    while True:
        needs, at = _sequence(tokens, at, fragments)
        branches.append(needs)
        kind, _ = tokens[at]
        at += 1
        if kind == "close":
            return _any_of(branches), at


def _any_of(branches: Sequence[Needs]) -> Needs:
    if len(branches) == 1:
        return branches[0]
    if not all(branches):
        return ()
    return (frozenset[str]().union(*(max(needs, key=_telling) for needs in branches)),)


def _telling(need: frozenset[str]) -> tuple[int, int]:
    return min(map(len, need)), -len(need)


def _sequence(
    tokens: Sequence[tuple[str, str]], at: int, fragments: Mapping[str, Needs]
) -> tuple[Needs, int]:
    """Tell what the pieces from `at` to the next bar or bracket need, and where they end."""
    needs: list[frozenset[str]] = []
    kind, text = tokens[at]
    while kind not in _ENDS:
        at += 1
        inner: Needs = ()
        if kind == "fragment":
            inner = fragments[text[1:-1]]
        elif kind in _OPENS:
            inner, at = _either(tokens, at, fragments)
            inner = inner if kind == "open" else ()
        after, times = tokens[at]
        is_optional = False
        if after == "times":
            at += 1
            is_optional = times[0] in "?*" or times.startswith("{0")
        if kind == "literal":
            run = text[:-1] if is_optional else text
            if len(run) >= _LEAST:
                needs.append(frozenset({run}))
        elif inner and not is_optional:
            needs += inner
        kind, text = tokens[at]
    return tuple(needs), at
