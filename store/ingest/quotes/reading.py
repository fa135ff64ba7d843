"""The quoted runs of an article with their sources, paragraph by paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field

from store.ingest.quotes.attribution import (
    SAID,
    Attribution,
    after_run,
    choose,
    is_beside,
    read_cues,
)
from store.ingest.quotes.cues import Cues
from store.ingest.quotes.marks import Run
from store.ingest.quotes.mentions import Mention, PeopleAt
from store.ingest.quotes.scene import QUOTED, Scene, read_scene
from store.ingest.quotes.speakers import Speakers
from store.ingest.quotes.speech import is_full, is_name, is_placed
from store.ingest.quotes.words import LanguageWords
from store.model import Span

_DASHES = "-–—―"
_MOST_CREDIT = 600
# Code points of the longest line of a dialogue.
_LONGEST_LINE = 250
# Lines of a dialogue that are looked back at.
_MOST_LINES = 6


@dataclass(slots=True)
class Statement:
    """One run with its source, as spans of the article.

    `named` is the phrase a relative pronoun stands for, `heir_of` the index of the statement whose
    speaker goes on in this one, -1 for none.
    """

    run: Run
    is_full: bool
    mention: Span | None = None
    kind: str = ""
    person: int = -1
    named: Span | None = None
    cue: Span | None = None
    heir_of: int = -1

    def take(self, scene: Scene, mention: Mention) -> None:
        """Take the source a mention names."""
        self.mention = scene.span(mention.first, mention.last)
        self.kind, self.person = mention.kind, mention.person
        if mention.antecedent is not None:
            self.named = scene.span(*mention.antecedent)

    def take_cue(self, scene: Scene, attribution: Attribution) -> None:
        """Take the source of a cue, and the cue."""
        self.take(scene, attribution.mention)
        if attribution.cue < attribution.cue_stop:
            self.cue = scene.span(attribution.cue, attribution.cue_stop)

    def follow(self, other: Statement) -> None:
        """Take the source of another statement as one's own."""
        self.mention, self.kind, self.person = other.mention, other.kind, other.person
        self.named, self.cue = other.named, other.cue


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is being read.

    `first` is the index of its first statement, `carried` whether the paragraph before has quotes
    too, `past` its sentences so far, `titles` the tokens of runs that are titles.
    """

    number: int
    scene: Scene
    speakers: Speakers
    first: int
    carried: bool
    past: list[tuple[int, int]] = field(default_factory=list)
    titles: set[int] = field(default_factory=set)


class Reader:
    """Reads one article's runs into statements."""

    def __init__(
        self, text: str, paragraphs: list[Span], people: PeopleAt, cues: Cues, words: LanguageWords
    ) -> None:
        self._text = text
        self._paragraphs = paragraphs
        self._people = people
        self._cues = cues
        self._words = words
        self._said: list[Statement] = []
        self._firsts: list[tuple[int, int]] = []  # paragraphs that speak, their first statements

    def read(self, runs_of: list[list[Run]]) -> list[Statement]:
        """The statements of the article, in order; `runs_of` holds the runs of each paragraph."""
        previous = -1
        for n, runs in enumerate(runs_of):
            if runs:
                self._firsts.append((n, len(self._said)))
                self._read_paragraph(n, runs, carried=previous == n - 1)
                if self._firsts[-1][1] == len(self._said):
                    self._firsts.pop()  # titles alone
                previous = n
        return self._said

    def _read_paragraph(self, n: int, runs: list[Run], *, carried: bool) -> None:
        scene = read_scene(self._text, self._paragraphs[n], runs, self._cues.said)
        speakers = Speakers(scene, self._people, self._words)
        paragraph = _Paragraph(n, scene, speakers, len(self._said), carried)
        last: Attribution | None = None
        for low, high in scene.sentences:
            quoted = [i for i, word in enumerate(scene.words[low:high], low) if word == QUOTED]
            found: list[Attribution] = []
            if quoted or self._words.reported:
                found = read_cues(speakers, self._cues, low, high)
            if not found and last is not None and self._is_reported(scene, low, high):
                found = [Attribution(low, low, last.mention, SAID)]
            last = found[-1] if found else last
            for i in quoted:
                self._read_run(paragraph, runs[scene.quote[i]], found, i, low, high)
            paragraph.past.append((low, high))
        self._look_ahead(paragraph)

    def _is_reported(self, scene: Scene, low: int, high: int) -> bool:
        return not self._words.reported.isdisjoint(scene.low[low:high])

    def _read_run(
        self,
        paragraph: _Paragraph,
        run: Run,
        found: list[Attribution],
        i: int,
        low: int,
        high: int,
    ) -> None:
        """Read the run at token `i` of the sentence [low, high), whose cues are `found`."""
        scene, speakers = paragraph.scene, paragraph.speakers
        chosen = choose(speakers, found, i, high)
        beside = chosen is not None and is_beside(speakers, chosen, i)
        is_set_as_speech = not self._is_title_place(paragraph, i, low) and (
            beside or (chosen is not None and self._is_label(scene, chosen, i))
        )
        # '"…," by Ann Lee' is a headline and its author
        is_headline = chosen is None and scene.low[i + 1 : i + 2] == ["by"]
        is_headline = is_headline and not scene.tails[i].isalnum()
        if is_headline or (
            not is_set_as_speech and is_name(self._text, run, scene, self._words, i)
        ):
            paragraph.titles.add(i)
            return
        said = Statement(run, is_full(self._text, run, i, low))
        introduced = None if beside else speakers.before_colon(i, low)
        if introduced is not None and scene.low[introduced.first] in self._cues.inverted:
            introduced = None  # "Adds Lee:"
        if introduced is not None:
            said.take(scene, introduced)
        elif chosen is not None:
            said.take_cue(scene, chosen)
        elif said.is_full:
            mention = after_run(speakers, i, high, self._text[run.stop - 1])
            if mention is not None:
                said.take(scene, mention)
            elif not run.is_turn and not self._is_inscribed(scene, i, low):
                self._inherit(said, paragraph, low, i)
        self._said.append(said)

    def _is_inscribed(self, scene: Scene, i: int, low: int) -> bool:
        """Whether a verb of speech without a speaker leads in the run: "a shirt that read"."""
        return i > low and scene.words[i - 1].islower() and scene.low[i - 1] in self._cues.said

    def _is_label(self, scene: Scene, chosen: Attribution, i: int) -> bool:
        """Whether a noun alone in marks is what its clause calls something: 'ein "Unding"'."""
        between = scene.words[chosen.cue_stop : i]
        return (
            self._words.nouns_are_capital
            and scene.low[chosen.cue] in self._cues.labels
            and chosen.cue < i
            and all(word[0].isalnum() for word in between)
        )

    def _is_title_place(self, paragraph: _Paragraph, i: int, low: int) -> bool:
        """Whether the run at token `i` stands where titles do: after another, before "by"."""
        scene, words = paragraph.scene, self._words
        after = scene.low[i + 1] if i + 1 < len(scene.low) else "."
        if is_placed(scene, words, i) or after == "by":
            return True
        if scene.tails[i].isalnum() and words.can_speak(after):
            return True  # 'says "Wicked" director Jon Chu'
        if i <= low:
            return False
        before = scene.low[i - 1]
        listed = not before[0].isalnum() or before in words.conjunctions
        return before in words.naming or (listed and i - 2 in paragraph.titles)

    def _inherit(self, said: Statement, paragraph: _Paragraph, low: int, at: int) -> None:
        """The speaker of a sentence that is nothing but speech, from what stands before it."""
        scene, speakers = paragraph.scene, paragraph.speakers
        mention = speakers.main_subject(low, at) if low < at else None
        if mention is not None and self._may_speak(speakers, mention):
            said.take(scene, mention)
        elif len(self._said) > paragraph.first:
            said.heir_of = len(self._said) - 1
        elif paragraph.past:
            found = read_cues(speakers, self._cues, *paragraph.past[-1])
            mention = found[-1].mention if found else speakers.main_subject(*paragraph.past[-1])
            if mention is not None and (found or self._may_speak(speakers, mention)):
                said.take(scene, mention)
        elif self._take_credit_below(said, paragraph.number + 1):
            return
        elif paragraph.carried and self._said:
            said.heir_of = self._speaker_in_turn(paragraph, said)
        elif paragraph.number:
            self._take_from_above(said, paragraph.number - 1)

    def _speaker_in_turn(self, paragraph: _Paragraph, said: Statement) -> int:
        """The statement whose speaker goes on in a paragraph of nothing but speech; -1 for none.

        Mostly the one before. But whoever asks does not answer, and two whose short lines
        alternate, one of them a question, go on to do so.
        """
        last = len(self._said) - 1
        if said.run.goes_on or self._said[last].run.is_open or len(paragraph.scene.words) > 1:
            return last
        lines = self._alternating(self._lines_before(paragraph.number))
        if len(lines) > 1 and any(map(self._asks, lines)):
            return self._root(lines[-2])
        return -1 if self._asks(last) else last

    def _alternating(self, lines: list[int]) -> list[int]:
        """The last of the lines, as far back as no two neighbours are by the same speaker."""
        first = len(lines) - 1
        while first > 0 and self._differ(lines[first - 1], lines[first]):
            first -= 1
        return lines[max(first, 0) :]

    def _differ(self, line: int, other: int) -> bool:
        whose = [self._whose(self._root(one)) for one in (line, other)]
        return whose[0] != whose[1] and "" not in whose

    def _lines_before(self, number: int) -> list[int]:
        """The first statements of the paragraphs right before paragraph `number`, if all speak."""
        lines: list[int] = []
        for n, first in reversed(self._firsts[:-1]):
            is_short = len(self._paragraphs[n]) <= _LONGEST_LINE
            if n != number - 1 - len(lines) or not is_short or len(lines) == _MOST_LINES:
                break
            lines.insert(0, first)
        return lines

    def _asks(self, line: int) -> bool:
        return self._text[self._said[line].run.stop - 1] == "?"

    def _root(self, line: int) -> int:
        """The statement whose source the statement `line` takes."""
        while self._said[line].mention is None and self._said[line].heir_of >= 0:
            line = self._said[line].heir_of
        return line

    def _whose(self, line: int) -> str | int:
        """The key of a statement's source, by which others are told from it; "" for none."""
        said = self._said[line]
        if said.person >= 0 or said.mention is None:
            return said.person if said.mention is not None else ""
        return said.mention.of(self._text).lower()

    def _may_speak(self, speakers: Speakers, mention: Mention) -> bool:
        """Whether a subject that no cue follows is likely to be the one who speaks."""
        scene, words = speakers.scene, self._words
        if mention.kind == "pronoun" or mention.person >= 0:
            return True
        if mention.last - mention.first > 1 or words.nouns_are_capital:
            return mention.kind == "name" or speakers.is_source(mention)
        # A single word: no noun without its article, no capital that only opens the sentence.
        after = scene.low[mention.last] if mention.last < len(scene.words) else "."
        if mention.kind == "nominal":
            return speakers.is_source(mention) and scene.low[mention.first].endswith("s")
        opens = any(mention.first == low for low, _ in scene.sentences)
        return after not in words.attaching and not (opens and after[0].islower())

    def _take_from_above(self, said: Statement, n: int) -> None:
        """The speaker of a paragraph of nothing but speech, from the paragraph `n` before it."""
        paragraph = self._paragraphs[n]
        introduces = self._text[paragraph.stop - 1] == ":"
        scene = read_scene(self._text, paragraph, [], self._cues.said)
        if not scene.sentences:
            return
        speakers = Speakers(scene, self._people, self._words)
        low, high = scene.sentences[-1]
        credited = speakers.credited(low, high) if introduces else None
        if credited is not None:
            said.take(scene, credited)
            return
        found = read_cues(speakers, self._cues, low, high)
        if found and (introduces or found[-1].strength == SAID):
            said.take(scene, found[-1].mention)
        elif introduces and (mention := speakers.main_subject(low, high)) is not None:
            said.take(scene, mention)

    def _take_credit_below(self, said: Statement, n: int) -> bool:
        """The name in the credit that the paragraph `n` after a quote is: "— Ann Lee, a baker"."""
        if n >= len(self._paragraphs):
            return False
        paragraph = self._paragraphs[n]
        if self._text[paragraph.start] not in _DASHES or len(paragraph) > _MOST_CREDIT:
            return False
        scene = read_scene(self._text, paragraph, [], self._cues.said)
        speakers = Speakers(scene, self._people, self._words)
        mention = speakers.phrase_from(1, scene.sentences[0][1])
        if mention is None or mention.person < 0:
            return False
        said.take(scene, mention)
        return True

    def _look_ahead(self, paragraph: _Paragraph) -> None:
        """Give speech that opens a paragraph the speaker named after a later run of it."""
        for k in range(len(self._said) - 2, paragraph.first - 1, -1):
            said, after = self._said[k], self._said[k + 1]
            is_free = said.mention is None and said.heir_of < paragraph.first
            if is_free and said.is_full and after.is_full and after.mention is not None:
                said.follow(after)
