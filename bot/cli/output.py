"""Answers and articles as the JSON of the command line, and as plain lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.answering.answer import Answer, Check, Finding, PersonEntry
from bot.cli.evaluate import Verdict, confidence_auroc, sum_up, took_ms
from bot.reply.link import text_fragment
from store.chats.grants import Granted
from store.database.collections import PrivateCollection
from store.ingest.writing.write import Written
from store.model import Article, Draft, Excerpt, Person, Quote
from store.search.checking.checked import Difference
from store.search.checking.checked import Verdict as CheckVerdict

# Roles of a person in a list of several, and of one alone.
_LISTED_ROLES, _CARD_ROLES = 3, 8
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
        "corrections": [{"from": c.typed, "to": c.used} for c in answer.corrections],
        "answers": [finding_json(f) for f in answer.findings],
        "rejected": [finding_json(f) for f in answer.rejected],
        "missing": list(answer.missing),
        "suggestions": list(answer.suggestions),
        "took_ms": answer.took_ms,
    }
    if answer.check is not None:
        shown["check"] = check_json(answer.check, answer.findings or answer.rejected)
    return shown


def check_json(check: Check, findings: Sequence[Finding]) -> Json:
    """What checking somebody's words came to, for the first of `findings`."""
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
    """One finding for a person: the excerpt, whose words it is, and where it stands."""
    article = finding.article
    if finding.excerpt is not None:
        yield from f"> {finding.excerpt.text}".replace("\n", "\n> ").split("\n")
    if finding.speaker:
        yield f"  — {finding.speaker}"
    facts = [article.headline, article.publisher, article.byline, article.published]
    yield "  " + " · ".join(fact for fact in facts if fact)
    if source := link(article, finding.excerpt.text if finding.excerpt else None):
        yield f"  {source}"


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


def stored_json(article: Article, quotes: list[Quote], people: list[Person]) -> Json:
    """A stored article as `show --json` prints it."""
    return {
        **article_json(article),
        "canonical_url": article.canonical_url,
        "dateline": article.dateline,
        "modified": article.modified,
        "language": article.language,
        "source": article.source,
        "text": article.text,
        "quotes": [quote_json(q) for q in quotes],
        "people": [
            {
                "name": p.name,
                "mentions": [[m.start, m.stop] for m in p.mentions],
                "roles": [[r.start, r.stop] for r in p.roles],
            }
            for p in people
        ],
    }


def quote_json(quote: Quote) -> Json:
    """A quote's spans and speaker."""
    return {
        "start": quote.span.start,
        "stop": quote.span.stop,
        "speaker": quote.speaker,
        "speaker_start": quote.mention.start if quote.mention else None,
        "speaker_stop": quote.mention.stop if quote.mention else None,
        "cue": [quote.cue.start, quote.cue.stop] if quote.cue else None,
        "group": quote.group,
        "part": quote.is_part,
    }


def person_json(entry: PersonEntry) -> Json:
    """A person of the archive."""
    return {
        "name": entry.name,
        "aliases": list(entry.aliases),
        "mentions": entry.mention_count,
        "articles": entry.article_count,
        "quotes": entry.quote_count,
        "roles": [r.text for r in entry.roles],
        "roles_in": [_span_json(role) for role in entry.roles],
        "organisations": [_span_json(name) for name in entry.organisations],
        "latest": _span_json(entry.latest) if entry.latest else None,
        "said": [finding_json(finding) for finding in entry.said],
        "with": [
            {"name": one.name, "articles": one.article_count, "last": _span_json(one.mention)}
            for one in entry.company
        ],
        "in": [article_json(a) for a in entry.articles],
    }


def _span_json(excerpt: Excerpt) -> Json:
    """Words of an article, and where they stand."""
    span = excerpt.span
    return {
        "text": excerpt.text,
        "start": span.start,
        "stop": span.stop,
        "article": article_json(excerpt.article),
    }


def person_lines(entry: PersonEntry) -> Iterator[str]:
    """A person for a terminal: the counts, and, of somebody asked for alone, the card."""
    yield (
        f"{entry.name}: {counted(entry.mention_count, 'mention')} in"
        f" {counted(entry.article_count, 'article')}, {counted(entry.quote_count, 'quote')}\n"
    )
    is_card = bool(entry.said or entry.company)
    if is_card and entry.aliases:
        yield f"    also: {', '.join(entry.aliases)}\n"
    for role in entry.roles[: _CARD_ROLES if is_card else _LISTED_ROLES]:
        yield f"    {_dated(role)}{role.text}\n"
    if not is_card:
        return
    if names := dict.fromkeys(name.text for name in entry.organisations):
        yield f"    beside: {', '.join(names)}\n"
    if entry.latest:
        yield f"    latest: {_dated(entry.latest)}{_one_line(entry.latest)}\n"
    for finding in entry.said:
        if finding.excerpt is not None:
            yield f"    said: {_dated(finding.excerpt)}“{_one_line(finding.excerpt)}”\n"
    if entry.company:
        told = ", ".join(f"{one.name} ({one.article_count})" for one in entry.company)
        yield f"    with: {told}\n"


def _dated(excerpt: Excerpt) -> str:
    published = excerpt.article.published
    return f"{published[:10]}  " if published else ""


def _one_line(excerpt: Excerpt) -> str:
    return " ".join(excerpt.text.split())


def collection_json(collection: PrivateCollection, granted: Granted) -> Json:
    """A private collection as `collections --json` prints it; chats are Telegram's numbers."""
    return {
        "collection": collection.name,
        "articles": collection.article_count,
        "read_by": list(granted.chats),
        "fed_by": list(granted.feeders),
    }


def written_json(written: Written) -> Json:
    """How one source ended, as `add --json` prints it."""
    shown: Json = {"source": written.source, "outcome": written.outcome.value}
    if written.id is not None:
        shown["id"] = str(written.id)
    if written.url is not None:
        shown["url"] = written.url
    if written.reason is not None:
        shown["reason"] = written.reason
    if written.draft is not None:
        shown |= planned_json(written.draft)
    return shown


def planned_json(draft: Draft) -> Json:
    """What would be stored, as `add --dry-run` prints it; `length` is in code points."""
    return {
        "headline": draft.headline,
        "published": draft.published,
        "publisher": draft.publisher,
        "byline": draft.byline,
        "length": len(draft.text),
        "kind": draft.kind,
    }


def verdict_json(verdict: Verdict) -> Json:
    """How one question of an evaluation did; what the row does not ask for is null."""
    return {
        "row": verdict.asked.number,
        "question": verdict.asked.question,
        "ok": not verdict.why,
        "why": verdict.why or None,
        "got": verdict.got,
        "answered": verdict.answered,
        "confidence": verdict.confidence,
        "answer1": verdict.answer1,
        "answer3": verdict.answer3,
        "article1": verdict.article1,
        "speaker": verdict.speaker,
        "highlight": verdict.highlight,
        "took_ms": verdict.took_ms,
    }


def figures_json(verdicts: Sequence[Verdict], skipped: int) -> Json:
    """What all questions of an evaluation come to; what nothing was asked of is null."""
    shares = sum_up(verdicts).shares()
    area = confidence_auroc(verdicts)
    return {
        "questions": len(verdicts),
        "answerable": sum(v.asked.is_answerable for v in verdicts),
        "failed": sum(bool(v.why) for v in verdicts),
        "skipped": skipped,
        **{n: None if s.value is None else round(s.value, 4) for n, s in shares.items()},
        "auroc": None if area is None else round(area, 4),
        "took_p50_ms": took_ms(verdicts, 0.5),
        "took_p95_ms": took_ms(verdicts, 0.95),
        "counts": {name: [share.count, share.of] for name, share in shares.items()},
    }


def evaluation_lines(verdicts: Sequence[Verdict], skipped: int) -> Iterator[str]:
    """The same for a person: counts and shares, then every question that failed."""
    told = figures_json(verdicts, skipped)
    for name in ("questions", "answerable", "failed", "skipped"):
        yield f"{name:>12}  {told[name]}\n"
    for name, (count, of) in told["counts"].items():
        if of:
            yield f"{name:>12}  {told[name]:.3f}  {count} of {of}\n"
    if told["auroc"] is not None:
        yield f"{'auroc':>12}  {told['auroc']:.3f}  of confidence\n"
    if verdicts:
        yield f"{'took':>12}  {told['took_p50_ms']} ms, p95 {told['took_p95_ms']} ms\n"
    for verdict in verdicts:
        if verdict.why:
            yield f"\nrow {verdict.asked.number}: {verdict.asked.question}\n"
            yield f"    {verdict.why}; came: {verdict.got}\n"
