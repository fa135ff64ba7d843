"""When a person of one article is a person of another.

The rule: the same full name joins (middle names and initials may be missing, a nickname may stand
for its long form, case and accents of capitals do not count), unless the suffix differs (Jr. and
none) or both have roles and the roles plainly disagree. Roles plainly disagree when both name a
trade and the trades belong to different walks of life ("a linebacker" and "a professor of law").
One word alone, surname or given name, joins nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from store.ingest.people.lexicon import load_lexicon, stem
from store.ingest.people.walks import walks_of


def same_person(a_name: str, a_roles: Sequence[str], b_name: str, b_roles: Sequence[str]) -> bool:
    """Whether two entries, each a full name and the roles an article gave it, are one person."""
    a, a_suffix = _split(a_name)
    b, b_suffix = _split(b_name)
    if len(a) < 2 or len(b) < 2 or a_suffix != b_suffix or a[-1] != b[-1]:
        return False
    if not _given_agree(a[0], b[0]) or not _middles_agree(a[1:-1], b[1:-1]):
        return False
    mine, theirs = walks_of(a_roles), walks_of(b_roles)
    return not (mine and theirs) or bool(mine & theirs)


def _split(name: str) -> tuple[list[str], str]:
    lex = load_lexicon()
    words = [w.strip(".,").casefold().replace("’", "'") for w in name.replace(",", " ").split()]
    suffix = ""
    if len(words) > 1 and words[-1] in lex.suffixes:
        suffix = words.pop()
    return [stem(w) for w in words if w], suffix


def _given_agree(a: str, b: str) -> bool:
    nicknames = load_lexicon().nicknames
    return a == b or (a, b) in nicknames or (b, a) in nicknames


def _middles_agree(a: list[str], b: list[str]) -> bool:
    return all(
        x == y or ((len(x) == 1 or len(y) == 1) and x[0] == y[0])
        for x, y in zip(a, b, strict=False)
    )
