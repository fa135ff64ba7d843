"""Splits text into words, in any script. Pure; a text in, its words out.

A word is a run of letters and digits, with the combining marks of its script inside it (Arabic and
Hebrew points, the vowel signs of India and South-East Asia). Hyphens and apostrophes part words,
but for two that are letters in all but name: the Ukrainian apostrophe and the Hebrew geresh.
Scripts that leave no space between words are parted from the others; their runs stay whole here
and are matched by `grams`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Unicode's combining marks of the basic plane, with the joiners and the soft hyphen that stand
# inside words. Ranges are widened over letters and unassigned numbers, never over punctuation.
_MARKS = (
    r"\u00ad\u200c\u200d"
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3"
    r"\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75"
    r"\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d"
    r"\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ecd\u0f18-\u0f19\u0f35"
    r"\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6\u102b-\u103e\u1056-\u109d\u135d-\u135f"
    r"\u1712-\u1734\u1752-\u17d3\u17dd\u180b-\u180d\u180f-\u193b\u1a17-\u1a1b\u1a55-\u1a7f"
    r"\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1dff"
    r"\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099-\u309a\ua66f-\ua672"
    r"\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d"
    r"\ua947-\ua953\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5-\uaaf6"
    r"\uabe3-\uabea\uabec-\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f"
)
_THAI_LIKE = (
    r"\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e"  # Thai
    r"\u0e81-\u0ece\u0edc-\u0edf"  # Lao
    r"\u1000-\u103f\u1050-\u108f\u109a-\u109d\uaa60-\uaa76\uaa7b-\uaa7f"  # Burmese
    r"\u1780-\u17d3\u17d7\u17dc\u17dd"  # Khmer
)
_HAN_AND_KANA = (
    r"\u3005\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"
)
_UNSPACED = _THAI_LIKE + _HAN_AND_KANA
# צה"ל and ג'ורג' are one word each; so is п'ять, whose apostrophe only ever precedes я, ю, є, ї.
_JOINED = r"['\"’׳״](?:(?<=[א-ת].)(?=[א-ת])|(?<=[а-яіїєґА-ЯІЇЄҐ].)(?=[яюєїЯЮЄЇ]))"
_SPACED_WORD = re.compile(rf"[^\W_]+(?:(?:[{_MARKS}]+|{_JOINED})[^\W_]*)*")
_ANY_WORD = re.compile(
    rf"[{_UNSPACED}][{_UNSPACED}\u200b-\u200d\ufe00-\ufe0f]*"
    rf"|[^\W_{_UNSPACED}]+(?:(?:[{_MARKS}]+|{_JOINED})[^\W_{_UNSPACED}]*)*"
)
_HAS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
# Each character of Latin-1 as it is where it is of a word, else a blank; the one of these that may
# stand inside a word; and what is set between words beyond them, as texts of Latin letters have it.
_OF_WORDS = "".join(c if c.isalnum() else " " for c in map(chr, range(256))).encode("latin-1")
_SOFT_HYPHEN = "\u00ad".encode("latin-1")
_BETWEEN_WORDS = "’“”‘—–…"
_HAN_OR_KANA_RUN = re.compile(rf"[{_HAN_AND_KANA}]+")
_THAI_LIKE_RUN = re.compile(rf"[{_THAI_LIKE}]+")


def find_words(text: str) -> list[str]:
    """The words of `text`, as they stand in it, in order."""
    parted = part_words(text)
    return _pattern_for(text).findall(text) if parted is None else parted.split()


def part_words(text: str) -> str | None:
    """`text` with a blank in the place of each character that is of no word.

    So that each of its words, and of any part of it, stands between blanks, where it stood. None
    where it holds letters beyond Latin-1, whose words are not so easily told.
    """
    try:
        letters = _plainly_parted(text).encode("latin-1")
    except UnicodeEncodeError:
        return None
    return None if _SOFT_HYPHEN in letters else letters.translate(_OF_WORDS).decode("latin-1")


def word_spans(text: str) -> Iterator[re.Match[str]]:
    """The words `find_words` gives, as matches that know where they stand."""
    return _pattern_for(text).finditer(text)


def is_unspaced(word: str) -> bool:
    """Whether `word` is a run of a script without spaces, to be matched by its `grams`."""
    return not word.isascii() and _HAS_UNSPACED.match(word) is not None


def has_unspaced(text: str) -> bool:
    """Whether any of `text` is in a script without spaces."""
    text = _plainly_parted(text)
    return not text.isascii() and _HAS_UNSPACED.search(text) is not None


def _plainly_parted(text: str) -> str:
    """`text` with blanks for what is set between words beyond Latin-1; most is ASCII then."""
    if not text.isascii():
        for mark in _BETWEEN_WORDS:
            text = text.replace(mark, " ")
    return text


def grams(word: str) -> list[str]:
    """Lists the grams of a folded run of an unspaced script, in the order of its characters.

    Chinese and Japanese: every character and every pair of neighbours (as good as a segmenter:
    Nie, Gao, Zhang & Zhou, "On the use of words and n-grams for Chinese information retrieval",
    IRAL 2000). Thai, Lao, Khmer, Burmese: runs of three and four characters, which find more than
    pairs or fives (measured on English with its blanks taken out, for want of Thai questions).
    """
    found: list[str] = []
    for run in _HAN_OR_KANA_RUN.findall(word):
        found += _pieces(run, 1, 2)
    for run in _THAI_LIKE_RUN.findall(word):
        found += _pieces(run, 3, 4)
    return found


def _pieces(run: str, shortest: int, longest: int) -> list[str]:
    if len(run) < shortest:
        return [run]
    return [
        run[start : start + size]
        for start in range(len(run) - shortest + 1)
        for size in range(shortest, longest + 1)
        if start + size <= len(run)
    ]


def _pattern_for(text: str) -> re.Pattern[str]:
    # Most texts hold no unspaced script, and the narrower pattern is a third faster.
    return _SPACED_WORD if _HAS_UNSPACED.search(text) is None else _ANY_WORD
