"""Finds pasted words in a message, and whose they are said to be. Pure.

Words are pasted in quotation marks of any kind, behind a colon or below a line that asks about
them, or alone. Who is said to have said them stands around the marks, in words that the phrase
books know (`bot.asking.framing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.asking.framing import PLACE, Framing, read_frame
from bot.asking.intent import answer_type, match_intent
from bot.language.intents import Intent
from store.search.query import AnswerType
from store.text.words import find_words, has_unspaced

# Longer messages are read as far as this, in characters.
_LONGEST = 2000
_LONGEST_FRAME = 160
# Characters of somebody's post that are read for its quotes: as much as Telegram carries.
_LONGEST_POST = 4096
# Words in marks alone are a phrase to search for if they are fewer than these.
_SENTENCE_WORDS = 4
# A message without marks that is a pasted sentence, not a question, has at least so many words.
_PASTED_WORDS = 8
# In scripts without spaces a word is about so many characters.
_CHARACTERS_A_WORD = 2
_LONGER = 4
_MARKED = re.compile(
    r"""
      “(?P<curly>[^“”]+(?:“[^“”]*”[^“”]*)*)”
    | „(?P<low>[^„“”]+)[“”]
    | «(?P<angle>[^«»]+)»
    | »(?P<turned>[^«»]+)«
    | (?<![^\W_])"(?P<straight>[^"]+(?:"[^\W_]+[^"]*"[^"]*)*)"
    | 「(?P<corner>[^「」]+)」
    | 『(?P<white>[^『』]+)』
    | (?<![^\W_])''(?P<double>.+?)''
    | (?<![^\W_])[‘'](?P<single>[^‘"“”]*?[^‘"“”\s])[’'](?![^\W_])
    """,
    re.VERBOSE | re.DOTALL,
)
_BEHIND = re.compile(
    r"(?P<frame>[^:：?？\n]{2,120}?)\s*(?:[:：]|[?？]\s|\n)\s*(?P<words>\S.{12,})", re.DOTALL
)
_NAME = r"[^\W\d_][^\s?!:,;]*(?:\s+[^\s?!:,;]+){0,5}"
_CREDITED = re.compile(rf"\W*{PLACE}\W*?\s*[-–—―~(,:]+\s*(?P<name>{_NAME})\W*", re.DOTALL)
_INTRODUCED = re.compile(rf"\W*(?P<name>{_NAME})\s*:\s*\W*{PLACE}\W*", re.DOTALL)
# A speaker before or behind words without marks: "Doe: words", "words, Doe said", "words — Doe".
_BEFORE = re.compile(rf"(?P<name>{_NAME})\s*[:：]\s+(?P<words>.+)", re.DOTALL)
_AFTER = re.compile(
    r"(?P<words>.+?[^\s,;])\s*(?:[,;]\s+|\s[-–—―~]+\s*|[–—―]\s*)(?P<said>[^,;–—―]{2,80})", re.DOTALL
)
_ALONE = re.compile(rf"[^\w{PLACE}]*{PLACE}[^\w{PLACE}]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pasted:
    """Pasted words, and the name of their speaker ("" if nobody is named).

    `is_sure`: the message asks whether they were said, or can hardly mean anything else; if not, it
    may be a question that is worded like a sentence. `leans`: a pronoun names the speaker.
    """

    words: str
    speaker: str = ""
    is_sure: bool = True
    leans: bool = False


def find_pasted(text: str) -> Pasted | None:
    """The pasted words of a message, None if it has none."""
    text = text[:_LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
    text = text.replace(PLACE, " ")
    marked = _marked(text)
    if marked is not None:
        return _framed(text[: marked[0]] + PLACE + text[marked[1] :], marked[2])
    behind = _BEHIND.fullmatch(text)
    if behind is not None:
        asked = read_frame(f"{behind['frame']} {PLACE}")
        if asked is not None:
            return _asked(f"{behind['frame']} {PLACE}", behind["words"], asked)
    return _unmarked(text)


def credited(text: str) -> Iterator[Pasted]:
    """Ways to part words from the name of their speaker before or behind them, likeliest first.

    Whether a name is anybody's the archive says: "The plan: a wall" names nobody.
    """
    text = text[:_LONGEST].strip()
    marked = _marked(text)
    if marked is not None:
        frame = (text[: marked[0]] + PLACE + text[marked[1] :]).replace("\n", " ")
        asked = read_frame(frame)
        if asked is not None and asked.speaker is not None:
            yield Pasted(marked[2].rstrip(" ,"), asked.speaker.of(frame))
        parted = _CREDITED.fullmatch(frame) or _INTRODUCED.fullmatch(frame)
        if parted is not None:
            yield Pasted(marked[2].rstrip(" ,"), parted["name"].strip())
        return
    if before := _BEFORE.fullmatch(text):
        yield Pasted(before["words"], before["name"])
    if after := _AFTER.fullmatch(text):
        frame = f"{PLACE} {after['said']}"
        asked = read_frame(frame)
        name = asked.speaker.of(frame) if asked and asked.speaker else after["said"].strip(" .")
        yield Pasted(after["words"], name)


def quoted_runs(text: str, most: int) -> tuple[str, ...]:
    """The first runs of a text in quotation marks that are long enough to be a sentence."""
    runs = (m[m.lastgroup or 0].strip() for m in _MARKED.finditer(text[:_LONGEST_POST]))
    told = [run for run in runs if _count(run) >= _SENTENCE_WORDS]
    return tuple(dict.fromkeys(told))[:most]


def asked_of(question: str, words: str) -> Pasted | None:
    """Read what a message asks about other words: whether, by whom, when or where; or None."""
    frame = f"{question.strip()} {PLACE}"
    asked = read_frame(frame) if question.strip() and len(frame) <= _LONGEST_FRAME else None
    return _asked(frame, words, asked) if asked is not None else None


def _marked(text: str) -> tuple[int, int, str] | None:
    """(start, stop, the words) of the longest run in marks; marks included in the span."""
    runs = [(m.start(), m.end(), m[m.lastgroup or 0].strip()) for m in _MARKED.finditer(text)]
    runs = [run for run in runs if find_words(run[2])]
    if not runs:
        return None
    first, last = runs[0], runs[-1]
    if len(runs) > 1 and not find_words(text[: first[0]]) and not find_words(text[last[1] :]):
        # Nothing but quotes, and what stands between them: all of it was pasted.
        return first[0], last[1], text[first[0] + 1 : last[1] - 1].strip()
    return max(runs, key=lambda run: len(run[2]))


def _framed(frame: str, words: str) -> Pasted | None:
    if _ALONE.fullmatch(frame):
        return Pasted(words) if _count(words) >= _SENTENCE_WORDS else None
    if len(frame) > _LONGEST_FRAME:
        return None
    if _is_title(words) and answer_type(frame.replace(PLACE, " ")) is AnswerType.PERSON:
        return None
    asked = read_frame(frame)
    if asked is not None:
        return _asked(frame, words, asked)
    credited = _CREDITED.fullmatch(frame) or _INTRODUCED.fullmatch(frame)
    if credited is not None and _count(words) >= _SENTENCE_WORDS:
        return Pasted(words, credited["name"].strip())
    return None


def _asked(frame: str, words: str, asked: Framing) -> Pasted:
    speaker = asked.speaker.of(frame) if asked.speaker is not None else ""
    return Pasted(words, speaker, leans=asked.leans)


def _unmarked(text: str) -> Pasted | None:
    """A sentence by itself, or what somebody is said to have said, as far as a wording tells."""
    match = match_intent(text)
    if match is not None:
        said = match.topic.of(text) if match.topic is not None else ""
        if match.intent is not Intent.QUOTE or match.follow_up or _count(said) < _PASTED_WORDS - 1:
            return None
        speaker = match.person.of(text) if match.person is not None else ""
        return Pasted(said, speaker, is_sure=False)
    if text.endswith(("?", "？", "؟")) or _count(text) < _PASTED_WORDS:
        return None
    return Pasted(text, is_sure=False)


def _is_title(words: str) -> bool:
    """Whether every longer word has a capital: who wrote it is no question of who said it."""
    found = find_words(words)
    capitals = sum(word[0].isupper() for word in found[1:])
    return capitals > 1 and all(word[0].isupper() for word in found if len(word) >= _LONGER)


def _count(words: str) -> int:
    if has_unspaced(words):
        return len(words) // _CHARACTERS_A_WORD
    return len(find_words(words))
