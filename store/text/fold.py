"""One form of a word for matching: `fold`. Pure; text that is shown is never folded.

Folded words differ where words differ, and agree where only writing habits do: letter case,
accents, compatibility forms, Arabic and Hebrew points, digits of other scripts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that decomposition leaves alone, and spellings the writers of a language mix, each before
# what it becomes. Arabic script: forms of alef, ya, kaf and ha (after Larkey, Ballesteros & Connell
# 2002) with Persian and Urdu letters. Hebrew: final letters, so that a word and its longer forms
# share a beginning. Devanagari: two signs for a nasal.
_SPELLINGS = """
ł l ø o đ d ð d þ th æ ae œ oe ß ss ı i ħ h ŧ t ŋ n ĸ k ſ s ə e ɖ d ɓ b
ґ г ѐ е ѝ и ς σ
ٱ ا ى ي ی ي ې ي ے ي ک ك ڪ ك ة ه ہ ه ۃ ه ھ ه ە ه
ך כ ם מ ן נ ף פ ץ צ
\u0901 \u0902
"""
_SPELT = dict(zip(_SPELLINGS.split()[::2], _SPELLINGS.split()[1::2], strict=True))
_LETTERS_OF_THEIR_OWN = frozenset("йїў")
_LOSES_MARKS = re.compile(r"[\u0041-\u024f\u1e00-\u1fff\u0370-\u052f\u0590-\u06ff\u0750-\u077f]")
_MARKS_LOST = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_FRACTION = re.compile(r"\d⁄\d*")  # what ½ decomposes to, even right after a digit: 4½
# Tatweel, apostrophe letters, and the dot below of Devanagari, which is often left out.
_NO_SOUND = frozenset("\u0640\u02b9\u02ba\u02bb\u02bc\u02bd\u055a\u093c")
_LATIN_AND_CYRILLIC = re.compile(r"[a-zß-ɏ][а-џґ]|[а-џґ][a-zß-ɏ]")
_LATIN = re.compile(r"[a-zß-ɏ]")
_CYRILLIC = re.compile(r"[а-џґ]")
_TWINS = ("aceopxyikhmtbj", "асеорхуікнмтвј")
_TO_CYRILLIC = str.maketrans(*_TWINS)
_REMEMBERED = 8_192  # words whose folded form is remembered: a message folds each of its own often
_TO_LATIN = str.maketrans(_TWINS[1], _TWINS[0])


class _Folds(dict[int, str]):
    """Code point to folded text, filled as characters are met: there are but so many."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_FOLDS = _Folds()


def fold(word: str) -> str:
    """The form of `word` for matching: lower case without accents, in its own script.

    Folding twice changes nothing. Cyrillic й, ї and ў stay, for they are letters of their own; ё
    becomes е. A word with a Latin letter that only looks Cyrillic (or the reverse) becomes of one
    script. What is left may be empty, where `word` held no letter or digit.
    """
    if word.isascii():
        return word.lower()
    return _fold(word)


@lru_cache(maxsize=_REMEMBERED)
def _fold(word: str) -> str:
    folded = _fold_once(word)
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def _fold_once(word: str) -> str:
    cased = _FRACTION.sub("", unicodedata.normalize("NFKC", word)).casefold()
    if _LATIN_AND_CYRILLIC.search(cased):
        cased = _in_one_script(cased)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", cased).translate(_FOLDS))


def _in_one_script(word: str) -> str:
    as_cyrillic, as_latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    if not _LATIN.search(as_cyrillic):
        return as_cyrillic
    return word if _CYRILLIC.search(as_latin) else as_latin


def _fold_character(character: str) -> str:
    if character in _SPELT:
        return _SPELT[character]
    if character in _LETTERS_OF_THEIR_OWN:
        return character
    is_of_word = character.isalnum() or unicodedata.category(character).startswith("M")
    if not is_of_word or character in _NO_SOUND or _MARKS_LOST.match(character):
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if _LOSES_MARKS.match(character):
        bare = _MARKS_LOST.sub("", unicodedata.normalize("NFKD", character))
        return "".join(_SPELT.get(letter, letter) for letter in bare)
    return character
