"""Splits text into paragraphs and sentences. Pure; spans in, spans out.

Rules, no model: a sentence ends at ., !, ? or … (and their CJK, Arabic and Devanagari kin), takes
the closing quotes and brackets with it, and is followed by a blank and something that can begin a
sentence. Abbreviations, initials and ordinals do not end one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.model import Span

_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_LINE = re.compile(r"[^\n]+")
_CLOSERS = "\"'”’»›)\\]}」』】）"
# The first character apart, so that the search runs to it at full speed.
_WEST_END = re.compile(rf"(?P<west>[.!?…][.!?…]*)(?P<tail>[{_CLOSERS}]*)\s+")
_EAST = re.compile(r"[。！？؟۔।]")
_END = re.compile(
    rf"(?P<west>[.!?…]+)(?P<tail>[{_CLOSERS}]*)\s+|(?P<east>[。！？؟۔।]+[{_CLOSERS}]*)\s*"
)
_OPENERS = "\"'“‘„«‹([{—–-¿¡…•*#@$€£"
# Words after which a full stop goes on as a rule, lower case, without the stop.
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof rev hon gen col maj capt cmdr lt sgt adm gov sen rep pres st mt ft sr jr vs
    v no nos vol fig figs pp ed eds est approx ca cf al inc corp co ltd llc bros dept univ assn
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri
    e.g i.e u.s u.k u.n d.c a.k.a p.s
    bzw ca evtl ggf hrsg jh nr sog str usw vgl z.b d.h u.a dipl ing
    г гг ул им т.е т.д т.п др проф акад руб тыс млн млрд см стр
    sra srta dra ud uds pág núm mme mlle m""".split()
)
# Abbreviations that may just as well close a sentence: a capital after them decides by itself.
_MAY_CLOSE = frozenset(
    "u.s u.k u.n d.c inc corp co ltd llc jr sr usw am pm a.m p.m г гг др est no al st".split()
)
_LAST_TOKEN = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$|[\w'’-]+$")
# After "U.S." and the like a capital may belong to a name that goes on; these begin a sentence.
_STARTERS = frozenset(
    """the a an in on at by for from with as but and or so if when while after before since although
    he she it they we i you his her its their our this that these those there here what who why how
    where meanwhile however according other others some many most all both each one""".split()
)
_WORD = re.compile(r"[^\W_]+")
_QUESTION_MARKS = ("?", "？", "؟", "\u037e")
_QUOTES = tuple("\"'“”„‘’«»‹›「」『』")


def split_paragraphs(text: str) -> list[Span]:
    """The paragraphs of `text`, blank lines between them, without blanks at their ends."""
    return [
        _trimmed(text, m.start(), m.end()) for m in _PARAGRAPH.finditer(text) if not m[0].isspace()
    ]


def is_question(sentence: str) -> bool:
    """Whether a sentence is a question, spoken or not; one that tells what was asked is none."""
    asked = sentence.rstrip("".join(_QUOTES))
    is_spoken = len(asked) < len(sentence)
    return asked.endswith(_QUESTION_MARKS) and (not is_spoken or sentence.startswith(_QUOTES))


def split_sentences(text: str, start: int = 0, stop: int | None = None) -> list[Span]:
    """The sentences of `text[start:stop]`, in order, without blanks at their ends.

    A line break always ends a sentence. Every character that is not a blank lies in exactly one.
    """
    stop = len(text) if stop is None else stop
    has_east = not text.isascii() and _EAST.search(text, start, stop) is not None
    ends = _ends if has_east else _west_ends
    found: list[Span] = []
    for line in _LINE.finditer(text, start, stop):
        begin, line_stop = line.span()
        for end in (*ends(text, begin, line_stop), line_stop):
            span = _trimmed(text, begin, end)
            if span.start < span.stop:
                found.append(span)
            begin = end
    return found


def widen(text: str, span: Span) -> Span:
    """`span` with the sentence before and the one after; with both, to its paragraphs' ends.

    The same span when it is at the ends of its paragraphs already.
    """
    start = text.rfind("\n\n", 0, span.start) + 1
    stop = text.find("\n\n", span.stop)
    paragraph = _trimmed(text, start, len(text) if stop < 0 else stop)
    sentences = split_sentences(text, paragraph.start, paragraph.stop)
    before = [s for s in sentences if s.stop <= span.start][-1:]
    after = [s for s in sentences if s.start >= span.stop][:1]
    wider = Span(
        before[0].start if before else min(paragraph.start, span.start),
        after[0].stop if after else max(paragraph.stop, span.stop),
    )
    return wider if wider != span else paragraph if paragraph.holds(span) else span


def _west_ends(text: str, start: int, stop: int) -> Iterator[int]:
    for mark in _WEST_END.finditer(text, start, stop):
        end = mark.end()
        if end >= stop:
            return
        if not text[end].islower() and _closes(text, start, mark, text[end : end + 40]):
            yield mark.end("tail")


def _ends(text: str, start: int, stop: int) -> Iterator[int]:
    for mark in _END.finditer(text, start, stop):
        if mark.end() >= stop:
            return
        if mark["east"]:
            yield mark.end("east")
        elif _closes(text, start, mark, text[mark.end() : mark.end() + 40]):
            yield mark.end("tail")


def _closes(text: str, start: int, mark: re.Match[str], rest: str) -> bool:
    bare = rest.lstrip(_OPENERS + " ")
    first = bare[:1]
    if first and first.islower():
        return False
    if mark["west"] != ".":
        return True
    before = text[max(start, mark.start() - 20) : mark.start()]
    word = before[before.rfind(" ") + 1 :]
    if not word.isalpha():
        token = _LAST_TOKEN.search(before)
        if token is None:
            return True
        word = token[0]
    low = word.casefold()
    if len(word) == 1 and word.isalpha() and word.isupper():
        return _starts_sentence(bare) and low == "i"
    if "." in word or low in _ABBREVIATIONS:
        return low in _MAY_CLOSE and _starts_sentence(bare)
    # "am 3. Oktober": an ordinal, written with a stop; before a month only.
    return not (word.isdigit() and len(word) <= 2 and _MONTH.match(bare))


_MONTH = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|Jahrhundert)\b"
)


def _starts_sentence(rest: str) -> bool:
    word = _WORD.match(rest)
    return word is not None and word[0].casefold() in _STARTERS


def _trimmed(text: str, start: int, stop: int) -> Span:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Span(start, stop)
