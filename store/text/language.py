"""Tells the language of a text by its script, then its function words, then a model.

Counting function words settles nearly every article in well under a tenth of a millisecond;
py3langid (Lui & Baldwin, "langid.py: an off-the-shelf language identification tool", ACL 2012)
costs fifty times that and is asked only where the count does not decide.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter

from store.text.fold import fold
from store.text.function_words import written_words
from store.text.words import find_words, part_words

UNDETERMINED = "und"

_SAMPLE_CHARS = 1_000
_SAMPLE_FOREIGN = 120  # characters of other scripts than Latin that are looked up
_MIN_WORDS = 8  # fewer say too little for a model that reads letters
# A winner's votes as a share of the words, and its lead over the second: related languages of which
# only one is listed share many votes but give no great lead.
_DECISIVE = ((0.2, 1.2), (0.08, 2.0))
_FOREIGN = re.compile(
    r"[^\x00-\u036f\u1e00-\u1eff\u2000-\u2bff\u3000-\u303f\ufe00-\ufe0f\uff00-\uff65\U0001f000-\U0001ffff]"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
# Where a block of code points begins and what is written in it: a language, or a script whose
# languages are told apart by their words; - where it does not tell.
_BLOCKS = """
0370 el 0400 Cyrl 0530 hy 0590 he 0600 Arab 0700 - 0750 Arab 0780 - 08A0 Arab 0900 Deva 0980 bn
0A00 pa 0A80 gu 0B00 or 0B80 ta 0C00 te 0C80 kn 0D00 ml 0D80 si 0E00 th 0E80 lo 0F00 bo 1000 my
10A0 ka 1100 ko 1200 am 13A0 - 1780 km 1800 - 1F00 el 2C00 - 3040 Kana 3100 Hani 3130 ko
3190 Hani 31F0 Kana 3200 - 3400 Hani A000 - AC00 ko D7B0 - F900 Hani FB00 - FB1D he FB50 Arab
FE00 - FE70 Arab FF00 - FF66 Kana FFA0 - 20000 Hani 32400 -
"""
_STARTS = tuple(int(start, 16) for start in _BLOCKS.split()[::2])
_WRITTEN = tuple(_BLOCKS.split()[1::2])
_LANGUAGES = {
    "Cyrl": ("ru", "uk"),
    "Arab": ("ar", "fa"),
    "Deva": ("hi",),
    "Latn": tuple("en de es fr it pt nl pl cs sk sv da no fi hu ro tr vi id".split()),
}
# Told by their words or by their script alone. A text of so many characters tells plainly.
_WELL_TOLD = frozenset(
    {*chain.from_iterable(_LANGUAGES.values()), "el", "he", "ja", "ko", "th", "zh"}
)
_PLAIN_CHARS = 400
_NEIGHBOURS = {"da", "no"}
# Letters that one language of a script has and the others listed with it do not, or hardly.
_TELLING = {
    "Cyrl": {"ru": "ыэё", "uk": "іїєґ"},
    "Arab": {"ar": "ةىيكأإؤئ", "fa": "پچژگیک"},
    "Deva": {},
    "Latn": {
        "cs": "řůě",
        "de": "ß",
        "es": "ñ¿¡",
        "fr": "œ",
        "hu": "őű",
        "it": "ìò",
        "pl": "łąęśźżń",
        "pt": "ãõ",
        "ro": "șțţă",
        "sk": "ľĺŕ",
        "tr": "ğışİ",
        "vi": "ơưđạảấầẩậắằặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỷỹ",
    },
}
# Letters that none of them has.
_OTHERS = {
    "Cyrl": re.compile(r"[ўЎјљњћђџѓќѕәғқңөұүһҗӘҒҚҢӨҰҮҺ]"),  # Belarusian, Serbian, Kazakh, …
    "Arab": re.compile(r"[ٹڈڑںےھہۆێڵڕ]"),  # Urdu, Kurdish, …
}


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language most of `text` is in; "und" where nothing tells.

    Looks at the first 1,000 characters.
    """
    sample = text[:_SAMPLE_CHARS]
    parted = part_words(sample)
    if parted is not None:
        return _told_by_words(parted.casefold().split(), parted, sample, _script(parted))
    script = _script(sample)
    if script == "Kana":
        return "ja"
    if script == "Hani":
        return "zh"
    if script not in _LANGUAGES:
        return script or UNDETERMINED
    words = list(map(str.casefold, find_words(sample)))
    return _told_by_words(words, sample, sample, script)


def _told_by_words(words: list[str], letters: str, sample: str, script: str) -> str:
    """The language of a sample by its casefolded words, and by its letters where those tell."""
    if not script:
        return UNDETERMINED
    ranked = _votes(words, letters, script)
    if _is_decided(ranked, len(words), letters, script):
        return ranked[0][0]
    if len(words) >= _MIN_WORDS:
        return _asked_of_model(sample)
    return ranked[0][0] if ranked else UNDETERMINED


def credible_language(claim: str | None, text: str) -> str | None:
    """`claim`, or the language that `text` plainly is in where the claim is another.

    Pages often claim the language of the program that made them. A claim is given up only between
    languages that their most common words tell apart, for a text of some length; a claim of any
    other language, near to one of those as it may be, stands.
    """
    if claim is None or len(text) < _PLAIN_CHARS or claim not in _WELL_TOLD:
        return claim
    found = detect_language(text)
    is_plain = found in _WELL_TOLD and {found, claim} != _NEIGHBOURS
    return found if is_plain else claim


@lru_cache(maxsize=4_000)
def likely_languages(text: str) -> tuple[str, ...]:
    """The languages a question may be in, the likeliest first, at most three.

    Empty where no word of it tells, as with bare names in Latin letters. Remembered: of one
    question, and of the words that questions are made of, it is asked often.
    """
    script = _script(text)
    if script in {"Kana", "Hani"}:
        return ("zh", "ja") if script == "Hani" else ("ja",)
    if script not in _LANGUAGES:
        return (script,) if script else ()
    ranked = _votes(map(str.casefold, find_words(text)), text, script)
    if not ranked:
        return _LANGUAGES[script] if script != "Latn" else ()
    best = ranked[0][1]
    return tuple(language for language, votes in ranked[:3] if votes >= best / 2)


def _script(sample: str) -> str:
    """The code of the script most letters are of, or of its one language; "" without letters."""
    others = [] if sample.isascii() else _FOREIGN.findall(sample)
    if len(others) * 3 < len(sample) - len(others) and (not others or _LATIN.search(sample)):
        return "Latn" if _LATIN.search(sample) else ""
    step = len(others) // _SAMPLE_FOREIGN + 1
    counts = Counter(_WRITTEN[bisect_right(_STARTS, ord(c)) - 1] for c in others[::step])
    del counts["-"]
    if not counts:
        return ""
    # Japanese news is half Han; a Chinese text may quote a Japanese name.
    if counts["Kana"] * 8 > counts["Hani"]:
        counts["Kana"] += counts["Hani"]
    return counts.most_common(1)[0][0]


def _votes(words: Iterable[str], sample: str, script: str) -> list[tuple[str, float]]:
    """Languages of `script` by votes, most first.

    A casefolded word gives one vote, parted among those it may belong to, a telling letter one.
    """
    votes = dict.fromkeys(_LANGUAGES[script], 0.0)
    known = filter(None, map(_word_votes(script).get, words))
    for language, share in chain.from_iterable(known):
        votes[language] += share
    if not sample.isascii():
        language_of, telling = _telling_letters(script)
        for letter in telling.findall(sample):
            votes[language_of[letter]] += 1
    ranked = sorted(votes.items(), key=itemgetter(1), reverse=True)
    return [(language, count) for language, count in ranked if count > 0]


def _is_decided(ranked: list[tuple[str, float]], word_count: int, sample: str, script: str) -> bool:
    if not ranked:
        return False
    best, votes = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    if not any(votes >= share * word_count and votes >= lead * second for share, lead in _DECISIVE):
        return False
    if script not in _OTHERS:
        return True
    # Bulgarian has no letter that Russian lacks, but no text of any length does without Russian's.
    if word_count > _MIN_WORDS and not any(letter in sample for letter in _TELLING[script][best]):
        return False
    return len(_OTHERS[script].findall(sample)) * 10 < votes


@cache
def _word_votes(script: str) -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Word to the languages of `script` it may belong to, each with its share of one vote."""
    languages: dict[str, list[str]] = {}
    for language in _LANGUAGES[script]:
        written = written_words()[language]
        for word in {*map(str.casefold, written), *map(fold, written)}:
            languages.setdefault(word, []).append(language)
    return {
        word: tuple((language, 1 / len(shared)) for language in shared)
        for word, shared in languages.items()
    }


@cache
def _telling_letters(script: str) -> tuple[Mapping[str, str], re.Pattern[str]]:
    language_of = {
        letter: language
        for language, letters in _TELLING[script].items()
        for letter in letters + letters.upper()
        if not letter.isascii()  # what ı and ß become in upper case
    }
    return language_of, re.compile(rf"{'|'.join(language_of) or '(?!)'}")


def _asked_of_model(sample: str) -> str:
    # Here, for it takes a tenth of a second with numpy and is rarely needed.
    import py3langid  # type: ignore[import-untyped]  # noqa: PLC0415

    language: str = py3langid.classify(sample)[0]
    return language
