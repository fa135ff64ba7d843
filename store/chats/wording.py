"""Prepares the words of articles and interests so that they can be matched.

A word stands in an article when its folded form, or its stem in the article's own language, is that
of a word there (Snowball cuts some names shorter than their cases: either may meet the other). A
name, told by its capital, also stands there when somebody the article names is called so in another
alphabet. What has a capital and reads like a little word of some language ("US", "Who") must stand
there as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.model import Article, Person
from store.text.fold import fold
from store.text.function_words import is_function_word, written_words
from store.text.matching import matching_words
from store.text.scripts import sound_keys, to_latin
from store.text.sound import name_similarity
from store.text.stem import Stems
from store.text.words import find_words, has_unspaced, is_unspaced

# Characters of an article that are read. It says what it is about long before; beyond are lists and
# logs.
_READ_CHARS = 60_000
# Similarity from which two names in different alphabets are taken for one.
_SAME_NAME = 0.9
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an interest, ready to be looked for.

    `sounds` are those of names in another alphabet it may be; none for what is no name.
    """

    typed: str
    folded: str
    sounds: tuple[str, ...]
    is_exact: bool
    is_unspaced: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """An article as interests see it.

    `forms` are the folded forms and stems of its words, `capitals` its words with a capital. `line`
    is its folded words with single blanks, headline first; `publisher` and `byline` alike, blanks
    at both ends. `names` are the words of the name of each person named, as written, and their
    forms; `named` are the forms of all of them, `sounds` how they sound.
    """

    language: str
    forms: frozenset[str]
    capitals: frozenset[str]
    names: tuple[tuple[frozenset[str], frozenset[str]], ...]
    named: frozenset[str]
    sounds: frozenset[str]
    line: str
    publisher: str
    byline: str


class Words:
    """Prepares words; remembers them. Keeps stemmers, so every thread needs one of its own."""

    def __init__(self) -> None:
        self._stems: dict[str, Stems] = {}

    def forms(self, word: Word, language: str) -> tuple[str, str]:
        """The forms under which an article in `language` has a word: folded, and its stem."""
        return self._of(language)[word.typed]

    def read(self, article: Article, people: Iterable[Person]) -> Wording:
        """An article, read."""
        text = f"{article.headline}\n{article.text[:_READ_CHARS]}"
        stems = self._of(article.language)
        words = matching_words(text)
        distinct = set(words)
        runs = find_words(text) if has_unspaced(text) else words
        names = [set(find_words(person.name)) for person in people]
        return Wording(
            language=article.language,
            forms=frozenset(form for word in distinct for form in stems[word]),
            capitals=frozenset(word for word in distinct if word[:1].isupper()),
            names=tuple(
                (frozenset(name), frozenset(form for word in name for form in stems[word]))
                for name in names
            ),
            named=frozenset(form for name in names for word in name for form in stems[word]),
            sounds=frozenset(sound for name in names for word in name for sound in sounds_of(word)),
            line=f" {' '.join(stems[run][0] for run in runs)} ",
            publisher=folded_line(article.publisher or ""),
            byline=folded_line(article.byline or ""),
        )

    def has(self, wording: Wording, word: Word) -> bool:
        """Whether the word stands in the article."""
        if word.is_exact:
            return word.typed in wording.capitals
        if word.is_unspaced:
            return word.folded in wording.line
        folded, stem = self.forms(word, wording.language)
        if folded in wording.forms or stem in wording.forms:
            return True
        return not wording.sounds.isdisjoint(word.sounds) and any(
            is_same_name(word, raw) for name, _ in wording.names for raw in name
        )

    def names(self, wording: Wording, words: Sequence[Word]) -> bool:
        """Whether somebody the article names has all the words in their name."""
        forms = [self.forms(word, wording.language) for word in words]
        for word, (folded, stem) in zip(words, forms, strict=True):
            is_named = folded in wording.named or stem in wording.named
            if not is_named and wording.sounds.isdisjoint(word.sounds):
                return False
        return any(
            all(
                folded in named or stem in named or any(is_same_name(word, raw) for raw in name)
                for word, (folded, stem) in zip(words, forms, strict=True)
            )
            for name, named in wording.names
        )

    def is_form(self, raw: str, word: Word, language: str) -> bool:
        """Whether a word of an article's text is a form of the word looked for."""
        if word.is_exact:
            return raw == word.typed
        forms = self._of(language)[raw]
        if word.is_unspaced:
            return word.folded in forms[0]
        if not set(forms).isdisjoint(self.forms(word, language)):
            return True
        return raw[:1].isupper() and is_same_name(word, raw)

    def _of(self, language: str) -> Stems:
        stems = self._stems.get(language)
        if stems is None:
            stems = self._stems[language] = Stems(language)
        return stems


@lru_cache(maxsize=5_000)
def word_of(typed: str) -> Word:
    """A typed word, ready to be looked for."""
    folded = fold(typed)
    reads_little = len(typed) > 1 and is_function_word(folded, written_words())
    is_name = typed[:1].isupper() and not is_unspaced(typed)
    return Word(
        typed,
        folded,
        _marked(typed, is_latin=not _is_latin(typed)) if is_name else (),
        is_exact=typed[:1].isupper() and reads_little,
        is_unspaced=is_unspaced(typed),
    )


@lru_cache(maxsize=50_000)
def sounds_of(word: str) -> tuple[str, ...]:
    """The sound of a name's word, marked with its alphabet to tell it from written words."""
    return _marked(word, is_latin=_is_latin(word))


def is_same_name(word: Word, raw: str) -> bool:
    """Whether a word and a word of a name, one in Latin letters and one not, are the same."""
    return not set(word.sounds).isdisjoint(sounds_of(raw)) and any(
        name_similarity(one, other) >= _SAME_NAME
        for one in to_latin(word.typed)
        for other in to_latin(raw)
    )


def _is_latin(word: str) -> bool:
    return _LATIN.match(word) is not None


def _marked(word: str, *, is_latin: bool) -> tuple[str, ...]:
    return tuple(f"~{'l' if is_latin else 'o'}{key}" for key in sound_keys(word) if key)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of typed text."""
    return tuple(word_of(word) for word in find_words(text) if fold(word))


def folded_line(text: str) -> str:
    """Folded words with single blanks, and a blank at both ends."""
    return f" {' '.join(filter(None, map(fold, find_words(text))))} "
