"""Shows answers and their findings, as JSON for a program and as lines for a person."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from bot.answering.answer import Answer, Check, Finding
from bot.reply.link import text_fragment
from store.model import Article
from store.search.checking.checked import CheckVerdict, Difference

Json = dict[str, Any]


def counted(count: int, noun: str) -> str:
    """A count with its noun in the right form ("1 feed", "1,200 articles")."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def answer_json(answer: Answer) -> Json:
    """An answer as `ask --json` prints it."""
    shown: Json = {
        "question": answer.question,
        "answered": answer.is_answered,
        "confidence": answer.confidence,
        "intent": answer.intent.value,
        "certainty": answer.certainty.value,
        "corrections": [{"from": c.typed, "to": c.used, "why": c.why} for c in answer.corrections],
        "answers": [finding_json(f) for f in answer.findings],
        "rejected": [finding_json(f) for f in answer.rejected],
        "missing": list(answer.missing),
        "suggestions": list(answer.suggestions),
        "took_ms": answer.took_ms,
    }
    if answer.count is not None:
        shown["count"] = answer.count.articles
    if answer.check is not None:
        shown["check"] = check_json(answer.check, answer.findings or answer.rejected)
    return shown


def check_json(check: Check, findings: Sequence[Finding]) -> Json:
    """The result of a check as JSON, for the first of `findings`."""
    first = check.partings[0] if check.partings else None
    is_there = check.verdict is not CheckVerdict.ABSENT
    return {
        "words": check.words,
        "asked_speaker": check.speaker,
        "verdict": check.verdict.value,
        "speaker": first.whose.value if first is not None and is_there else None,
        "differences": [
            difference_json(difference, check.words, findings[0].article.text)
            for difference in (first.differences if first is not None and is_there else ())
        ],
    }


def difference_json(difference: Difference, words: str, text: str) -> Json:
    """One difference: the asker's words, and the stored ones with their span in the article."""
    stored = difference.stored
    return {
        "kind": difference.kind.value,
        "asked": difference.asked.of(words) or None,
        "stored": stored.of(text) if stored is not None else None,
        "start": stored.start if stored is not None else None,
        "stop": stored.stop if stored is not None else None,
        "turns": difference.turns,
    }


def finding_json(finding: Finding) -> Json:
    """One finding; what does not apply is null."""
    article, excerpt = finding.article, finding.excerpt
    shown: Json = {
        "kind": finding.kind.value,
        "excerpt": excerpt.text if excerpt else None,
        "start": excerpt.span.start if excerpt else None,
        "stop": excerpt.span.stop if excerpt else None,
        "highlights": [[h.start, h.stop] for h in excerpt.highlights] if excerpt else [],
        "speaker": finding.speaker,
        "score": finding.score,
        "link": link(article, excerpt.text if excerpt else None),
        "article": article_json(article),
    }
    if finding.quote is not None:
        shown["quote"] = [finding.quote.span.start, finding.quote.span.stop]
    if finding.is_reported:
        shown["reported"] = True
    if finding.also:
        shown["also"] = [article_json(a) for a in finding.also]
    return shown


def finding_lines(finding: Finding) -> Iterator[str]:
    """One finding for a person: the excerpt, its speaker, its article, its address.

    On a terminal the words that answer are bold and the address is dim.
    """
    article, excerpt = finding.article, finding.excerpt
    if excerpt is not None:
        at, marked = excerpt.span.start, ""
        for span in excerpt.highlights:
            marked += article.text[at : span.start] + styled(span.of(article.text), bold=True)
            at = span.stop
        marked += article.text[at : excerpt.span.stop]
        yield from f"> {marked}".replace("\n", "\n> ").split("\n")
    if finding.speaker:
        yield f"  — {finding.speaker}"
    facts = [article.headline, article.publisher, article.byline, article.published]
    yield "  " + " · ".join(fact for fact in facts if fact)
    if source := link(article, excerpt.text if excerpt else None):
        yield f"  {styled(source, dim=True)}"


def check_lines(answer: Answer, at: int) -> Iterator[str]:
    """The result of a check in words, to stand above the answer's finding at index `at`."""
    if answer.check is None:
        return
    from bot.reply.checked import check_blocks  # noqa: PLC0415 - few answers check a quote
    from bot.reply.markup import to_plain  # noqa: PLC0415
    from bot.reply.phrases import phrases  # noqa: PLC0415

    for block in check_blocks(answer.check, at, answer.findings[at], phrases("en")):
        yield from to_plain(block).splitlines()


def say_finding(finding: Finding) -> None:
    """Print a finding for a person, a blank line below it."""
    for line in finding_lines(finding):
        print(line)
    print()


def styled(text: str, *, bold: bool = False, dim: bool = False) -> str:
    """The text in a style where standard output is a terminal, else as it is."""
    is_shown = text and sys.stdout.isatty()
    return click.style(text, bold=bold or None, dim=dim or None) if is_shown else text


def article_json(article: Article) -> Json:
    """The article behind a finding, without its text."""
    return {
        "id": str(article.id),
        "headline": article.headline,
        "url": article.url,
        "published": article.published,
        "publisher": article.publisher,
        "byline": article.byline,
    }


def link(article: Article, excerpt: str | None) -> str | None:
    """The source's address, opening at the excerpt where a page can."""
    if article.url is None:
        return None
    return text_fragment(article.url, excerpt) if excerpt else article.url
