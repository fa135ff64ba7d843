"""Which cue, and so which source, each quoted run of a sentence belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.ingest.quotes.cues import Cues
from store.ingest.quotes.scene import QUOTED, Scene
from store.ingest.quotes.speakers import Mention, Speakers

SAID, LABEL = 3, 2
_PASSIVE = frozenset("was were is are been being be".split())
_PASSIVE_CUES = frozenset(
    "asked told called described accused dubbed labeled labelled criticized quoted".split()
)
_NOUN_BEFORE = frozenset(
    "a an the his her their its this that these those any no 's ’s of new".split()
)
_COLON = ":"


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with its source: tokens [`cue`, `cue_stop`), the mention, and how strongly it reports."""

    cue: int
    cue_stop: int
    mention: Mention
    strength: int


def read_cues(speakers: Speakers, cues: Cues, low: int, high: int) -> list[Attribution]:
    """The cues of the sentence [low, high) whose source can be told, in order."""
    scene = speakers.scene
    found: list[Attribution] = []
    for i in range(low, high):
        word = scene.low[i]
        if word in cues.said:
            strength = SAID
        elif word in cues.labels:
            strength = LABEL
        else:
            phrase = _according(scene, cues, i, high)
            if phrase:
                mention = speakers.phrase_from(i + phrase, high)
                if mention is not None:
                    found.append(Attribution(i, i + phrase, mention, SAID))
            continue
        if not _is_verb(scene, i, low):
            continue
        mention = speakers.subject_of(i, low, high, inverted=word in cues.inverted)
        if mention is None:
            mention = _shared(found, scene, i)
        if mention is not None and not mention.first <= i < mention.last:
            found.append(Attribution(i, i + 1, mention, strength))
    return found


def _according(scene: Scene, cues: Cues, i: int, high: int) -> int:
    """How many tokens of an "according to" phrase begin at token i: 0 for none."""
    for phrase in cues.according:
        words = phrase.split()
        if scene.low[i] == words[0] and scene.low[i : min(i + len(words), high)] == words:
            return len(words)
    return 0


def _is_verb(scene: Scene, i: int, low: int) -> bool:
    if i == low:
        return True
    before = scene.low[i - 1]
    if before in _NOUN_BEFORE and not scene.low[i].endswith("ing"):
        return False
    return not (scene.low[i] in _PASSIVE_CUES and before in _PASSIVE)


def _shared(found: Sequence[Attribution], scene: Scene, i: int) -> Mention | None:
    """The source of the cue before, for one that goes on from it ("..., adding")."""
    return found[-1].mention if found else None


def choose(
    scene: Scene, attributions: Sequence[Attribution], quote: int, low: int, high: int
) -> Attribution | None:
    """The attribution of the quoted run at token `quote`, or None where the sentence has none."""
    after: Attribution | None = None
    before: Attribution | None = None
    for attribution in attributions:
        if attribution.cue > quote:
            if after is None or attribution.strength > after.strength:
                after = attribution
        else:
            before = attribution
    if after is not None and _is_beside(scene, quote, min(after.cue, after.mention.first)):
        return after
    if before is not None:
        return before
    return after


def _is_beside(scene: Scene, quote: int, at: int) -> bool:
    return at > quote and all(
        not scene.words[k][0].isalnum() and scene.words[k] != QUOTED or k >= at
        for k in range(quote + 1, at)
    )
