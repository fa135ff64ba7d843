"""Every direct quote of one article, with its speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.ingest.people import find_people
from store.ingest.quotes.attribution import SAID, Attribution, after_run, choose, is_beside, read_cues
from store.ingest.quotes.cues import Cues, load_cues
from store.ingest.quotes.marks import Run, pair_marks
from store.ingest.quotes.people_at import PeopleAt, place_people
from store.ingest.quotes.resolve import Resolved, Resolver, plain
from store.ingest.quotes.scene import QUOTED, Scene, read_scene
from store.ingest.quotes.mentions import Mention
from store.ingest.quotes.speakers import Speakers
from store.ingest.quotes.speech import is_full, is_name, is_placed, is_told
from store.ingest.quotes.words import Words, load_words
from store.model import Person, Quote, Span
from store.text.sentences import split_paragraphs


@dataclass(slots=True)
class _Said:
    """One run with what was found out about it."""

    run: Run
    is_full: bool
    mention: Span | None = None
    kind: str = ""
    person: int = -1
    named: Span | None = None
    cue: Span | None = None
    heir_of: int = -1
    group: int = -1


def extract_quotes(
    text: str, language: str, people: Sequence[Person] | None = None
) -> tuple[Quote, ...]:
    """The quotes of `text` in order, each with its speaker where the text tells.

    `language` is ISO 639-1 or "und". `people` are those of `find_people` for the same text; they
    are found here when not given. Titles, nicknames and scare quotes are left out.
    """
    paragraphs = split_paragraphs(text)
    runs = pair_marks(text, paragraphs)
    if not any(runs):
        return ()
    placed = place_people(find_people(text, language) if people is None else people)
    reader = _Reader(text, paragraphs, runs, placed, load_cues(language), load_words(language))
    return reader.read()


class _Reader:
    def __init__(
        self,
        text: str,
        paragraphs: list[Span],
        runs: list[list[Run]],
        people: PeopleAt,
        cues: Cues,
        words: Words,
    ) -> None:
        self._text = text
        self._paragraphs = paragraphs
        self._runs = runs
        self._people = people
        self._cues = cues
        self._words = words
        self._said: list[_Said] = []

    def read(self) -> tuple[Quote, ...]:
        previous = -1  # the last paragraph with quotes
        for n, runs in enumerate(self._runs):
            if runs:
                self._read_paragraph(n, runs, carried=previous == n - 1)
                previous = n
        return self._resolve()

    def _read_paragraph(self, n: int, runs: list[Run], *, carried: bool) -> None:
        scene = read_scene(self._text, self._paragraphs[n], runs, self._cues.said)
        speakers = Speakers(scene, self._people, self._words)
        first = len(self._said)
        before: list[tuple[int, int]] = []
        last: Attribution | None = None
        titles: set[int] = set()
        for low, high in scene.sentences:
            quoted = [i for i in range(low, high) if scene.words[i] == QUOTED]
            found: list[Attribution] = []
            if quoted or self._words.reported:
                found = read_cues(speakers, self._cues, low, high)
            if not found and last is not None and self._is_reported(scene, low, high):
                found = [Attribution(low, low, last.mention, SAID)]
            last = found[-1] if found else last
            for i in quoted:
                run = runs[scene.quote[i]]
                chosen = choose(speakers, found, i, low, high)
                beside = chosen is not None and is_beside(speakers, chosen, i)
                joined = i - 2 in titles and (
                    not scene.low[i - 1].isalnum() or scene.low[i - 1] in self._words.conjunctions
                )
                joined = joined or scene.low[i + 1 : i + 2] == ["by"]
                joined = joined or (i > low and scene.low[i - 1] in self._words.naming)
                placed = beside and not joined and not is_placed(scene, self._words, i)
                if not placed and is_name(self._text, run, scene, self._words, i):
                    titles.add(i)
                    continue
                said = _Said(run, is_full(self._text, run, scene, i, low))
                if not beside and (mention := speakers.before_colon(i, low)) is not None:
                    self._take_mention(said, scene, mention)
                elif chosen is not None:
                    self._take(said, scene, chosen)
                elif said.is_full and (
                    mention := after_run(speakers, i, high, self._text, run.stop)
                ):
                    self._take_mention(said, scene, mention)
                elif said.is_full:
                    self._inherit(said, scene, speakers, before, low, i, first, n, carried=carried)
                self._said.append(said)
            before.append((low, high))
        self._look_ahead(first)

    def _is_reported(self, scene: Scene, low: int, high: int) -> bool:
        return any(word in self._words.reported for word in scene.low[low:high])

    def _take(self, said: _Said, scene: Scene, chosen: Attribution) -> None:
        said.mention = scene.span(chosen.mention.first, chosen.mention.last)
        said.kind, said.person = chosen.mention.kind, chosen.mention.person
        if chosen.mention.antecedent is not None:
            said.named = scene.span(*chosen.mention.antecedent)
        if chosen.cue < chosen.cue_stop:
            said.cue = scene.span(chosen.cue, chosen.cue_stop)

    def _take_mention(self, said: _Said, scene: Scene, mention: Mention) -> None:
        said.mention = scene.span(mention.first, mention.last)
        said.kind, said.person = mention.kind, mention.person

    def _inherit(
        self,
        said: _Said,
        scene: Scene,
        speakers: Speakers,
        before: list[tuple[int, int]],
        low: int,
        at: int,
        first: int,
        n: int,
        *,
        carried: bool,
    ) -> None:
        """The speaker of a sentence that is nothing but speech, from what stands before it."""
        if low < at:
            mention = speakers.main_subject(low, at)
            if mention is not None:
                self._take_mention(said, scene, mention)
                return
        if len(self._said) > first:
            said.heir_of = len(self._said) - 1
            return
        if before:
            found = read_cues(speakers, self._cues, *before[-1])
            mention = found[-1].mention if found else speakers.main_subject(*before[-1])
            if mention is not None:
                self._take_mention(said, scene, mention)
            return
        if carried and self._said:
            said.heir_of = len(self._said) - 1
            return
        if n:
            self._from_paragraph(said, n - 1)

    def _from_paragraph(self, said: _Said, n: int) -> None:
        """The speaker of a paragraph of nothing but speech, from the paragraph `n` before it."""
        paragraph = self._paragraphs[n]
        introduces = self._text[paragraph.stop - 1] == ":"
        scene = read_scene(self._text, paragraph, [], self._cues.said)
        if not scene.sentences:
            return
        speakers = Speakers(scene, self._people, self._words)
        low, high = scene.sentences[-1]
        found = read_cues(speakers, self._cues, low, high)
        if found and (introduces or found[-1].strength == SAID):
            self._take_mention(said, scene, found[-1].mention)
        elif introduces and (mention := speakers.main_subject(low, high)) is not None:
            self._take_mention(said, scene, mention)

    def _look_ahead(self, first: int) -> None:
        """A paragraph's opening speech whose speaker is named after a later run of it."""
        for k in range(len(self._said) - 2, first - 1, -1):
            said, after = self._said[k], self._said[k + 1]
            if (
                said.mention is None
                and said.is_full
                and said.heir_of < first
                and after.mention is not None
                and after.is_full
            ):
                said.mention, said.kind, said.person, said.cue = (
                    after.mention,
                    after.kind,
                    after.person,
                    after.cue,
                )

    def _resolve(self) -> tuple[Quote, ...]:
        resolver = Resolver(
            self._text,
            self._people,
            [Span(run.start, run.stop) for runs in self._runs for run in runs],
            self._cues,
        )
        quotes: list[Quote] = []
        resolved: list[Resolved] = []
        for said in self._said:
            if said.heir_of >= 0 and said.mention is None:
                heir = self._said[said.heir_of]
                said.mention, said.kind, said.person, said.cue = (
                    heir.mention,
                    heir.kind,
                    heir.person,
                    heir.cue,
                )
                answer = resolved[said.heir_of]
            elif said.mention is None:
                answer = Resolved(None, -1)
            elif said.person >= 0:
                answer = resolver.named(said.person, said.mention.start)
            elif said.named is not None:
                answer = Resolved(plain(self._text, said.named), -1)
            elif said.kind == "pronoun":
                answer = resolver.pronoun(said.mention.of(self._text), said.mention.start)
            else:
                answer = Resolved(plain(self._text, said.mention), -1)
            resolved.append(answer)
            if said.mention is None and not (said.is_full or is_told(self._text, said.run)):
                continue
            quotes.append(
                Quote(
                    span=Span(said.run.start, said.run.stop),
                    speaker=answer.speaker,
                    mention=said.mention,
                    cue=said.cue,
                    group=self._group(quotes, said),
                    is_part=not said.is_full,
                )
            )
        return tuple(quotes)

    def _group(self, quotes: list[Quote], said: _Said) -> int:
        if not quotes:
            return 0
        last = quotes[-1]
        if said.run.goes_on or (said.mention is not None and said.mention == last.mention):
            return last.group
        return last.group + 1
