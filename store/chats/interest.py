"""Defines interests: the words, phrases, people and publishers an article must have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Interest:
    """Conditions on an article: it must have all that is named here and nothing of `without`.

    All of it is as it was typed. `words` may be inflected, `phrases` stand as they are, in headline
    or text. The words of `person` stand in the name of one person the article names; those of
    `publisher` and `byline` stand together in theirs.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    person: str = ""
    publisher: str = ""
    byline: str = ""
    without: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that an article could have."""
        return not (self.words or self.phrases or self.person or self.publisher or self.byline)


# A follow asks for any one of these.
Interests = tuple[Interest, ...]


def dump_interests(interests: Sequence[Interest]) -> str:
    """Interests as text; equal interests as equal text."""
    rows = [{k: v for k, v in asdict(one).items() if v} for one in interests]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_interests(text: str) -> Interests:
    """Interests again."""
    return tuple(map(_load, json.loads(text)))


def _load(row: dict[str, Any]) -> Interest:
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    return Interest(**fields)
