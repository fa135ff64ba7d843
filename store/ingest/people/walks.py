"""Which walk of life a role belongs to: politics, sport, the stage, ..."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[\w-]+")
# People pass between these and stay themselves: a senator was a lawyer once.
_OPEN = frozenset("politics law trade press arms learning medicine crime".split())


def walks_of(roles: Iterable[str]) -> frozenset[str]:
    """The walks of life that `roles` name; those that people pass between count as one."""
    table = _load_walks()
    words = (word for role in roles for word in _WORD.findall(role.casefold()))
    found = {table[word] for word in words if word in table}
    return frozenset("public" if walk in _OPEN else walk for walk in found)


@cache
def _load_walks() -> Mapping[str, str]:
    source = files(__package__).joinpath("walks.toml").read_text(encoding="utf-8")
    return {word: walk for walk, words in tomllib.loads(source).items() for word in words.split()}
