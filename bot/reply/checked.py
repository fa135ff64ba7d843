"""Says how a check of somebody's words came out, in blocks above a finding. Pure.

The asker's words are the asker's: they are named as such and never stand in a block quotation.
Stored words are only ever taken from the article by their span.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answering.answer import Check, Finding, Parting
from bot.reply.markup import Bold, Code, Node, Nodes, Text, count_entities, isolate
from bot.reply.phrases import Phrases
from bot.reply.split import Blocks, clip
from bot.reply.words import ENTITY_BUDGET, quiet
from store.model import Excerpt, Span
from store.search.checking.checked import CheckVerdict, Difference, DifferenceKind, Whose

_MOST_DIFFERENCES = 6
_WORDS_UNITS = 400
_SIDE_UNITS = 120
_NAME_UNITS = 100
# How many entities the asker's words may bring into a message.
_ENTITIES = ENTITY_BUDGET // 8
_SHORTENING = frozenset({DifferenceKind.ELLIPSIS, DifferenceKind.BRACKET})


def check_blocks(check: Check, at: int, finding: Finding, phrases: Phrases) -> Blocks:
    """The verdict on the finding at `at`, whose words they are, and what differs."""
    parting = check.partings[at]
    lines: list[Nodes] = [(Bold(phrases.say(_verdict_key(parting))),)]
    if (whose := _whose(check, parting, finding, phrases)) is not None:
        lines.append(whose)
    blocks: Blocks = (_joined(lines),)
    if not parting.differences:
        return blocks
    yours = phrases.say("check_yours", words=_marked(check.words, parting.differences))
    told = [
        phrases.say("check_" + difference.kind.value, **_sides(check, difference, finding))
        for difference in parting.differences[:_MOST_DIFFERENCES]
        if not (difference.kind in _SHORTENING and difference.stored is None)
    ]
    if any(difference.turns for difference in parting.differences):
        told.append((Bold(phrases.say("check_turns")),))
    return (*blocks, yours, *((_joined(told),) if told else ()))


def marked_finding(finding: Finding, parting: Parting) -> Finding:
    """The finding with everything in bold that the asker has otherwise."""
    excerpt = finding.excerpt
    if excerpt is None:
        return finding
    marks = [d.stored for d in parting.differences if d.stored is not None]
    inside = tuple(mark for mark in marks if excerpt.span.holds(mark))
    return replace(finding, excerpt=replace(excerpt, highlights=inside))


def _verdict_key(parting: Parting) -> str:
    kinds = {difference.kind for difference in parting.differences}
    if not kinds:
        return f"check_{CheckVerdict.VERBATIM.value}"
    if DifferenceKind.JOINED in kinds:
        return "check_put_together"
    return "check_shortened" if kinds <= _SHORTENING else f"check_{CheckVerdict.NEAR.value}"


def _whose(check: Check, parting: Parting, finding: Finding, phrases: Phrases) -> Nodes | None:
    """Names the speaker if that is not the one asked for, nor named below."""
    if parting.whose in (Whose.SAME, Whose.NAMED):
        return None
    asked = quiet(isolate(clip(check.speaker or "", _NAME_UNITS)))
    if parting.whose is Whose.OTHER:
        speaker = quiet(isolate(clip(finding.speaker or "", _NAME_UNITS)))
        return phrases.say("check_other", speaker=speaker, asked=asked)
    return phrases.say(f"check_{parting.whose.value}")


def _sides(check: Check, difference: Difference, finding: Finding) -> dict[str, Nodes]:
    stored: Nodes = ()
    if difference.stored is not None:
        stored = quiet(clip(Excerpt(finding.article, difference.stored).text, _SIDE_UNITS))
    return {
        "asked": quiet(clip(difference.asked.of(check.words), _SIDE_UNITS)),
        "stored": stored,
    }


def _marked(words: str, differences: tuple[Difference, ...]) -> Nodes:
    """The asker's words, in bold what the archive has otherwise."""
    shown = clip(words, _WORDS_UNITS)
    nodes: list[Node] = []
    end = 0
    for difference in differences:
        span = Span(
            min(max(difference.asked.start, end), len(shown)),
            max(min(difference.asked.stop, len(shown)), end),
        )
        if span.stop <= span.start:
            continue
        nodes += quiet(shown[end : span.start])
        inside = quiet(span.of(shown))
        nodes += inside if any(isinstance(n, Code) for n in inside) else (Bold(inside),)
        end = span.stop
    nodes += quiet(shown[end:])
    return tuple(nodes) if count_entities(tuple(nodes)) <= _ENTITIES else (Code(shown),)


def _joined(lines: list[Nodes]) -> Nodes:
    nodes: list[Node] = []
    for line in lines:
        if nodes:
            nodes.append(Text("\n"))
        nodes += line
    return tuple(nodes)
