"""Takes what is asked out of a long spoken message: its questions, and the story around them. Pure.

"hi my sister told me about the ferry, why did they stop it was it the weather or something" asks
"why did they stop it"; the rest tells of the asker, and may name what it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.asking.intent import books_for
from bot.language.book import PhraseBook, plain
from store.text.words import find_words, has_unspaced

# A message of fewer words is no story.
_STORY_WORDS = 12
# In scripts without spaces a word is about so many characters.
_CHARACTERS_A_WORD = 2
# A question of fewer words leans on the story alone.
_QUESTION_WORDS = 2
_END = re.compile(r"[.;!?…。！？؟\n]+(?:\s|$)|[。！？]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The questions of a message, joined, and the words around them."""

    asked: str
    story: str


def take_question(text: str) -> Spoken | None:
    """Part a long message into its questions and its story; None for a short one or no question."""
    words = len(text) // _CHARACTERS_A_WORD if has_unspaced(text) else len(find_words(text))
    if words < _STORY_WORDS:
        return None
    flat = plain(text)
    for book in books_for(text):
        spans = _questions(flat, book)
        asked = " ".join(text[start:stop].strip(" ,") for start, stop in spans)
        if len(find_words(asked)) >= _QUESTION_WORDS:
            outside = [0, *(at for span in spans for at in span), len(text)]
            story = (text[a:b] for a, b in zip(outside[::2], outside[1::2], strict=True))
            return Spoken(_bare(asked, book), _bare(" ".join(story), book))
    return None


def _questions(flat: str, book: PhraseBook) -> list[tuple[int, int]]:
    """[start, stop) of each stretch from a question word to where the asker turns to themselves."""
    starts = {m.start() for _, pattern in book.answer_types for m in pattern.finditer(flat)}
    spans: list[tuple[int, int]] = []
    for start in sorted(starts):
        if spans and start < spans[-1][1]:
            continue
        found = (_END.search(flat, start), book.aside.search(flat, start))
        ends = [end.start() for end in found if end is not None]
        stop = min(ends, default=len(flat))
        if len(find_words(flat[start:stop])) > 1:
            spans.append((start, stop))
    return spans


def _bare(text: str, book: PhraseBook) -> str:
    """The text without the words that only fill a pause."""
    flat = plain(text)
    kept, at = "", 0
    for found in book.filler.finditer(flat):
        kept += f"{text[at : found.start()]} "
        at = found.end()
    return " ".join((kept + text[at:]).split())
