"""What is known of one quoted run while the article is being read."""

from __future__ import annotations

from dataclasses import dataclass

from store.ingest.quotes.attribution import Attribution
from store.ingest.quotes.marks import Run
from store.ingest.quotes.mentions import Mention
from store.ingest.quotes.scene import Scene
from store.model import Span


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
