"""Decides whether two articles tell one story nearly word for word. Pure.

Agency copy comes under other headlines, shortened, with a line of the outlet's own before or after.
A text is seen as the set of its shingles, runs of a few neighbouring words (Broder, "On the
resemblance and containment of documents", SEQUENCES 1997). Its opening gives a few `story_keys`,
the smallest hashes of its longer shingles (Broder's min-wise sample; bottom-k of Cohen & Kaplan,
PODC 2007): articles that share keys are looked at, and `Telling.is_copy` decides by the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import groupby, islice
from zlib import crc32

import numpy as np

from store.ingest.writing.shingles import Hashes, different, shared, shingles, word_numbers
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.language import likely_languages
from store.text.matching import matching_words
from store.text.words import find_words, has_unspaced

# Keys of an article.
KEYS = 8
# Words of a text that give its keys: news tells the story first, and what outlets add, repeat from
# yesterday's article or hang on to every page comes later.
_OPENING = 250
# Words of a shingle that may become a key: long enough to be rare.
_KEY_SIZE = 5
# Words of a shingle of the comparison: short enough to outlive a changed word.
_SIZE = 3
# Bits of a key, the upper half of a hash.
_KEY_BITS = 32
# Indexed grams of a script without spaces that tell as much as a word of another: two characters,
# each alone and with the next one.
_INDEXED_SCALE = 4
# Words below which a text has no keys: it has too little of its own.
_SHORTEST = 20
# Words of a beginning that must stand in the other text.
_LEAD = 200
# Share of a beginning's shingles that must stand in the other text.
_LEAD_SHARE = 0.5
# Characters that a word and the blank behind it take at most, in the mean of nearly every text.
_LONG_WORD = 7
# Likeness that copies must reach, half-way between resemblance and containment.
_NEAR = 0.6
# The same for articles published further apart: the next draw of a lottery, or last year's page.
_FAR = 0.75
# Days between two dates up to which `_NEAR` is enough.
_NEAR_DAYS = 2
# Numbers in each of two texts from which on copies must share some.
_NUMBERS = 4
# Share of its numbers that a copy must exceed. A forecast, a report of the markets and the results
# of a draw are told in the same words every day.
_NUMBERS_SHARE = 0.5
# Share of its telling words that a headline must share with a text it is about.
_ABOUT = 0.45

_DIGIT = re.compile(r"\d")
# Characters of an ISO date.
_DATE = 10


def story_keys(text: str, indexed: Iterable[str]) -> tuple[int, ...]:
    """At most KEYS signed 32-bit numbers; near copies share most. () for a text too short to tell.

    `indexed` are the text's stems with blanks between. The same at every call, for removal relies
    on it.
    """
    scale = _INDEXED_SCALE if has_unspaced(text) else 1
    enough = _OPENING * scale
    stems = " ".join(indexed).encode("utf-8", "surrogatepass").split(None, enough)[:enough]
    words = np.fromiter(map(crc32, stems), np.uint64, len(stems))
    if len(words) < _SHORTEST * scale:
        return ()
    hashes = shingles(words, _KEY_SIZE * scale)
    hashes.sort()
    return lowest_keys(hashes.tolist())


def lowest_keys(hashes: Iterable[int]) -> tuple[int, ...]:
    """The different keys of the first KEYS hashes, which are 64-bit numbers in order."""
    # In one article of a million two hashes share their upper half.
    upper = (number >> _KEY_BITS for number in hashes)
    return tuple(_signed(key) for key, _ in islice(groupby(upper), KEYS))


def _signed(number: int) -> int:
    return number - (number >> (_KEY_BITS - 1) << _KEY_BITS)


class Telling:
    """One article's way of telling its story, to be held against others'."""

    def __init__(
        self, headline: str, publisher: str | None, published: str | None, text: str
    ) -> None:
        self.headline = headline
        self.publisher = publisher
        self.published = published
        self.text = text

    @cached_property
    def _scale(self) -> int:
        """How many of the text's words tell as much as an English one."""
        # Two Chinese characters are about a word.
        return 2 if has_unspaced(self.text) else 1

    @cached_property
    def _lead(self) -> Hashes:
        """The different shingles of the beginning, for which the rest need not be read."""
        count = _LEAD * self._scale
        beginning = self.text[: (_LEAD + _SIZE) * self._scale * _LONG_WORD]
        if len(beginning) < len(self.text) and "_shingles" not in vars(self):
            # The last one may be of half a word.
            begun = self._shingles_of(beginning)[:-1]
            if len(begun) >= count:
                return different(begun[:count])
        return different(self._shingles[:count])

    @cached_property
    def _whole(self) -> Hashes:
        """The different shingles of the whole text."""
        return different(self._shingles)

    @cached_property
    def _shingles(self) -> Hashes:
        return self._shingles_of(self.text)

    def _shingles_of(self, text: str) -> Hashes:
        # Of a text of two scripts, one of them without spaces, each character of that counts.
        words = word_numbers(text, by_character=self._scale > 1)
        return shingles(words, _SIZE * self._scale)

    @cached_property
    def _is_about_its_headline(self) -> bool:
        languages = likely_languages(self.headline) or ("en",)
        telling = {
            folded
            for folded in map(fold, matching_words(self.headline))
            if folded and not is_function_word(folded, languages)
        }
        held = telling & {fold(word) for word in matching_words(self.text)}
        return len(held) >= _ABOUT * len(telling)

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(word for word in find_words(self.text) if _DIGIT.search(word))

    def is_near(self, published: str | None) -> bool:
        """Whether an article published then, if it is a copy, may differ a good deal."""
        return _days_apart(self.published, published) <= _NEAR_DAYS

    def is_copy_of(
        self, headline: str, publisher: str | None, published: str | None, text: str
    ) -> bool:
        """`is_copy` of an article that is told by its fields."""
        return self.is_copy(Telling(headline, publisher, published, text))

    def is_copy(self, other: Telling) -> bool:
        """Whether both tell one story nearly word for word. Symmetric."""
        enough = _NEAR if self.is_near(other.published) else _FAR
        return (
            self.likeness(other) >= enough
            and self._has_the_numbers_of(other)
            and not self._is_furniture(other)
        )

    def likeness(self, other: Telling) -> float:
        """How nearly, in [0, 1]: half-way between resemblance and containment of shingles.

        0 where one does not begin as the other: articles on one matter share their background, and
        galleries and tables may be longer than the story they stand in.
        """
        # Most articles that are held against this one end at the first of these.
        if not (other._begins_in(self) and self._begins_in(other)):
            return 0.0
        both = shared(self._whole, other._whole)
        if not both:
            return 0.0
        sizes = len(self._whole), len(other._whole)
        return (both / (sum(sizes) - both) + both / min(sizes)) / 2

    def _begins_in(self, other: Telling) -> bool:
        """Whether enough of this one's beginning stands in the other."""
        return shared(self._lead, other._whole) >= _LEAD_SHARE * len(self._lead)

    def _has_the_numbers_of(self, other: Telling) -> bool:
        fewer = min(len(self._numbers), len(other._numbers))
        return fewer < _NUMBERS or len(self._numbers & other._numbers) > _NUMBERS_SHARE * fewer

    def _is_furniture(self, other: Telling) -> bool:
        """Whether what they share is a notice that one publisher puts in the stories' place."""
        return (
            self.publisher == other.publisher
            and self.headline != other.headline
            and not (self._is_about_its_headline or other._is_about_its_headline)
        )


def _days_apart(one: str | None, other: str | None) -> float:
    """Days between two ISO dates; 0 where either says no day."""
    days = [_day(moment[:_DATE]) for moment in (one, other) if moment]
    known = [day for day in days if day is not None]
    return abs(known[0] - known[1]) if len(known) == 2 else 0


# Remembered: most articles that may be copies are told not to be by their dates, of which there are
# but so many.
@lru_cache(maxsize=1 << 13)
def _day(date: str) -> int | None:
    try:
        return datetime.fromisoformat(date).toordinal()
    except ValueError:
        return None
