"""Inflected words to one stem, by language. Pure but for each stemmer's own working memory.

Snowball's algorithms (Porter 2001 and successors, through PyStemmer) serve most languages; Arabic,
Hebrew and Ukrainian have light stemmers here, because Snowball has none for two of them and a light
one finds more in Arabic (Larkey, Ballesteros & Connell, "Improving stemming for Arabic information
retrieval: light stemming and co-occurrence analysis", SIGIR 2002).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

import Stemmer  # type: ignore[import-not-found]  # an extension module without stubs

from store.text.fold import fold

_ALGORITHMS = """
ca catalan cs czech da danish de german el greek en english eo esperanto es spanish et estonian
eu basque fa persian fi finnish fr french ga irish hi hindi hu hungarian hy armenian id indonesian
it italian lt lithuanian nb norwegian ne nepali nl dutch nn norwegian no norwegian pl polish
pt portuguese ro romanian ru russian sr serbian st sesotho sv swedish ta tamil tr turkish yi yiddish
"""
_SNOWBALL = dict(zip(_ALGORITHMS.split()[::2], _ALGORITHMS.split()[1::2], strict=True))
_TURKISH = "tr"  # I is not the capital of i
_AFTER_LATIN = "\u0250"  # the first letter behind those of Latin alphabets
# Languages whose stemmers read other letters than Latin ones.
_NOT_LATIN = frozenset("ar el fa he hi hy ne ru sr ta uk yi".split())
# A large news archive has some 300,000 words, nearly all of them rare.
MOST_WORDS = 200_000

# Light10, on folded words: ة is ه and ى is ي by then.
_ARABIC_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
_ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_HEBREW_PREFIX = re.compile(r"^[והבכלמש](?=...)")
_HEBREW_ENDING = re.compile(r"(?<=...)(?:ימ|ות|יות|ה)$")
# Case and number endings of nouns, adjectives and surnames, and the past and infinitive of verbs:
# the longest that leaves two letters.
_UKRAINIAN_ENDING = re.compile(
    r"(?<=..)(?:тися|лася|лося|лися|вся|ться|ами|ями|ові|еві|єві|ього|ьому|ого|ому|ими|іми|ій|ої|ою"
    r"|ею|єю|их|іх|им|ий|ів|їв|ям|ам|ом|ем|єм|ях|ах|ти|ть|ла|ло|ли|[аяиіїуюеєоьй])$"
)


class Stems(dict[str, tuple[str, str]]):
    """Raw word to (folded, stem) in `language` (ISO 639-1; any other code leaves words folded).

    A look-up of a word seen before costs what a dictionary costs. The memory is emptied at
    `most_words`. Stemmers keep state: give every thread an instance of its own.
    """

    def __init__(self, language: str, most_words: int = MOST_WORDS) -> None:
        super().__init__()
        # Its own cache would be a second one in front of ours.
        algorithm = _SNOWBALL.get(language)
        snowball = Stemmer.Stemmer(algorithm, 0) if algorithm is not None else None
        self._stem = _stemmer(language, snowball)
        self._snowball = snowball if language != _TURKISH else None
        self._most_words = most_words
        self._ignores_case = language != _TURKISH
        self._reads_others = language in _NOT_LATIN

    def inflects(self, folded: str) -> bool:
        """Whether a folded word may have another stem, by the script of its first letter."""
        return folded[:1] < _AFTER_LATIN or self._reads_others

    def __missing__(self, word: str) -> tuple[str, str]:
        if len(self) >= self._most_words:
            self.clear()
        folded = fold(word)
        if folded == word:
            folded = word
        elif self._ignores_case and word.isascii() and folded in self:
            pair = self[word] = self[folded]
            return pair
        stemmed = self._stem(word, folded)
        # Equal words are one object: a large memory is slow by its size alone.
        pair = self[word] = (folded, folded if stemmed == folded else stemmed)
        return pair

    def of_folded(self, words: Sequence[str]) -> list[str]:
        """The stems of many folded words; five times as fast for words in ASCII letters."""
        joined = "".join(words)
        if self._snowball is None or not (joined.isascii() and joined.isalpha()):
            return [self[word][1] for word in words]
        stemmed = self._snowball.stemWords(words)
        return [fold(stem) or word for stem, word in zip(stemmed, words, strict=True)]


def stem(word: str, language: str) -> str:
    """The stem of one word: always a folded form. For many words keep a `Stems` instead."""
    return Stems(language)[word][1]


def _stemmer(language: str, snowball: Stemmer.Stemmer | None) -> Callable[[str, str], str]:
    own = {"ar": _stem_arabic, "he": _stem_hebrew, "uk": _stem_ukrainian}.get(language)
    if own is not None:
        return lambda _word, folded: own(folded)
    if snowball is None:
        return lambda _word, folded: folded
    lower = _lower_turkish if language == _TURKISH else str.casefold

    def stem_by_snowball(word: str, folded: str) -> str:
        if not folded.isalpha() and folded.isascii():
            return folded
        if word.isascii() and language != _TURKISH:
            return fold(snowball.stemWord(folded)) or folded
        # Stemmers look at accents, which folding takes away; but a stem is for matching too.
        return fold(snowball.stemWord(lower(unicodedata.normalize("NFC", word)))) or folded

    return stem_by_snowball


def _lower_turkish(word: str) -> str:
    return word.replace("İ", "i").replace("I", "ı").casefold()


def _stem_arabic(folded: str) -> str:
    word = folded
    if len(word) > 3 and word.startswith("و"):
        word = word[1:]
    for article in _ARABIC_ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            word = word[len(article) :]
            break
    for ending in _ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            word = word[: -len(ending)]
    return word


def _stem_hebrew(folded: str) -> str:
    # Every prefix letter goes, one that belongs to the root as well: so a word loses the same
    # letters with and without a prefix before it.
    word = folded
    while (shorter := _HEBREW_PREFIX.sub("", word)) != word:
        word = shorter
    return _HEBREW_ENDING.sub("", word)


def _stem_ukrainian(folded: str) -> str:
    bare = _UKRAINIAN_ENDING.sub("", folded)
    return bare[:-1] if bare.endswith("нн") else bare  # рішення, рішень
