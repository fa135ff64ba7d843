"""Gives each quoted run of a sentence its cue, and so its speaker."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.ingest.quotes.cues import Cues, agent_at, is_verb
from store.ingest.quotes.mentions import ASIDE_MARKS, POSSESSIVE, Mention
from store.ingest.quotes.scene import QUOTED, Scene
from store.ingest.quotes.speakers import Speakers

SAID = 3
LABEL = 2
_NEAR = 5
_LONG = 40
# Tokens on each side of a cue in which its source may stand.
_SENTENCE_REACH = 250
# Cues of a sentence on each side of a run that are weighed.
_MOST_CUES = 25
_FAR_ROLE = 9
_CLOSING = frozenset(",.?!…—–-’'")
_ADDRESSED = frozenset(
    (
        "told tell tells telling called calls calling wrote writes write written read reading "
        "sang sing sings singing perform performs performed"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue, tokens [`cue`, `cue_stop`), with its source, and how strongly it reports speech.

    `is_phrase`: the cue is no verb ("according to"), so no mark need part it from the words quoted.
    """

    cue: int
    cue_stop: int
    mention: Mention
    strength: int
    is_phrase: bool = False


def read_cues(speakers: Speakers, cues: Cues, low: int, high: int) -> list[Attribution]:
    """The cues of the sentence [low, high) whose source can be told, in order."""
    scene = speakers.scene
    found: list[Attribution] = []
    telling = cues.telling
    begin, end = low, high
    for i in [i for i, word in enumerate(scene.low[begin:end], begin) if word in telling]:
        low, high = max(begin, i - _SENTENCE_REACH), min(end, i + _SENTENCE_REACH)
        word = scene.low[i]
        if word in cues.said:
            strength = SAID
        elif word in cues.labels:
            strength = LABEL
        else:
            phrase = _phrase_cue(speakers, cues, i, low, high)
            if phrase is not None:
                found.append(phrase)
            continue
        if not is_verb(scene, speakers.words, cues, i, begin):
            continue
        agent = agent_at(scene, i, low, high)
        if agent is not None:
            mention = speakers.phrase_from(agent, high) if agent < high else None
            if mention is not None:
                found.append(Attribution(i, i + 1, mention, strength))
            continue
        mention = _shared(found, speakers, i, low)
        if mention is None:
            mention = speakers.subject_of(i, low, high, inverted=word in cues.inverted)
        if mention is None and found:
            mention = found[-1].mention
        if mention is not None and (mention.first == i or not mention.first <= i < mention.last):
            limit = i if mention.first < i else high
            found.append(Attribution(i, i + 1, speakers.narrowed(mention, limit), strength))
    return found


def _phrase_cue(speakers: Speakers, cues: Cues, i: int, low: int, high: int) -> Attribution | None:
    """The attribution by a cue that is no verb ("according to", "so", "zufolge") at token i."""
    scene = speakers.scene
    word = scene.low[i]
    if word in cues.behind:
        mention = speakers.source_to(i - 1, low)
        return Attribution(i, i + 1, mention, SAID, is_phrase=True) if mention is not None else None
    if word in cues.asides:
        is_set_off = i > low and scene.words[i - 1] in ASIDE_MARKS | {QUOTED}
        if not is_set_off or (i + 1 < high and scene.low[i + 1] in cues.said):
            return None  # "…, so heißt das Projekt"
        mention = speakers.phrase_from(i + 1, high)
        if mention is None or (mention.last < high and scene.words[mention.last].islower()):
            return None
        return Attribution(i, i + 1, speakers.narrowed(mention, high), SAID, is_phrase=True)
    own = _phrase_at(scene, cues.own, i, high)
    if own:
        at = next((k for k in range(i, i + own) if scene.low[k] in speakers.words.determiners), -1)
        mention = Mention(at, at + 1, "pronoun") if at >= 0 else None
        return Attribution(i, i + own, mention, SAID, is_phrase=True) if mention else None
    count = _phrase_at(scene, cues.according, i, high)
    if not count:
        return None
    mention = speakers.phrase_from(i + count, high)
    return Attribution(i, i + count, mention, SAID, is_phrase=True) if mention is not None else None


def _phrase_at(
    scene: Scene, phrases: Mapping[str, tuple[tuple[str, ...], ...]], i: int, high: int
) -> int:
    """How many tokens of one of the phrases begin at token i: 0 for none."""
    for words in phrases.get(scene.low[i], ()):
        if tuple(scene.low[i : min(i + len(words), high)]) == words:
            return len(words)
    return 0


def _shared(found: Sequence[Attribution], speakers: Speakers, i: int, low: int) -> Mention | None:
    """The source of the cue before, for one that goes on from it ("and called", ", adding")."""
    if not found:
        return None
    scene = speakers.scene
    k = i - 1
    while k > low and scene.low[k] in ("also", "then", "later", "even", "not"):
        k -= 1
    before = scene.low[k]
    if (
        before == "to"
        or before in speakers.words.conjunctions
        or (before == "," and scene.low[i].endswith("ing"))
    ):
        return found[-1].mention
    return None


def choose(
    speakers: Speakers, attributions: Sequence[Attribution], quote: int, high: int
) -> Attribution | None:
    """The attribution of the quoted run at token `quote`, or None where the sentence has none."""
    scene = speakers.scene
    after: Attribution | None = None
    before: Attribution | None = None
    at = bisect_left(attributions, quote, key=_cue_of)
    for attribution in attributions[max(0, at - _MOST_CUES) : at + _MOST_CUES]:
        if attribution.cue > quote:
            if after is None or attribution.strength > after.strength:
                after = attribution
        elif before is None or not (
            _reports(scene, before, attribution)
            or (attribution.strength < before.strength and quote - attribution.cue_stop > _NEAR)
        ):
            before = attribution
    if (
        before is not None
        and _leads_in(scene, before.cue_stop, quote)
        and (before.cue_stop < quote or after is None or after.cue != quote + 1)
    ):
        return before
    if after is not None and _holds(speakers, after, quote):
        return after
    if after is not None and after.strength == SAID:
        at = _begin(after)
        if (after.is_phrase and at == quote + 1) or _touches(speakers, quote, at):
            return after
    if before is not None:
        return before
    if after is None or after.strength < SAID or not _closes(speakers, after, high):
        return None
    return after


def _cue_of(attribution: Attribution) -> int:
    return attribution.cue


def _holds(speakers: Speakers, attribution: Attribution, quote: int) -> bool:
    """Whether source and verb stand around the run: "wurde von Lee als „Unfug“ bezeichnet".

    Where the verb ends the sentence, only small words part it from the run ('"…" diye konuştu').
    """
    scene, lex = speakers.scene, speakers.words
    if lex.verb_final:
        return lex.skipped.issuperset(scene.low[quote + 1 : attribution.cue])
    stand_around = attribution.mention.last <= quote and attribution.cue == quote + 1
    is_named = "als" in scene.low[max(0, quote - _NEAR) : quote]
    return lex.verb_second and stand_around and is_named


def _closes(speakers: Speakers, attribution: Attribution, high: int) -> bool:
    """Whether a credit after a comma closes the sentence: "…, Mr. Jones said on Friday.".

    "…, and an official said there had been talks" begins another statement.
    """
    scene, lex = speakers.scene, speakers.words
    k = _begin(attribution) - 1
    while (
        k >= 0
        and scene.words[k][0].isalnum()
        and (
            scene.words[k][0].isupper()
            or scene.low[k] in lex.modifying
            or scene.low[k] in lex.determiners
            or lex.can_speak(scene.low[k])
        )
    ):
        k -= 1
    if k < 0 or scene.words[k] not in ASIDE_MARKS:
        return False
    after = max(attribution.mention.last, attribution.cue_stop)
    if after >= high:
        return True
    word = scene.low[after]
    return (
        not word[0].isalnum()
        or word in lex.prepositions
        or word in lex.calendar
        or word in lex.skipped
        or word.endswith("ly")
        or scene.words[after] == QUOTED
    )


def _reports(scene: Scene, outer: Attribution, inner: Attribution) -> bool:
    """Whether `inner` is what `outer` reports of its own subject: "she said she recalls"."""
    mention = inner.mention
    if mention.kind != "pronoun" or outer.strength < SAID:
        return False
    at = mention.first
    return at == outer.cue_stop or (at <= outer.cue_stop + 5 and scene.low[at - 1] == "that")


def _leads_in(scene: Scene, at: int, quote: int) -> bool:
    """Whether nothing but a comma, a colon or "that" stands between a cue and the quoted run."""
    return all(scene.low[k] in (",", ":", "that", "as") for k in range(at, quote))


def _begin(attribution: Attribution) -> int:
    """The first token of a cue or of its source, whichever comes first."""
    mention = attribution.mention
    first = mention.antecedent[0] if mention.antecedent is not None else mention.first
    return min(attribution.cue, mention.first, first)


def _touches(speakers: Speakers, quote: int, at: int) -> bool:
    """Whether only marks, titles and descriptions stand between a quoted run and the token `at`."""
    scene, lex = speakers.scene, speakers.words
    if at <= quote:
        return False
    if scene.tails[quote] not in _CLOSING and scene.words[quote + 1] not in ASIDE_MARKS:
        # 'the "Seven" star posted'; but a comma forgotten after a sentence of speech
        return at == quote + 1 and scene.stops[quote] - scene.starts[quote] >= _LONG
    described = at > quote + 1 and lex.can_speak(scene.low[at - 1])  # "…," town clerk Ann Lee said
    reading = False
    for k in range(quote + 1, at):
        word = scene.words[k]
        if (
            word == QUOTED
            or word[0] in ".;:"
            or (reading and not word[0].isalnum() and scene.low[k] not in POSSESSIVE)
        ):
            return False
        reading = reading or word[0].isalnum()
        if scene.low[k] in lex.auxiliaries:
            continue  # "…“, hatte Ann Lee gesagt"
        if word[0].islower() and (
            k - quote > (_FAR_ROLE if described else 6)
            or scene.low[k] in lex.verbs
            or (scene.low[k] in lex.prepositions and scene.low[k] != "of")
            or scene.low[k] in lex.conjunctions
            or scene.low[k] in lex.stoppers
        ):
            return False
    return True


def after_run(speakers: Speakers, quote: int, high: int, tail: str) -> Mention | None:
    """The source right after a run that ends as speech before its credit does, cue or none.

    "…," he surmised; "…" — Ann Lee. `tail` is the last character of the run.
    """
    scene, lex = speakers.scene, speakers.words
    i = quote + 1
    if i >= high:
        return None
    credit = scene.words[i][0] in "-–—―" and i + 1 < high
    if credit:
        i += 1
    elif tail not in ",?!":
        return None
    while i < high and scene.low[i] in lex.modifying | {"the"}:
        i += 1
    if i >= high:
        return None
    if scene.low[i] in lex.subjects and not credit:
        return Mention(i, i + 1, "pronoun")
    for k in range(i, min(i + 4, high)):
        person = speakers.person_from(k, high)
        if person is not None:
            return person
        if not scene.words[k][0].isupper():
            break
    if credit and scene.words[i][0].isupper() and high - i <= 8:
        return speakers.phrase_from(i, high)
    return None


def is_beside(speakers: Speakers, attribution: Attribution, quote: int) -> bool:
    """Whether the cue stands right beside the quoted run, as speech is set.

    "told 'Face the Nation'" is not set so: before a run of speech stands a comma or a colon.
    """
    scene = speakers.scene
    if attribution.cue > quote:
        return scene.low[attribution.cue] != "written" and _touches(
            speakers, quote, _begin(attribution)
        )
    at = attribution.cue_stop
    if at == quote:
        return scene.low[attribution.cue] not in _ADDRESSED
    return _leads_in(scene, at, quote)
