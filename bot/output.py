"""Answers and articles as the JSON of the command line, and as plain lines for a person."""

from __future__ import annotations

import json
from typing import Any

from bot.answer import Answer, Finding, PersonEntry
from bot.reply.link import text_fragment
from store.ingest.write import Written
from store.model import Article, Person, Quote

# What JSON allows raw but line readers take for a line's end.
_LINE_ENDS = {0x2028: "\\u2028", 0x2029: "\\u2029", 0x85: "\\u0085"}

Json = dict[str, Any]


def json_line(value: Json) -> str:
    """One object as one line, ended by a line feed and holding no other line end."""
    return json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS) + "\n"


def answer_json(answer: Answer) -> Json:
    """An answer as `ask --json` prints it."""
    return {
        "question": answer.question,
        "answered": answer.is_answered,
        "confidence": answer.confidence,
        "intent": answer.intent.value,
        "corrections": [{"from": c.typed, "to": c.used} for c in answer.corrections],
        "answers": [finding_json(f) for f in answer.findings],
        "rejected": [finding_json(f) for f in answer.rejected],
        "suggestions": list(answer.suggestions),
        "took_ms": answer.took_ms,
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
    if finding.also:
        shown["also"] = [article_json(a) for a in finding.also]
    return shown


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
        "in": [article_json(a) for a in entry.articles],
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
    return shown
