"""Finds the few of thousands of follows that an article could be for.

Every interest is filed under the rarest of the words it needs, and an article looks up its own
words: the ranked key method of Yan & García-Molina, "Index structures for selective dissemination
of information under the Boolean model" (ACM TODS 19(2), 1994). What is found so is then held
against the article word by word, so that the index decides about speed and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from store.chats.interest import Interest, Interests, dump_interests, load_interests
from store.chats.wording import Word, Wording, Words, folded_line, word_of, words_of
from store.text.fold import fold
from store.text.words import grams, is_unspaced


@dataclass(frozen=True, slots=True)
class Prepared:
    """An interest whose words are ready to be looked for."""

    words: tuple[Word, ...]
    phrases: tuple[str, ...]
    person: tuple[Word, ...]
    publisher: str
    byline: str
    without: tuple[Word, ...]


def prepare(interest: Interest) -> Prepared:
    """Make an interest ready."""
    return Prepared(
        words=tuple(word for typed in interest.words for word in words_of(typed)),
        phrases=tuple(line for line in map(folded_line, interest.phrases) if line.strip()),
        person=words_of(interest.person),
        publisher=folded_line(interest.publisher).strip(),
        byline=folded_line(interest.byline).strip(),
        without=tuple(word for typed in interest.without for word in words_of(typed)),
    )


def is_met(prepared: Prepared, wording: Wording, words: Words) -> bool:
    """Whether an article has everything an interest asks for."""
    if not (
        prepared.words
        or prepared.phrases
        or prepared.person
        or prepared.publisher
        or prepared.byline
    ):
        return False
    return (
        (not prepared.publisher or f" {prepared.publisher} " in wording.publisher)
        and (not prepared.byline or f" {prepared.byline} " in wording.byline)
        and all(words.has(wording, word) for word in prepared.words)
        and all(_has_phrase(wording, phrase) for phrase in prepared.phrases)
        and (not prepared.person or words.names(wording, prepared.person))
        and not any(words.has(wording, word) for word in prepared.without)
    )


class FollowIndex:
    """Follows by number, ready to be asked about one article after the other. For one thread.

    `how_common` says of a folded word how much of the archive has it; it is asked once.

    It is made of strings and numbers alone: of objects there would be a hundred thousand, and each
    time Python's collector went through them everything else would stand still.
    """

    def __init__(
        self,
        follows: Iterable[tuple[int, Interests]],
        words: Words,
        how_common: Callable[[frozenset[str]], dict[str, int]],
    ) -> None:
        self._words = words
        same: dict[str, list[int]] = {}
        for number, interests in follows:
            for interest in interests:
                same.setdefault(dump_interests((interest,)), []).append(number)
        # An interest that many follow is compared with an article once.
        self._interests = list(same)
        self._numbers = [tuple(numbers) for numbers in same.values()]
        wanted = [tuple(w.typed for w in _keys(_prepared(text))) for text in self._interests]
        counts = how_common(frozenset(fold(typed) for keys in wanted for typed in keys))
        self._keys: dict[str, tuple[int, ...]] = {}
        self._publishers: dict[str, tuple[int, ...]] = {}
        self._unfiled: list[int] = []
        for place, keys in enumerate(wanted):
            publisher = "" if keys else _prepared(self._interests[place]).publisher
            if keys:
                rarest = min(keys, key=lambda typed: (counts.get(fold(typed), 0), -len(typed)))
                self._keys[rarest] = (*self._keys.get(rarest, ()), place)
            elif publisher:
                self._publishers[publisher] = (*self._publishers.get(publisher, ()), place)
            else:
                self._unfiled.append(place)
        self._by_language: dict[str, dict[str, tuple[int, ...]]] = {}

    def match(self, wording: Wording) -> set[int]:
        """The numbers of the follows an article is for."""
        filed = self._by_language.get(wording.language)
        if filed is None:
            filed = self._by_language[wording.language] = self._file(wording.language)
        places = set(self._unfiled)
        for forms in (wording.forms, wording.named, wording.sounds):
            for form in forms & filed.keys():
                places.update(filed[form])
        for publisher, listed in self._publishers.items():
            if f" {publisher} " in wording.publisher:
                places.update(listed)
        found: set[int] = set()
        for place in places:
            if is_met(_prepared(self._interests[place]), wording, self._words):
                found.update(self._numbers[place])
        return found

    def _file(self, language: str) -> dict[str, tuple[int, ...]]:
        """Every form under which an article in `language` may have a key word → its places."""
        filed: dict[str, tuple[int, ...]] = {}
        for typed, places in self._keys.items():
            word = word_of(typed)
            for form in {*self._words.forms(word, language), *word.sounds}:
                filed[form] = (*filed.get(form, ()), *places)
        return filed


@lru_cache(maxsize=4_000)
def _prepared(text: str) -> Prepared:
    """The interest kept as `text`, ready. What articles nearly match comes again and again."""
    (interest,) = load_interests(text)
    return prepare(interest)


def _keys(prepared: Prepared) -> list[Word]:
    """The words that an article must have, each in one of the forms it is filed under."""
    needed = [*prepared.words, *prepared.person]
    needed += [word for phrase in prepared.phrases for word in words_of(phrase)]
    keys: list[Word] = []
    for word in needed:
        if not word.is_unspaced:
            keys.append(word)
        elif pieces := [piece for piece in grams(word.folded) if _is_whole(word.folded, piece)]:
            keys += map(word_of, pieces)
    return keys


def _is_whole(run: str, piece: str) -> bool:
    """Whether every longer run with this run in it is cut into this piece as well.

    A run of Thai too short to be cut is its own only piece, but no piece of a longer one.
    """
    return piece in grams(run * 4)


def _has_phrase(wording: Wording, phrase: str) -> bool:
    """Whether the words stand there in this order, nothing between them.

    In a script without spaces a phrase may begin and end anywhere.
    """
    bare = phrase.strip()
    left = "" if is_unspaced(bare[0]) else " "
    right = "" if is_unspaced(bare[-1]) else " "
    return f"{left}{bare}{right}" in wording.line
