"""Every direct quote of one article, with its speaker."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from store.ingest.people import find_people
from store.ingest.quotes.cues import load_cues
from store.ingest.quotes.marks import Run, pair_marks, split_dialogue
from store.ingest.quotes.mentions import PeopleAt, place_people
from store.ingest.quotes.reading import Reader, Statement
from store.ingest.quotes.resolve import NOBODY, Resolved, Resolver, plain
from store.ingest.quotes.speech import is_told
from store.ingest.quotes.transcripts import Turn, find_turns, may_converse
from store.ingest.quotes.words import LanguageWords, load_words
from store.model import Person, Quote, Span
from store.text.sentences import split_paragraphs


def extract_quotes(
    text: str, language: str, people: Sequence[Person] | None = None
) -> tuple[Quote, ...]:
    """The quotes of `text` in order, each with its speaker where the text tells.

    `language` is ISO 639-1 or "und". `people` are those of `find_people` for the same text; they
    are found here when not given. Titles, nicknames and scare quotes are left out. The turns of an
    interview or a transcript are quotes without marks.
    """
    paragraphs = split_paragraphs(text)
    runs_of = pair_marks(text, paragraphs)
    cues = load_cues(language)
    words = load_words(language)
    if words.has_dialogue and ("—" in text or "–" in text):
        runs_of = split_dialogue(text, paragraphs, runs_of, cues.said)
    if not any(runs_of) and not may_converse(text):
        return ()
    placed = place_people(find_people(text, language) if people is None else people)
    turns = find_turns(text, paragraphs, placed)
    if turns:
        runs_of = [[run for run in runs if not _is_in_turn(run, turns)] for runs in runs_of]
    if not any(runs_of):
        return _with_turns((), turns, placed)
    reader = Reader(text, paragraphs, placed, cues, words)
    roles = words.sources if words.free_order else frozenset()
    quoted = [Span(run.start, run.stop) for runs in runs_of for run in runs]
    resolver = Resolver(text, placed, quoted, cues, roles)
    return _with_turns(_resolve(text, reader.read(runs_of), resolver, words), turns, placed)


def _is_in_turn(run: Run, turns: Sequence[Turn]) -> bool:
    """Whether a run stands in what somebody says without marks: a quote within a quote."""
    k = bisect_right(turns, run.outer_start, key=lambda turn: turn.label.start) - 1
    return k >= 0 and run.outer_start < turns[k].span.stop


def _with_turns(
    quotes: tuple[Quote, ...], turns: Sequence[Turn], placed: PeopleAt
) -> tuple[Quote, ...]:
    """The quotes and the turns in order, their groups numbered anew."""
    if not turns:
        return quotes
    first = quotes[-1].group + 1 if quotes else 0
    spoken = [
        Quote(
            span=turn.span,
            speaker=placed.people[turn.person].name if turn.person >= 0 else turn.name,
            mention=turn.label,
            group=first + turn.number,
        )
        for turn in turns
    ]
    numbers: dict[int, int] = {}
    return tuple(
        replace(quote, group=numbers.setdefault(quote.group, len(numbers)))
        for quote in sorted((*quotes, *spoken), key=lambda quote: quote.span)
    )


def _resolve(
    text: str, said: list[Statement], resolver: Resolver, words: LanguageWords
) -> tuple[Quote, ...]:
    """The quotes of all statements, their speakers by name.

    What nobody is known to have said and is too short to be speech is left out.
    """
    quotes: list[Quote] = []
    speakers: list[Resolved] = []
    for statement in said:
        if statement.heir_of >= 0 and statement.mention is None:
            statement.follow(said[statement.heir_of])
            speakers.append(speakers[statement.heir_of])
        else:
            speakers.append(_speaker(text, statement, resolver))
        if statement.mention is None and not (
            statement.is_full or statement.run.is_turn or is_told(text, statement.run, words)
        ):
            continue
        quotes.append(
            Quote(
                span=Span(statement.run.start, statement.run.stop),
                speaker=speakers[-1].speaker,
                mention=statement.mention,
                cue=statement.cue,
                group=_group(quotes, statement),
                is_part=not statement.is_full,
            )
        )
    return tuple(quotes)


def _speaker(text: str, statement: Statement, resolver: Resolver) -> Resolved:
    mention = statement.mention
    if mention is None:
        return NOBODY
    if statement.person >= 0:
        return resolver.named(statement.person)
    if statement.named is not None:
        return Resolved(plain(text, statement.named), -1)
    if statement.kind == "pronoun":
        said = Span(statement.run.start, statement.run.stop)
        return resolver.pronoun(mention.of(text), mention.start, said)
    if statement.kind == "nominal":
        return resolver.described(mention)
    return resolver.unlisted(mention)


def _group(quotes: list[Quote], statement: Statement) -> int:
    if not quotes:
        return 0
    last = quotes[-1]
    is_same = statement.mention is not None and statement.mention == last.mention
    return last.group + (0 if statement.run.goes_on or is_same else 1)
