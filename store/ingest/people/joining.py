"""When a person of one article is a person of another. docs/people.md has the rule in words.

One name, written the same way but for case, accents and hyphens, is one person unless the roles
plainly disagree. Two ways of writing a name (a middle name missing, a nickname, a numeral dropped)
are one person where the roles agree or the surname is rare, and nobody else fits as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from store.ingest.people.lexicon import ROMAN, load_lexicon, stem
from store.ingest.people.walks import disagree, marks_of, shared
from store.rows.known_people import Entry
from store.text.fold import fold
from store.text.words import find_words

# Dropped more often than not, where the surname and the rest tell enough.
_DROPPED = frozenset({"", "iii", "iv"})
# A name in an eighth of the articles of another (weights are logarithms) may be its misprint.
_HARDLY = 3
# Trades and names shared in roles, for a surname that very many bear.
_ENOUGH = 2
# Names (and pairs of names) remembered, each some 400 bytes, in every process that adds.
_REMEMBERED = 1 << 14
# Stands for the surname of those who are known by a given name alone.
_NO_SURNAME = "*"


@dataclass(frozen=True, slots=True)
class Parts:
    """A full name taken apart; words folded, Russian ones without their case endings.

    `last` is "*" for who has none ("Elizabeth II", "Prince Harry"), `suffix` a numeral or "jr".
    """

    title: str
    given: str
    middles: tuple[str, ...]
    last: str
    suffix: str


@lru_cache(maxsize=_REMEMBERED)
def parts_of(name: str) -> Parts | None:
    """The parts of a name; None for one word alone, which joins nobody."""
    lex = load_lexicon()
    words = [stem(word) for word in _words(name)]
    title = words.pop(0) if len(words) > 1 and words[0] in lex.mononyms else ""
    suffix = ""
    if len(words) > 1 and (words[-1] in lex.suffixes or words[-1] in ROMAN):
        suffix = words.pop()
    if len(words) > 1:
        return Parts("", words[0], tuple(words[1:-1]), words[-1], suffix)
    if words and (title or suffix in ROMAN):
        return Parts(title, words[0], (), _NO_SURNAME, suffix)
    return None


@lru_cache(maxsize=_REMEMBERED)
def _folded(name: str) -> str:
    return " ".join(stem(word) for word in _words(name))


def _words(name: str) -> list[str]:
    """The folded words of a name, initials in a row as one ("J.B." is "JB")."""
    words: list[str] = []
    open_initials = False
    for word in filter(None, map(fold, find_words(name))):
        is_initial = len(word) == 1
        if is_initial and open_initials:
            words[-1] += word
        else:
            words.append(word)
        open_initials = is_initial
    return words


def is_variant(a: Parts, b: Parts) -> bool:
    """Whether the two could be names of one person; the same name is a variant of itself."""
    if a.last != b.last or not _given_agree(a.given, b.given):
        return False
    if a.suffix != b.suffix and not ({a.suffix, b.suffix} <= _DROPPED):
        is_numeral = a.last == _NO_SURNAME and "" in (a.suffix, b.suffix)
        if not is_numeral:
            return False
    if a.last == _NO_SURNAME and a.title != b.title:
        # "Queen Ida" may be "Ida II", "Princess Ida" hardly
        numbered = a.suffix or b.suffix
        return bool(numbered) and not {a.title, b.title} - load_lexicon().sovereigns - {""}
    shorter, longer = sorted((a.middles, b.middles), key=len)
    rest = iter(longer)
    return all(any(_middle_agrees(x, y) for y in rest) for x in shorter)


@lru_cache(maxsize=_REMEMBERED)
def _may_be_one(name: str, other: str) -> bool:
    """`is_variant` of the names' parts, remembered: those of one key are compared again and again.

    A word alone is nobody's variant.
    """
    a, b = parts_of(name), parts_of(other)
    return a is not None and b is not None and is_variant(a, b)


def _given_agree(a: str, b: str) -> bool:
    nicknames = load_lexicon().nicknames
    return a == b or (a, b) in nicknames or (b, a) in nicknames


def _middle_agrees(a: str, b: str) -> bool:
    return a == b or ((len(a) == 1 or len(b) == 1) and a[0] == b[0])


class Joining:
    """The rule, as the rows of people ask for it (`store.rows.known_people.JoiningRule`)."""

    def full_name(self, name: str, roles: Sequence[str]) -> str | None:
        """The name an entry goes by: with its title where it is a sovereign's.

        None for a bare word.
        """
        if parts_of(name) is not None:
            return name
        mononyms = load_lexicon().mononyms
        for role in roles:
            title = role.rsplit(maxsplit=1)[-1]
            if fold(title) in mononyms and parts_of(f"{title} {name}") is not None:
                return f"{title} {name}"
        return None

    def folded(self, name: str) -> str:
        """Gives the key of spellings of a name that differ by case, accents or hyphens alone."""
        return _folded(name)

    def key(self, name: str) -> str:
        """Gives the key that all variants of a name share, and few other names."""
        parts = parts_of(name)
        if parts is None:
            return ""
        return f"{load_lexicon().roots.get(parts.given, parts.given)[:12]} {parts.last}"

    def marks(self, roles: Sequence[str]) -> frozenset[str]:
        """Reads the roles for marks of who it is."""
        return marks_of(roles)

    def disagree(self, mine: frozenset[str], theirs: frozenset[str]) -> bool:
        """Whether these marks belong to two people."""
        return disagree(mine, theirs)

    def grouped(self, entries: Sequence[Entry]) -> Mapping[int, int]:
        """Each entry's id → the id of the entry it is joined to: the one of most weight.

        The same whatever order the entries come in. An entry that could be either of two people
        who are not each other is joined to neither.
        """
        ranked = sorted(entries, key=lambda e: (-e.weight, -len(e.name), e.folded, e.id))
        near: dict[int, list[Entry]] = {one.id: [] for one in ranked}
        for one, other in combinations(ranked, 2):
            if _is_one_person(one, other):
                near[one.id].append(other)
                near[other.id].append(one)
        groups: list[list[Entry]] = []
        for entry in ranked:
            found = None
            if not _is_torn(near[entry.id]):
                found = next(
                    (
                        group
                        for group in groups
                        if any(one in near[entry.id] for one in group)
                        and all(_can_be(entry, one) for one in group)
                    ),
                    None,
                )
            if found is None:
                groups.append([entry])
            else:
                found.append(entry)
        return {entry.id: group[0].id for group in groups for entry in group}


def _is_torn(near: Sequence[Entry]) -> bool:
    """Whether two of those an entry could be are two people, and neither hardly ever named."""
    return any(
        not _can_be(a, b) and abs(a.weight - b.weight) < _HARDLY for a, b in combinations(near, 2)
    )


def _can_be(a: Entry, b: Entry) -> bool:
    return _may_be_one(a.name, b.name) and not disagree(a.marks, b.marks)


def _is_one_person(a: Entry, b: Entry) -> bool:
    """Whether two entries are one person, by their names and marks alone."""
    if not _can_be(a, b):
        return False
    if a.folded == b.folded:
        return True
    mine, theirs = parts_of(a.name), parts_of(b.name)
    if mine is None or theirs is None:
        return False
    evidence = shared(a.marks, b.marks)
    if mine.last == _NO_SURNAME:
        return evidence > 0
    if mine.last in load_lexicon().surnames:
        return evidence >= _ENOUGH
    return evidence > 0 or (len(mine.given) > 1 and len(theirs.given) > 1)
