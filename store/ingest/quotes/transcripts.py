"""Finds speech that a name and a colon open: interviews, transcripts, questions and answers.

"Ann Lee: We will build it." is speech without marks. One such line may be anything ("Tickets: four
crowns"), so lines are read only where several of them make a conversation: people take turns, and
somebody says "I", "you" or asks.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from store.ingest.people.lexicon import load_lexicon
from store.ingest.quotes.mentions import PeopleAt
from store.model import Span

_LABEL = re.compile(r"(?P<label>[^\W\d_](?:[^:：\n“”\"«»?!]{0,58}[^\W_).])?[.)]?) ?[:：]\s+(?=\S)")
# A line that a label may open; cheap, as it is looked for in every article.
_OPENING = re.compile(r"^(?:[^\W\d_][^:：\n]{0,59}[:：]|[^\W\d_][.)])[ \t]*\S", re.MULTILINE)
_INITIAL_LABEL = re.compile(r"(?P<label>[^\W\d_])[.)]\s+(?=\S)")  # "Q. Why?"
_ASIDE = re.compile(r" ?[(\[][^)\]]{1,40}[)\]]$")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_BRACKETED = re.compile(r"[(\[][^)\]]*[)\]]\.?$")
_MARKS = frozenset("“”„\"«»‘’'‟")
_ENDS = (".", "!", "?", "…", "”", '"', "»", "’", ")", "—", "–", "-")
# Words of the longest label: a title, a name and its particles.
_MOST_WORDS = 6
# Turns of people by name, where nobody is labelled as asking.
_FEWEST_TURNS = 2
# Different labels of a conversation.
_FEWEST_VOICES = 2
# Lines of a conversation, questions among them.
_FEWEST_LINES = 3
# Share of turns in which somebody asks or speaks of himself.
_SPOKEN = 0.6
# The same where somebody speaks again after another: lists do not come back to a name.
_SPOKEN_IN_TURNS = 0.3


@dataclass(frozen=True, slots=True)
class Turn:
    """One paragraph of what somebody says, its `label` outside it, and who that is.

    `person` is the index of a known person, -1 for none; `name` is the label as written, None
    where it names nobody. `number` is shared by the paragraphs of one turn.
    """

    span: Span
    label: Span
    person: int
    name: str | None
    number: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that a label opens; `kind` is "name", "question", "answer" or "other"."""

    line: Span
    label: Span
    said: Span
    kind: str
    person: int
    name: str


@dataclass(frozen=True, slots=True)
class _Labels:
    """Words that tell a conversation, all languages together; see transcripts.toml."""

    questions: frozenset[str]
    answers: frozenset[str]
    own: frozenset[str]


@cache
def _labels() -> _Labels:
    table = tomllib.loads(files(__package__).joinpath("transcripts.toml").read_text("utf-8"))
    return _Labels(**{key: frozenset(table[key].split()) for key in table})


def may_converse(text: str) -> bool:
    """Whether two lines of a text may open with a label, as a conversation's do."""
    first = _OPENING.search(text)
    return first is not None and _OPENING.search(text, first.end()) is not None


def find_turns(text: str, paragraphs: Sequence[Span], people: PeopleAt) -> tuple[Turn, ...]:
    """The turns of the conversation that `text` is or holds, in order; none where it is none.

    Questions of an interviewer without a name are left out.
    """
    if not may_converse(text):
        return ()
    lines = list(_lines(text, paragraphs))
    labelled = [one for line in lines if (one := _read(text, line, people)) is not None]
    labelled = _of_conversation(text, labelled)
    if not labelled:
        return ()
    guest = _guest(labelled, people)
    by_start = {one.line.start: one for one in labelled}
    turns: list[Turn] = []
    speaking: _Line | None = None
    number = -1
    for line in lines:
        if line.start > labelled[-1].line.start:
            break
        one = by_start.get(line.start)
        if one is not None:
            speaking = one if one.kind != "question" else None
            number += 1
        elif _LABEL.match(text, line.start, line.stop):
            speaking = None
            continue
        elif speaking is None or _is_narration(text, line, speaking, people):
            continue
        if speaking is not None:
            turns.append(_turn(line if one is None else one.said, speaking, guest, number))
    return tuple(turns)


def _turn(said: Span, line: _Line, guest: int, number: int) -> Turn:
    if line.kind == "answer":
        return Turn(said, line.label, guest, None, number)
    return Turn(said, line.label, line.person, line.name, number)


def _lines(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    for paragraph in paragraphs:
        at = paragraph.start
        for part in paragraph.of(text).split("\n"):
            bare = part.strip()
            if bare:
                start = at + part.index(bare)
                yield Span(start, start + len(bare))
            at += len(part) + 1


def _read(text: str, line: Span, people: PeopleAt) -> _Line | None:
    """The line as a turn, or None where no label opens it."""
    found = _LABEL.match(text, line.start, min(line.stop, line.start + 70))
    initial = _INITIAL_LABEL.match(text, line.start, line.stop)
    if initial and initial["label"].lower() in _labels().questions | _labels().answers:
        found = initial
    if found is None or (text[found.end()] in _MARKS and text[line.stop - 1] in _MARKS):
        return None  # speech between marks is read as such
    label = _ASIDE.sub("", found["label"])
    span = Span(line.start, line.start + len(label))
    kind, person = _kind(label, span, people)
    name = " ".join(label.split(",")[0].split())
    return _Line(line, span, Span(found.end(), line.stop), kind, person, name) if kind else None


def _kind(label: str, span: Span, people: PeopleAt) -> tuple[str, int]:
    """The kind of a label, and the person it names; "" where it is nobody's."""
    low = label.rstrip(".").lower()
    if low in _labels().questions:
        return "question", -1
    if low in _labels().answers:
        return "answer", -1
    words = _WORD.findall(label)
    lex = load_lexicon()
    is_capital = all(
        word[0].isupper() or word.lower() in lex.particles or word.lower() in ("of", "the", "and")
        for word in words
    )
    if not words or len(words) > _MOST_WORDS or not is_capital:
        return "", -1
    known = people.by_stop.get(span.stop)
    if known is not None and known[0] >= span.start:
        return "name", known[1]
    keys = [word.rstrip(".").lower() for word in words]
    named = _person_called(keys, people)
    if named >= 0:
        return "name", named
    if (
        len(keys) > 1
        and lex.places.isdisjoint(keys)
        and (keys[0] in lex.common or _is_title(keys[0]))
    ):
        return "name", -1
    return "other", -1


def _is_title(word: str) -> bool:
    lex = load_lexicon()
    return word in lex.titles or word in lex.roles or word in lex.offices


def _person_called(keys: list[str], people: PeopleAt) -> int:
    """The person whose name ends with a label's words, titles before them apart; -1 for none."""
    while len(keys) > 1 and _is_title(keys[0]):
        keys = keys[1:]
    name = " ".join(keys)
    fits = [
        n
        for n, person in enumerate(people.people)
        if f" {(full := person.name.lower())}".endswith(f" {name}")
        or (len(keys) == 1 and full.startswith(f"{name} "))
    ]
    return fits[0] if len(fits) == 1 else -1


def _of_conversation(text: str, lines: list[_Line]) -> list[_Line]:
    """The lines of people who converse, with those of who asks them; [] where nobody does."""
    lines = _in_full(lines)
    counts = Counter(one.name.lower() for one in lines)
    turns = [one for one in lines if one.kind in ("name", "answer")]
    # Beside people, a label that comes back is whoever asks them: the name of a paper.
    kept = [one for one in lines if one.kind != "other" or (turns and counts[one.name.lower()] > 1)]
    asks = any(one.kind == "question" for one in kept)
    voices = [one.name.lower() for one in kept]
    if len(set(voices)) < _FEWEST_VOICES or not turns:
        return []
    if not asks and (len(kept) < _FEWEST_LINES or len(turns) < _FEWEST_TURNS):
        return []
    takes_turns = any(
        one == third != other
        for one, other, third in zip(voices, voices[1:], voices[2:], strict=False)
    )
    ended = sum(one.said.of(text).endswith(_ENDS) for one in kept)
    spoken = sum(_is_spoken(one.said.of(text)) for one in turns)
    least = _SPOKEN_IN_TURNS if takes_turns else _SPOKEN
    return kept if 2 * ended >= len(kept) and spoken >= least * len(turns) else []


def _in_full(lines: list[_Line]) -> list[_Line]:
    """The lines; a label that is the surname of an earlier one stands for that name."""
    full: dict[str, _Line] = {}
    found: list[_Line] = []
    for one in lines:
        *before, last = one.name.lower().split()
        if one.kind == "other" and not before and last in full:
            same = full[last]
            found.append(replace(one, kind="name", person=same.person, name=same.name))
            continue
        if one.kind == "name" and before:
            full.setdefault(last, one)
        found.append(one)
    return found


def _is_spoken(words: str) -> bool:
    """Whether somebody asks, or speaks of himself."""
    return "?" in words or not _labels().own.isdisjoint(
        word.lower() for word in _WORD.findall(words)
    )


def _guest(lines: list[_Line], people: PeopleAt) -> int:
    """The person whose answers bear no name: the one named most before the first of them."""
    first = next((one.line.start for one in lines if one.kind == "answer"), -1)
    before = [sum(mention.start < first for mention in person.mentions) for person in people.people]
    return max(range(len(before)), key=lambda n: (before[n], -n)) if any(before) else -1


def _is_narration(text: str, line: Span, speaking: _Line, people: PeopleAt) -> bool:
    """Whether an unlabelled line between turns is the author's: in brackets, or on the speaker."""
    if _BRACKETED.match(text, line.start, line.stop) or text[line.start] in _MARKS:
        return True
    if not text[line.start : line.stop].endswith(_ENDS) or _LABEL.match(
        text, line.start, line.stop
    ):
        return True  # a heading, a line of something else
    if speaking.person < 0:
        return False
    person = people.people[speaking.person]
    return any(line.start <= mention.start < line.stop for mention in person.mentions)
