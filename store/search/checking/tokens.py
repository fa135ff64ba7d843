"""Splits text into the units by which two wordings are compared. Pure.

Tokens are finer than the words of the index. Case, quotation marks, dashes and blanks are writing
habits and do not count; accents, apostrophes inside a word, currency signs and the points inside a
number count. Pasted words have joints besides: an ellipsis ("…", "[...]") says that words were left
out, square brackets that the words in them are the asker's own. Both mark honest shortening and are
no difference by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from store.model import Span
from store.text.words import is_unspaced, word_spans

_APOSTROPHES = "'’‘ʼ´`＇"
_INSIDE_A_NUMBER = ".,:"
_SIGNS = frozenset("%‰&@#°+=×÷±§")
_MINUS = re.compile(r"(?:^|(?<=[\s(\"“„«'‘]))[-−](?=\d)")
_INVISIBLE = re.compile("[\xad\u0640\u200b-\u200f\u2060\ufeff]")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")

_JOINT = re.compile(
    r"""
      (?P<ellipsis>[\[(]\s*(?:…|\.(?:\s?\.){1,3})\s*[\])]|…|\.{3,4}|\.(?:\s\.){2,3})
    | \[(?!\w{1,2}\]\w)(?P<bracket>[^\[\]]{1,80})\]
    """,
    re.VERBOSE,
)
# Bracketed words that confirm the spelling and stand for nothing.
_AS_WRITTEN = frozenset({"sic"})


class Token(NamedTuple):
    """One word or sign: the form in which it is compared, and where it stands."""

    form: str
    start: int
    stop: int

    @property
    def span(self) -> Span:
        """The span of the token in the text."""
        return Span(self.start, self.stop)


class JointKind(StrEnum):
    """The kinds of mark between two stretches of pasted words."""

    ELLIPSIS = "ellipsis"
    BRACKET = "bracket"


@dataclass(frozen=True, slots=True)
class Joint:
    """A mark in the pasted words that stands for any number of stored words."""

    kind: JointKind
    span: Span


Unit = Token | Joint


def find_tokens(text: str, start: int = 0, stop: int | None = None) -> list[Token]:
    """The tokens of `text[start:stop]`, with their places in `text`."""
    part = text[start:stop]
    tokens: list[Token] = []
    end = 0
    for found in word_spans(part):
        begin, after = found.span()
        if part[end:begin] != " " and end:
            if _is_one_word(part, end, begin):
                # In "[w]e" the bracket only marks a changed letter case.
                begin = tokens.pop().start - start
                begin -= part[end] == "]" and part[begin - 1 : begin] == "["
            else:
                tokens += _signs(part, end, begin, start)
        elif not end:
            tokens += _signs(part, end, begin, start)
        word = part[begin:after]
        if not word.isascii() and is_unspaced(word):
            tokens += [
                Token(_form(character), start + place, start + place + 1)
                for place, character in enumerate(word, begin)
                if not _INVISIBLE.match(character)
            ]
        else:
            tokens.append(Token(_form(word), begin + start, after + start))
        end = after
    return [*tokens, *_signs(part, end, len(part), start)]


def find_units(words: str) -> list[Unit]:
    """The pasted words as tokens and joints; no joint is first, last or beside another."""
    units: list[Unit] = []
    end = 0
    for mark in _JOINT.finditer(words):
        units += find_tokens(words, end, mark.start())
        end = mark.end()
        if (mark["bracket"] or "").strip().casefold() in _AS_WRITTEN:
            continue
        kind = JointKind.ELLIPSIS if mark["ellipsis"] else JointKind.BRACKET
        joint = Joint(kind, Span(mark.start(), mark.end()))
        if units and isinstance(units[-1], Joint):
            if joint.kind is JointKind.BRACKET:
                continue
            units.pop()
        if units:
            units.append(joint)
    units += find_tokens(words, end)
    if units and isinstance(units[-1], Joint):
        units.pop()
    return units


def _is_one_word(part: str, end: int, begin: int) -> bool:
    gap, before, after = part[end:begin], part[end - 1], part[begin]
    if len(gap) != 1:
        return False
    if gap in _APOSTROPHES:
        return before.isalnum() and after.isalpha()
    if gap in _INSIDE_A_NUMBER:
        return before.isdigit() and after.isdigit()
    return gap == "]" and after.isalpha() and part[max(0, end - 2) : end - 1] == "["


def _signs(part: str, start: int, stop: int, origin: int) -> list[Token]:
    if part[start:stop].isspace():
        return []
    return [
        Token(part[place], origin + place, origin + place + 1)
        for place in range(start, stop)
        if part[place] in _SIGNS
        or unicodedata.category(part[place]) == "Sc"
        or _MINUS.match(part, place)
    ]


@lru_cache(maxsize=100_000)
def _form(word: str) -> str:
    plain = _APOSTROPHE.sub("'", _INVISIBLE.sub("", word)).strip("[").replace("]", "")
    return unicodedata.normalize("NFKC", plain).casefold().replace("ё", "е")
