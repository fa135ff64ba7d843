"""Tells how good the answers are: `pullquote feedback`, by readers; `pullquote eval`, by a set.

A reader's verdict is shown with the words, the speaker they were shown with, the speaker the
archive has now, and the question.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.answering.answerer import Answerer
from bot.cli.evaluate import (
    Broken,
    Judgement,
    confidence_auroc,
    judge,
    read_questions,
    sum_up,
    took_ms,
)
from bot.cli.opening import Shared, command, existing, limit_option, opened, opened_chats
from bot.cli.output import Json, answer_json, article_json
from bot.conversation.state import digest
from bot.json_lines import json_line
from store.archive import Archive
from store.chats.chats import Chats, Feedback
from store.model import Article, ArticleId, Excerpt, Span

# Kinds of verdict, the most pressing first.
KINDS = ("wrong_speaker", "unhelpful", "helpful")


@dataclass(frozen=True, slots=True)
class Judged:
    """A reader's verdict with the article it is about, as that is stored today.

    article      None if it was removed
    excerpt      excerpt that was shown; None if the article has changed since
    words        quoted words that were shown; None if there were none, or as above
    speaker_now  speaker that the archive has for them today
    is_changed   whether the article has changed since
    """

    verdict: Feedback
    article: Article | None = None
    excerpt: Excerpt | None = None
    words: Excerpt | None = None
    speaker_now: str | None = None
    is_changed: bool = False


@command(
    "feedback",
    "pullquote feedback --verdict wrong_speaker",
    "pullquote feedback --handled 12 15",
)
@click.argument("ids", metavar="[ID]...", nargs=-1, type=int)
@click.option("--verdict", type=click.Choice(KINDS), help="List verdicts of this kind only.")
@click.option("--handled", "is_handled", is_flag=True, help="Remove the verdicts of these IDs.")
@limit_option(50, "Verdicts")
def feedback(
    shared: Shared, ids: tuple[int, ...], verdict: str | None, limit: int, *, is_handled: bool
) -> int:
    """List what readers thought of the answers, newest first, and count each kind.

    Readers give a verdict with the buttons under an answer. Once you have seen to some, remove
    them with --handled and their numbers.
    """
    if bool(ids) != is_handled:
        message = "--handled goes with the IDs of verdicts"
        raise click.UsageError(message)
    with opened(shared.path) as archive, opened_chats(archive) as chats:
        if is_handled:
            return _handle(chats, ids, as_json=shared.as_json)
        verdicts = chats.feedback()
        counts = Counter(each.verdict for each in verdicts)
        kinds = [verdict] if verdict else KINDS
        for each in [v for v in verdicts if v.verdict in kinds][:limit]:
            judged = look_up(archive, each)
            if shared.as_json:
                sys.stdout.write(json_line(judged_json(judged)))
            else:
                print("\n".join(judged_lines(judged)), end="\n\n")
    if shared.as_json:
        sys.stdout.write(json_line({kind: counts[kind] for kind in KINDS}))
    else:
        print(", ".join(f"{counts[kind]} {kind}" for kind in KINDS))
    return 0


def look_up(archive: Archive, verdict: Feedback) -> Judged:
    """Find what a verdict is about in the archive of today."""
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


def judged_json(judged: Judged) -> Json:
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
        "article": article_json(article) if article is not None else None,
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


def _handle(chats: Chats, ids: tuple[int, ...], *, as_json: bool) -> int:
    done = 0
    for verdict_id in ids:
        if not chats.drop_feedback(verdict_id):
            print(f"pullquote: there is no verdict {verdict_id}", file=sys.stderr)
            continue
        done += 1
        sys.stdout.write(json_line({"handled": verdict_id}) if as_json else f"{verdict_id} done\n")
    return 0 if done else 1


def _moment(verdict: Feedback) -> datetime:
    return datetime.fromtimestamp(verdict.given_at, UTC)


@command(
    "eval", "pullquote eval questions.jsonl", "pullquote eval questions.jsonl --json | tail -1"
)
@click.argument("questions", metavar="QUESTIONS.jsonl", type=click.Path(path_type=Path))
def evaluate(shared: Shared, questions: Path) -> int:
    """Score the archive on questions with known answers, and list those that failed.

    QUESTIONS.jsonl holds one JSON object a line: "question", and any of "answers" (strings),
    "url", "article" (an id), "speaker", "answerable" (false if the archive has nothing on it).
    """
    judgements: list[Judgement] = []
    skipped = 0
    try:
        lines = questions.open("rb")
    except OSError as error:
        print(f"pullquote: {questions}: {error.strerror}", file=sys.stderr)
        return 1
    with lines, existing(shared) as archive:
        answerer = Answerer(archive)
        for asked in read_questions(lines):
            if isinstance(asked, Broken):
                skipped += 1
                print(f"pullquote: row {asked.number} {asked.why}: skipped", file=sys.stderr)
                continue
            reply = answer_json(answerer.answer(asked.question))
            judgements.append(judge(asked, reply, _texts_shown(archive, reply)))
            if shared.as_json:
                sys.stdout.write(json_line(judgement_json(judgements[-1])))
    if shared.as_json:
        sys.stdout.write(json_line(figures_json(judgements, skipped)))
    else:
        sys.stdout.writelines(evaluation_lines(judgements, skipped))
    return 0 if judgements else 1


def _texts_shown(archive: Archive, reply: Json) -> dict[str, str]:
    """The stored texts of the articles that a reply shows, by their ids."""
    shown = [finding["article"]["id"] for finding in (*reply["answers"], *reply["rejected"])]
    return {article_id: archive.get(article_id).text for article_id in dict.fromkeys(shown)}


def judgement_json(judgement: Judgement) -> Json:
    """The score of one question as `eval --json` prints it; null what the row does not ask for."""
    return {
        "row": judgement.asked.number,
        "question": judgement.asked.question,
        "ok": not judgement.why,
        "why": judgement.why or None,
        "got": judgement.got,
        "answered": judgement.answered,
        "confidence": judgement.confidence,
        "answer1": judgement.answer1,
        "answer3": judgement.answer3,
        "article1": judgement.article1,
        "speaker": judgement.speaker,
        "highlight": judgement.highlight,
        "took_ms": judgement.took_ms,
    }


def figures_json(judgements: Sequence[Judgement], skipped: int) -> Json:
    """The scores of all questions as `eval --json` prints them; null if no row asks for one."""
    shares = sum_up(judgements).shares()
    area = confidence_auroc(judgements)
    return {
        "questions": len(judgements),
        "answerable": sum(j.asked.is_answerable for j in judgements),
        "failed": sum(bool(j.why) for j in judgements),
        "skipped": skipped,
        **{n: None if s.value is None else round(s.value, 4) for n, s in shares.items()},
        "auroc": None if area is None else round(area, 4),
        "took_p50_ms": took_ms(judgements, 0.5),
        "took_p95_ms": took_ms(judgements, 0.95),
        "counts": {name: [share.count, share.of] for name, share in shares.items()},
    }


def evaluation_lines(judgements: Sequence[Judgement], skipped: int) -> Iterator[str]:
    """The scores for a person: counts and shares, then every question that failed."""
    told = figures_json(judgements, skipped)
    for name in ("questions", "answerable", "failed", "skipped"):
        yield f"{name:>12}  {told[name]}\n"
    for name, (count, of) in told["counts"].items():
        if of:
            yield f"{name:>12}  {told[name]:.3f}  {count} of {of}\n"
    if told["auroc"] is not None:
        yield f"{'auroc':>12}  {told['auroc']:.3f}  of confidence\n"
    if judgements:
        yield f"{'took':>12}  {told['took_p50_ms']} ms, p95 {told['took_p95_ms']} ms\n"
    for judgement in judgements:
        if judgement.why:
            yield f"\nrow {judgement.asked.number}: {judgement.asked.question}\n"
            yield f"    {judgement.why}; came: {judgement.got}\n"
