"""Knows the words that report speech, a table a language, and tells when one is a verb."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from store.ingest.quotes.scene import QUOTED, Scene
from store.ingest.quotes.words import UNKNOWN, LanguageWords


@dataclass(frozen=True, slots=True)
class Cues:
    """Lower-case word forms that report speech.

    `said` carry any quote, `inverted` of them may precede their subject, `labels` take quoted words
    as their object; `according` are the phrases a source follows, by their first word, `behind` the
    words that follow a source themselves, and `asides` those that lead one in after a mark; `bare`
    are base forms that are nouns just as often. `separable` verbs need one of their particles
    behind them ("gab … bekannt"). `leads` begin a cue that is no verb, `telling` any cue at all.
    """

    said: frozenset[str]
    inverted: frozenset[str]
    labels: frozenset[str]
    according: Mapping[str, tuple[tuple[str, ...], ...]]
    separable: Mapping[str, frozenset[str]]
    behind: frozenset[str]
    asides: frozenset[str]
    own: Mapping[str, tuple[tuple[str, ...], ...]]
    bare: frozenset[str]
    leads: frozenset[str]
    telling: frozenset[str]


@cache
def load_cues(language: str) -> Cues:
    """The cues of `language` (ISO 639-1); those of all languages together where it has no table."""
    tables = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))
    chosen = [tables[name] for name in ([language] if language in tables else UNKNOWN)]
    according = _by_first([phrase for t in chosen for phrase in t["according"]])
    own = _by_first([phrase for t in chosen for phrase in t.get("own", [])])
    behind, asides = _words(chosen, "behind"), _words(chosen, "asides")
    said, labels = _words(chosen, "said"), _words(chosen, "labels")
    leads = behind | asides | frozenset(according) | frozenset(own)
    return Cues(
        said=said,
        inverted=frozenset(word for t in chosen for word in t.get("inverted", t["said"]).split()),
        labels=labels,
        according=according,
        own=own,
        separable=_separable([t.get("separable", "") for t in chosen]),
        behind=behind,
        asides=asides,
        bare=_words(chosen, "bare"),
        leads=leads,
        telling=said | labels | leads,
    )


def _words(tables: Sequence[Mapping[str, str]], key: str) -> frozenset[str]:
    return frozenset(word for table in tables for word in table.get(key, "").split())


def _separable(tables: Sequence[str]) -> dict[str, frozenset[str]]:
    """Each form of lines like "gibt gab: bekannt an" with its particles."""
    rows = [line.split(":") for table in tables for line in table.strip().split("\n") if line]
    return {form: frozenset(rest.split()) for forms, rest in rows for form in forms.split()}


def _by_first(phrases: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        words = tuple(phrase.lower().split())
        table[words[0]] = (*table.get(words[0], ()), words)
    return table


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


def is_verb(scene: Scene, lex: LanguageWords, cues: Cues, i: int, low: int) -> bool:
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
    """Finds the agent of a passive ("called 'a disgrace' by critics"); None for an active.

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
