"""Finds dates, numbers, names and reasons in a text by regular expressions. Pure.

A window with the kind of answer asked for ranks higher, and a highlight is weighed by its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from store.search.query import AnswerType

_MONTHS = (
    "january february march april may june july august september october november december "
    "januar februar märz maerz mai juni juli oktober dezember "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre "
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре "
    "ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık "
    "ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie "
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου "
    "οκτωβρίου νοεμβρίου δεκεμβρίου "
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
).split()
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "понедельник вторник среду четверг пятницу субботу воскресенье "
    "lunes martes miércoles jueves viernes sábado domingo"
).split()
_TIMES = (
    "yesterday today tomorrow tonight week month year decade century morning evening noon midnight "
    "вчера сегодня завтра году веке gestern heute morgen jahr jahrhundert siglo año"
).split()
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred hundreds thousand thousands million billion trillion dozen half quarter third twice "
    "eine einen zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend "
    "один одна два две три четыре пять шесть семь восемь девять десять сто тысяч "
    "uno una dos tres cuatro cinco seis siete ocho nueve diez cien mil "
    "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة مئة ألف"
).split()


_HOUR = r"(?<![\d.,:])(?:[01]?\d|2[0-4])"
# A time of day. One written as "9.15" could be a number, so it needs its like beside it.
_CLOCK = (
    rf"{_HOUR}(?:[:h][0-5]\d|[.:][0-5]\d(?=\s?(?:[ap]\.?m\b|uhr\b)))(?![\d%])(?:\s?(?:[ap]\.?m\b|uhr\b))?"
    rf"|{_HOUR}\.[0-5]\d\s?(?:to|until|till|and|bis|und|à|a|до|–|-)\s?{_HOUR}\.[0-5]\d"
    r"(?!\d|\s?(?:%|per\s?cent|prozent|million|billion))"
    rf"|{_HOUR}\s?(?:[ap]\.?m\b|uhr\b|o['’]clock\b)"
)


@cache
def _date() -> re.Pattern[str]:
    """Dates and times of day; compiled for the first question that asks when."""
    return re.compile(
        rf"\b(?:(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?)?(?:{'|'.join(_MONTHS)})\b"
        rf"(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+(?:de\s+)?(?:1\d|20)\d\d\b)?"
        rf"|(?:{'|'.join(_DAYS)})\b|\b(?:1[0-9]|20)\d\d(?:s|-\d\d)?\b|\b\d{{3,4}}\s?(?:BC|AD|BCE|CE)\b"
        rf"|(?:1\d|20)?\d\d\s?年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?)"
        rf"|\b(?:last|next|this|past)\s+(?:{'|'.join(_TIMES[:10])})\b"
        rf"|{_CLOCK}",
        re.IGNORECASE,
    )


@cache
def _number() -> re.Pattern[str]:
    """Numbers in digits and words; compiled for the first question that asks how many."""
    return re.compile(
        rf"[$€£¥₽]?\s?\d[\d.,:]*\d?(?:\s?%|\s(?:per\s?cent|percent|million|billion|trillion|thousand)\b)?"
        rf"|\b(?:{'|'.join(_NUMBER_WORDS)})\b(?:[\s-](?:{'|'.join(_NUMBER_WORDS)})\b)*"
        r"|[一二三四五六七八九十百千万亿两]+",
        re.IGNORECASE,
    )


_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яё]"
_NAME_PART = rf"(?:{_CAPITAL}[\w’'.-]*[\w]|{_CAPITAL}\.?)"
_NAME = re.compile(
    rf"(?<!\w){_NAME_PART}(?:\s+(?:(?:of|the|de|del|der|van|von|al|bin|and|&)\s+)?{_NAME_PART})*"
)
_CASELESS = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff]")


@cache
def _reason() -> re.Pattern[str]:
    """Words that give a reason; compiled for the first question that asks why."""
    return re.compile(
        r"\b(?:because|since|due to|in order to|so that|as a result|therefore|reason|to avoid"
        r"|caus\w+|weil|wegen|damit|denn|aufgrund|потому|из-за|чтобы|поскольку|так как|porque"
        r"|debido|para que|parce que|afin|en raison|pentru că|deoarece|çünkü|için|vì|bởi|επειδή"
        r"|γιατί|لأن|بسبب)\b|因为|由于|因此|为了|क्योंकि|कारण|เพราะ|เนื่องจาก",
        re.IGNORECASE,
    )


def find_spans(text: str, wanted: AnswerType) -> Iterator[tuple[int, int]]:
    """The (start, stop) of each thing of the wanted kind in `text`."""
    match wanted:
        case AnswerType.DATE:
            pattern = _date()
        case AnswerType.NUMBER:
            pattern = _number()
        case AnswerType.PERSON | AnswerType.PLACE | AnswerType.THING | AnswerType.NONE:
            pattern = _NAME
        case _:
            return
    for found in pattern.finditer(text):
        yield found.span()


def has_reason(text: str) -> bool:
    """Whether the text gives a reason."""
    return _reason().search(text) is not None


def is_caseless(text: str) -> bool:
    """Whether the text has a script without capitals, in which names look like other words."""
    return _CASELESS.search(text) is not None
