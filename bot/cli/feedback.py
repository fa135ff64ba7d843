"""`pullquote feedback`: what readers thought of what they were shown, for the operator.

Most of all which speakers they called wrong: each with the words, whom they were given to, what the
archive says now, and what was asked.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.cli import output
from bot.cli.adding import wanted_archive
from bot.cli.opening import opened_chats
from bot.conversation.state import digest
from bot.json_lines import json_line
from store.archive import Archive
from store.chats.chats import Feedback, Readers
from store.model import Article, ArticleId, Excerpt, Span

# The verdicts there are, the one that wants doing first.
KINDS = ("wrong_speaker", "unhelpful", "helpful")


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what it is about, as far as that is still there.

    `article` is None when it is gone. `excerpt` and `words` (the quote's own) are None where none
    was shown or the article has changed since (`is_changed`). `speaker_now` is whose words the
    archive takes them for today.
    """

    verdict: Feedback
    article: Article | None = None
    excerpt: Excerpt | None = None
    words: Excerpt | None = None
    speaker_now: str | None = None
    is_changed: bool = False


def feedback(options: argparse.Namespace) -> int:
    """List the verdicts, newest first; or take out those that have been seen to."""
    with wanted_archive(options) as archive, opened_chats(archive) as readers:
        if options.handled:
            return _handle(readers, options.handled, as_json=options.json)
        verdicts = readers.feedback()
        counts = Counter(verdict.verdict for verdict in verdicts)
        kinds = [options.verdict] if options.verdict else KINDS
        for verdict in [v for v in verdicts if v.verdict in kinds][: options.limit]:
            judged = look_up(archive, verdict)
            if options.json:
                sys.stdout.write(json_line(judged_json(judged)))
            else:
                print("\n".join(judged_lines(judged)), end="\n\n")
    if options.json:
        sys.stdout.write(json_line({kind: counts[kind] for kind in KINDS}))
    else:
        print(", ".join(f"{counts[kind]} {kind}" for kind in KINDS))
    return 0


def look_up(archive: Archive, verdict: Feedback) -> Judged:
    """A verdict with what it is about, read from the archive as it is today."""
    article = archive.article(ArticleId(verdict.article_id))
    if article is None or verdict.start is None or verdict.stop is None:
        return Judged(verdict, article)
    if verdict.stop > len(article.text):
        return Judged(verdict, article, is_changed=True)
    excerpt = Excerpt(article, Span(verdict.start, verdict.stop))
    if verdict.digest and digest(excerpt.text) != verdict.digest:
        return Judged(verdict, article, is_changed=True)
    if verdict.quote_start is None or verdict.quote_stop is None:
        return Judged(verdict, article, excerpt)
    said = Span(verdict.quote_start, verdict.quote_stop)
    now = [q.speaker for q in archive.quotes_in(article.id) if q.span == said]
    words = Excerpt(article, said)
    return Judged(verdict, article, excerpt, words, now[0] if now else None)


def judged_json(judged: Judged) -> output.Json:
    """A verdict as `feedback --json` prints it; what does not apply, or is gone, is null."""
    verdict, article = judged.verdict, judged.article
    excerpt, words = judged.excerpt, judged.words
    return {
        "id": verdict.id,
        "verdict": verdict.verdict,
        "given": _moment(verdict).isoformat(),
        "question": verdict.question,
        "speaker": verdict.speaker,
        "speaker_now": judged.speaker_now,
        "words": words.text if words is not None else None,
        "quote": [words.span.start, words.span.stop] if words is not None else None,
        "excerpt": excerpt.text if excerpt is not None else None,
        "start": verdict.start,
        "stop": verdict.stop,
        "changed": judged.is_changed,
        "article": output.article_json(article) if article is not None else None,
    }


def judged_lines(judged: Judged) -> Iterator[str]:
    """A verdict for a person to read."""
    verdict, article = judged.verdict, judged.article
    yield f"[{verdict.id}] {verdict.verdict}, {_moment(verdict):%Y-%m-%d %H:%M} UTC"
    yield f"  asked: {verdict.question}"
    if verdict.quote_start is not None:
        yield f"  shown as said by: {verdict.speaker or 'nobody named'}"
        if judged.words is not None and judged.speaker_now != verdict.speaker:
            yield f"  the archive has now: {judged.speaker_now or 'nobody named'}"
    if judged.words is not None:
        yield f"  the words: {' '.join(judged.words.text.split())}"
    if judged.excerpt is not None:
        yield from f"> {judged.excerpt.text}".replace("\n", "\n> ").split("\n")
    if judged.is_changed:
        yield "  the article has changed since"
    if article is None:
        yield f"  article {verdict.article_id} is no longer in the archive"
    else:
        told = [f"[{article.id}] {article.headline}", article.publisher, article.published]
        yield "  " + " · ".join(fact for fact in told if fact)
        if article.url:
            yield f"  {article.url}"


def _handle(readers: Readers, ids: list[int], *, as_json: bool) -> int:
    done = 0
    for verdict_id in ids:
        if not readers.drop_feedback(verdict_id):
            print(f"pullquote: there is no verdict {verdict_id}", file=sys.stderr)
            continue
        done += 1
        sys.stdout.write(json_line({"handled": verdict_id}) if as_json else f"{verdict_id} done\n")
    return 0 if done else 1


def _moment(verdict: Feedback) -> datetime:
    return datetime.fromtimestamp(verdict.given_at, UTC)
