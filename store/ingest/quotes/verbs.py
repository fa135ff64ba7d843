"""Whether a word that can report speech is a verb where it stands, and in which voice."""

from __future__ import annotations

from store.ingest.quotes.cues import Cues
from store.ingest.quotes.scene import QUOTED, Scene
from store.ingest.quotes.words import Words

_BE = frozenset("was were is are been being be get gets got".split())
_ADVERBS = frozenset(
    "also then later once not never even often widely first now still just".split()
)
_TO_GO_ON = ("continu", "beg")
_REACH = 3
_PARTICLE_REACH = 30
_BEHIND_PARTICLE = frozenset("und oder dass wie als".split())
_NOUN_BEFORE = frozenset(
    "a an the his her their its this that these those any no 's ’s of new".split()
)
_BEFORE_BARE = frozenset(
    "to they we i you who not would will could can may might must should do did does and or".split()
)
_PLURALS = frozenset("people men women police".split())
_BEFORE_THIRD = frozenset(
    "he she it who which that one also often never always now even and".split()
)


def is_verb(scene: Scene, lex: Words, cues: Cues, i: int, low: int) -> bool:
    """Whether the cue form at token `i` is a verb of speech here; the sentence begins at `low`.

    Forms that are nouns as often ("report", "claims") are judged by the word before them.
    """
    word = scene.low[i]
    if i + 1 < len(scene.low) and scene.low[i + 1] == "to" and word.startswith(_TO_GO_ON):
        return False  # "continued to write"
    particles = cues.separable.get(word)
    if particles is not None and not _has_particle(scene, particles, i):
        return False
    if i == low:
        return word in cues.inverted or word.endswith("ing")
    before = scene.low[i - 1]
    if before in _NOUN_BEFORE and before not in lex.auxiliaries and not word.endswith("ing"):
        return False
    if scene.words[i][0].isupper() and before != QUOTED:
        return False
    if word in cues.bare and not word.endswith(("ed", "ing")):
        return before in _BEFORE_BARE or before.endswith(("s", "ly")) or before in _PLURALS
    if word.endswith("s") and word[:-1] in cues.bare:
        last = scene.words[i - 1]
        return (
            last[0].isupper()
            or not last[0].isalnum()
            or before in _BEFORE_THIRD
            or before.endswith("ly")
            or lex.can_speak(before)
        )
    return True


def _has_particle(scene: Scene, particles: frozenset[str], i: int) -> bool:
    """Whether a particle of the verb at token i ends a clause behind it ("gab dies bekannt")."""
    count = len(scene.low)
    if scene.low[i - 1 : i] == ["das"]:
        return False  # "das heißt"
    for k in range(i + 1, min(i + _PARTICLE_REACH, count)):
        if scene.low[k] in particles:
            after = scene.low[k + 1] if k + 1 < count else "."
            if k == i + 1 or not after[0].isalnum() or after in _BEHIND_PARTICLE:
                return True
        elif scene.words[k] in ".;":
            return False
    return False


def agent_at(scene: Scene, i: int, low: int, high: int) -> int | None:
    """Where the agent of a passive begins ("called 'a disgrace' by critics"); None for an active.

    `high` where the passive names no agent.
    """
    word = scene.low[i]
    if not word.endswith(("ed", "en", "told", "said", "en")):
        return None
    k = i - 1
    while k > low and (scene.low[k] in _ADVERBS or scene.low[k].endswith("ly")):
        k -= 1
    follows_be = k >= low and scene.low[k] in _BE
    by = next((n for n in range(i + 1, min(i + 1 + _REACH, high)) if scene.low[n] == "by"), None)
    if by is not None and (follows_be or by == i + 1):
        return by + 1
    if not follows_be:
        return None
    for n in range(i + 1, high - 1):
        if scene.words[n] == QUOTED and scene.low[n + 1] == "by":
            return n + 2
    return high
