"""Runs of capitalised words, and what of each run can be a person's name.

A run is read without its surroundings, so that one reading serves every place it stands in.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import accumulate
from typing import NamedTuple

from store.ingest.people.lexicon import ROMAN, Gender, Lexicon, load_lexicon, stem
from store.ingest.people.trimming import (
    bare,
    beside_nouns,
    find_name,
    is_owner,
    is_role,
    title_start,
)

_UPPER = "".join(chr(c) for c in range(0x41, 0x530) if chr(c).isupper() or chr(c).istitle())
_BLANK = "[ \u00a0]"
# What follows the first letter of "Mr.", "Sen.", "Gov." and their like: a run is found by its first
# capital alone, which keeps the search fast.
_ABBREVIATED = (
    "r|rs|s|x|rof|en|ens|ep|eps|ov|ovs|t|ol|aj|apt|mdr|dm|gt|ev|on|res|mb|tty|upt|pl|vt|rig|llr"
    "|ipl|ng|me|ra"
)
_REST = (
    rf"(?:\.(?:[{_UPPER}]\.)*|(?:{_ABBREVIATED})\.|\w*(?:['’](?!s(?:\b|[{_UPPER}]))\w+|[-‑]\w+)*)"
)
_PARTICLE = (
    r"(?:de|da|dal|dalla|degli|dei|del|dell|della|di|do|dos|das|du|la|las|le|lo|los|van|von|vom|der"
    r"|den|ter|ten|te|op|het|'t|’t|bin|bint|ibn|ben|al|el|ul|zu|zum|zur|af|av|of)"
)
_INSIDE = rf"(?:(?:al|el|as|ad|an|ash|at|az|ul)[-‑]|(?:[dl]|dell)['’])?[{_UPPER}]{_REST}"
RUN = re.compile(
    rf"[{_UPPER}](?<![\w@#&/.][{_UPPER}]){_REST}(?:{_BLANK}(?:{_PARTICLE}{_BLANK}){{0,3}}{_INSIDE})*"
    rf"(?:,{_BLANK}(?:Jr|Sr)\b\.?)?"
)
_PARTY = re.compile(r"[DRI]-[A-Z]")
_COMPOUNDS = (
    "-based",
    "-born",
    "-led",
    "-area",
    "-era",
    "-backed",
    "-owned",
    "-style",
    "-run",
    "-day",
)
_PARTICIPLE = re.compile(r"-[a-z]+(?:ing|ed)$")
_DIGIT = re.compile(r"\d")
_MOST_WORDS = 5
_INITIALS = 2  # of a Russian name: given name and patronymic
# Runs kept as read, in each memory: some 10 MB.
MOST_RUNS = 1 << 14
_CYRILLIC = "Ѐ"


class RunName(NamedTuple):
    """The name in a run, with offsets from the run's start.

    `words` are its name's words, particles included and the suffix apart. `title` is the stretch of
    titles before the name, None where there is none. `given` is the gender the first word tells,
    None where it is no known given name. `is_sure` tells that the words alone make it a person's.
    """

    start: int
    stop: int
    words: tuple[str, ...]
    keys: tuple[str, ...]
    suffix: str
    title: tuple[int, int] | None
    title_words: tuple[str, ...]
    given: Gender | None
    is_sure: bool
    is_full: bool


class Readings(dict[str, RunName | None]):
    """Maps any run to the name in it, None for none. Emptied at `most_runs`."""

    def __init__(self, read: Callable[[str], RunName | None], most_runs: int = MOST_RUNS) -> None:
        super().__init__()
        self._read = read
        self._most_runs = most_runs

    def __missing__(self, run: str) -> RunName | None:
        if len(self) >= self._most_runs:
            self.clear()
        name = self[run] = self._read(run)
        return name


@cache
def words_read() -> Mapping[str, RunName | None]:
    """Any run of one word, as most are, to the name it is, None for none.

    A look-up costs what a dictionary costs, here as in `runs_read`.
    """
    return Readings(_read_word)


@cache
def runs_read(language: str, *, opens_sentence: bool) -> Mapping[str, RunName | None]:
    """Any run of more words to the name in it: see `read_run`."""
    return Readings(partial(read_run, language=language, opens_sentence=opens_sentence))


def read_run(run: str, *, language: str, opens_sentence: bool) -> RunName | None:
    """The name in a run of two words or more, or None where it names no person.

    `opens_sentence` tells that the run's first word has its capital from its place. `language` is
    "de", where every noun has a capital, "ru", where names are inflected, or "".
    """
    lex = load_lexicon()
    spaced = run.replace("\u00a0", " ")
    tokens, low = spaced.split(" "), bare(spaced).split(" ")
    if "." in run or "," in run:
        low = [word.rstrip(".,") for word in low]
    if not run.isascii():
        low = [stem(word) for word in low]
    title_at, first, last = find_name(low, tokens, opens_sentence=opens_sentence)
    if language:
        first, last = beside_nouns(low, first, last, language)
    if first >= last or " ".join(low[title_at:last]) in lex.lookalikes:
        return None
    title = low[title_at:first]
    if "of" in title and last - first == 1 and title[-1] in lex.institutions:
        return None
    suffix = ""
    # "Elizabeth II" has no other surname to be known by
    fewest = 2 if low[last - 1] in ROMAN else 1
    if last - first > fewest and low[last - 1] in lex.suffixes:
        suffix = tokens[last - 1]
        last -= 1
    words = [token.rstrip(",") for token in tokens[first:last]]
    keys = low[first:last]
    if language == "de" and len(keys) > 1 and is_owner(low, last):
        # "Angela Merkels Politik" names "Angela Merkel"
        words[-1], keys[-1] = words[-1][:-1], keys[-1][:-1]
    if keys[-1] in ROMAN:
        words[-1] = words[-1].rstrip(".")
    if not _can_be_name(words, keys, lex):
        return None
    title_at = title_start(low, title_at, first)
    title = low[title_at:first]
    # "Billionaire Lee": before one word, a role tells less than an office
    has_title = bool(title) and (len(words) > 1 or not lex.titles.isdisjoint(title))
    given = lex.gender_of_given(keys[0])
    starts = [0, *accumulate(len(token) + 1 for token in tokens)]
    return RunName(
        start=starts[first],
        stop=starts[last + 1] - 1 if suffix else starts[last - 1] + len(words[-1]),
        words=tuple(words),
        keys=tuple(sys.intern(k) for k in keys),
        suffix=suffix,
        title=(starts[title_at], starts[first] - 1) if has_title else None,
        title_words=tuple(title),
        given=given,
        is_sure=(given is not None and _is_sure(keys, lex)) or _has_initials(keys),
        is_full=len(words) > 1,
    )


def _read_word(run: str) -> RunName | None:
    lex = load_lexicon()
    word = run.rstrip(",")
    key = bare(word)
    if not key.isascii():
        key = stem(key)
    if key in lex.alone or key in lex.other or word.isupper() or _is_foreign(word):
        return None
    given = lex.gender_of_given(key)
    is_sure = given is not None and _is_sure([key], lex)
    return RunName(
        0,
        len(word),
        (word,),
        (sys.intern(key),),
        "",
        None,
        (),
        given,
        is_sure,
        is_full=False,
    )


def _has_initials(keys: list[str]) -> bool:
    """Whether two initials stand before a Russian surname: "А. С. Орлова"."""
    *first, last = keys
    initials = "".join(first).replace(".", "")
    return len(initials) == _INITIALS and first[0][0] >= _CYRILLIC and len(last) > _INITIALS


def _is_sure(keys: list[str], lex: Lexicon) -> bool:
    """Whether a known given name and what follows it are a person's and hardly a thing's."""
    first, last = keys[0], keys[-1]
    if first in lex.places or first in lex.things:
        return False
    if first in lex.common or first[0] >= _CYRILLIC:
        is_thing = last in lex.nouns and len(keys) > 2
        return not is_thing and not (first in lex.openers and last in lex.places)
    if last in lex.nouns or last in ROMAN:
        return False
    return first not in lex.ambiguous or (last not in lex.ambiguous and last not in lex.places)


def _can_be_name(words: list[str], low: list[str], lex: Lexicon) -> bool:
    if (
        sum(word[0].isupper() for word in words) > _MOST_WORDS
        or low[0] in lex.other
        or any(map(_is_foreign, words))
    ):
        return False
    if len(words) == 1:
        return not words[0].isupper() and low[0] not in lex.alone
    # "Willem van den Berg": behind a given name and a particle, a word for a place is a surname
    is_surname = words[-2].islower() and low[-2] in lex.particles and low[0] in lex.given
    if not is_surname and (not lex.institutions.isdisjoint(low[1:]) or low[-1] in lex.streets):
        return False
    if words[-1].isupper() and low[-1] not in ROMAN:
        return False
    if is_role(low[-1], lex) or (low[-1] in lex.openers and len(low[-1]) > 2):
        return False
    is_common = low[0] in lex.common
    if not is_common and (low[0] in lex.place_heads or _is_compounded(low, lex)):
        return False
    known = is_common or (lex.given.get(low[0]) is not None and low[0] not in lex.ambiguous)
    if low[-1] in lex.nouns and not known:
        return False
    return known or not (
        low[0] in lex.institutions
        or low[0] in lex.things
        or any(word in lex.places for word in low)
        or any(word in lex.other for word in low[1:])
    )


def _is_compounded(low: list[str], lex: Lexicon) -> bool:
    """Whether a hyphen joins what nobody is called: "Low-income", "Post-Dispatch"."""
    front, back = low[0].rsplit("-", 1)[1:], low[-1].split("-")[1:]
    return (bool(front) and front[0] in lex.nouns) or (
        bool(back) and not lex.institutions.isdisjoint(back)
    )


def _is_foreign(word: str) -> bool:
    """Whether a word is none of a name: an acronym, a number, "Tampa-based", "D-Ohio"."""
    if word.isalpha():
        return len(word) > 3 and word.isupper()
    return (
        (len(word) > 3 and word.isupper() and "." not in word)
        or _DIGIT.search(word) is not None
        or _PARTY.match(word) is not None
        or word.endswith(_COMPOUNDS)
        or _PARTICIPLE.search(word) is not None
    )
