"""Turns roles into marks of who somebody is, which can be counted and compared.

Three kinds: "w:" the walk of life a present role belongs to (politics, sport, the stage, ...), "t:"
a trade or an office, "n:" a name in the role ("Ohio", "Starbucks").
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from store.ingest.people.lexicon import load_lexicon
from store.text.fold import fold

_WORD = re.compile(r"[\w-]+")
# People pass between these and stay themselves: a senator was a lawyer once.
_OPEN = frozenset("politics law trade press arms learning medicine crime".split())
# A longer role is a clause, and its names are others'.
_MOST_WORDS = 9
_SHORTEST_NAME = 3
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class _Table:
    walks: Mapping[str, str]
    trades: frozenset[str]
    same: Mapping[str, str]
    past: frozenset[str]


def marks_of(roles: Iterable[str]) -> frozenset[str]:
    """The marks of all these roles, as the articles word them."""
    table, lex = _table(), load_lexicon()
    marks: set[str] = set()
    for role in roles:
        words = _WORD.findall(role)
        if len(words) > _MOST_WORDS:
            continue
        is_past = any(fold(word) in table.past for word in words)
        for word in words:
            folded = fold(word)
            trade = table.same.get(folded, folded)
            walk = table.walks.get(trade)
            if walk is not None and not is_past:
                marks.add("w:public" if walk in _OPEN else f"w:{walk}")
            if trade in table.trades:
                marks.add(f"t:{trade}")
            elif walk is None and word[0].isupper() and len(word) >= _SHORTEST_NAME:
                is_told = folded in lex.alone or folded in lex.roles or folded in lex.other
                if not is_told or folded in lex.places:
                    marks.add(f"n:{folded}")
    return frozenset(marks)


def shared(mine: AbstractSet[str], theirs: AbstractSet[str]) -> int:
    """How many trades and names two sets of marks share."""
    return sum(mark[0] != "w" for mark in mine & theirs)


def disagree(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two sets of marks plainly belong to two people.

    Both name walks of life, none is in both, and they share no trade and no name either.
    """
    walks, others = _walks_in(mine), _walks_in(theirs)
    return bool(walks and others) and walks.isdisjoint(others) and not shared(mine, theirs)


@lru_cache(maxsize=_REMEMBERED)
def _walks_in(marks: frozenset[str]) -> frozenset[str]:
    """Remembered: somebody often named has dozens of marks, and is compared again and again."""
    return frozenset(mark for mark in marks if mark[0] == "w")


@cache
def _table() -> _Table:
    source = tomllib.loads(files(__package__).joinpath("walks.toml").read_text(encoding="utf-8"))
    walks = {word: walk for walk, words in source["walks"].items() for word in words.split()}
    trades = {*walks, *source["trades"]["more"].split()} - {*source["trades"]["common"].split()}
    return _Table(
        walks=walks,
        trades=frozenset(trades),
        same=source["same"],
        past=frozenset(source["past"]["words"].split()),
    )


@cache
def no_organisations() -> frozenset[str]:
    """Folded words that name no organisation by themselves, though roles give them a capital."""
    lex = load_lexicon()
    told = lex.titles | lex.roles | lex.modifiers | lex.openers | lex.other | lex.places
    return frozenset(map(fold, (told | lex.place_heads | lex.offices) - lex.organisations))
