"""Finds the name in a run of capitals: after openers, titles and offices, before the rest.

"But President Barack Obama" names "Barack Obama"; "Jeb Lee of Ohio" names "Jeb Lee".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.ingest.people.lexicon import ENDS_FOR_GOOD, ROMAN, Lexicon, load_lexicon

_ARTICLES = frozenset("der den het".split())  # no particles by themselves: "Art der Frage"
_TRADE_AND_NAME = 3  # words of "Baker Ann Lee"
_MOST_LETTERS = 3  # of an acronym such as "QB" or "MSU"


def bare(word: str) -> str:
    """A word in lower case without the stops and commas behind it."""
    return word.rstrip(".,").lower().replace("’", "'")


def find_name(
    low: list[str], words: Sequence[str], *, opens_sentence: bool
) -> tuple[int, int, int]:
    """(where titles begin, where the name begins, where it ends) among the tokens of a run.

    `low` are the tokens bare and stemmed, `words` as written. Where there is no name, it is empty.
    """
    lex = load_lexicon()
    if len(low) == 2 and _is_bare_pair(low[0], low[1], lex):
        return 0, 0, 2
    title_at, last = _trimmed(low, lex, opens_sentence=opens_sentence)
    if title_at >= last:
        return title_at, last, last
    first = _after_titles(low, title_at, last, lex)
    if opens_sentence and first == title_at and _is_trade_before(low, first, last, lex):
        first += 1
    while title_at < first < last - 1 and low[first] in lex.openers:
        first += 1
    first = _after_acronyms(low, words, first, last, lex)
    first, last = _around_offices(low, first, last, lex)
    while first < last - 1 and low[first] == low[first + 1]:
        if last - first > 2 and low[first] not in lex.common:
            break
        first += 1  # "Jim Jim Lee", "Lee Lee"
    return title_at, first, max(first, _cut(low, words, first, last, lex))


def _is_bare_pair(word: str, other: str, lex: Lexicon) -> bool:
    """Whether nothing is to be taken from two tokens, as from most: neither is in a table."""
    return (
        word not in lex.edges
        and other not in lex.edges
        and word != other
        and not _is_compound_title(word, lex)
    )


def _trimmed(low: list[str], lex: Lexicon, *, opens_sentence: bool) -> tuple[int, int]:
    """The tokens of a run without openers at its front and days and peoples at its end."""
    first, last = 0, len(low)
    while last and low[last - 1] in lex.other and low[last - 1] not in ROMAN:
        if last == 2 and low[0] in lex.common and low[0] not in lex.openers:
            break  # "Dawn French", not "On Friday"
        last -= 1
    while first < last and (low[first] in lex.openers or low[first] in lex.agencies):
        is_named = low[first] in lex.given and not opens_sentence
        if last - first > 1 and (is_named or low[first] in lex.place_heads):
            break
        first += 1
    return first, last


def _after_titles(low: list[str], first: int, last: int, lex: Lexicon) -> int:
    """Finds the start of the name: after the last title, or at a known given name."""
    name_at = first
    in_office = False  # inside "Secretary of State"
    reading = True
    for i in range(first, last - 1):
        word = low[i]
        if word in lex.titles or _is_compound_title(word, lex) or is_role(word, lex):
            is_name_next = lex.given.get(low[i + 1]) is not None
            # "Dean Lee" and "Star Jones" have a given name, "Dean Ann Lee" a title
            names = lex.common if word in lex.titles else lex.given
            if is_name_next or (reading and word not in names):
                name_at = i + 1
        elif word == "of":
            in_office = first < name_at == i
        elif in_office and (
            word in lex.modifiers or word in lex.places or word in lex.institutions
        ):
            name_at = i + 1
        elif not (_describes(word, lex) or (i > first and low[i - 1] in lex.place_heads)):
            reading = False
    while first < name_at < last - 2 and low[name_at] in lex.places:
        name_at += 1  # "Президент США Дональд Трамп"
    if name_at == first and lex.given.get(low[first]) is None:
        for i in range(first + 1, last - 1):
            if not all(_describes(w, lex) or w == "of" for w in low[first:i]):
                break
            if lex.given.get(low[i]) is not None and low[i - 1] not in lex.place_heads:
                return i
    return name_at


# Endings of English nouns for who does something.
_TRADE = re.compile(r".{3,}(?:er|or|ist|man|woman|person|ian|eer)")


def _is_trade_before(low: list[str], first: int, last: int, lex: Lexicon) -> bool:
    """Whether a sentence opens with a trade and then a full name: "Baker Ann Lee"."""
    word = low[first]
    if last - first < _TRADE_AND_NAME or word in lex.common or low[first + 1] not in lex.common:
        return False
    return word in lex.roles or (word not in lex.given and _TRADE.fullmatch(word) is not None)


def title_start(low: list[str], title_at: int, first: int) -> int:
    """Finds the start of the title before a name: "Ann Lee President" is a byline and a title."""
    lex = load_lexicon()
    for i in range(first - 1, title_at - 1, -1):
        word = low[i]
        is_of_title = (
            word in lex.titles
            or word == "of"
            or word in lex.particles
            or _is_compound_title(word, lex)
            or is_role(word, lex)
            or (_describes(word, lex) and word not in lex.agencies)
            or (i > title_at and low[i - 1] in lex.place_heads)
        )
        if not is_of_title and lex.given.get(low[title_at]) is not None:
            return i + 1
    return title_at


def _describes(word: str, lex: Lexicon) -> bool:
    return word in lex.describing


def _after_acronyms(
    low: list[str], words: Sequence[str], first: int, last: int, lex: Lexicon
) -> int:
    """Past "Hall-of-Fame QB" and the like, where a given name and more follow."""
    for i in range(first + 1, last - 2):
        acronym = words[i].isupper() and words[i].isalpha() and 1 < len(words[i]) <= _MOST_LETTERS
        if acronym and lex.given.get(low[i + 1]) is not None:
            return i + 1
    return first


def _around_offices(low: list[str], first: int, last: int, lex: Lexicon) -> tuple[int, int]:
    """The name behind an office inside the run ("Leeds Mayor Xyko Brundt").

    Before it where a full name already stands there.
    """
    for i in range(last - 2, first, -1):
        if low[i] not in lex.offices:
            continue
        is_named = lex.given.get(low[first]) is not None and i - first > 1
        if is_named and lex.institutions.isdisjoint(low[first:i]):
            stop = i
            while stop - first > 2 and low[stop - 1] in lex.modifiers:
                stop -= 1  # "Ann Lee Vice President Bob Ray"
            return first, stop
        return i + 1, last
    return first, last


def _cut(low: list[str], words: Sequence[str], first: int, last: int, lex: Lexicon) -> int:
    """Finds a name's end before the run's: "Jeb Lee of Ohio", "Woman Who Accused Lee"."""
    for i in range(first + 1, last):
        word = low[i]
        if words[i].islower() and i + 1 < last and _leads_surname(low, first, i, lex):
            continue  # "Willem van den Berg"
        if words[i].islower() and word in lex.particles and i - first > 1:
            return i  # "Ann Lee von der Post"
        if word in ENDS_FOR_GOOD:
            return i
        if word in lex.openers and word not in lex.given and len(word) > 2:
            # "Francis Lee Best Bridge" is a bridge
            return i if lex.institutions.isdisjoint(low[i + 1 : last]) else first
        if (word in lex.suffixes and i - first > 1) or (word in ROMAN and len(word) > 1):
            return i + 1
        repeats = word in low[first:i] and low[i - 1] not in lex.particles
        if i - first > 1 and (repeats or _is_place_behind(low, i, last, lex)):
            # "Ann Lee Bob Lee" are two; in "Ann Lee Iran" the headline goes on
            return i - 1 if low[i] == low[i - 2] and i - first > 2 else i
    return first if low[first] == "of" else last


def _leads_surname(low: list[str], first: int, at: int, lex: Lexicon) -> bool:
    """Whether a particle stands behind given names alone, so that a surname is still to come."""
    if low[at] not in lex.particles or (low[at] in _ARTICLES and low[at - 1] not in lex.particles):
        return False
    names = [word for word in low[first:at] if word not in lex.particles]
    if len(names) > 1 and not lex.institutions.isdisjoint(low[at + 1 :]):
        return False
    return all(len(word) == 1 or lex.given.get(word) for word in names)


def _is_place_behind(low: list[str], at: int, last: int, lex: Lexicon) -> bool:
    before = low[at - 1]
    is_named = before not in lex.given and before not in lex.particles and len(before) > 1
    return low[at] in lex.places and is_named and lex.institutions.isdisjoint(low[at + 1 : last])


def is_role(word: str, lex: Lexicon) -> bool:
    """Whether a capital word is what someone does ("Billionaire"), not a given name."""
    return word in lex.roles and (word not in lex.given or word in lex.ambiguous)


def _is_compound_title(word: str, lex: Lexicon) -> bool:
    """German "SPD-Chef", "Bundesaußenminister"; English "co-chairman"."""
    return ("-" in word and word.rsplit("-", 1)[1] in lex.titles) or (
        len(word) > 8 and word.endswith(lex.compound_heads)
    )


def beside_nouns(low: list[str], first: int, last: int, language: str) -> tuple[int, int]:
    """The name among other nouns with a capital, in languages that set them beside names.

    German "Verteidiger Hugo Lind", "Hugo Linds Politik"; Russian "Кравцова Ирина Баранова" after an
    office, whose town comes first.
    """
    lex = load_lexicon()
    while first < last - 1 and low[first] in lex.particles:
        first += 1
    if first >= last or (first == last - 1 and first and low[first - 1] in lex.particles):
        return last, last  # "Bürgermeisterin von Köln"
    if lex.given.get(low[first]) is None and not _is_initial(low[first]):
        for i in range(first + 1, last - 1):
            is_noun = language == "ru" or _DESCRIBES.search(low[i - 1]) is not None
            if (lex.given.get(low[i]) is not None or _is_initial(low[i])) and is_noun:
                first = i
                break
        else:
            if _ADJECTIVE.search(low[first]) and last - first > 1:
                return last, last
    if language == "de":
        for i in range(first + 2, last):
            if is_owner(low, i) and lex.given.get(low[first]) is not None:
                return first, i
    return first, last


def _is_initial(word: str) -> bool:
    """Whether a word is one initial or two in a row, in Cyrillic: "А.", "А.С."."""
    return word[0] >= "Ѐ" and len(word.replace(".", "")) <= word.count(".") + 1


# German nouns of people, and adjectives of both languages (Russian ones without their endings).
_DESCRIBES = re.compile(
    r"(?:er|erin|en|ern|te|ten|ent|enten|ist|isten|or|in|mann|chef|back|end)$|-"
)
_ADJECTIVE = re.compile(r"(?:(?:isch|lich|ig|sch)e[nrsm]?|ск|цк)$")
_SHORTEST_OWNER = 4


def is_owner(low: list[str], at: int) -> bool:
    """Whether the word before `at` ends in a German owner's s, and what is owned follows."""
    return (
        at < len(low)
        and low[at - 1].endswith("s")
        and not low[at - 1].endswith("ss")
        and len(low[at - 1]) >= _SHORTEST_OWNER
        and low[at] not in load_lexicon().particles
    )
