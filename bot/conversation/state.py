"""Keeps what the buttons under an answer need, as text that survives a restart.

Only spans and ids are kept, never an article's words; a digest of them tells whether the article
has changed since.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import blake2b

from pydantic import TypeAdapter, ValidationError

from bot.answering.answer import Check, Correction, Finding, Kind
from bot.answering.answerer import Answers
from bot.asking.memory import Memory, Seen
from bot.language.intents import Intent
from store.model import ArticleId, Excerpt, Quote, Span


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
    asked. `is_unsure`: the findings may answer, no more, and `suggestions` are near.
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
    is_unsure: bool = False


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
    return _states().dump_json(state, exclude_defaults=True).decode()


def load(text: str) -> State | None:
    """The state again, None for one that another version of the program made."""
    try:
        return _states().validate_json(text)
    except ValidationError:
        return None


def dump_memory(memory: Memory) -> str:
    """A memory as text."""
    return _memories().dump_json(memory, exclude_defaults=True).decode()


def load_memory(text: str) -> Memory | None:
    """A memory again, None for one that another version of the program made."""
    try:
        return _memories().validate_json(text)
    except ValidationError:
        return None


@cache
def _states() -> TypeAdapter[State]:
    return TypeAdapter(State)


@cache
def _memories() -> TypeAdapter[Memory]:
    return TypeAdapter(Memory)


def memory_at(state: State) -> Memory | None:
    """The memory that a follow-up of this answer leans on, turned to the finding seen now."""
    if not state.findings:
        return state.memory
    finding = state.findings[min(state.at, len(state.findings) - 1)]
    memory = state.memory or Memory(state.question)
    seen = (Seen(finding.article_id, finding.span),) if finding.span is not None else ()
    seen = tuple(dict.fromkeys((*seen, *memory.seen)))
    if memory.other is None and finding.speaker is not None:
        memory = replace(memory, person=finding.speaker)
    return replace(memory, article_id=finding.article_id, seen=seen)


def subject_of(state: State) -> str | None:
    """The subject to follow after an answer: its person, or the topic of the latest."""
    memory = state.memory
    if memory is None or memory.intent not in (Intent.PERSON, Intent.LATEST):
        return None
    return (memory.topic if memory.intent is Intent.LATEST else memory.person) or None
