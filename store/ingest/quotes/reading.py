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

    def read(self, runs_of: list[list[Run]]) -> list[Statement]:
        """The statements of the article, in order; `runs_of` holds the runs of each paragraph."""
        previous = -1
        for n, runs in enumerate(runs_of):
            if runs:
                self._read_paragraph(n, runs, carried=previous == n - 1)
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
        if not is_set_as_speech and is_name(self._text, run, scene, self._words, i):
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
            elif not run.is_turn:
                self._inherit(said, paragraph, low, i)
        self._said.append(said)

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
            said.heir_of = len(self._said) - 1
        elif paragraph.number:
            self._take_from_above(said, paragraph.number - 1)

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
        found = read_cues(speakers, self._cues, *scene.sentences[-1])
        if found and (introduces or found[-1].strength == SAID):
            said.take(scene, found[-1].mention)
        elif introduces and (mention := speakers.main_subject(*scene.sentences[-1])) is not None:
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
