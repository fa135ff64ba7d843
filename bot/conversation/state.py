"""What the buttons under an answer need, as text that survives a restart.

Only spans and ids are kept, never an article's words; a digest of them tells whether the article
has changed since.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from bot.answering.answer import Check, Correction, Finding, Kind, Parting
from bot.answering.answerer import Answers
from bot.asking.memory import Memory
from bot.language.intents import Intent
from store.model import ArticleId, Excerpt, Quote, Span
from store.search.checking.checked import CheckVerdict, Difference, DifferenceKind, Whose

_FORM = 1


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding without its article."""

    kind: Kind
    article_id: ArticleId
    score: float = 0.0
    span: Span | None = None
    highlights: tuple[Span, ...] = ()
    speaker: str | None = None
    quote: Span | None = None
    digest: str = ""
    also: tuple[ArticleId, ...] = ()
    is_reported: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """One answer that was shown.

    `at` is the finding that is seen now; `back` is the token of the answer this one was reached
    from, `back_at` the finding seen there. `check` is what checking words came to, if that was
    asked.
    """

    question: str
    findings: tuple[KeptFinding, ...] = ()
    suggestions: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    title: str = ""
    back: str = ""
    back_at: int = 0
    at: int = 0
    memory: Memory | None = field(default=None)
    check: Check | None = None


def kept(finding: Finding) -> KeptFinding:
    """A finding as it is kept."""
    excerpt, quote = finding.excerpt, finding.quote
    return KeptFinding(
        finding.kind,
        finding.article.id,
        finding.score,
        excerpt.span if excerpt is not None else None,
        excerpt.highlights if excerpt is not None else (),
        finding.speaker,
        quote.span if quote is not None else None,
        digest(excerpt.text) if excerpt is not None else "",
        tuple(article.id for article in finding.also),
        finding.is_reported,
    )


def restore(finding: KeptFinding, answers: Answers) -> Finding | None:
    """The finding again; None where its article is gone. See `is_changed`."""
    article = answers.article(finding.article_id)
    if article is None:
        return None
    also = tuple(found for found in map(answers.article, finding.also) if found is not None)
    excerpt = Excerpt(article, finding.span, finding.highlights) if finding.span else None
    quote = Quote(finding.quote, finding.speaker) if finding.quote is not None else None
    reported = finding.is_reported
    return Finding(finding.kind, article, excerpt, finding.score, quote, also, reported)


def is_changed(kept_finding: KeptFinding, finding: Finding) -> bool:
    """Whether the article says something else at that place by now."""
    return finding.excerpt is not None and digest(finding.excerpt.text) != kept_finding.digest


def digest(text: str) -> str:
    """A short fingerprint of an excerpt's words."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def dump(state: State) -> str:
    """The state as text."""
    return json.dumps(
        {
            "form": _FORM,
            "question": state.question,
            "findings": [_dump_finding(finding) for finding in state.findings],
            "suggestions": state.suggestions,
            "corrections": [[c.typed, c.used] for c in state.corrections],
            "title": state.title,
            "back": state.back,
            "back_at": state.back_at,
            "at": state.at,
            "memory": dump_memory(state.memory) if state.memory is not None else None,
            "check": _dump_check(state.check) if state.check is not None else None,
        },
        separators=(",", ":"),
    )


def load(text: str) -> State | None:
    """The state again, None for one that another version of the program made."""
    values = json.loads(text)
    if values.get("form") != _FORM:
        return None
    return State(
        values["question"],
        tuple(_load_finding(finding) for finding in values["findings"]),
        tuple(values["suggestions"]),
        tuple(Correction(*pair) for pair in values["corrections"]),
        values["title"],
        values["back"],
        values["back_at"],
        values["at"],
        load_memory(values["memory"]) if values["memory"] is not None else None,
        _load_check(values["check"]) if values.get("check") is not None else None,
    )


def dump_memory(memory: Memory) -> str:
    """A memory as text."""
    return json.dumps(
        [
            memory.question,
            memory.topic,
            memory.person,
            memory.intent,
            memory.article_id,
            memory.other,
        ]
    )


def load_memory(text: str) -> Memory:
    """A memory again."""
    question, topic, person, intent, article_id, *rest = json.loads(text)
    return Memory(question, topic, person, Intent(intent), article_id, *rest)


def memory_at(state: State) -> Memory | None:
    """What a reply to this answer leans on: its memory, turned to the article seen now."""
    if not state.findings:
        return state.memory
    article_id = state.findings[min(state.at, len(state.findings) - 1)].article_id
    return replace(state.memory or Memory(state.question), article_id=article_id)


def subject_of(state: State) -> str | None:
    """What could be followed after an answer: the person it was about, or its latest's topic."""
    memory = state.memory
    if memory is None or memory.intent not in (Intent.PERSON, Intent.LATEST):
        return None
    return (memory.topic if memory.intent is Intent.LATEST else memory.person) or None


def _dump_finding(finding: KeptFinding) -> list[Any]:
    return [
        finding.kind,
        finding.article_id,
        finding.score,
        _dump_span(finding.span),
        [_dump_span(span) for span in finding.highlights],
        finding.speaker,
        _dump_span(finding.quote),
        finding.digest,
        list(finding.also),
        finding.is_reported,
    ]


def _load_finding(values: list[Any]) -> KeptFinding:
    kind, article_id, score, span, highlights, speaker, quote, mark, also, *reported = values
    return KeptFinding(
        Kind(kind),
        article_id,
        score,
        Span(*span) if span else None,
        tuple(Span(*pair) for pair in highlights),
        speaker,
        Span(*quote) if quote else None,
        mark,
        tuple(also),
        *reported,
    )


def _dump_check(check: Check) -> list[Any]:
    partings = [
        [
            parting.whose,
            [
                [d.kind, _dump_span(d.asked), _dump_span(d.stored), d.turns]
                for d in parting.differences
            ],
        ]
        for parting in check.partings
    ]
    return [check.words, check.speaker, check.verdict, partings]


def _load_check(values: list[Any]) -> Check:
    words, speaker, verdict, partings = values
    return Check(
        words,
        speaker,
        CheckVerdict(verdict),
        tuple(
            Parting(
                Whose(whose),
                tuple(
                    Difference(
                        DifferenceKind(kind), Span(*asked), Span(*stored) if stored else None, turns
                    )
                    for kind, asked, stored, turns in differences
                ),
            )
            for whose, differences in partings
        ),
    )


def _dump_span(span: Span | None) -> list[int] | None:
    return [span.start, span.stop] if span is not None else None
