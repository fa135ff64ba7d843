"""Normalises text into the stored form: line ends, blanks, composed characters.

Text changes here for the last time: the archive stores the result, and every span points into it.
Normalising again changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

# Dropped: control characters, stray surrogates, non-characters, and format characters that are
# invisible and break words or turn the reading direction (soft hyphen, zero-width space, BOM,
# bidi marks). ZWJ and ZWNJ stay: Persian, Indic scripts and emoji are spelt with them.
_DROPPED = (
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
)
_BLANKS = "\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\r\x0b\x0c\x1c-\x1e\x85\u2028"
_PARAGRAPH_END = "\u2029"

_UNCLEAN = re.compile(f"[{_DROPPED}{_BLANKS}{_LINE_ENDS}{_PARAGRAPH_END}]")
_UNCLEAN_ASCII = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_DROP = re.compile(f"[{_DROPPED}]+")
_LINE_END = re.compile(f"\r\n|[{_LINE_ENDS}]")
_BLANK_RUN = re.compile(f"[ {_BLANKS}]+")
# An exponent is a number, perhaps with a sign; "n" alone is one too.
_EXPONENT = re.compile(r"[+−-]?\d{1,4}|[+−-]?n")
_GAP = re.compile(r"\n{3,}")


def normalise(text: str) -> str:
    r"""Returns `text` in the stored form.

    NFC; line ends are `\n`; every run of blanks is one space, none beside a line end; paragraphs
    are separated by exactly one blank line; no control characters, no stray surrogates, no blanks
    at either end.
    """
    if _is_normal(text):
        return text
    text = _LINE_END.sub("\n", text).replace(_PARAGRAPH_END, "\n\n")
    text = unicodedata.normalize("NFC", _DROP.sub("", text))
    text = _BLANK_RUN.sub(" ", text).replace(" \n", "\n").replace("\n ", "\n")
    return _GAP.sub("\n\n", text).strip(" \n")


def normalise_line(text: str) -> str:
    """Returns `text` in the stored form on one line: for headlines, bylines and the like."""
    return " ".join(normalise(text).split())


_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")


def raised(text: str) -> str:
    """Returns an exponent in raised characters ("2": "²"); other words as they are."""
    return text.translate(_RAISED) if _EXPONENT.fullmatch(text.strip()) else text


def _is_normal(text: str) -> bool:
    """Whether `normalise` would return `text` unchanged: a handful of scans at the speed of C."""
    unclean = _UNCLEAN_ASCII if text.isascii() else _UNCLEAN
    return not (
        "  " in text
        or " \n" in text
        or "\n " in text
        or "\n\n\n" in text
        or (text[:1] in (" ", "\n") and text != "")
        or (text[-1:] in (" ", "\n") and text != "")
        or unclean.search(text)
        or not unicodedata.is_normalized("NFC", text)
    )
