"""Speech told from titles, nicknames and other words that stand in marks but were not said."""

from __future__ import annotations

import re

from store.ingest.quotes.marks import Run
from store.ingest.quotes.scene import QUOTED, Scene
from store.ingest.quotes.words import LanguageWords

_MAX_TITLE_WORDS = 9
_DASHES = frozenset({" –", " —", " -", "\xa0—", "\xa0–"})
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL = frozenset(
    ("a an and as at by da de del der des die do dos du en et for from in is it la le los nor of "
     "on or per the to und up via vs von with").split()
)  # fmt: skip


def is_full(text: str, run: Run, i: int, low: int) -> bool:
    """Whether the run at token `i` is a sentence or clause of speech, not words inside a report.

    It ends as speech ends, and begins with a capital or with the sentence (which starts at `low`).
    """
    words = text.count(" ", run.start, run.stop) + 1
    first, last = text[run.start], text[run.stop - 1]
    ends = last in ".,?!…’'—-" or run.is_open
    if not ends and first.isupper():
        after = text[run.outer_stop : run.outer_stop + 2]
        ends = after[:1] in {",", "."} or after in _DASHES  # marks before the comma
    begins = first.isupper() or first in "'’[…." or i == low or run.goes_on
    return (ends and begins and words > 1) or words >= 12


def is_told(text: str, run: Run, words: LanguageWords) -> bool:
    """Whether the run is long enough to be someone's words though no source is told.

    A small first letter says more where names and nouns alike have capitals.
    """
    count = text.count(" ", run.start, run.stop) + 1
    least = 2 if words.nouns_are_capital else 3
    return count >= 8 or (count >= least and text[run.start].islower())


def is_placed(scene: Scene, words: LanguageWords, i: int) -> bool:
    """Whether the run at token `i` is the object of a preposition or has an owner: 'on "Today"'."""
    before = scene.low[i - 1] if i else ""
    return before in words.prepositions or before in ("'s", "’s")


def is_name(text: str, run: Run, scene: Scene, words: LanguageWords, i: int) -> bool:
    """Whether the run at token `i` is plainly a title or a nickname, by its capitals and its place.

    The caller has seen to it that no cue stands right beside the run.
    """
    before = scene.low[i - 1] if i else ""
    after = scene.words[i + 1] if i + 1 < len(scene.words) else "."
    if before in words.naming:
        return True
    if before == "for" and i > 1 and scene.low[i - 2] in words.peoples:
        return True  # Russian for "goodbye"
    if before in ("as", "the") and i > 1 and scene.low[i - 2] in words.known:
        return True
    if text[run.stop - 1] in "?!" and before not in words.prepositions:
        return False
    found: list[str] = _WORD.findall(text, run.start, run.stop)
    if not found or len(found) > _MAX_TITLE_WORDS:
        return False
    if i and scene.words[i - 1][0].isupper() and after[0].isupper() and len(found) < 3:
        return True  # Robert "Bobby" Scott
    if not all(w[0].isupper() or w in _SMALL for w in found) or not found[0][0].isupper():
        return False
    if scene.tails[i].isalnum() and words.can_speak(after.lower()):
        return True  # "Harbour" creator Ann Lee
    if len(found) > 1:
        return len([w for w in found if w[0].isupper()]) > 1
    return (
        before in words.prepositions
        or before in words.known
        or before in words.determiners
        or before in ("'s", "’s", QUOTED)
    )
